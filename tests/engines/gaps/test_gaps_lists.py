"""Four lists from one set of records, with everything a person needs to judge a line."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.gaps import Action, FindingKind, PlaceRecord, excess_need, gap_lists


def county(row: int, column: int, **facts: object) -> PlaceRecord:
    usual = {"population": 10_000, "reports": 10, "coverage": 0.5, "official": 20}
    position = (112 + row / 10, 31 + column / 10)
    return PlaceRecord(f"{row:02}{column:02}", **(usual | {"position": position} | facts))


@pytest.fixture
def pocket():
    """Eighty-one places; in five that lie together 40 are heard instead of 10."""
    loud = {(4, 4), (4, 5), (5, 4), (3, 4), (4, 3)}
    return [
        county(x, y, reports=40 if (x, y) in loud else 10, voices=(f"v{x}{y}",))
        for x in range(9)
        for y in range(9)
    ]


def test_neighbours_heard_from_too_much_are_one_finding(pocket):
    (finding,) = gap_lists(pocket, seed=1).excess

    assert set(finding.places) == {"0404", "0405", "0504", "0304", "0403"}
    assert (finding.kind, finding.observed, finding.p) == (FindingKind.EXCESS, 200, 0.001)


def test_a_finding_carries_its_members_its_records_and_its_uncertainty(pocket):
    (finding,) = gap_lists(pocket, seed=1).excess

    assert sum(member.observed for member in finding.members) == finding.observed
    assert sum(member.expected for member in finding.members) == pytest.approx(finding.expected)
    assert set(finding.voices) == {"v44", "v45", "v54", "v34", "v43"}
    assert finding.low < finding.observed / finding.expected < finding.high


def test_vulnerability_explains_part_of_what_is_heard(pocket):
    frail = [
        PlaceRecord(
            one.place,
            one.population,
            one.reports,
            one.coverage,
            vulnerability=4.0 if one.reports > 10 else None,
        )
        for one in pocket
    ]

    assert gap_lists(frail, seed=1).excess == ()


def test_a_place_of_unknown_position_is_a_window_of_one():
    records = [PlaceRecord(f"{n:02}", 10_000, 60 if n == 7 else 10, 0.5) for n in range(30)]

    (finding,) = excess_need(records, seed=1)

    assert finding.places == ("07",)


def test_a_verifier_is_sent_where_few_listen_and_members_are_asked_where_officials_see_it_too(pocket):
    few = [
        PlaceRecord(one.place, one.population, one.reports, 0.25, one.official, position=one.position)
        for one in pocket
    ]
    both = [
        PlaceRecord(
            one.place, one.population, one.reports, one.coverage, 4 * one.reports, position=one.position
        )
        for one in pocket
    ]

    assert gap_lists(few, seed=1).excess[0].action is Action.SEND_VERIFIER
    assert gap_lists(pocket, seed=1).excess[0].action is Action.OPEN_TASK
    assert gap_lists(both, seed=1).excess[0].action is Action.APPEAL_TO_MEMBERS


def test_a_blind_spot_of_firm_evidence_becomes_an_item_of_a_proposal():
    usual = [county(n, 0, reports=20, official=30, coverage=0.5) for n in range(9)]
    lists = gap_lists([*usual, county(9, 0, reports=40, official=2, both=1)], seed=1)

    (finding,) = lists.blind_spots
    assert finding.action is Action.DRAFT_ITEM
    assert finding.estimate.known == 41
    assert "不少于" in finding.reason.zh
    assert "no fewer than" in finding.reason.en


@pytest.mark.parametrize(
    ("facts", "lists", "word"),
    [
        ({"population": None}, {FindingKind.EXCESS, FindingKind.BLIND_SPOT}, "人口未知"),
        ({"coverage": None}, {FindingKind.EXCESS, FindingKind.BLIND_SPOT}, "覆盖未知"),
        ({"coverage": 0.1, "reports": 2}, {FindingKind.EXCESS, FindingKind.BLIND_SPOT}, "只有 0.10"),
        ({"official": None}, {FindingKind.BLIND_SPOT}, "官方没有数字"),
    ],
)
def test_what_cannot_be_judged_is_unknown_and_says_why(facts, lists, word):
    (one,) = gap_lists([*(county(n, 0) for n in range(9)), county(9, 0, **facts)], seed=1).unknown

    assert set(one.lists) == lists
    assert word in one.reason.zh
    assert "Unknown" in one.reason.en


def test_no_report_is_possible_by_chance_and_the_list_says_how_likely():
    (finding,) = gap_lists([*(county(n, 0) for n in range(9)), county(9, 0, reports=0)], seed=1).silent

    assert finding.p == pytest.approx(np.exp(-9))
    assert finding.action is Action.OPEN_TASK


def test_a_silent_place_with_few_listeners_gets_a_verifier():
    (finding,) = gap_lists(
        [*(county(n, 0) for n in range(9)), county(9, 0, reports=0, coverage=0.1)], seed=1
    ).silent

    assert finding.action is Action.SEND_VERIFIER


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_records_changes_nothing(shuffler):
    random = np.random.default_rng(4)
    records = [
        county(x, y, reports=int(random.poisson(6)), official=int(random.poisson(9)))
        for x in range(7)
        for y in range(7)
    ]
    mixed = shuffler.sample(records, len(records))

    assert repr(gap_lists(mixed, seed=3, max_p=1, from_ratio=0, false_share=1)) == repr(
        gap_lists(records, seed=3, max_p=1, from_ratio=0, false_share=1)
    )


def test_calibration_one_world_in_twenty_shows_a_cluster_where_there_is_none():
    random = np.random.default_rng(17)
    worlds = 100
    alarms = sum(
        bool(
            excess_need(
                [county(x, y, reports=int(random.poisson(8))) for x in range(6) for y in range(6)],
                seed=world,
                replicates=99,
            )
        )
        for world in range(worlds)
    )

    # Binomial(100, .05) exceeds 11 in one test of two hundred.
    assert alarms <= 11


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"population": -1}, "population"),
        ({"reports": -1}, "reports"),
        ({"coverage": 1.2}, "coverage"),
        ({"coverage": float("nan")}, "coverage"),
        ({"both": 11}, "both"),
        ({"official": None, "both": 0}, "both"),
        ({"vulnerability": 0}, "vulnerability"),
        ({"position": (31, 112)}, "longitude"),
    ],
)
def test_a_record_that_cannot_be_is_refused(facts, word):
    with pytest.raises(ValueError, match=word):
        county(0, 0, **facts)


def test_two_records_of_one_place_are_refused():
    with pytest.raises(ValueError, match="two records"):
        gap_lists([county(0, 0), county(0, 0)], seed=1)


def test_no_records_give_empty_lists():
    lists = gap_lists([], seed=1)

    assert (lists.excess, lists.blind_spots, lists.silent, lists.unknown) == ((), (), (), ())
