"""One new telling against all that are known: keys in a sorted table, what came since beside it."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from math import log2

import numpy as np
from numpy.typing import NDArray

from qiao.engines.linkage.blocking import blocking_keys
from qiao.engines.linkage.needs import NeedRecord, same_need
from qiao.engines.linkage.told import NEVER, ToldRows, moment_of
from qiao.engines.linkage.verdicts import Verdict, VerdictKind

_OF_A_KEY = 256
"""Tellings under one key that are looked at: of more, those nearest in time."""
_COMPARED = 200
"""Tellings compared in full: of more, those that share the rarest keys."""
_MOST = 20


@dataclass(frozen=True, slots=True)
class Likely:
    """A known telling that may tell the same need, and why."""

    id: Hashable
    verdict: Verdict


def likely_repeats(
    record: NeedRecord,
    known: Iterable[tuple[Hashable, NeedRecord]],
    *,
    most: int = _MOST,
) -> list[Likely]:
    """Return which of the *known* tellings may tell the same need as *record*.

    Parameters
    ----------
    record
        The new telling.
    known
        (id, telling) pairs, as an index of ``blocking_keys`` gives them: in memory or in a database.
    most
        Answers at most. Default 20.

    Returns
    -------
    list of Likely
        SAME, UPDATE, UNSURE and BRANCH verdicts by probability, the highest first; ties as given.
    """
    found = [Likely(key, same_need(record, telling)) for key, telling in known]
    kept = [one for one in found if one.verdict.kind is not VerdictKind.DIFFERENT]
    return sorted(kept, key=lambda one: -one.verdict.probability)[:most]


class LinkIndex:
    """Tellings under their blocking keys, in memory.

    Parameters
    ----------
    records
        (id, telling) pairs to begin with; they go into a sorted table of 12 bytes a key.

    Notes
    -----
    Tellings added later stand beside the table (about 150 bytes a key) until ``compact`` takes them in.
    A key under which more than 256 stand gives those nearest in time to the question; of the tellings
    found, the 200 that share the rarest keys are compared, so that a table of a million equal rows is
    answered as fast as any other. No clock, no chance: the same calls give the same answers.
    """

    def __init__(self, records: Iterable[tuple[Hashable, NeedRecord]] = ()) -> None:
        self._load(records)

    def _load(self, records: Iterable[tuple[Hashable, NeedRecord]]) -> None:
        self._told = ToldRows()
        self._ids: list[Hashable] = []
        self._rows: dict[Hashable, int] = {}
        self._late: dict[int, list[int]] = defaultdict(list)
        keys, rows = array("Q"), array("I")
        for key, record in records:
            row = self._keep(key, record)
            numbers = _numbers(record)
            keys.extend(numbers)
            rows.extend([row] * len(numbers))
        moments = np.array(self._told.moments, dtype=np.int64)
        under = np.array(rows, dtype=np.uint32)
        order = np.lexsort((moments[under], np.array(keys, dtype=np.uint64)))
        self._keys: NDArray[np.uint64] = np.array(keys, dtype=np.uint64)[order]
        self._under: NDArray[np.uint32] = under[order]

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._rows

    @property
    def nbytes(self) -> int:
        """Bytes of the sorted table of keys."""
        return self._keys.nbytes + self._under.nbytes

    def _keep(self, key: Hashable, record: NeedRecord) -> int:
        if key in self._rows:
            message = f"{key!r} is in the index already: remove it first."
            raise ValueError(message)
        row = self._told.add(record)
        self._ids.append(key)
        self._rows[key] = row
        return row

    def add(self, key: Hashable, record: NeedRecord) -> None:
        """Take a telling in.

        Raises
        ------
        ValueError
            When *key* is in the index already.
        """
        row = self._keep(key, record)
        for number in _numbers(record):
            self._late[number].append(row)

    def remove(self, key: Hashable) -> None:
        """Take a telling out; its place is given back by ``compact``.

        Raises
        ------
        KeyError
            When *key* is not in the index.
        """
        row = self._rows.pop(key)
        self._ids[row] = None

    def compact(self) -> None:
        """Take what was added since into the sorted table and drop what was removed: seconds for a million."""
        told, ids = self._told, self._ids
        self._load((ids[row], told.record(row)) for row in list(self._rows.values()))

    def _is_in(self, row: int) -> bool:
        key = self._ids[row]
        return self._rows.get(key) == row

    def _blocks(self, record: NeedRecord) -> Iterator[tuple[int, list[int]]]:
        """Yield for each key how many tellings stand under it, and the rows of those nearest in time."""
        moment = moment_of(record.at)
        for number in _numbers(record):
            wanted = np.uint64(number)
            first = int(np.searchsorted(self._keys, wanted, side="left"))
            last = int(np.searchsorted(self._keys, wanted, side="right"))
            late = self._late.get(number, [])
            size = last - first + len(late)
            if last - first > _OF_A_KEY:
                first, last = self._nearest(first, last, moment)
            yield size, [*self._under[first:last].tolist(), *late[-_OF_A_KEY:]]

    def _nearest(self, first: int, last: int, moment: int) -> tuple[int, int]:
        """Return where those of a block lie that are nearest in time; of untold moments, the newest."""
        if moment == NEVER:
            return last - _OF_A_KEY, last
        moments = self._told.moments
        told: Callable[[np.uint32], int] = lambda row: moments[row]  # noqa: E731
        middle = first + bisect_left(self._under[first:last], moment, key=told)
        begin = max(first, min(middle - _OF_A_KEY // 2, last - _OF_A_KEY))
        return begin, begin + _OF_A_KEY

    def near(self, record: NeedRecord) -> list[tuple[Hashable, NeedRecord]]:
        """Return the tellings that share keys with *record*, those with the rarest keys first, at most 200."""
        rarity: dict[int, float] = defaultdict(float)
        whole = max(2, len(self._ids))
        for size, rows in self._blocks(record):
            worth = log2(whole / size) + 1 if size else 0.0
            for row in rows:
                rarity[row] += worth
        rows = nlargest(_COMPARED, (row for row in rarity if self._is_in(row)), key=lambda row: (rarity[row], row))  # fmt: skip
        return [(self._ids[row], self._told.record(row)) for row in rows]

    def likely(self, record: NeedRecord, *, most: int = _MOST) -> list[Likely]:
        """Return which known tellings may tell the same need, as ``likely_repeats`` does."""
        return likely_repeats(record, self.near(record), most=most)


def _numbers(record: NeedRecord) -> list[int]:
    """Return the blocking keys as numbers below 2^64."""
    return [int(key[1:], 16) for key in blocking_keys(record)]
