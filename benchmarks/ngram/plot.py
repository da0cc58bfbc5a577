"""Draws time and memory of n-gram training over the size of the text: python3 plot.py results.jsonl training.svg"""
import json, math, sys

rows = [json.loads(line) for line in open(sys.argv[1])]
sizes = sorted({int(r["tokens"]) for r in rows if r["tokens"] != "all"})
orders = sorted({r["order"] for r in rows})
colours = {2: "#9ecae1", 3: "#6baed6", 4: "#4292c6", 5: "#2171b5", 6: "#084594"}
panels = [("wall", "seconds", [0.1, 1, 10, 100, 1000]), ("megabytes", "peak memory, MB", [10, 100, 1000, 10000])]
width, height, left, top = 430, 330, 60, 40
out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * width}" height="{height + 60}" font-family="sans-serif" font-size="12">',
       f'<rect width="{2 * width}" height="{height + 60}" fill="white"/>']


def least(what, order, size, key):
    values = [r[key] for r in rows if r["what"] == what and r["order"] == order and r["tokens"] == str(size)]
    return min(values) if values else None


for panel, (key, title, ticks) in enumerate(panels):
    x0, x1 = panel * width + left, (panel + 1) * width - 20
    y0, y1 = height, top
    x = lambda size: x0 + (x1 - x0) * math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])
    y = lambda value: y0 - (y0 - y1) * math.log(value / ticks[0]) / math.log(ticks[-1] / ticks[0])
    out.append(f'<text x="{x0}" y="{top - 15}">{title} (solid: lm, dashed: lmplz), text to ARPA</text>')
    for tick in ticks:
        out.append(f'<line x1="{x0}" x2="{x1}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" stroke="#ddd"/><text x="{x0 - 6}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:g}</text>')
    for size in sizes:
        out.append(f'<text x="{x(size):.1f}" y="{y0 + 18}" text-anchor="middle">{size // 10**6} M tokens</text>')
    for order in orders:
        for what, dash in (("lm-arpa", ""), ("lmplz", ' stroke-dasharray="5 4"')):
            points = [(x(size), y(least(what, order, size, key))) for size in sizes if least(what, order, size, key)]
            line = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
            out.append(f'<polyline points="{line}" fill="none" stroke="{colours[order]}" stroke-width="2"{dash}/>')
for i, order in enumerate(orders):
    out.append(f'<rect x="{left + 90 * i}" y="{height + 35}" width="14" height="14" fill="{colours[order]}"/><text x="{left + 20 + 90 * i}" y="{height + 47}">order {order}</text>')
open(sys.argv[2], "w").write("\n".join(out + ["</svg>", ""]))
