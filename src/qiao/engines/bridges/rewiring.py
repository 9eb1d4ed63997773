"""What a position is worth beside chance: the same network, rewired at random with every degree kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qiao.engines.bridges.positions import constraint, network

FIRST_SWAPS, MORE_SWAPS = 10, 3
"""Attempts for each tie before the first network is taken, and before each further one.

About ten make a walk forget where it began (Milo et al. 2003); the walk goes on, it does not begin anew.
"""

WIDTH = 0.95
Ties = list[tuple[int, int]]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What chance gives a unit with as many ties as it has.

    Attributes
    ----------
    betweenness_low, betweenness_high
        Ends of the interval that holds 95 % of the rewired networks.
    constraint_low, constraint_high
        The same for Burt's constraint; None for a unit without ties.
    """

    betweenness_low: float
    betweenness_high: float
    constraint_low: float | None
    constraint_high: float | None


def rewired(
    ties: Iterable[tuple[str, str]], units: Iterable[str] = (), *, seed: int, permutations: int = 200
) -> dict[str, Baseline]:
    """Return for every unit the interval of its indices over networks rewired at random.

    Parameters
    ----------
    ties
        Pairs of units; direction and repetition do not matter here.
    units
        Further units, for those without any tie.
    seed
        The same seed gives the same intervals.
    permutations
        How many rewired networks, 1 or more.

    Returns
    -------
    dict[str, Baseline]
        By unit, in order of their keys. Where no tie can be swapped (a star, a clique) every network is the one
        there is, and both ends equal what is observed.

    Notes
    -----
    Two ties (a, b) and (c, d) become (a, d) and (c, b) unless that doubles a tie or makes a loop; degrees stay.

    References
    ----------
    Milo, R., Kashtan, N., Itzkovitz, S., Newman, M. E. J. and Alon, U. (2003). On the uniform generation of random
    graphs with prescribed degree sequences. arXiv:cond-mat/0312028.

    Raises
    ------
    ValueError
        When `permutations` is below 1.
    """
    if permutations < 1:
        raise ValueError("permutations < 1 not understood")
    graph = network(ties, units)
    names = sorted(graph)
    number = {name: index for index, name in enumerate(names)}
    pairs = sorted(sorted((number[one], number[other])) for one, other in graph.edges)
    held: Ties = [(one, other) for one, other in pairs]
    chance = np.random.default_rng(seed)
    between, burt = [], []
    for turn in range(permutations):
        held = _swapped(held, chance, len(held) * (MORE_SWAPS if turn else FIRST_SWAPS))
        matrix = _matrix(held, len(names))
        between.append(betweenness(matrix))
        burt.append(_constraints(matrix))
    low, high = _ends(np.array(between))
    burt_low, burt_high = _ends(np.array(burt))
    return {
        name: Baseline(
            float(low[index]), float(high[index]), _known(burt_low[index]), _known(burt_high[index])
        )
        for index, name in enumerate(names)
    }


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _ends(samples: Numbers) -> tuple[Numbers, Numbers]:
    tail = (1 - WIDTH) / 2
    low, high = np.quantile(samples, (tail, 1 - tail), axis=0)
    return low, high


def _swapped(held: Ties, chance: np.random.Generator, attempts: int) -> Ties:
    """Return the ties after as many attempted swaps."""
    ties = list(held)
    if not ties:
        return ties
    known = set(ties)
    firsts, seconds = chance.integers(len(ties), size=(2, attempts)).tolist()
    turned = chance.integers(2, size=attempts).tolist()
    for first, second, turn in zip(firsts, seconds, turned, strict=True):
        (a, b), (c, d) = ties[first], ties[second]
        if turn:
            c, d = d, c
        if a in (c, d) or b in (c, d):
            continue
        one, other = _sorted(a, d), _sorted(c, b)
        if one not in known and other not in known:
            known.difference_update((ties[first], ties[second]))
            known.update((one, other))
            ties[first], ties[second] = one, other
    return ties


def _sorted(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _matrix(ties: Sequence[tuple[int, int]], size: int) -> Numbers:
    matrix = np.zeros((size, size))
    for one, other in ties:
        matrix[one, other] = matrix[other, one] = 1.0
    return matrix


def betweenness(matrix: Numbers) -> Numbers:
    """Return the betweenness of every unit of an undirected network, 0 to 1, from its (units × units) 0-1 matrix.

    All sources at once, level by level: a product of matrices for each step of the longest shortest path.

    References
    ----------
    Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical Sociology 25, 163-177.
    """
    size = len(matrix)
    paths, level = np.eye(size), np.where(np.eye(size) > 0, 0, -1)
    front, depth = np.eye(size), 0
    while front.any():
        depth += 1
        front = np.where(level < 0, front @ matrix, 0.0)
        level[front > 0] = depth
        paths += front
    credit = np.zeros((size, size))
    for step in range(depth - 1, 1, -1):
        passed = np.divide(1 + credit, paths, out=np.zeros_like(credit), where=level == step)
        credit += np.where(level == step - 1, paths * (passed @ matrix), 0.0)
    np.fill_diagonal(credit, 0.0)
    pairs = (size - 1) * (size - 2)
    whole: Numbers = credit.sum(axis=0)
    return whole / pairs if pairs > 0 else whole


def _constraints(matrix: Numbers) -> Numbers:
    """Return Burt's constraint of every unit, NaN where it has no tie."""
    beside: Mapping[str, set[str]] = {
        str(one): {str(other) for other in np.flatnonzero(row)} for one, row in enumerate(matrix)
    }
    return np.array([np.nan if one is None else one for one in constraint(beside).values()], dtype=float)
