"""Every place ranked by excess need and, apart from it, by blind spot: two lists, never one score."""

import numpy as np
from numpy.typing import NDArray

from qiao.engines.gaps.scan import MAX_PLACES, scan
from qiao.engines.gaps.statistics import PRIOR_REPORTS

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def _shrunk(observed: Counts, weight: Floats, prior: float) -> Floats:
    expected = weight / weight.sum() * observed.sum()
    ratio: Floats = (observed + prior) / (expected + prior)
    return ratio


def excess_ranks(
    cases: Counts, weight: Floats, positions: Floats, *, max_places: int = MAX_PLACES
) -> NDArray[np.int64]:
    """Rank places by excess need: clusters of the scan first, then by shrunk ratio.

    Parameters
    ----------
    cases
        Reports of each place, length n.
    weight
        Population x coverage x vulnerability, above zero, length n.
    positions
        (n x 2) matrix in one length unit.
    max_places
        Largest window of the scan. Default 9.

    Returns
    -------
    NDArray[np.int64]
        n - 1 for the place to look at first, 0 for the last; inside a cluster, and outside all of them, by the
        place's own shrunk ratio.
    """
    ratio = _shrunk(cases, weight, PRIOR_REPORTS)
    strength = np.zeros(len(cases))
    for cluster in scan(cases, weight, positions, seed=0, max_places=max_places, replicates=0):
        strength[list(cluster.places)] = cluster.llr
    ranks = np.empty(len(cases), dtype=np.int64)
    ranks[np.lexsort((ratio, strength))] = np.arange(len(cases))
    return ranks


def blind_ratios(
    civil: Counts, official: Counts, population: Floats, coverage: Floats, *, prior: float = PRIOR_REPORTS
) -> Floats:
    """Return the shrunk civil rate over the shrunk official rate of each place.

    Parameters
    ----------
    civil, official
        Reports of each place by source, length n.
    population
        Persons, above zero.
    coverage
        Share of needs that would reach us, above 0 to 1; divides the civil rate only.
    prior
        Pseudo-reports of the shrinkage. Default 3.

    Returns
    -------
    NDArray[np.float64]
        1 where both sources see alike; large where volunteers hear what the official count passes over.
    """
    return _shrunk(civil, population * coverage, prior) / _shrunk(official, population, prior)
