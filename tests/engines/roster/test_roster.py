"""Rosters: no rule is broken, none is cheaper where all can be tried, and the bound is below every roster."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.roster import broken, instance
from qiao.engines.roster import Rules, ShiftAsked, Volunteer, draw

HOUR = 60
HOME = (115.68, 30.73)
AWAY = (115.78, 30.73)
"""9.6 km east of it."""
FREE_RULES = Rules(rest_minutes=0, most_shifts=5, most_minutes=10_000, most_km=60, fair_km=10, empty_km=500)


def shift(name, start, hours=4, **facts):
    return ShiftAsked(name, start * HOUR, (start + hours) * HOUR, **{"place": HOME} | facts)


def who(roster):
    return {(one.volunteer, one.shift) for one in roster.duties}


def test_the_skilled_serve_where_the_skill_is_asked_for():
    people = [Volunteer("a", home=HOME), Volunteer("b", frozenset({"COOKING"}), home=AWAY)]

    found = draw(people, [shift("s", 8, skill="COOKING"), shift("t", 8)], seconds=2)

    assert who(found) == {("b", "s"), ("a", "t")}
    assert [one.reason.code for one in found.duties] == ["SKILLED", "NEAR"]
    assert found.is_optimal


def test_who_lives_nearer_is_entered_and_the_way_is_told():
    found = draw([Volunteer("far", home=AWAY), Volunteer("near", home=HOME)], [shift("s", 8)], seconds=2)

    assert (who(found), found.duties[0].km) == ({("near", "s")}, 0.0)


def test_who_served_much_lately_comes_later():
    people = [Volunteer("tired", home=HOME, served_minutes=1440), Volunteer("rested", home=AWAY)]

    assert who(draw(people, [shift("s", 8)], seconds=2)) == {("rested", "s")}


def test_two_short_ways_for_two_people_are_better_than_two_shifts_for_one():
    people = [Volunteer("a", home=HOME), Volunteer("b", home=AWAY)]
    shifts = [shift("s", 8), shift("t", 30)]

    assert {name for name, _ in who(draw(people, shifts, seconds=2))} == {"a", "b"}
    alone = Rules(fair_km=0)
    assert {name for name, _ in who(draw(people, shifts, alone, seconds=2))} == {"a"}


@pytest.mark.parametrize(("begins", "served"), [(19, 1), (20, 2)])
def test_nobody_serves_again_before_eight_hours_of_rest(begins, served):
    found = draw([Volunteer("a", home=HOME)], [shift("s", 8), shift("t", begins)], seconds=2)

    assert len(found.duties) == served


def test_nobody_serves_more_often_than_they_said():
    shifts = [shift(f"s{day}", 24 * day) for day in range(4)]

    assert len(draw([Volunteer("a", home=HOME, most_shifts=2)], shifts, seconds=2).duties) == 2
    assert len(draw([Volunteer("a", home=HOME)], shifts, seconds=2).duties) == 4


def test_what_was_promised_elsewhere_counts_with_its_rest():
    busy = Volunteer("a", home=HOME, busy=((20 * HOUR, 24 * HOUR),))

    assert draw([busy], [shift("s", 9)], seconds=2).duties == ()
    assert draw([busy], [shift("s", 8)], seconds=2).duties != ()


def test_an_empty_place_says_why():
    people = [
        Volunteer("a"),
        Volunteer("b", frozenset({"BOAT"}), free=()),
        Volunteer("c", frozenset({"BOAT"}), home=(120.0, 30.7)),
    ]

    (empty,) = draw(people, [shift("s", 8, skill="BOAT", slots=2)], seconds=2).empty

    assert (empty.places, empty.reason.code) == (2, "TOO_FEW")
    assert "没有技能 1 人，没有空 1 人，太远 1 人" in empty.reason.zh


def test_who_is_needed_elsewhere_is_told_as_the_reason():
    found = draw([Volunteer("a", home=HOME)], [shift("s", 8), shift("t", 9)], seconds=2)

    assert [one.reason.code for one in found.empty] == ["ALL_SERVE"]


def test_without_people_every_place_is_empty():
    found = draw([], [shift("s", 8, slots=3)], seconds=1)

    assert (found.duties, found.empty[0].places, found.cost_km) == ((), 3, 1500.0)


def least(people, shifts, rules):
    """Try every roster there is; written apart from the engine."""
    km = {
        (one.id, duty.shift): duty.km
        for one in people
        for duty in (*[each for at in shifts for each in draw([one], [at], rules, seconds=1).duties],)
    }
    choices = [
        [
            held
            for size in range(len(shifts) + 1)
            for held in combinations(shifts, size)
            if all((one.id, at.id) in km for at in held)
            and all(a.end <= b.start or b.end <= a.start for a, b in combinations(held, 2))
        ]
        for one in people
    ]
    costs = []
    for picked in product(*choices):
        filled = [at.id for held in picked for at in held]
        if any(filled.count(at.id) > at.slots for at in shifts):
            continue
        travel = sum(km[one.id, at.id] for one, held in zip(people, picked, strict=True) for at in held)
        turns = sum(len(held) * (len(held) - 1) / 2 * rules.fair_km for held in picked)
        costs.append(travel + turns + rules.empty_km * (sum(at.slots for at in shifts) - len(filled)))
    return min(costs)


@settings(max_examples=25, deadline=None)
@given(
    homes=st.lists(st.integers(0, 40), min_size=1, max_size=3),
    asked=st.lists(st.tuples(st.integers(0, 12), st.integers(1, 2), st.booleans()), min_size=1, max_size=3),
)
def test_where_every_roster_can_be_tried_none_is_cheaper(homes, asked):
    people = [
        Volunteer(f"v{at}", frozenset({"X"} if at % 2 else ()), home=(115.0 + east / 100, 30.0))
        for at, east in enumerate(homes)
    ]
    shifts = [
        ShiftAsked(f"s{at}", begin * HOUR, (begin + 4) * HOUR, slots, "X" if skilled else "", (115.2, 30.0))
        for at, (begin, slots, skilled) in enumerate(asked)
    ]

    found = draw(people, shifts, FREE_RULES, seconds=5)

    assert found.cost_km == pytest.approx(least(people, shifts, FREE_RULES), abs=0.2)
    assert found.bound_km <= found.cost_km


@pytest.mark.parametrize("seed", range(4))
def test_no_rule_is_broken_and_the_gap_is_small(seed):
    people, shifts = instance(120, 40, seed)
    rules = Rules(most_shifts=3, most_minutes=900)

    found = draw(people, shifts, rules, seconds=5, seed=seed)

    assert broken([*found.duties], people, shifts, rules) == []
    assert found.gap <= 0.05
    assert len(found.duties) + sum(one.places for one in found.empty) == sum(one.slots for one in shifts)


def test_the_judge_of_rosters_sees_what_is_broken():
    people, shifts = instance(40, 20, 3)
    duties = [*draw(people, shifts, seconds=2).duties]

    doubled = [*duties, duties[0]]
    swapped = [type(one)(people[0].id, one.shift, one.km, one.turn, one.reason) for one in duties]

    assert broken(doubled, people, shifts, Rules()) != []
    assert broken(swapped, people, shifts, Rules()) != []


@pytest.mark.parametrize("wrong", [{"rest_minutes": -1}, {"most_shifts": 0}, {"turn_minutes": 0}])
def test_a_rule_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="not understood"):
        Rules(**wrong)
