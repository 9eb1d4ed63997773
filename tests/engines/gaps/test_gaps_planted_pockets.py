"""The planted-pocket simulation of METHODS 6.3, with fixed seeds."""

import numpy as np
import pytest

from bench.gaps import CASES, make, medians, rank
from qiao.engines.gaps import (
    PlaceRecord,
    blind_ranks,
    blind_ratios,
    blind_spots,
    excess_ranks,
    measured_coverage,
)

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


def test_the_list_for_a_person_is_ordered_like_the_array():
    records = [
        PlaceRecord(f"{n:02}", 1000 * (n + 1), 3 * n % 11, 0.2 + n / 20, (7 * n) % 13) for n in range(15)
    ]
    ratios = blind_ratios(
        np.array([r.reports for r in records]),
        np.array([r.official for r in records]),
        np.array([float(r.population) for r in records]),
        np.array([r.coverage for r in records]),
    )

    findings = blind_spots(records, from_ratio=0, false_share=1)

    assert [f.place for f in findings] == [records[at].place for at in np.argsort(-ratios, kind="stable")]
