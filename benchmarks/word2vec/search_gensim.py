"""The ten nearest words of each of the first QUERIES words with gensim, as one matrix product for many queries: search_gensim.py VECTORS QUERIES [ANSWERS]"""
import sys, time
import numpy as np
from gensim.models import KeyedVectors

BATCH = 256
start = time.time()
vectors = KeyedVectors.load_word2vec_format(sys.argv[1], binary=True)
print(f"gensim reading: {time.time() - start:.2f} s")
queries = int(sys.argv[2])
unit = vectors.get_normed_vectors()
start = time.time()
answers = []
for first in range(0, queries, BATCH):
    similarity = unit[first:min(first + BATCH, queries)] @ unit.T
    similarity[np.arange(len(similarity)), np.arange(first, first + len(similarity))] = -2  # not the word itself
    best = np.argpartition(similarity, -10, axis=1)[:, -10:]
    for row, ids in zip(similarity, best):
        answers.append(ids[np.argsort(-row[ids])])
print(f"gensim {queries:,} queries, {BATCH} a product: {time.time() - start:.2f} s")
if len(sys.argv) > 3:
    with open(sys.argv[3], "w") as out:
        out.writelines(" ".join(vectors.index_to_key[i] for i in ids) + "\n" for ids in answers)
start = time.time()
for word in vectors.index_to_key[:20]:
    vectors.most_similar(word)
print(f"gensim most_similar, one at a time: {(time.time() - start) / 20 * queries:.1f} s for {queries:,}, from 20")
