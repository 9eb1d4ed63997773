"""The order of drops against every order there is."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.routing import Drop, great_circle_km, order_drops, road_km, route

START = (114.3, 30.6)


def test_the_great_circle_of_one_degree_of_longitude_at_the_equator():
    assert great_circle_km((0, 0), (1, 0)) == pytest.approx(111.19, abs=0.01)
    assert road_km((0, 0), (1, 0)) == pytest.approx(144.55, abs=0.02)


@st.composite
def drops(draw):
    count = draw(st.integers(1, 5))
    spots = st.tuples(
        st.integers(0, 40).map(lambda n: 114 + n / 40), st.integers(0, 40).map(lambda n: 30 + n / 40)
    )
    return [
        Drop(
            f"d{k}",
            draw(spots),
            load=draw(st.integers(0, 5)),
            latest=draw(st.sampled_from([None, None, 120, 300])),
            earliest=draw(st.sampled_from([None, None, 60])),
        )
        for k in range(count)
    ]


def best_by_trying(places, capacity):
    """Return the most drops any order serves in time and load, and the shortest road that serves so many."""
    best = (0, 0.0)
    for size in range(len(places), 0, -1):
        for order in itertools.permutations(places, size):
            if capacity is not None and sum(one.load for one in order) > capacity:
                continue
            here, clock, length, late = START, 0, 0.0, False
            for one in order:
                km = road_km(here, one.position)
                clock += round(km / 50 * 60)
                late |= one.latest is not None and clock > one.latest
                clock = max(clock, one.earliest or 0) + one.service
                length, here = length + km, one.position
            if not late and (size > best[0] or length < best[1]):
                best = (size, length)
        if best[0]:
            return best
    return best


@settings(deadline=None, max_examples=20)
@given(drops(), st.sampled_from([None, 6, 12]))
def test_no_order_serves_more_drops_or_the_same_over_a_shorter_road(places, capacity):
    found = order_drops(START, places, capacity=capacity)

    most, length = best_by_trying(places, capacity)
    assert len(found.legs) == most
    assert found.km <= length * 1.001 + 0.1 * len(places)
    assert {leg.drop_id for leg in found.legs} | {name for name, _why in found.left_out} == {
        one.id for one in places
    }


def test_what_cannot_go_is_told_with_its_reason():
    near, far = (114.4, 30.6), (118.0, 32.0)

    route = order_drops(
        START,
        [Drop("heavy", near, load=9), Drop("late", far, latest=30), Drop("fits", near, load=2)],
        capacity=5,
    )

    assert [leg.drop_id for leg in route.legs] == ["fits"]
    assert dict(route.left_out) == {"heavy": "TOO_HEAVY", "late": "TOO_FAR"}


def test_a_table_of_real_roads_takes_the_place_of_the_great_circle():
    river = {"a": 500.0, "b": 10.0}
    places = {"a": (114.31, 30.6), "b": (114.5, 30.6)}

    def roads(here, there):
        if START not in (here, there):
            return 5.0
        return river["a" if places["a"] in (here, there) else "b"] if here != there else 0.0

    route = order_drops(START, [Drop(name, spot) for name, spot in places.items()], roads=roads)

    assert [leg.drop_id for leg in route.legs] == ["b", "a"]
    assert route.km == 15


def test_the_same_drops_in_any_order_give_the_same_route():
    places = [Drop(f"d{k}", (114 + k % 4 / 5, 30 + k // 4 / 5)) for k in range(12)]

    assert order_drops(START, places) == order_drops(START, places[::-1])


@pytest.mark.parametrize("facts", [{"load": -1}, {"service": -5}, {"earliest": 60, "latest": 30}])
def test_a_drop_that_contradicts_itself_is_refused(facts):
    with pytest.raises(ValueError, match="drop d"):
        Drop("d", START, **facts)


def test_two_drops_of_one_id_and_a_lorry_that_stands_are_refused():
    with pytest.raises(ValueError, match="twice"):
        order_drops(START, [Drop("d", START), Drop("d", START)])
    with pytest.raises(ValueError, match="speed"):
        order_drops(START, [], speed_kmh=0)


def test_many_drops_by_the_solver_are_as_short_as_the_best_of_all_orders(monkeypatch):
    places = [Drop(f"d{k}", (114 + (k * 7 % 5) / 4, 30 + (k * 3 % 6) / 4), load=1) for k in range(6)]
    exact = order_drops(START, places)

    monkeypatch.setattr(route, "TRIED_ALL", 0)
    solved = order_drops(START, places)

    assert len(solved.legs) == 6
    assert solved.km <= exact.km * 1.05


def test_twenty_drops_within_a_load_leave_out_what_does_not_fit():
    places = [Drop(f"d{k:02}", (114 + k % 5 / 5, 30 + k // 5 / 5), load=1) for k in range(20)]

    found = order_drops(START, places, capacity=15)

    assert (len(found.legs), len(found.left_out)) == (15, 5)
    assert {why for _drop, why in found.left_out} == {"NO_ROOM"}
