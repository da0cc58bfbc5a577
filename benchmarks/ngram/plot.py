"""Draws time and memory of n-gram training over the size of the text: python3 plot.py results.jsonl training.svg"""
import json, os, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from chart import draw

COLOURS = {2: "#9ecae1", 3: "#6baed6", 4: "#4292c6", 5: "#2171b5", 6: "#084594"}
rows = [json.loads(line) for line in open(sys.argv[1])]
sizes = sorted({int(row["tokens"]) for row in rows if row["tokens"] != "all"})
orders = sorted({row["order"] for row in rows})


def least(what, order, key):
    """The least value at each size."""
    found = {size: [r[key] for r in rows if r["what"] == what and r["order"] == order and r["tokens"] == str(size)] for size in sizes}
    return [(size, min(values)) for size, values in found.items() if values]


def lines(key):
    return [(COLOURS[order], what == "lmplz", least(what, order, key)) for order in orders for what in ("lm-arpa", "lmplz")]


NOTE = "(solid: lm, dashed: lmplz), text to ARPA"
draw(sys.argv[2], sizes, lambda size: f"{size // 10**6} M tokens",
     [(f"seconds {NOTE}", [0.1, 1, 10, 100, 1000], True, lines("wall")), (f"peak memory, MB {NOTE}", [10, 100, 1000, 10000], True, lines("megabytes"))],
     [(COLOURS[order], f"order {order}") for order in orders])
