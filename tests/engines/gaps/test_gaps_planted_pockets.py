"""The planted-pocket simulation of METHODS 6.3, with fixed seeds."""

import numpy as np
import pytest

from bench.gaps import CASES, make, medians, rank, records_of
from qiao.engines.gaps import (
    PlaceRecord,
    blind_ranks,
    blind_spots,
    excess_ranks,
    gap_lists,
    measured_coverage,
)
from qiao.engines.gaps.matched import as_measured

SEEDS = 10


@pytest.fixture(scope="module")
def base():
    return medians(CASES["base"], SEEDS)


def test_the_scan_finds_nine_in_ten_planted_places(base):
    assert base["excess"] >= 0.9


def test_the_scan_finds_three_times_as_many_as_counting_reports(base):
    assert base["excess"] >= 3 * base["count of all reports"]


def test_coverage_known_badly_still_leaves_most_of_them_found():
    assert medians(CASES["noisy-coverage"], SEEDS)["excess"] >= 0.8


def test_places_only_the_officials_overlook_are_found_by_the_two_sources():
    found = medians(CASES["blind-only"], SEEDS)

    assert found["blind"] >= 0.7
    assert found["blind"] > found["excess"]


# Coverage corrected by needs on both lists


def test_where_statements_and_matches_agree_coverage_stays_as_stated():
    random = np.random.default_rng(5)
    coverage = random.uniform(0.2, 0.8, 300)
    official = np.full(300, 400.0)

    corrected = measured_coverage(coverage, official, np.round(official * coverage))

    assert np.abs(corrected - coverage).max() < 0.02


def test_what_was_stated_wrongly_is_drawn_to_what_the_matches_say():
    random = np.random.default_rng(6)
    truth = random.uniform(0.2, 0.8, 300)
    stated = np.clip(truth * np.exp(random.normal(0, 0.5, 300)), 0.02, 1)
    official = np.full(300, 200)

    corrected = measured_coverage(
        stated, official.astype(float), random.binomial(official, truth).astype(float)
    )

    def error(guess):
        return np.std(np.log(guess / truth))

    assert error(corrected) < error(stated) / 3


@pytest.mark.parametrize("both", [np.nan, 0.0])
def test_without_a_single_match_coverage_is_left_alone(both):
    coverage = np.array([0.2, 0.5, 0.9])

    assert np.array_equal(
        measured_coverage(coverage, np.array([9.0, np.nan, 4.0]), np.full(3, both)), coverage
    )


# Two sources in one scan


def test_a_place_of_which_the_officials_see_less_than_round_about_comes_first():
    side = np.arange(64)
    positions = np.column_stack((side % 8, side // 8)).astype(float)
    civil, official = np.full(64, 40), np.full(64, 40)
    official[27] = 4

    ranks = blind_ranks(civil, official, np.full(64, 1000.0), np.full(64, 0.5), positions)

    assert ranks[27] == 63
    assert sorted(ranks) == list(range(64))


def test_a_region_that_is_seen_less_by_degrees_is_no_list_of_blind_spots():
    """What the officials see falls from east to west; one place far below its neighbours stands before all of it."""
    side = np.arange(400)
    positions = np.column_stack((side % 20, side // 20)).astype(float)
    official = np.round(15 + 45 * positions[:, 0] / 19).astype(np.int64)
    official[215] = 16

    ranks = blind_ranks(np.full(400, 40), official, np.full(400, 1000.0), np.full(400, 0.5), positions)

    assert ranks[215] == 399


def test_the_ranking_of_an_instance_is_reproducible():
    instance = make(CASES["base"], seed=3)

    assert all(np.array_equal(rank(instance)[name], rank(instance)[name]) for name in ("excess", "blind"))


def test_ranks_are_a_permutation():
    random = np.random.default_rng(1)
    positions = random.random((30, 2))

    ranks = excess_ranks(random.poisson(4, 30), np.ones(30), positions)

    assert sorted(ranks) == list(range(30))


# The lists for a person


@pytest.fixture(scope="module")
def lists():
    """Return both lists of one instance, and which of its areas were planted."""
    instance = make(CASES["base"], seed=3)
    return gap_lists(records_of(instance), seed=1, replicates=199), instance


def test_most_planted_places_are_on_both_lists(lists):
    found, instance = lists
    planted = {f"{n:03}" for n in np.flatnonzero(instance["planted"])}

    for each in (found.excess, found.blind_spots):
        listed = {place for finding in each for place in finding.places}
        assert len(planted & listed) >= 0.8 * len(planted)
        assert len(planted & listed) >= 0.6 * len(listed)


def test_blind_neighbours_are_one_finding_and_no_place_is_in_two(lists):
    blind = lists[0].blind_spots

    together = [one for one in blind if len(one.places) > 1]
    every = [place for one in blind for place in one.places]
    assert together
    assert len(every) == len(set(every))
    for one in together:
        assert sum(each.observed for each in one.members) == one.observed
        assert sum(each.official for each in one.members) == one.official
        assert sum(each.expected for each in one.members) == pytest.approx(one.expected)
        assert one.p <= 0.05
        assert one.reason.zh.startswith(f"相邻 {len(one.places)} 处合计")


def test_the_list_begins_where_the_array_does(lists):
    found, instance = lists
    first = np.argsort(-rank(instance)["blind"], kind="stable")[: len(found.blind_spots[0].places)]

    assert {f"{n:03}" for n in first} == set(found.blind_spots[0].places)


def test_lists_use_coverage_as_the_matches_have_it():
    """Half the places state .2 and half .5, yet everywhere half of what the officials list was heard."""
    stated = [PlaceRecord(f"{n:02}", 10_000, 20, (0.2, 0.5)[n % 2], official=40, both=20) for n in range(30)]

    by_lists, as_stated = (
        {one.place: one.ratio for one in blind_spots(each, from_ratio=0, false_share=1)}
        for each in (as_measured(stated), stated)
    )

    assert as_stated["00"] / as_stated["01"] > 1.8
    assert by_lists["00"] / by_lists["01"] < 1.2
