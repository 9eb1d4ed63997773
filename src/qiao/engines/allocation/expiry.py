"""First expired, first out: among lots that lie together and are alike but for their last day."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from qiao.engines.allocation.compatible import examine

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from qiao.engines.allocation.problem import Problem
    from qiao.engines.allocation.values import Supply


def first_expired_first(
    problem: Problem, shares: Mapping[tuple[int, int], int]
) -> dict[tuple[int, int], int]:
    """Return the shares with the same units for each need, taken from what expires first.

    Only lots are exchanged that cost the same for every need (one place, one item, one donor's word and limit, one pack) and
    have no least consignment, so neither levels nor roads change. No need gets goods that expire before they arrive:
    whom an early lot reaches in time, every later one reaches too, so filling lot by lot leaves nobody out.

    Parameters
    ----------
    problem
        The problem.
    shares
        (need, supply) → base units, in whole packs.
    """
    groups = _alike(problem.supplies, problem.limits.donor.tolist())
    group_of = {lot: number for number, lots in enumerate(groups) for lot in lots}
    asked: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for (need, supply), units in shares.items():
        if supply in group_of:
            asked[group_of[supply]][need] += units
    changed = {pair: units for pair, units in shares.items() if pair[1] not in group_of}
    for number, wanted in asked.items():
        changed |= _taken(problem, groups[number], wanted)
    return dict(sorted(changed.items()))


def _alike(supplies: Sequence[Supply], limit: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the groups of counted lots that differ in their last day alone, what expires first at the head."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for k, one in enumerate(supplies):
        if one.quantity and one.minimum_lot <= 1:
            where = (one.place, one.longitude, one.latitude)
            words = (one.earmark_recipient, one.earmark_region, one.earmark_purpose, one.permits)
            groups[one.item, where, words, limit[k], one.available_from, one.pack].append(k)
    ends = {k: one.expires_at.timestamp() if one.expires_at else np.inf for k, one in enumerate(supplies)}
    found = [sorted(lots, key=lambda k: (ends[k], k)) for lots in groups.values()]
    return [tuple(lots) for lots in found if ends[lots[0]] != ends[lots[-1]]]


def _taken(problem: Problem, lots: Sequence[int], asked: Mapping[int, int]) -> dict[tuple[int, int], int]:
    """Return the shares of these lots when each is used up before the next."""
    needs = sorted(asked)
    fresh = examine(problem.columns, np.array(needs, np.int64), np.array(lots, np.int64)).fresh
    left = dict(asked)
    taken: dict[tuple[int, int], int] = {}
    for column, lot in enumerate(lots):
        supply = problem.supplies[lot]
        free = supply.offered // supply.pack * supply.pack
        for row, need in enumerate(needs):
            units = min(free, left[need]) if fresh[row, column] else 0
            if units:
                taken[need, lot] = units
                left[need] -= units
                free -= units
    return taken
