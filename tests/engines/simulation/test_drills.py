"""Drills: the same seed the same drill, nothing given that was not there, each link told when it alone is missing."""

from dataclasses import replace

import pytest

from qiao.engines.simulation import (
    DRILL_THINGS,
    EFFECTS,
    DrillNetwork,
    DrillSetting,
    Hazard,
    Link,
    Pile,
    drills_of,
    play,
    run_drill,
)

FLOOD = DrillSetting(Hazard.FLOOD, people=300, days=10, seed=3)
READY = dict.fromkeys(range(1, 16), 4)
PLENTY = tuple(Pile(one.item, 10**6, 0, "县仓", is_in_county=True) for one in DRILL_THINGS[Hazard.FLOOD])
STRONG = DrillNetwork(
    PLENTY, people=5000, skilled={"PSYCHOLOGY": 99}, lorries=50, free_fen=10**9, levels=READY
)


def first_link(network, item="water-drinking"):
    run = run_drill(FLOOD, network)
    return next(one for one in run.things if one.item == item).link


@pytest.mark.parametrize("hazard", list(Hazard))
def test_the_same_seed_gives_the_same_drill_and_another_seed_another(hazard):
    setting = replace(FLOOD, hazard=hazard)

    assert play(setting, STRONG, runs=3) == play(setting, STRONG, runs=3)
    assert run_drill(setting, STRONG) != run_drill(replace(setting, seed=4), STRONG)


def test_a_strong_network_gives_everything():
    run = run_drill(FLOOD, STRONG)

    assert run.unmet == 0
    assert all(one.first_short is None for one in run.things)


@pytest.mark.parametrize(
    ("lacking", "link"),
    [
        ({"levels": {**READY, 14: 0}}, Link.PERMISSION),
        ({"people": 0}, Link.PEOPLE),
        ({"lorries": 0, "free_fen": 0}, Link.TRANSPORT),
        ({"piles": (), "free_fen": 100, "award_fen": 0}, Link.MONEY),
        ({"piles": (), "free_fen": 0, "award_fen": 0}, Link.STOCK),
    ],
)
def test_the_link_that_alone_is_missing_is_told(lacking, link):
    assert first_link(replace(STRONG, **lacking)) is link


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("hazard", list(Hazard))
def test_nothing_is_given_that_did_not_arrive_and_nothing_spent_that_was_not_there(hazard, seed):
    network = DrillNetwork(
        (Pile("water-drinking", 900, 500, "外仓"), Pile("food-ready", 700, None)),
        people=60, lorries=1, free_fen=3_000_000, award_fen=1_000_000, partners=1, levels={7: 2, 10: 3, 14: 3},
    )  # fmt: skip
    run = run_drill(DrillSetting(hazard, 400, 14, seed), network)

    for one in run.things:
        if not next(thing for thing in DRILL_THINGS[hazard] if thing.item == one.item).is_service:
            for day in range(14):
                came = sum(
                    each.pieces for each in run.arrivals if each.item == one.item and each.day <= day + 1
                )
                assert sum(one.given[: day + 1]) <= came
        assert all(given <= asked for asked, given in zip(one.asked, one.given, strict=True))
    assert run.spent_fen <= 3_000_000 + 1_000_000 * 2 * 0.7


def test_an_item_of_readiness_that_helps_is_named_with_the_days_it_wins():
    result = play(FLOOD, replace(STRONG, levels={**READY, 14: 0}), runs=5)

    best = result.improved[0]
    assert (best.item, best.before, best.after) == (14, 0, 3)
    assert best.unmet < result.unmet
    assert ("hygiene-kit", 2, None) in best.later


def test_at_home_what_lies_there_needs_no_leave_and_what_comes_from_outside_does():
    late = replace(STRONG, is_home=True, levels={**READY, 14: 0})
    away = tuple(replace(one, km=10, is_in_county=False) for one in PLENTY)

    assert first_link(late) is None
    assert first_link(replace(late, piles=away)) is Link.PERMISSION


@pytest.mark.parametrize("item", [one.item for one in EFFECTS])
def test_raising_an_item_never_makes_a_drill_worse_from_unknown_worst_to_unknown_best(item):
    weak = DrillNetwork(PLENTY[:3], people=100, lorries=2, free_fen=2_000_000, award_fen=2_000_000, levels={})

    assert play(FLOOD, weak).unmet_best <= play(FLOOD, weak).unmet
    assert run_drill(FLOOD, replace(weak, levels={item: 4})).unmet <= run_drill(FLOOD, weak).unmet + 1e-9


def test_progress_counts_every_single_drill():
    told = []
    play(FLOOD, STRONG, runs=4, tell=told.append)

    assert sum(told) == drills_of(STRONG, 4)


@pytest.mark.parametrize("change", [{"people": 0}, {"days": 0}])
def test_a_drill_of_nobody_or_no_day_is_refused(change):
    with pytest.raises(ValueError, match="1 or more"):
        run_drill(replace(FLOOD, **change), STRONG)


def test_two_items_that_only_help_together_are_told():
    """Funders who give, and an agreement that lets them give in time: either alone brings no money within ten days."""
    poor = DrillNetwork(
        people=5000, skilled={"PSYCHOLOGY": 99}, lorries=50, award_fen=10**9, levels={**READY, 7: 0, 9: 0}
    )

    result = play(FLOOD, poor, runs=3)

    assert result.improved == ()
    assert result.pair.items == (7, 9)
    assert result.pair.unmet < result.unmet
