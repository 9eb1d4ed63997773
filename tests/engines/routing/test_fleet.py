"""Drops shared among lorries, against every sharing there is; the solver against the trying."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.routing import Drop, Lorry, fleet, follow_order, road_km, share_drops

START = (114.3, 30.6)
SPOT = st.tuples(
    st.integers(0, 40).map(lambda n: 114 + n / 40), st.integers(0, 40).map(lambda n: 30 + n / 40)
)
LIMIT = st.sampled_from([None, 3, 6, 12])


@st.composite
def tasks(draw, most=4):
    drops = [
        Drop(
            f"d{k}",
            draw(SPOT),
            load=draw(st.integers(0, 5)),
            volume=draw(st.integers(0, 5)),
            latest=draw(st.sampled_from([None, None, 120, 300])),
            earliest=draw(st.sampled_from([None, None, 60])),
        )
        for k in range(draw(st.integers(1, most)))
    ]
    lorries = [
        Lorry(f"l{k}", draw(LIMIT), draw(LIMIT), leaves=draw(st.sampled_from([0, 0, 45])))
        for k in range(draw(st.integers(1, 2)))
    ]
    return drops, lorries


def reaches_all(order, leaves=0):
    here, clock = START, leaves
    for drop in order:
        clock += round(road_km(here, drop.position) / 50 * 60)
        if drop.latest is not None and clock > drop.latest:
            return False
        clock, here = max(clock, drop.earliest or 0) + drop.service, drop.position
    return True


def length(order):
    points = [START, *(one.position for one in order)]
    return sum(road_km(here, there) for here, there in itertools.pairwise(points))


def best_by_trying(drops, lorries):
    """Return (most drops served, fewest kilometres) over every order cut at every place among the lorries."""
    best = (0, 0.0)
    for size in range(1, len(drops) + 1):
        for order in itertools.permutations(drops, size):
            for cuts in itertools.combinations_with_replacement(range(size + 1), len(lorries) - 1):
                ends = (0, *cuts, size)
                parts = [order[low:high] for low, high in itertools.pairwise(ends)]
                fits = all(
                    sum(one.load for one in part) <= (99 if lorry.weight is None else lorry.weight)
                    and sum(one.volume for one in part) <= (99 if lorry.room is None else lorry.room)
                    and reaches_all(part, lorry.leaves)
                    for part, lorry in zip(parts, lorries, strict=True)
                )
                told = (size, -sum(length(part) for part in parts))
                if fits and told > best:
                    best = told
    return best


def served(sharing):
    return sum(len(legs) for legs in sharing.routes.values())


@settings(max_examples=120, deadline=None)
@given(task=tasks())
def test_few_drops_are_shared_as_well_as_any_way_can(task):
    sharing = share_drops(START, *task)

    most, negative_km = best_by_trying(*task)
    assert served(sharing) == most
    assert sharing.km == pytest.approx(-negative_km, abs=0.1 * max(1, most))


@settings(max_examples=60, deadline=None)
@given(task=tasks(most=6))
def test_the_solver_keeps_every_limit_and_loses_no_drop(task):
    drops, lorries = task
    sharing = solved(drops, lorries)

    by_id = {one.id: one for one in drops}
    for lorry in lorries:
        order = [by_id[leg.drop_id] for leg in sharing.routes[lorry.id]]
        assert lorry.takes(order)
        assert reaches_all(order, lorry.leaves)
    on_board = [leg.drop_id for legs in sharing.routes.values() for leg in legs]
    assert sorted(on_board + [name for name, _why in sharing.left_out]) == sorted(by_id)


def solved(drops, lorries):
    """Share by the solver also where all ways would be tried."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fleet, "TRIED_ALL", 0)
        return share_drops(START, drops, lorries)


def test_two_small_lorries_carry_what_one_cannot():
    drops = [Drop("a", (114.2, 30.6), load=5), Drop("b", (114.4, 30.6), load=5)]

    one = share_drops(START, drops, [Lorry("x", 6)])
    two = share_drops(START, drops, [Lorry("x", 6), Lorry("y", 6)])

    assert (served(one), one.left_out[0][1]) == (1, "NO_ROOM")
    assert (served(two), two.left_out) == (2, ())


@pytest.mark.parametrize(
    ("drop", "why"),
    [
        (Drop("a", START, load=9), "TOO_HEAVY"),
        (Drop("a", START, volume=9), "TOO_HEAVY"),
        (Drop("a", (120.0, 30.6), latest=30), "TOO_FAR"),
    ],
)
def test_what_no_lorry_can_take_is_told_with_its_reason(drop, why):
    assert share_drops(START, [drop], [Lorry("x", 8, 8)]).left_out == (("a", why),)


def test_the_same_question_gets_the_same_answer_in_any_order():
    drops = [
        Drop(f"d{k:02d}", (114 + (k * 7 % 13) / 20, 30 + (k * 5 % 11) / 20), load=k % 4) for k in range(14)
    ]
    lorries = [Lorry("x", 9), Lorry("y", 9), Lorry("z", 9)]

    assert share_drops(START, drops, lorries) == share_drops(START, drops[::-1], lorries[::-1])


@pytest.mark.parametrize(
    ("drops", "lorries"),
    [([Drop("a", START)] * 2, [Lorry("x")]), ([Drop("a", START)], []), ([], [Lorry("x")] * 2)],
)
def test_a_question_that_makes_no_sense_is_refused(drops, lorries):
    with pytest.raises(ValueError, match=r"twice|no lorry"):
        share_drops(START, drops, lorries)


@pytest.mark.parametrize("facts", [{"weight": -1}, {"room": -1}, {"leaves": -1}])
def test_a_figure_below_zero_is_refused(facts):
    with pytest.raises(ValueError, match="not understood"):
        Lorry("x", **facts)


def test_what_is_due_soon_goes_on_the_lorry_that_leaves_first():
    drops = [Drop("soon", (114.4, 30.6), latest=40), Drop("later", (114.5, 30.6))]

    sharing = share_drops(START, drops, [Lorry("x", leaves=60), Lorry("y")])

    assert sharing.routes["y"][0].drop_id == "soon"
    assert sharing.left_out == ()


def test_a_drop_that_only_a_lorry_too_late_can_carry_is_too_far():
    drop = Drop("a", (114.4, 30.6), load=9, latest=40)

    sharing = share_drops(START, [drop], [Lorry("big", 9, leaves=60), Lorry("small", 1)])

    assert sharing.left_out == (("a", "TOO_FAR"),)


def test_measured_minutes_count_and_the_speed_only_where_there_are_none():
    near, far = (114.4, 30.6), (114.8, 30.6)

    def times(here, there):
        return 300 if {here, there} == {START, near} else None

    sharing = share_drops(START, [Drop("near", near), Drop("far", far)], [Lorry("x")], times=times)

    first, second = sharing.routes["x"]
    assert (first.drop_id, first.arrives) == ("near", 300)
    assert second.arrives == 300 + 15 + round(road_km(near, far) / 50 * 60)
    assert share_drops(START, [Drop("near", near, latest=200)], [Lorry("x")], times=times).left_out == (
        ("near", "TOO_FAR"),
    )


def test_an_order_by_hand_is_followed_even_where_it_is_late_and_too_heavy():
    far, near = Drop("far", (114.8, 30.6), load=9), Drop("near", (114.4, 30.6), load=9, latest=10)

    legs = follow_order(START, [far, near], Lorry("x", 5, leaves=20))

    assert [leg.drop_id for leg in legs] == ["far", "near"]
    assert legs[0].arrives == 20 + round(road_km(START, far.position) / 50 * 60)
    assert legs[1].arrives > legs[0].arrives
