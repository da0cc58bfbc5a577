#!/usr/bin/env bash
# Speed of training beside word2vec.c, gensim and fastText on one text, same settings, one epoch, interleaved. A line for each run.
#   LM="lm" W2V=path/to/word2vec FASTTEXT=path/to/fasttext PYTHON=python3 BENCH="" ROUNDS=2 ./compare.sh TEXT [CONFIG…]
# A configuration is MODEL:LOSS:DIM:THREADS, such as skipgram:ns:100:1. word2vec.c needs the line `eof = 0;` after `local_iter--;` for more than one epoch.
# BENCH may name a command that runs its arguments alone and at high priority.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
text=$1; shift
configs=("$@"); [ ${#configs[@]} -gt 0 ] || configs=(skipgram:ns:100:1 skipgram:ns:300:1 skipgram:ns:100:2 cbow:ns:100:1 skipgram:hs:100:1 cbow:hs:100:1)
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
export OPENBLAS_NUM_THREADS=1
for round in $(seq "${ROUNDS:-2}"); do
  for config in "${configs[@]}"; do
    IFS=: read -r model loss dim threads <<<"$config"
    alpha=0.025; cbow=0; [ "$model" = cbow ] && alpha=0.05 && cbow=1
    negative=5; hs=0; [ "$loss" = hs ] && negative=0 && hs=1
    echo "lm $config: $(${BENCH:-} ${LM:-lm} word2vec train "$text" --model "$model" --loss "$loss" --dim "$dim" --threads "$threads" --sample 1e-4 --epochs 1 -o "$out/lm.bin" | tail -1)"
    ${BENCH:-} "${PYTHON:-python3}" "$here/train_gensim.py" "$text" "$out/gensim.bin" "$model" "$loss" "$dim" "$threads" 1 1e-4 "$round"
    if [ -n "${W2V:-}" ]; then
      echo "word2vec.c $config: $(${BENCH:-} "$W2V" -train "$text" -output "$out/w2v.bin" -size "$dim" -window 5 -min-count 5 -sample 1e-4 -negative $negative -hs $hs -cbow $cbow -threads "$threads" -iter 1 -alpha $alpha -binary 1 | tr '\r' '\n' | grep -o 'Words/thread/sec: .*' | tail -1)"
    fi
    if [ -n "${FASTTEXT:-}" ]; then
      echo "fastText $config: $(${BENCH:-} "$FASTTEXT" "$model" -input "$text" -output "$out/ft" -dim "$dim" -ws 5 -neg 5 -minCount 5 -t 1e-4 -loss "$loss" -minn 0 -maxn 0 -thread "$threads" -epoch 1 -lr $alpha 2>&1 | tr '\r' '\n' | grep -o 'words/sec/thread: *[0-9]*' | tail -1)"
    fi
  done
done
