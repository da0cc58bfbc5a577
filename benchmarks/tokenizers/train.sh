#!/usr/bin/env bash
# Measures the training of tokenizers beside SentencePiece (Debian: sentencepiece) on the same text, in one run, and how well both encode other text.
#
#   dotnet build -c Release samples/LanguageModeling.Cli
#   benchmarks/tokenizers/train.sh LM TEXT HELD-OUT [VOCABULARY-SIZE] [RUNS]
#
# LM is the built lm. Both train on all lines, without normalization, with all characters.
set -euo pipefail
lm=$1 text=$2 held=$3 size=${4:-32000} runs=${5:-3}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
measure() { local name=$1; shift; /usr/bin/time -f "$name: %e s, %U s of processor time, %M KB" "$@" > "$out/log" 2> "$out/time" || { cat "$out/log" "$out/time"; exit 1; }; tail -1 "$out/time"; }
spm() { measure "spm_train $1" spm_train --input="$text" --model_prefix="$out/spm-$1" --vocab_size="$size" --model_type="$1" --character_coverage=1 \
    --normalization_rule_name=identity --max_sentence_length=1000000; }
for ((run = 0; run < runs; run++)); do
  measure "lm bpe" "$lm" tokenizer train bpe "$text" --vocab-size "$size" -o "$out/bpe.json"
  measure "lm character-bpe" "$lm" tokenizer train character-bpe "$text" --vocab-size "$size" --no-byte-fallback -o "$out/character-bpe.json"
  spm bpe
  measure "lm unigram" "$lm" tokenizer train unigram "$text" --vocab-size "$size" --no-byte-fallback -o "$out/unigram.json"
  spm unigram
done
bytes=$(tr -d '\n' < "$held" | wc -c)
per_byte() { awk -v name="$1" -v bytes="$bytes" '{ n += NF } END { printf "%s: %d tokens for %d bytes, %.4f a byte\n", name, n, bytes, n / bytes }'; }
for kind in bpe character-bpe unigram; do "$lm" tokenize --tokenizer "$out/$kind.json" --ids "$held" | per_byte "lm $kind"; done
for kind in bpe unigram; do spm_encode --model="$out/spm-$kind.model" --output_format=id < "$held" | per_byte "spm $kind"; done
