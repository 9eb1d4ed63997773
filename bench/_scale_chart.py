"""The growth curves as one SVG: size and processor seconds, both by powers of ten. No library, no outside font."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 440, 70, 24, 190, 52
TONES = (
    "#0b6e4f", "#b4451f", "#1f5fa8", "#8a6d00", "#6b3fa0", "#444444", "#a8266b", "#00767a", "#5f8a00", "#7a3b2e", "#3949ab",
    "#9c5a00",
)  # fmt: skip
LEAST_SECONDS = 0.1


def draw(runs: list[dict[str, Any]]) -> str:
    """Return the chart of all runs; a stage of one size is a point."""
    curves: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for one in runs:
        curves[one["stage"]].append((one["size"], max(LEAST_SECONDS, one["cpu"])))
    sizes = [size for held in curves.values() for size, _ in held]
    seconds = [spent for held in curves.values() for _, spent in held]
    x0, x1 = math.floor(math.log10(min(sizes))), math.ceil(math.log10(max(sizes)))
    y0, y1 = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))
    x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)

    def at(size: float, spent: float) -> tuple[float, float]:
        x = LEFT + (math.log10(size) - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT)
        y = HEIGHT - BOTTOM - (math.log10(spent) - y0) / (y1 - y0) * (HEIGHT - TOP - BOTTOM)
        return round(x, 1), round(y, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" font-size="13">',
        "<title>处理器秒数随条数的增长 processor seconds by number of reports</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(x0, x1 + 1):
        x, y = at(10**power, 10**y0)
        parts.append(f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{y}" stroke="#d9d9d9"/>')
        parts.append(f'<text x="{x}" y="{y + 20}" text-anchor="middle" fill="#333">{10**power:,}</text>')
    for power in range(y0, y1 + 1):
        x, y = at(10**x0, 10.0**power)
        parts.append(f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="#d9d9d9"/>')
        parts.append(
            f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end" fill="#333">{10.0**power:g} s</text>'
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle" fill="#333">条 reports / needs</text>'
    )
    for number, (stage, held) in enumerate(
        sorted(curves.items(), key=lambda one: -max(s for _, s in one[1]))
    ):
        tone, points = TONES[number % len(TONES)], [at(*one) for one in sorted(held)]
        path = " ".join(f"{x},{y}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{tone}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3.5" fill="{tone}"/>' for x, y in points]
        y = TOP + 14 + number * 20
        parts.append(
            f'<line x1="{WIDTH - RIGHT + 16}" y1="{y - 4}" x2="{WIDTH - RIGHT + 36}" y2="{y - 4}" stroke="{tone}" stroke-width="2"/>'
        )
        parts.append(f'<text x="{WIDTH - RIGHT + 42}" y="{y}" fill="#222">{escape(stage)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
