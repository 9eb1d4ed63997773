"""Every place ranked by excess need and, apart from it, by blind spot: two lists, never one score."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qiao.engines.gaps.contrast import contrast, sides
from qiao.engines.gaps.scan import MAX_PLACES, Cluster, scan
from qiao.engines.gaps.statistics import PRIOR_REPORTS

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def _shrunk(observed: Counts, weight: Floats, prior: float) -> Floats:
    expected = weight / weight.sum() * observed.sum()
    ratio: Floats = (observed + prior) / (expected + prior)
    return ratio


def _ranked(clusters: Sequence[Cluster], ratio: Floats) -> Counts:
    """Rank clusters by strength, and places inside one, and outside all of them, by their own ratio."""
    strength = np.zeros(len(ratio))
    for cluster in clusters:
        strength[list(cluster.places)] = cluster.llr
    ranks = np.empty(len(ratio), dtype=np.int64)
    ranks[np.lexsort((ratio, strength))] = np.arange(len(ratio))
    return ranks


def excess_ranks(cases: Counts, weight: Floats, positions: Floats, *, max_places: int = MAX_PLACES) -> Counts:
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
    clusters = scan(cases, weight, positions, seed=0, max_places=max_places, replicates=0)
    return _ranked(clusters, _shrunk(cases, weight, PRIOR_REPORTS))


def blind_ranks(
    civil: Counts,
    official: Counts,
    population: Floats,
    coverage: Floats,
    positions: Floats,
    *,
    max_places: int = MAX_PLACES,
) -> Counts:
    """Rank places by blind spot: clusters of the two-source scan first, then by shrunk ratio.

    Parameters
    ----------
    civil, official
        Reports of each place by source, length n.
    population
        Persons, above zero.
    coverage
        Share of needs that would reach us, above 0 to 1.
    positions
        (n x 2) matrix in one length unit.
    max_places
        Largest window of the scan. Default 9.

    Returns
    -------
    NDArray[np.int64]
        n - 1 for the place to look at first, 0 for the last.
    """
    usual = sides(civil, official, population * coverage, population, positions)
    total, share = civil + official, usual.share
    clusters = contrast(civil, official, usual, positions, seed=0, max_places=max_places, replicates=0)
    ours = (civil + PRIOR_REPORTS) / (total * share + PRIOR_REPORTS)
    theirs = (official + PRIOR_REPORTS) / (total * (1 - share) + PRIOR_REPORTS)
    return _ranked(clusters, ours / theirs)
