"""Draws time, memory and quality of word vectors over the size of the text, as scaling.py measured them: python3 plot.py results.jsonl WORDS-OF-all out.svg"""
import json, os, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from chart import draw

COLOURS = {"lm": "#2171b5", "gensim": "#d94801", "word2vec.c": "#238b45"}
rows = [json.loads(line) for line in open(sys.argv[1])]
size_of = lambda row: int(sys.argv[2]) if row["words"] == "all" else int(row["words"])
sizes = sorted({size_of(row) for row in rows})
epochs = sorted({row["epochs"] for row in rows})
tools = [tool for tool in COLOURS if any(row["tool"] == tool for row in rows)]


def lines(key, count, best):
    """The best value at each size of the runs of so many epochs."""
    found = {tool: [(size, [r[key] for r in rows if r["tool"] == tool and r["epochs"] == count and size_of(r) == size and key in r]) for size in sizes] for tool in tools}
    return [(COLOURS[tool], False, [(size, best(values)) for size, values in points if values]) for tool, points in found.items()]


mean = lambda values: sum(values) / len(values)
panels = [(f"wall seconds, {epochs[0]} epoch(s), text to vectors", [1, 10, 100, 1000], True, lines("wall", epochs[0], min)),
          ("peak memory, MB", [10, 100, 1000, 10000], True, lines("megabytes", epochs[0], min)),
          (f"analogies, %, {epochs[-1]} epochs", [0, 10, 20, 30], False, lines("analogies", epochs[-1], mean))]
draw(sys.argv[3], sizes, lambda size: f"{round(size / 10**6)} M words", [panel for panel in panels if any(points for _, _, points in panel[3])],
     [(COLOURS[tool], tool) for tool in tools])
