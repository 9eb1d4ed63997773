from itertools import chain

import numpy as np
import pytest

from qiao.engines.gaps import poisson_llr, scan


def grid(width: int, height: int) -> np.ndarray:
    return np.array([(x, y) for x in range(width) for y in range(height)], dtype=float)


@pytest.fixture
def pocket():
    """A 10 x 10 grid with ten reports a place and forty in a corner of four places."""
    cases = np.full(100, 10)
    cases[[0, 1, 10, 11]] = 40
    return cases, np.ones(100), grid(10, 10)


def test_a_planted_pocket_is_the_first_cluster(pocket):
    cases, weight, positions = pocket

    first = scan(cases, weight, positions, seed=1)[0]

    assert set(first.places) == {0, 1, 10, 11}
    assert first.p == pytest.approx(0.01)


def test_a_cluster_carries_kulldorffs_ratio(pocket):
    cases, weight, positions = pocket

    first = scan(cases, weight, positions, seed=1)[0]

    assert first.llr == pytest.approx(poisson_llr(160, 4 * 1120 / 100, 1120))


def test_no_place_stands_in_two_clusters():
    random = np.random.default_rng(5)

    clusters = scan(random.poisson(5, 100), np.ones(100), grid(10, 10), seed=1, replicates=9)

    places = list(chain.from_iterable(cluster.places for cluster in clusters))
    assert len(places) == len(set(places))


def test_the_same_seed_gives_the_same_p_values(pocket):
    assert scan(*pocket, seed=7, replicates=19) == scan(*pocket, seed=7, replicates=19)


def test_what_people_and_coverage_explain_is_no_cluster():
    weight = np.where(np.arange(100) < 50, 1.0, 4.0)
    cases = (10 * weight).astype(int)

    assert scan(cases, weight, grid(10, 10), seed=1, replicates=9) == []


def test_chance_alone_is_seldom_called_a_cluster():
    random = np.random.default_rng(11)
    found = 0
    for seed in range(40):
        clusters = scan(random.poisson(5, 49), np.ones(49), grid(7, 7), seed=seed, replicates=39)
        found += bool(clusters) and clusters[0].p <= 0.05

    assert found <= 6


def test_no_reports_give_no_clusters():
    assert scan(np.zeros(4, dtype=int), np.ones(4), grid(2, 2), seed=1) == []


def test_an_unknown_weight_is_refused_rather_than_invented():
    with pytest.raises(ValueError, match="above zero"):
        scan(np.ones(4, dtype=int), np.array([1, 1, 1, np.nan]), grid(2, 2), seed=1)
