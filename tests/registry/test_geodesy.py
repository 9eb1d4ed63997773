import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.registry.geodesy import (
    CoordinateSystem,
    GivenPosition,
    Position,
    PositionRangeError,
    bd09_to_gcj02,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    great_circle_km,
    wgs84_to_gcj02,
)

BEIJING = Position(116.404, 39.915)
WUHAN = Position(114.305, 30.593)

# The mainland and its islands, a little inside the rectangle in which GCJ-02 shifts.
inside_china = st.tuples(st.floats(73.5, 135.0), st.floats(18.0, 53.5))
# West of it, in the uninhabited Qaidam basin, the shift falls to 18 m.
east_of_lanzhou = st.tuples(st.floats(104.0, 135.0), st.floats(18.0, 53.5))
anywhere = st.tuples(st.floats(-180.0, 180.0), st.floats(-90.0, 90.0))
outside_china = anywhere.filter(lambda p: not (71.9 < p[0] < 137.9 and 0.8 < p[1] < 55.9))


def metres(start, end):
    return great_circle_km(Position(*start), Position(*end)) * 1000.0


def test_gcj02_agrees_with_the_figure_published_with_the_formula():
    assert wgs84_to_gcj02(116.404, 39.915) == pytest.approx(
        (116.41024449916938, 39.91640428150164), abs=1e-12
    )


def test_bd09_agrees_with_the_figure_published_with_the_formula():
    assert gcj02_to_bd09(116.404, 39.915) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-12)


@given(inside_china)
def test_gcj02_comes_back_within_a_centimetre(point):
    assert metres(gcj02_to_wgs84(*wgs84_to_gcj02(*point)), point) < 0.01


@given(inside_china)
def test_bd09_comes_back_within_a_centimetre(point):
    assert metres(bd09_to_gcj02(*gcj02_to_bd09(*point)), point) < 0.01


@given(east_of_lanzhou)
def test_the_shift_in_the_east_of_china_lies_between_50_and_1000_metres(point):
    assert 50.0 < metres(wgs84_to_gcj02(*point), point) < 1000.0


@given(outside_china)
def test_points_outside_china_are_not_shifted(point):
    assert wgs84_to_gcj02(*point) == point
    assert gcj02_to_wgs84(*point) == point


@given(inside_china)
def test_a_point_given_in_each_system_is_the_same_point(point):
    shifted = wgs84_to_gcj02(*point)
    from_gcj = GivenPosition(*shifted, CoordinateSystem.GCJ02).to_wgs84()
    from_bd = GivenPosition(*gcj02_to_bd09(*shifted), CoordinateSystem.BD09).to_wgs84()

    assert great_circle_km(from_gcj, Position(*point)) < 0.0005
    assert great_circle_km(from_bd, Position(*point)) < 0.0005


def test_a_point_given_in_wgs84_stays_as_it_came():
    assert GivenPosition(116.404, 39.915, CoordinateSystem.WGS84).to_wgs84() == BEIJING


@pytest.mark.parametrize(
    ("longitude", "latitude", "word"),
    [(30.5, 114.3, "纬度"), (181.0, 0.0, "经度"), (math.nan, 0.0, "经度"), (0.0, math.inf, "纬度")],
)
def test_a_point_off_the_globe_is_refused_by_the_name_of_its_axis(longitude, latitude, word):
    with pytest.raises(PositionRangeError, match=word):
        Position(longitude, latitude)


def test_a_swapped_given_position_is_refused_with_an_english_sentence_too():
    with pytest.raises(PositionRangeError) as refusal:
        GivenPosition(30.5, 114.3, CoordinateSystem.GCJ02)

    assert "are the two swapped?" in refusal.value.message("en")


def test_one_degree_on_the_equator_is_111_km():
    assert great_circle_km(Position(0, 0), Position(1, 0)) == pytest.approx(111.195, abs=0.001)


def test_wuhan_and_beijing_are_about_1054_km_apart():
    assert great_circle_km(WUHAN, BEIJING) == pytest.approx(1054, abs=4)


def test_antipodes_are_half_the_circumference_apart():
    assert great_circle_km(Position(0, 90), Position(0, -90)) == pytest.approx(math.pi * 6371.0088)


@given(anywhere, anywhere)
def test_distance_is_the_same_both_ways(start, end):
    a, b = Position(*start), Position(*end)
    assert great_circle_km(a, b) == pytest.approx(great_circle_km(b, a))


@given(anywhere)
def test_a_point_is_no_distance_from_itself(point):
    assert great_circle_km(Position(*point), Position(*point)) == 0.0
