"""The planted-pocket simulation of METHODS 6.3, with fixed seeds."""

import numpy as np
import pytest

from bench.gaps import CASES, make, medians, rank
from qiao.engines.gaps import PlaceRecord, blind_ratios, blind_spots, excess_ranks

SEEDS = 10


@pytest.fixture(scope="module")
def base():
    return medians(CASES["base"], SEEDS)


def test_the_scan_finds_nine_in_ten_planted_places(base):
    assert base["excess"] >= 0.9


def test_the_scan_finds_three_times_as_many_as_counting_reports(base):
    assert base["excess"] >= 3 * base["count of all reports"]


def test_coverage_known_badly_still_leaves_most_of_them_found():
    assert medians(CASES["noisy-coverage"], SEEDS)["excess"] >= 0.7


def test_places_only_the_officials_overlook_are_found_by_the_ratio():
    found = medians(CASES["blind-only"], SEEDS)

    assert found["blind"] >= 0.6
    assert found["blind"] > found["excess"]


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

    findings = blind_spots(records, from_ratio=0)

    assert [f.place for f in findings] == [records[at].place for at in np.argsort(-ratios, kind="stable")]
