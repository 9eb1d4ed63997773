"""Spatial scan: where reports stand high beyond what people, coverage and vulnerability explain."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_PLACES = 9
"""Largest window; METHODS 6.3 finds 9 and 25 equally good."""

MAX_SHARE = 0.5
"""Largest share of all expected reports in a window; a larger one would be the rule, not the exception."""

REPLICATES = 99
"""Monte Carlo repetitions behind each p-value."""

LISTED_P = 0.05
"""Clusters that chance would exceed more often than this are not put on a list for a person."""

LISTED_REPLICATES = 999
"""Monte Carlo repetitions behind such a list, enough for three decimals of p."""

_MATRIX = 2


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


def windows(positions: NDArray[np.float64], largest: int) -> NDArray[np.intp]:
    """Return a (places x largest) matrix: each place's nearest places, itself first.

    A place of unknown position (NaN) stands alone; the rest of its row, and of rows too short, is `places`.
    """
    count = len(positions)
    nearest = np.full((count, largest), count, dtype=np.intp)
    nearest[:, 0] = np.arange(count)
    known = np.flatnonzero(np.isfinite(positions).all(axis=1))
    width = min(largest, len(known))
    for row in known:
        squared = ((positions[known] - positions[row]) ** 2).sum(axis=1)
        squared[np.searchsorted(known, row)] = -1.0
        nearest[row, :width] = known[np.argsort(squared, kind="stable")[:width]]
    return nearest


def window_sums(values: NDArray[np.float64], nearest: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the sum of every window: (places x largest), window by window one place more."""
    return np.cumsum(np.append(values, 0.0)[nearest], axis=1)


def _ratios(
    cases: NDArray[np.float64], expected: NDArray[np.float64], total: float, largest: float
) -> NDArray[np.float64]:
    """Return the log likelihood ratio of every window, zero where it holds no excess."""
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = cases * np.log(cases / expected)
        outside = np.where(cases < total, (total - cases) * np.log((total - cases) / (total - expected)), 0.0)
    allowed = (cases > expected) & (expected > 0) & (expected <= largest) & (expected < total)
    return np.where(allowed, inside + outside, 0.0)


def _check(cases: NDArray[np.int64], weight: NDArray[np.float64], positions: NDArray[np.float64]) -> None:
    if positions.ndim != _MATRIX or len(positions) != len(cases):
        raise ValueError("positions must be a matrix with one row for each place.")
    if weight.shape != cases.shape:
        raise ValueError("cases and weight must have one entry for each place.")
    if (cases < 0).any() or not ((weight > 0) & np.isfinite(weight)).all():
        raise ValueError("cases must not be negative and weight must be above zero.")


def scan(
    cases: NDArray[np.int64],
    weight: NDArray[np.float64],
    positions: NDArray[np.float64],
    *,
    seed: int,
    max_places: int = MAX_PLACES,
    max_share: float = MAX_SHARE,
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
        (n x 2) or (n x 3) matrix in one length unit (km, or grid steps); a row of NaN where the
        position is unknown; that place then stands alone.
    seed
        Of the Monte Carlo repetitions.
    max_places
        Largest window, in places. Default 9.
    max_share
        Largest window, as share of all expected reports. Default 0.5.
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
    nearest = windows(positions, min(max_places, len(cases)))
    share = weight / weight.sum()
    expected = window_sums(share * total, nearest)
    observed = window_sums(cases.astype(np.float64), nearest)
    largest = max(max_share * total, float(expected[:, 0].max()))
    ratios = _ratios(observed, expected, total, largest)
    random = np.random.default_rng(seed)
    highest = np.array(
        [
            _ratios(window_sums(draw.astype(np.float64), nearest), expected, total, largest).max()
            for draw in (random.multinomial(total, share) for _ in range(replicates))
        ]
    )
    return apart(ratios, highest, observed, expected, nearest)


def apart(
    ratios: NDArray[np.float64],
    highest: NDArray[np.float64],
    observed: NDArray[np.float64],
    expected: NDArray[np.float64],
    nearest: NDArray[np.intp],
) -> list[Cluster]:
    """Return the windows of highest ratio that share no place; p by the highest ratio of each repetition."""
    clusters: list[Cluster] = []
    taken = np.zeros(len(ratios) + 1, dtype=bool)
    for flat in np.argsort(-ratios, axis=None, kind="stable"):
        row, size = divmod(int(flat), ratios.shape[1])
        ratio = float(ratios[row, size])
        if ratio <= 0.0:
            break
        places = nearest[row, : size + 1]
        if taken[places].any() or places[-1] == len(ratios):
            continue
        taken[places] = True
        # A repetition that is equal but for rounding counts as equal.
        rank = 1 + int((highest >= ratio * (1 - 1e-12)).sum())
        clusters.append(
            Cluster(
                places=tuple(int(place) for place in places),
                observed=int(observed[row, size]),
                expected=float(expected[row, size]),
                llr=ratio,
                p=rank / (len(highest) + 1),
            )
        )
    return clusters
