#!/usr/bin/env bash
# Times this library's graphs and its peers, one process each, round after round; prints every line, then the median of each column.
# Usage: compare.sh MODELS LLAMA ROUNDS [TRANSFORMERS]
#   MODELS        what "LanguageModeling.GptBenchmarks make MODELS" wrote, with q8_0.gguf and q4_0.gguf ("llama quantize f32.gguf q8_0.gguf q8_0")
#   LLAMA         peers/llama.cpp, compiled against libllama
#   TRANSFORMERS  a folder in which "npm install @huggingface/transformers" was run
set -euo pipefail
models=$1 llama=$2 rounds=$3 transformers=${4:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
own="dotnet $here/bin/Release/net10.0/LanguageModeling.GptBenchmarks.dll"
threads=$(nproc)
results=$(mktemp)
for ((round = 0; round < rounds; round++)); do
  $own run "$models/fp32/model.onnx"
  "$llama" 'llama.cpp f32' "$models/f32.gguf" "$threads"
  $own run "$models/int8/model.onnx"
  "$llama" 'llama.cpp q8_0' "$models/q8_0.gguf" "$threads"
  $own run "$models/int4/model.onnx"
  "$llama" 'llama.cpp q4_0' "$models/q4_0.gguf" "$threads"
  $own run "$models/int4-32/model.onnx"
  if [ -n "$transformers" ]; then
    cp "$here/peers/transformers.mjs" "$transformers/"
    node "$transformers/transformers.mjs" "$models/plain"
  fi
done | tee "$results"
echo; printf 'median\tprefill 512 ms\tdecode ms\tRSS MB\n'
cut -f1 "$results" | sort -u | while read -r name; do
  printf '%s' "$name"
  for column in 2 3 4; do
    printf '\t%s' "$(awk -F'\t' -v n="$name" -v c=$column '$1 == n { print $c }' "$results" | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')"
  done
  echo
done
rm "$results"
