"""Trains word vectors with gensim and prints its speed: train_gensim.py TEXT OUT MODEL LOSS DIM THREADS EPOCHS SAMPLE SEED"""
import resource, sys, time
from gensim.models import Word2Vec

text, out, model, loss, dim, threads, epochs, sample, seed = sys.argv[1:10]
sg = model == "skipgram"
w = Word2Vec(vector_size=int(dim), window=5, min_count=5, sample=float(sample), sg=int(sg), hs=int(loss == "hs"), negative=5 if loss == "ns" else 0,
             alpha=0.025 if sg else 0.05, workers=int(threads), seed=int(seed))
w.build_vocab(corpus_file=text)
cpu, wall = time.process_time(), time.time()
w.train(corpus_file=text, total_examples=w.corpus_count, total_words=w.corpus_total_words, epochs=int(epochs))
cpu, wall = time.process_time() - cpu, time.time() - wall
w.wv.save_word2vec_format(out, binary=True)
words = w.corpus_total_words * int(epochs)
print(f"gensim {model} {loss} dim={dim} threads={threads}: {words / wall:,.0f} words/s (wall), {words / cpu * 1:,.0f} words per CPU second, "
      f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
