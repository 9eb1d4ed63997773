"""Groups of tellings from pairs, and the cutting of groups that grew too wide."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qiao.engines.linkage.columns import Ints

Floats = NDArray[np.float64]


def components(size: int, one: Ints, other: Ints) -> Ints:
    """Return for each of *size* rows the lowest row it hangs together with."""
    root = np.arange(size)
    while True:
        first, second = root[one], root[other]
        apart = first != second
        if not apart.any():
            return root
        one, other = one[apart], other[apart]
        high, low = np.maximum(first, second)[apart], np.minimum(first, second)[apart]
        np.minimum.at(root, high, low)
        while not np.array_equal(jumped := root[root], root):
            root = jumped


def clustered(
    one: Ints,
    other: Ints,
    probable: Floats,
    *,
    time: Floats,
    sure: float,
    surer: float,
    widest: float,
    parting: Sequence[Ints] = (),
) -> Ints:
    """Return the cluster of each row: pairs at *sure* join; wide clusters keep only pairs at *surer*.

    A cluster in which a column of *parting* has two values keeps only pairs in which it is equal.

    Parameters
    ----------
    one, other
        Rows of each pair.
    probable
        Probability of each pair.
    time
        Seconds of each row, NaN unknown.
    sure, surer
        Probabilities at which pairs join, the second inside clusters that are too wide.
    widest
        Seconds between the first and last telling beyond which a cluster is cut again.
    parting
        Numbers and branches of each row, −1 unknown: what may never be joined, through no third row.

    Returns
    -------
    array of int
        The lowest row of the cluster, for each row.
    """  # fmt: skip
    size = len(time)
    kept = probable >= sure
    root = components(size, one[kept], other[kept])
    first = np.full(size, np.inf)
    last = np.full(size, -np.inf)
    known = ~np.isnan(time)
    np.minimum.at(first, root[known], time[known])
    np.maximum.at(last, root[known], time[known])
    wide = (last - first > widest)[root]
    if wide.any():
        kept &= ~wide[one] | (probable >= surer)
        root = components(size, one[kept], other[kept])
    for value in parting:
        mixed = _mixed(root, value)[root]
        if mixed.any():
            kept &= ~mixed[one] | (value[one] == value[other])
            root = components(size, one[kept], other[kept])
    return root


def _mixed(root: Ints, value: Ints) -> NDArray[np.bool_]:
    """Say for each cluster whether two known values meet in it."""
    known = np.flatnonzero(value >= 0)
    least, most = np.full(len(root), np.iinfo(np.int64).max), np.full(len(root), -1)
    np.minimum.at(least, root[known], value[known])
    np.maximum.at(most, root[known], value[known])
    mixed: NDArray[np.bool_] = most > least
    return mixed
