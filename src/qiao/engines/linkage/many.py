"""Linkage of whole tables: candidates by place, item and time; weights learnt; clusters."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiao.engines.linkage.clusters import clustered
from qiao.engines.linkage.columns import MISSING, Encoded, Ints, ReportColumns, encode
from qiao.engines.linkage.fellegi_sunter import Weights, learn
from qiao.engines.linkage.levels import DAY, Levels, compare
from qiao.engines.linkage.verdicts import POSSIBLE, SURE

WINDOW = 4 * DAY
"""Tellings further apart are not compared: after that it is asked for again."""
SURER = 0.999
_WIDEST = 7 * DAY
_NEIGHBOURS = 24
_CHUNK = 500_000
_LARGEST = 2**62
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs at ``POSSIBLE`` or above, the more probable of a kind first by row; and each row's cluster."""

    one: Ints
    other: Ints
    probability: NDArray[np.float64]
    levels: Levels
    cluster: Ints
    weights: Weights


def _order(keys: tuple[Ints, ...], time: NDArray[np.float64]) -> tuple[Ints, NDArray[np.bool_], NDArray[np.float64]]:  # fmt: skip
    """Return the rows in order of keys and time, whether each begins a group, and their times."""
    mixed = keys[0].astype(np.int64)
    for key in keys[1:]:
        span = int(key.max(initial=0)) + 2
        if int(mixed.max(initial=0)) > _LARGEST // span:
            mixed = np.unique(mixed, return_inverse=True)[1]
        mixed = mixed * span + key + 1
    present = np.flatnonzero(np.logical_and.reduce([key != MISSING for key in keys]))
    mixed, minutes = mixed[present], (time[present] // 60).astype(np.int64)
    minutes -= minutes.min(initial=0)
    span = int(minutes.max(initial=0)) + 1
    if int(mixed.max(initial=0)) > _LARGEST // span:
        mixed = np.unique(mixed, return_inverse=True)[1]
    sorting = np.argsort(mixed * span + minutes, kind="stable")
    order, sorted_keys = present[sorting], mixed[sorting]
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = sorted_keys[1:] != sorted_keys[:-1]
    return order, begins, time[order]


def _neighbours(keys: tuple[Ints, ...], time: NDArray[np.float64], window: float) -> Ints:
    """Return pairs (as one × rows + other) of rows with equal keys, near in time, at most 24 places apart."""
    order, begins, times = _order(keys, time)
    group = np.cumsum(begins)
    size, found = len(time), []
    for step in range(1, _NEIGHBOURS + 1):
        near = group[step:] == group[:-step]
        apart = times[step:] - times[:-step]
        near &= ~(apart > window)
        first = np.flatnonzero(near)
        if not len(first):
            break
        one, other = order[first], order[first + step]
        found.append(np.minimum(one, other) * size + np.maximum(one, other))
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def candidates(table: Encoded) -> tuple[Ints, Ints]:
    """Return the pairs worth comparing, each once: same item, and the same place, telephone, text or link."""
    size = len(table.time)
    time = np.nan_to_num(table.time, nan=0.0)
    keys = [
        (table.item, table.place),
        (table.item, table.place, table.name_tail),
        (table.item, table.phone),
        (table.item, table.link),
    ]
    if table.marks is not None:
        told = table.marks.any(axis=1)
        for start in (0, 2, 4, 6):
            mixed = table.marks[:, start].astype(np.int64) * 1_000_003 + table.marks[:, start + 1]
            keys.append((np.where(told, np.unique(mixed, return_inverse=True)[1], MISSING),))
    with ThreadPoolExecutor(_THREADS) as pool:
        found = list(pool.map(lambda key: _neighbours(key, time, WINDOW), keys))
    pairs = np.unique(np.concatenate(found))
    return pairs // size, pairs % size


def _numbered_apart(table: Encoded, one: Ints, other: Ints) -> NDArray[np.bool_]:
    """Say which pairs name organisations of unequal numbers: 第一 and 第二人民医院 never meet, whatever they share."""
    number, other_number = table.number[one], table.number[other]
    apart: NDArray[np.bool_] = (number != MISSING) & (other_number != MISSING) & (number != other_number)
    return apart


def link_table(columns: ReportColumns, *, progress: Callable[[str], None] | None = None) -> Links:
    """Return which tellings of a table tell the same need.

    Parameters
    ----------
    columns
        The table.
    progress
        Called with the name of each step as it begins. Default none.

    Returns
    -------
    Links
        Pairs in order of rows. Clusters join pairs at ``SURE`` or above; those wider than seven days
        are cut at ``SURER``. The same table gives the same answer.

    References
    ----------
    I. P. Fellegi and A. B. Sunter, "A Theory for Record Linkage", JASA 64 (1969), 1183-1210.
    """
    tell = progress or (lambda _step: None)
    tell("encode")
    table = encode(columns)
    tell("block")
    one, other = candidates(table)
    tell("compare")
    parts = [
        compare(table, one[start : start + _CHUNK], other[start : start + _CHUNK])
        for start in range(0, max(1, len(one)), _CHUNK)
    ]
    levels = np.concatenate(parts)
    tell("learn")
    weights = learn(levels)
    probable = weights.of(levels)
    probable[_numbered_apart(table, one, other)] = 0.0
    kept = probable >= POSSIBLE
    one, other, probable, levels = one[kept], other[kept], probable[kept], levels[kept]
    tell("cluster")
    cluster = clustered(
        len(columns), one, other, probable, time=table.time, sure=SURE, surer=SURER, widest=_WIDEST
    )
    return Links(one, other, probable, levels, cluster, weights)
