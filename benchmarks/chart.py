"""Panels of lines side by side as SVG, for plot.py of each folder."""
import math

WIDTH, HEIGHT, LEFT, TOP = 430, 330, 60, 40


def draw(path, xs, x_label, panels, legend):
    """xs: the values of x, on a logarithmic axis. panels: (title, ticks, is_log, lines), a line being (colour, dashed, [(x, y), …]). legend: (colour, name)."""
    width, height = len(panels) * WIDTH, HEIGHT + 60
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" font-size="12">',
           f'<rect width="{width}" height="{height}" fill="white"/>']
    for i, (title, ticks, is_log, lines) in enumerate(panels):
        x0, x1, y0, y1 = i * WIDTH + LEFT, (i + 1) * WIDTH - 20, HEIGHT, TOP
        scale = math.log if is_log else float
        x = lambda value: x0 + (x1 - x0) * math.log(value / xs[0]) / math.log(xs[-1] / xs[0])
        y = lambda value: y0 - (y0 - y1) * (scale(value) - scale(ticks[0])) / (scale(ticks[-1]) - scale(ticks[0]))
        out.append(f'<text x="{x0}" y="{TOP - 15}">{title}</text>')
        out += [f'<line x1="{x0}" x2="{x1}" y1="{y(t):.1f}" y2="{y(t):.1f}" stroke="#ddd"/><text x="{x0 - 6}" y="{y(t) + 4:.1f}" text-anchor="end">{t:g}</text>' for t in ticks]
        out += [f'<text x="{x(v):.1f}" y="{y0 + 18}" text-anchor="middle">{x_label(v)}</text>' for v in xs]
        for colour, dashed, points in lines:
            line = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in points)
            out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{" stroke-dasharray=" + chr(34) + "5 4" + chr(34) if dashed else ""}/>')
            out += [f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="3" fill="{colour}"/>' for a, b in points]
    for i, (colour, name) in enumerate(legend):
        out.append(f'<rect x="{LEFT + 120 * i}" y="{HEIGHT + 35}" width="14" height="14" fill="{colour}"/><text x="{LEFT + 20 + 120 * i}" y="{HEIGHT + 47}">{name}</text>')
    with open(path, "w") as file:
        file.write("\n".join(out + ["</svg>", ""]))
