"""Where the officials see less of what we hear than they do round about: the scan of two sources."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiao.engines.gaps.scan import MAX_PLACES, REPLICATES, Cluster, apart, window_sums, windows

AROUND = 25
"""How many nearest places tell what the officials usually see there; the largest window itself is left out."""

PRIOR_AROUND = 12.0
"""Pseudo-reports that draw the surroundings towards the mean of all places."""

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sides:
    """What either side would count, place by place.

    Attributes
    ----------
    civil
        Our reports at the mean rate of all places.
    official
        The official count at the mean rate of all places, as much higher or lower as in the surroundings.
    share
        Share of ours in both, were the place as its surroundings.
    """

    civil: Floats
    official: Floats

    @property
    def share(self) -> Floats:
        """Share of ours among all reports of a place that is like its surroundings."""
        both: Floats = self.civil / (self.civil + self.official)
        return both


def sides(civil: Counts, official: Counts, heard: Floats, persons: Floats, positions: Floats) -> Sides:
    """Return what either side would count in each place, were it as its surroundings.

    Official systems reach some regions better than others, slowly changing from place to place. What they see
    there compared with what we hear there is the measure, so that a poorly connected region is no list of
    blind spots by itself and a place far below its surroundings stands out.

    Parameters
    ----------
    civil, official
        Counts of each place, length n.
    heard
        Persons whose needs would reach us, above zero.
    persons
        Persons, above zero.
    positions
        As for `scan`; a place of unknown position is measured by all places.
    """
    ours, theirs = heard / heard.sum() * civil.sum(), persons / persons.sum() * official.sum()
    around = windows(positions, min(AROUND, len(civil)))[:, MAX_PLACES:]

    def beside(counts: Counts, expected: Floats) -> Floats:
        seen = np.append(counts.astype(np.float64), 0.0)[around].sum(axis=1)
        usual = np.append(expected, 0.0)[around].sum(axis=1)
        level: Floats = (seen + PRIOR_AROUND) / (usual + PRIOR_AROUND)
        return level

    return Sides(ours, theirs * beside(official, theirs) / beside(civil, ours))


def strength(civil: Floats, usual: Floats, total: Floats) -> Floats:
    """Return the log likelihood ratio of every window, given how many reports it has in all; zero below usual."""
    official, expected = total - civil, total - usual
    with np.errstate(divide="ignore", invalid="ignore"):
        ours = np.where(civil > 0, civil * np.log(civil / usual), 0.0)
        theirs = np.where(official > 0, official * np.log(official / expected), 0.0)
    return np.where(civil > usual * (1 + 1e-12), ours + theirs, 0.0)


def contrast(
    civil: Counts,
    official: Counts,
    usual: Sides,
    positions: Floats,
    *,
    seed: int,
    max_places: int = MAX_PLACES,
    replicates: int = REPLICATES,
) -> list[Cluster]:
    """Find non-overlapping clusters of places of whose needs the officials see less than round about.

    How many reports a place has in all is taken as given; which side each came from is what counts (the
    Bernoulli model of Kulldorff 1997, with a share for each place).

    Parameters
    ----------
    civil, official
        Counts of each place, length n.
    usual
        From `sides`.
    positions, seed, max_places, replicates
        As for `scan`.

    Returns
    -------
    list[Cluster]
        Highest likelihood ratio first, no place twice; `observed` and `expected` are our reports.
    """
    total = civil + official
    if not total.any():
        return []
    nearest = windows(positions, min(max_places, len(civil)))
    share = usual.share
    all_reports, expected = (
        window_sums(total.astype(np.float64), nearest),
        window_sums(total * share, nearest),
    )
    observed = window_sums(civil.astype(np.float64), nearest)
    random = np.random.default_rng(seed)
    highest = np.array(
        [
            strength(window_sums(draw.astype(np.float64), nearest), expected, all_reports).max()
            for draw in (random.binomial(total, share) for _ in range(replicates))
        ]
    )
    return apart(strength(observed, expected, all_reports), highest, observed, expected, nearest)
