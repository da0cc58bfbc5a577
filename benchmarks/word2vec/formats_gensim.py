"""Whether gensim reads what we write and we read what gensim writes, in all formats of text vectors: formats_gensim.py LM VECTORS FOLDER
LM is the command lm; VECTORS are word vectors in any form that it reads; FOLDER takes the files."""
import subprocess, sys
from pathlib import Path
import numpy as np
from gensim.models import KeyedVectors

lm, source, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
convert = lambda a, b, *options: subprocess.run([lm, "word2vec", "convert", str(a), str(b), *options], check=True)
convert(source, folder / "all.bin", "--to", "gensim-binary")
expected = KeyedVectors.load_word2vec_format(folder / "all.bin", binary=True)


def compare(name, found, tolerance):
    assert found.index_to_key == expected.index_to_key, f"{name}: other words"
    worst = float(np.max(np.abs(found.vectors - expected.vectors))) if len(expected) else 0.0
    assert worst <= tolerance, f"{name}: off by {worst}"
    print(f"{name}: {len(found)} words, off by at most {worst:.1e}")


# lm writes, gensim reads. Short decimals lose digits; the rest keeps every bit.
for name, binary, header, tolerance in [
        ("word2vec-text", False, True, 6e-7), ("word2vec-binary", True, True, 0), ("gensim-text", False, True, 0), ("gensim-binary", True, True, 0),
        ("fasttext", False, True, 1e-4 * max(1.0, float(np.abs(expected.vectors).max()))), ("glove", False, False, 0)]:
    convert(source, folder / name, "--to", name)
    compare(f"lm {name} -> gensim", KeyedVectors.load_word2vec_format(folder / name, binary=binary, no_header=not header), tolerance)

# gensim writes, lm reads; what lm reads goes back to gensim bit for bit.
for name, options in [("text", dict(binary=False)), ("binary", dict(binary=True)), ("text without header", dict(binary=False, write_header=False)),
    path = folder / ("gensim" + (".gz" if "gzip" in name else ""))
    expected.save_word2vec_format(path, **options)
    convert(path, folder / "back", "--to", "gensim-binary")
    compare(f"gensim {name} -> lm", KeyedVectors.load_word2vec_format(folder / "back", binary=True), 0)
print("all formats agree")
