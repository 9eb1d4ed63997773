"""A chart of any figures and any words is a whole picture, and its table has every figure."""

from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.publishing import svg_of, table_of

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=14)
VALUES = st.none() | st.integers(0, 10**9) | st.floats(0, 10**6)


@st.composite
def charts(draw):
    names = draw(st.lists(WORDS, min_size=1, max_size=5))
    values = st.lists(VALUES, min_size=len(names), max_size=len(names))
    series = draw(st.lists(st.fixed_dictionaries({"name": WORDS, "values": values}), min_size=1, max_size=3))
    kind = draw(st.sampled_from(["rows", "bar", "stack", "line"]))
    return {"kind": kind, "title": draw(WORDS), "unit": draw(WORDS), "categories": names, "series": series}


@settings(max_examples=50)
@given(charts())
def test_a_chart_is_well_formed_and_holds_no_figure_that_is_none(chart):
    root = ET.fromstring(svg_of(chart))  # noqa: S314 - our own
    numbers = [float(root.attrib[name]) for name in ("width", "height")]
    numbers += [
        float(one.attrib[name]) for one in root.iter() for name in ("x", "y", "height") if name in one.attrib
    ]

    assert all(number == number and abs(number) < 10**6 for number in numbers)  # noqa: PLR0124 - nan


@settings(max_examples=60)
@given(charts())
def test_the_table_has_a_row_for_each_name_and_a_cell_for_each_figure(chart):
    head, rows = table_of(chart)

    assert len(rows) == len(chart["categories"])
    assert {len(row) for row in rows} == {len(head)} == {1 + len(chart["series"])}
    unknown = sum(value is None for one in chart["series"] for value in one["values"])
    assert sum(cell == "—" for row in rows for cell in row[1:]) == unknown
