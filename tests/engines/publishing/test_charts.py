"""Charts drawn without a browser: the figures of the page, nobody-knows apart from zero."""

import re

import pytest

from qiao.engines.publishing import svg_of, table_of
from tests.engines.publishing.small import ROWS


def widths(svg: str) -> list[float]:
    return [
        float(one) for one in re.findall(r'<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="16"', svg)
    ]


def test_bars_are_as_long_as_their_figures():
    exact, unknown = widths(svg_of(ROWS))

    assert exact == pytest.approx(2 * unknown, rel=1e-3)


def test_what_nobody_knows_is_a_dash_and_never_zero():
    svg = svg_of(ROWS)

    assert ">—<" in svg
    assert ">0<" not in svg
    assert table_of(ROWS)[1][1] == ("防护服", "—", "—")


def test_a_line_breaks_where_nobody_knows():
    chart = {
        "kind": "line",
        "title": "",
        "categories": ["1", "2", "3", "4"],
        "series": [{"name": "a", "values": [1, None, 3, 4]}],
    }

    (path,) = re.findall(r'<path d="([^"]+)"', svg_of(chart))
    assert [step[0] for step in path.split(" ") if step[0].isalpha()] == ["M", "M", "L"]


def test_small_maps_side_by_side_share_one_scale():
    panels = [
        {"name": "甲", "points": [{"x": 0, "y": 0, "on": True}, {"x": 10, "y": 10, "on": False}]},
        {"name": "乙", "points": [{"x": 0, "y": 0, "on": True}]},
    ]
    chart = {"kind": "dots", "title": "服务地", "category": "组织", "unit": "县区", "panels": panels}
    spots = [
        tuple(map(float, one)) for one in re.findall(r'cx="([\d.]+)" cy="([\d.]+)" r="4.2"', svg_of(chart))
    ]

    assert spots[0][1] == spots[1][1]
    assert spots[1][0] - spots[0][0] == pytest.approx(320)
    assert table_of(chart)[1] == (("甲", "1"), ("乙", "1"))


def test_a_kind_nobody_draws_is_refused():
    with pytest.raises(ValueError, match="pie"):
        svg_of({"kind": "pie", "title": "", "categories": [], "series": []})
