"""A chart of the pages as SVG, drawn without a browser: the same options, the same figures, the same colours."""

from collections.abc import Mapping, Sequence
from html import escape as in_html
from typing import Any

from qiao.engines.publishing.speakable import speakable

WIDTH = 640
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 34, 28
ROW, BAR = 30, 16
PLOT_HEIGHT = 220
SIZE = 13
TICKS = 4
LEGEND_BOX = 12
LABEL_EMS = 12
PANEL_EMS = 9
MOST_LABELS = 10
DOT, DOT_ON = 2.2, 4.2
MAP_COLUMN, MAP_HEIGHT, MAP_MARGIN = 148, 150, 52
INK, QUIET, LINE = "#1c2a30", "#51606a", "#dcd9cf"
PALETTE = {
    "accent": "#0e5a60",
    "blue": "#2d4a8c",
    "amber": "#c98a1b",
    "red": "#a4261d",
    "green": "#1d6438",
    "need": "#c2541b",
    "grey": "#8b959a",
}
ORDER = ("accent", "need", "blue", "amber", "green", "red", "grey")
FONTS = "Noto Sans SC, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
Chart = Mapping[str, Any]


def svg_of(chart: Chart) -> str:
    """Return a chart as an SVG document.

    Parameters
    ----------
    chart
        As the pages have it: `kind` (bar, stack, rows, line, dots), `title`, `unit`, `categories`, and `series` of
        {name, tone, values}, where None is a value nobody knows. `dots` are small maps side by side, one a panel:
        `panels` of {name, points: [{x, y, on}]}, all on one scale (x degrees east, y degrees north).

    Raises
    ------
    ValueError
        When the kind is another.
    """
    kind = chart["kind"]
    if kind == "rows":
        return _rows(chart)
    if kind in {"bar", "stack", "line"}:
        return _upright(chart)
    if kind == "dots":
        return _dots(chart)
    raise ValueError(f"a chart of kind {kind} is not drawn.")


def escape(text: str) -> str:
    """Return a text as SVG holds it."""
    return in_html(speakable(text))


def width_of(text: str) -> float:
    """Return about how many ems a text is wide."""
    return sum(1.0 if ord(one) > 0x2E80 else 0.56 for one in text)  # noqa: PLR2004 - where CJK begins


def said(value: float | None) -> str:
    """Return a figure as it stands beside a bar; nobody knows is a dash, never 0."""
    return "—" if value is None else f"{value:,.10g}"


def table_of(chart: Chart) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the figures of a chart as head and rows: what somebody reads who does not see it."""
    if chart["kind"] == "dots":
        counted = tuple(
            (str(panel["name"]), str(sum(1 for point in panel["points"] if point["on"])))
            for panel in chart["panels"]
        )
        return (str(chart.get("category", "")), str(chart.get("unit", ""))), counted
    series = chart["series"]
    unit = f"（{chart['unit']}）" if chart.get("unit") else ""
    head = (str(chart.get("category", "")), *(f"{one['name']}{unit}" for one in series))
    rows = tuple(
        (str(name), *(said(one["values"][at]) for one in series))
        for at, name in enumerate(chart["categories"])
    )
    return head, rows


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" font-family="{FONTS}" font-size="{SIZE}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", fill: str = INK) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{fill}">{escape(text)}</text>'


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"/>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{LINE}"/>'


def _colour(series: Sequence[Chart], at: int) -> str:
    return PALETTE[series[at].get("tone") or ORDER[at % len(ORDER)]]


def _legend(series: Sequence[Chart]) -> list[str]:
    parts: list[str] = []
    x = 0.0
    if len(series) > 1:
        for at, one in enumerate(series):
            parts.append(_rect(x, 5, LEGEND_BOX, LEGEND_BOX, _colour(series, at)))
            parts.append(_text(x + LEGEND_BOX + 5, 16, str(one["name"])))
            x += LEGEND_BOX + 22 + width_of(str(one["name"])) * SIZE
    return parts


def _top(series: Sequence[Chart], *, stacked: bool) -> float:
    columns = list(zip(*(one["values"] for one in series), strict=True))
    sums = [[value or 0 for value in column] for column in columns]
    highest = max((sum(column) if stacked else max(column) for column in sums), default=0)
    return _rounded(highest)


def _rounded(highest: float) -> float:
    """Return a round number not below the highest, so that ticks are whole."""
    if highest <= TICKS:
        return float(TICKS)
    power = 10 ** (len(str(int(highest))) - 1)
    for step in (1, 2, 4, 5, 8, 10):
        if step * power >= highest:
            return float(step * power)
    return float(10 * power)


def _short(text: str, ems: float = LABEL_EMS) -> str:
    held = ""
    for one in text:
        if width_of(held + one) > ems:
            return f"{held}…"
        held += one
    return held


def _rows(chart: Chart) -> str:
    series, names = chart["series"], [_short(str(one)) for one in chart["categories"]]
    start = 12 + max((width_of(one) for one in names), default=0) * SIZE
    top = TOP if len(series) > 1 else 8
    sums = [sum(one["values"][at] or 0 for one in series) for at in range(len(names))]
    tail = 14 + max((width_of(said(one)) for one in sums), default=0) * SIZE
    scale = (WIDTH - start - tail) / max([*sums, 1])
    parts = _legend(series)
    for at, name in enumerate(names):
        y, x = top + at * ROW, start
        parts.append(_text(start - 8, y + BAR, name, anchor="end"))
        for index, one in enumerate(series):
            width = (one["values"][at] or 0) * scale
            if width:
                parts.append(_rect(x, y + 3, width, BAR, _colour(series, index)))
            x += width
        unknown = all(one["values"][at] is None for one in series)
        parts.append(_text(x + 6, y + BAR, said(None if unknown else sums[at]), fill=QUIET))
    return _svg(WIDTH, top + len(names) * ROW + 4, str(chart["title"]), parts)


def _upright(chart: Chart) -> str:
    series, names = chart["series"], [str(one) for one in chart["categories"]]
    stacked = chart["kind"] == "stack"
    highest = _top(series, stacked=stacked)
    base = TOP + PLOT_HEIGHT
    step = (WIDTH - LEFT - RIGHT) / max(len(names), 1)
    parts = _legend(series)
    for tick in range(TICKS + 1):
        y = base - PLOT_HEIGHT * tick / TICKS
        parts += [
            _line(LEFT, y, WIDTH - RIGHT, y),
            _text(LEFT - 6, y + 4, said(highest * tick / TICKS), anchor="end", fill=QUIET),
        ]
    every = -(-len(names) // MOST_LABELS)
    parts += [
        _text(LEFT + step * (at + 0.5), base + 18, _short(name), anchor="middle")
        for at, name in enumerate(names)
        if at % every == 0
    ]
    draw = _lines if chart["kind"] == "line" else _bars
    parts += draw(chart, highest, step)
    return _svg(WIDTH, base + BOTTOM, str(chart["title"]), parts)


def _bars(chart: Chart, highest: float, step: float) -> list[str]:
    series, stacked = chart["series"], chart["kind"] == "stack"
    base = TOP + PLOT_HEIGHT
    width = min(22.0, step * 0.7 / (1 if stacked else len(series)))
    parts = []
    for at in range(len(chart["categories"])):
        middle, floor = LEFT + step * (at + 0.5), float(base)
        for index, one in enumerate(series):
            height = (one["values"][at] or 0) / highest * PLOT_HEIGHT
            x = middle - width / 2 if stacked else middle + (index - len(series) / 2) * width
            if height:
                parts.append(_rect(x, floor - height, width - 1, height, _colour(series, index)))
            floor = floor - height if stacked else base
    return parts


def _lines(chart: Chart, highest: float, step: float) -> list[str]:
    series, base = chart["series"], TOP + PLOT_HEIGHT
    parts = []
    for index, one in enumerate(series):
        path, pen = [], "M"
        for at, value in enumerate(one["values"]):
            if value is None:
                pen = "M"
                continue
            path.append(f"{pen}{LEFT + step * (at + 0.5):g} {base - value / highest * PLOT_HEIGHT:g}")
            pen = "L"
        colour = _colour(series, index)
        parts.append(f'<path d="{" ".join(path)}" fill="none" stroke="{colour}" stroke-width="2"/>')
    return parts


def _dots(chart: Chart) -> str:
    panels = chart["panels"]
    points = [point for panel in panels for point in panel["points"]]
    west, east = _span([point["x"] for point in points])
    south, north = _span([point["y"] for point in points])
    scale = min((MAP_COLUMN - 16) / (east - west), (MAP_HEIGHT - 16) / (north - south))
    columns = min(len(panels), WIDTH // MAP_COLUMN) or 1
    tall = (north - south) * scale + MAP_MARGIN
    parts = []
    for at, panel in enumerate(panels):
        left = (at % columns) * (WIDTH / columns)
        top = (at // columns) * tall
        parts.append(_text(left + 8, top + 16, _short(str(panel["name"]), PANEL_EMS)))
        for point in sorted(panel["points"], key=lambda one: bool(one["on"])):
            x, y = left + 8 + (point["x"] - west) * scale, top + 30 + (north - point["y"]) * scale
            size, fill = (DOT_ON, PALETTE["accent"]) if point["on"] else (DOT, LINE)
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="{fill}"/>')
    height = -(-len(panels) // columns) * tall
    return _svg(WIDTH, height, str(chart["title"]), parts)


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values, default=0), max(values, default=1)
    return (low, high) if high > low else (low - 0.5, high + 0.5)
