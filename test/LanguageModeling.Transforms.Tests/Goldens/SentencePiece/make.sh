#!/bin/sh
# Writes the golden files beside it with Debian's sentencepiece 0.1.97 and the text in corpus.txt: make.sh FOLDER
set -e
cd "$1"
common="--input=corpus.txt --hard_vocab_limit=false --minloglevel=2 --normalization_rule_tsv=rules.tsv"
spm_train $common --model_type=unigram --vocab_size=300 --model_prefix=unigram
spm_train $common --model_type=unigram --vocab_size=600 --model_prefix=unigram-bytes --byte_fallback --user_defined_symbols='<sep>,ing▁,好好' --control_symbols='<ctl>' --pad_id=3
spm_train $common --model_type=bpe --vocab_size=350 --model_prefix=bpe --user_defined_symbols='<sep>,12'
spm_train $common --model_type=bpe --vocab_size=600 --model_prefix=bpe-bytes --byte_fallback --remove_extra_whitespaces=false --split_digits --allow_whitespace_only_pieces
spm_train $common --model_type=bpe --vocab_size=300 --model_prefix=bpe-suffix --treat_whitespace_as_suffix --add_dummy_prefix=false
spm_train $common --model_type=char --vocab_size=200 --model_prefix=char
spm_train $common --model_type=word --vocab_size=100 --model_prefix=word
rm -f *.vocab
for model in *.model; do
  spm_encode --model=$model --output_format=id < texts.txt > ${model%.model}.ids
  spm_encode --model=$model --output_format=id < texts.txt | spm_decode --model=$model --input_format=id > ${model%.model}.decoded
done
# nmt-nfkc.txt: characters of all planes, most of those that NFKC changes, each between a and b; then random mixtures of such.
spm_train --input=corpus.txt --hard_vocab_limit=false --minloglevel=2 --model_type=char --vocab_size=320 --model_prefix=nmt-nfkc --byte_fallback --normalization_rule_name=nmt_nfkc
spm_encode --model=nmt-nfkc.model --output_format=id < nmt-nfkc.txt > nmt-nfkc.ids
brotli --best --lgwin=24 --rm nmt-nfkc.model -o nmt-nfkc.model.br
rm -f nmt-nfkc.vocab
