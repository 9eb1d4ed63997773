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
_NEIGHBOURS, _IN_A_CROWD, _CROWD = 24, 8, 1_000
_CHUNK = 500_000
_LARGEST = 2**62
_THREADS = 2


NOTHING, NUMBER, CAMPUS = 0, 1, 2
"""What parts a pair: nothing, the numbers of its organisations, or their branches."""


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs at ``POSSIBLE`` or above in order of rows, what parts them if anything, each row's cluster."""

    one: Ints
    other: Ints
    probability: NDArray[np.float64]
    levels: Levels
    cluster: Ints
    weights: Weights
    parted: NDArray[np.int8]


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
    """Return pairs (as one × rows + other) of rows with equal keys, near in time, at most 24 places apart, 8 in a crowd."""
    order, begins, times = _order(keys, time)
    group = np.cumsum(begins)
    crowded = (np.bincount(group) > _CROWD)[group]
    size, found = len(time), []
    for step in range(1, _NEIGHBOURS + 1):
        near = group[step:] == group[:-step]
        apart = times[step:] - times[:-step]
        near &= ~(apart > window)
        if step > _IN_A_CROWD:
            near &= ~crowded[step:]
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
    keys: list[tuple[Ints, ...]] = [
        (table.item, table.place),
        (table.item, table.place, table.name_tail),
        (table.item, table.phone),
        (table.item, table.link),
    ]
    keys += _texts(table)
    with ThreadPoolExecutor(_THREADS) as pool:
        found = list(pool.map(lambda key: _neighbours(key, time, WINDOW), keys))
    pairs = np.unique(np.concatenate(found))
    return pairs // size, pairs % size


def _texts(table: Encoded) -> list[tuple[Ints, ...]]:
    """Return keys of texts that are alike, two marks each."""
    if table.marks is None:
        return []
    told, keys = table.marks.any(axis=1), []
    for start in (0, 2, 4, 6):
        mixed = table.marks[:, start].astype(np.int64) * 1_000_003 + table.marks[:, start + 1]
        keys.append((np.where(told, np.unique(mixed, return_inverse=True)[1], MISSING),))
    return keys  # type: ignore[return-value]


def _parted(table: Encoded, one: Ints, other: Ints) -> NDArray[np.int8]:
    """Return NUMBER, CAMPUS or NOTHING: 第一 and 第二人民医院, and two branches, never meet, whatever they share."""
    number, other_number = table.number[one], table.number[other]
    campus, other_campus = table.campus[one], table.campus[other]
    parted = np.full(len(one), NOTHING, dtype=np.int8)
    parted[(campus != MISSING) & (other_campus != MISSING) & (campus != other_campus)] = CAMPUS
    parted[(number != MISSING) & (other_number != MISSING) & (number != other_number)] = NUMBER
    return parted


def clusters_of(table: Encoded, one: Ints, other: Ints, probable: NDArray[np.float64]) -> Ints:
    """Return the cluster of each row; pairs that are parted must come with a probability below ``SURE``."""
    return clustered(
        one, other, probable, time=table.time,
        sure=SURE, surer=SURER, widest=_WIDEST, parting=(table.number, table.campus),
    )  # fmt: skip


def judged(table: Encoded, one: Ints, other: Ints, levels: Levels, weights: Weights) -> Links:
    """Return the pairs at ``POSSIBLE`` or above by the weights of their levels, and the clusters they make."""
    probable = weights.of(levels)
    kept = probable >= POSSIBLE
    one, other, probable, levels = one[kept], other[kept], probable[kept], levels[kept]
    parted = _parted(table, one, other)
    cluster = clusters_of(table, one, other, np.where(parted == NOTHING, probable, 0.0))
    return Links(one, other, probable, levels, cluster, weights, parted)


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
        Pairs in order of rows. Clusters join pairs at ``SURE`` or above that nothing parts; those wider
        than seven days are cut at ``SURER``, and none holds two numbers or two branches. Of rows that
        are equal in every column each is paired with the first. The same table gives the same answer.

    References
    ----------
    I. P. Fellegi and A. B. Sunter, "A Theory for Record Linkage", JASA 64 (1969), 1183-1210.
    """
    return once_each(columns, lambda rows: _link(rows, progress or (lambda _step: None)))


def link_across(columns: ReportColumns, source: Ints) -> Links:
    """Return which tellings of different items may tell one need, for a person to decide.

    Parameters
    ----------
    columns
        Tellings of items that may stand in for each other: 口罩 in one message, N95 in the next.
    source
        For each telling a number of the message that it stands in; what one message asks are two needs.

    Returns
    -------
    Links
        Pairs at ``POSSIBLE`` or above that share a telephone, a link or a text within four days, and whose places do
        not differ. Nothing is joined: each row is a cluster by itself.
    """
    table = encode(columns)
    size, time = len(table.time), np.nan_to_num(table.time, nan=0.0)
    keys = [(table.phone,), (table.link,), *_texts(table)]
    pairs = np.unique(np.concatenate([_neighbours(key, time, WINDOW) for key in keys]))
    one, other = pairs // size, pairs % size
    here, there = table.place[one], table.place[other]
    kept = (table.item[one] != table.item[other]) & (source[one] != source[other])
    kept &= (here == there) | (here == MISSING) | (there == MISSING)
    one, other = one[kept], other[kept]
    levels = compare(table, one, other)
    weights = learn(levels)
    probable = weights.of(levels)
    likely = probable >= POSSIBLE
    one, other = one[likely], other[likely]
    parted = _parted(table, one, other)
    return Links(one, other, probable[likely], levels[likely], np.arange(size), weights, parted)


def _link(columns: ReportColumns, tell: Callable[[str], None]) -> Links:
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
    tell("cluster")
    return judged(table, one, other, levels, weights)


def once_each(columns: ReportColumns, engine: Callable[[ReportColumns], Links]) -> Links:
    """Return the links of a table in which equal rows are judged once: the first two of each kind.

    A million equal rows are then two rows for the engine; each further one is to the first what the
    second is to it.
    """
    first = columns.first_equal()
    order = np.argsort(first, kind="stable")
    begins = np.flatnonzero(np.diff(first[order], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(begins, np.diff(begins, append=len(order)))
    kept, further = np.sort(order[rank <= 1]), order[rank > 1]
    if not len(further):
        return engine(columns)
    links = engine(columns.taken(kept))
    one, other = kept[links.one], kept[links.other]
    twins = np.flatnonzero(first[other] == one)
    of_first = np.full(len(columns), MISSING)
    of_first[one[twins]] = twins
    told = of_first[first[further]]
    further, told = further[told != MISSING], told[told != MISSING]
    pair = np.concatenate([np.arange(len(one)), told])
    one, other = np.concatenate([one, one[told]]), np.concatenate([other, further])
    cluster = np.arange(len(columns))
    cluster[kept] = kept[links.cluster]
    joined = links.probability[told] >= SURE
    cluster[further[joined]] = cluster[first[further[joined]]]
    sorting = np.lexsort((other, one))
    pair = pair[sorting]
    return Links(
        one[sorting], other[sorting], links.probability[pair], links.levels[pair],
        cluster, links.weights, links.parted[pair],
    )  # fmt: skip
