"""Answers Google's analogy questions with gensim, vocabulary limited to the 30,000 most frequent words: evaluate_gensim.py VECTORS.bin QUESTIONS"""
import sys
from gensim.models import KeyedVectors

vectors = KeyedVectors.load_word2vec_format(sys.argv[1], binary=True, unicode_errors="replace")
score, sections = vectors.evaluate_word_analogies(sys.argv[2], restrict_vocab=30000)
total = sections[-1]
print(f"{sys.argv[1]}: {100 * score:.2f} % of {len(total['correct']) + len(total['incorrect'])}")
