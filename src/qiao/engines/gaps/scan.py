"""Spatial scan: where reports stand high beyond what people, coverage and vulnerability explain."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_PLACES = 9
"""Largest window; METHODS 6.3 finds 9 and 25 equally good."""

REPLICATES = 99
"""Monte Carlo repetitions behind each p-value."""

_PLANE_AXES = 2


@dataclass(frozen=True, slots=True)
class Cluster:
    """Neighbouring places with more reports than expected.

    Attributes
    ----------
    places
        Row numbers of the places, nearest to the centre first.
    observed, expected
        Reports inside the window.
    llr
        Kulldorff's log likelihood ratio.
    p
        Monte Carlo p-value, rank / (replicates + 1).
    """

    places: tuple[int, ...]
    observed: int
    expected: float
    llr: float
    p: float


def _windows(positions: NDArray[np.float64], largest: int) -> NDArray[np.intp]:
    """Return a (places x largest) matrix: each place's nearest places, itself first."""
    nearest = np.empty((len(positions), largest), dtype=np.intp)
    for row, here in enumerate(positions):
        squared = ((positions - here) ** 2).sum(axis=1)
        squared[row] = -1.0
        nearest[row] = np.argsort(squared, kind="stable")[:largest]
    return nearest


def _ratios(cases: NDArray[np.float64], expected: NDArray[np.float64], total: float) -> NDArray[np.float64]:
    """Return the log likelihood ratio of every window, zero where it holds no excess."""
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = cases * np.log(cases / expected)
        outside = np.where(cases < total, (total - cases) * np.log((total - cases) / (total - expected)), 0.0)
    return np.where((cases > expected) & (expected > 0) & (expected < total), inside + outside, 0.0)


def _check(cases: NDArray[np.int64], weight: NDArray[np.float64], positions: NDArray[np.float64]) -> None:
    if positions.ndim != _PLANE_AXES or positions.shape != (len(cases), _PLANE_AXES):
        raise ValueError("positions must be a (places x 2) matrix.")
    if weight.shape != cases.shape:
        raise ValueError("cases and weight must have one entry for each place.")
    if (cases < 0).any() or not (weight > 0).all():
        raise ValueError("cases must not be negative and weight must be above zero.")


def scan(
    cases: NDArray[np.int64],
    weight: NDArray[np.float64],
    positions: NDArray[np.float64],
    *,
    seed: int,
    max_places: int = MAX_PLACES,
    replicates: int = REPLICATES,
) -> list[Cluster]:
    """Find non-overlapping clusters of places with more reports than expected.

    Parameters
    ----------
    cases
        Reports of each place, length n.
    weight
        What reports should be proportional to, above zero, length n: population x coverage x vulnerability.
        Leave places out whose weight is unknown; do not invent one.
    positions
        (n x 2) matrix in one length unit (km, or grid steps).
    seed
        Of the Monte Carlo repetitions.
    max_places
        Largest window, in places. Default 9.
    replicates
        Monte Carlo repetitions; 0 gives p = 1 for all. Default 99.

    Returns
    -------
    list[Cluster]
        Highest likelihood ratio first, no place twice; ties by row number. p-values compare each cluster with
        the highest ratio of every repetition, so later clusters are judged conservatively.

    Raises
    ------
    ValueError
        When shapes differ, a case is negative, or a weight is not above zero.

    References
    ----------
    Kulldorff, M. (1997). A spatial scan statistic. Communications in Statistics 26(6), 1481-1496.
    """
    _check(cases, weight, positions)
    total = int(cases.sum())
    if not total or len(cases) <= 1:
        return []
    nearest = _windows(positions, min(max_places, len(cases)))
    share = weight / weight.sum()
    expected = np.cumsum((share * total)[nearest], axis=1)
    observed = np.cumsum(cases.astype(np.float64)[nearest], axis=1)
    ratios = _ratios(observed, expected, total)
    random = np.random.default_rng(seed)
    highest = np.array(
        [
            _ratios(np.cumsum(draw.astype(np.float64)[nearest], axis=1), expected, total).max()
            for draw in (random.multinomial(total, share) for _ in range(replicates))
        ]
    )
    clusters: list[Cluster] = []
    taken = np.zeros(len(cases), dtype=bool)
    for flat in np.argsort(-ratios, axis=None, kind="stable"):
        row, size = divmod(int(flat), ratios.shape[1])
        ratio = float(ratios[row, size])
        if ratio <= 0.0:
            break
        places = nearest[row, : size + 1]
        if taken[places].any():
            continue
        taken[places] = True
        rank = 1 + int((highest >= ratio).sum())
        clusters.append(
            Cluster(
                places=tuple(int(place) for place in places),
                observed=int(observed[row, size]),
                expected=float(expected[row, size]),
                llr=ratio,
                p=rank / (replicates + 1),
            )
        )
    return clusters
