"""A table of roads: every row is taken or told why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.routing import Drop, by_table, minutes_by_table, order_drops, read_roads, road_km

PLACES = {"罗田县": "421123", "英山县": "421124", "蕲春县": "421126"}
HEAD = "from,to,km,minutes\n"


def read(text):
    return read_roads(text, PLACES.get)


def test_rows_in_chinese_or_english_are_read_and_hold_both_ways():
    table = read("\ufeff从,到,公里,分钟\n罗田县,英山县,52.5,70\n\n英山县,蕲春县,80,\n")

    assert table.refused == ()
    assert (table.road("421124", "421123").km, table.road("421123", "421124").minutes) == (52.5, 70)
    assert table.road("421124", "421126").minutes is None
    assert table.road("421123", "421126") is None


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("没有的县,英山县,5,6", "PLACE"),
        ("罗田县", "PLACE"),
        ("罗田县,罗田县,5,6", "SAME"),
        ("罗田县,英山县,0,6", "KM"),
        ("罗田县,英山县,-5,6", "KM"),
        ("罗田县,英山县,nan,6", "KM"),
        ("罗田县,英山县,1e3,6", "KM"),
        ("罗田县,英山县,６０,6", "KM"),
        ("罗田县,英山县,999999,6", "KM"),
        ("罗田县,英山县," + "9" * 5000 + ",6", "KM"),
        ("罗田县,英山县,5,很久", "MINUTES"),
        ("罗田县,蕲春县,7,8", "REPEATED"),
    ],
)
def test_a_row_that_is_not_understood_is_told_and_spoils_no_other(row, code):
    table = read(f"{HEAD}罗田县,蕲春县,90,100\n{row}\n英山县,蕲春县,80,90\n")

    assert [(one.row, one.code) for one in table.refused] == [(3, code)]
    assert len(table.roads) == 2


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "from,km\n罗田县,5\n"])
def test_a_file_without_its_columns_is_one_refusal(text):
    assert [one.code for one in read(text).refused] == ["NO_COLUMN"]


def test_a_cell_without_end_is_one_refusal():
    assert [one.code for one in read(HEAD + '"' + "x" * 200_000).refused] == ["UNREADABLE"]


@given(st.text(max_size=400))
def test_any_text_is_read_to_its_end(text):
    table = read(HEAD + text.replace("\0", ""))

    assert all(road.km > 0 for road in table.roads.values())


def test_a_real_road_changes_the_order_and_what_the_table_lacks_is_estimated():
    start, near, far = (115.4, 30.8), (115.5, 30.8), (115.9, 30.8)
    named = [(start, "421123"), (near, "421124"), (far, "421126")]
    drops = [Drop("near", near), Drop("far", far)]
    roads = by_table(read(f"{HEAD}罗田县,英山县,400,500\n"), named)

    assert [leg.drop_id for leg in order_drops(start, drops).legs] == ["near", "far"]
    assert [leg.drop_id for leg in order_drops(start, drops, roads=roads).legs] == ["far", "near"]
    assert roads(near, far) == road_km(near, far)


def test_the_minutes_of_the_table_count_where_it_tells_them():
    start, near, far = (115.4, 30.8), (115.5, 30.8), (115.9, 30.8)
    named = [(start, "421123"), (near, "421124"), (far, "421126")]
    table = read(f"{HEAD}罗田县,英山县,40,500\n罗田县,蕲春县,90,\n")
    times = minutes_by_table(table, named)

    assert (times(near, start), times(start, far), times(near, far)) == (500, None, None)
    assert order_drops(start, [Drop("near", near)], times=times).legs[0].arrives == 500
    assert order_drops(start, [Drop("near", near, latest=400)], times=times).left_out == (
        ("near", "TOO_FAR"),
    )
