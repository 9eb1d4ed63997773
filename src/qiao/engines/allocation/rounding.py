"""From units to whole packs and least consignments, without ever giving more than is asked or there.

The exact flow knows neither packs nor least consignments. Shares are first cut down to whole packs,
consignments (one supply to one place) under the least are called off, and what this frees is handed out again,
pack by pack: the best level first, from the cheapest supply that has a pack left, else from one whose pack now
fills a worse level. This step is greedy; what it loses against the flow is the gap of the plan. Where all supplies of a group share a pack size the caller counts
in packs before the flow, and nothing is lost.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qiao.engines.allocation.limits import UNLIMITED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qiao.engines.allocation.limits import Limits
    from qiao.engines.allocation.market import Steps


@dataclass(slots=True)
class PackTerms:
    """What binds the rounding; lists run over all needs or all supplies.

    ``pack``, ``lot`` (least consignment) and ``stock`` by supply; ``wants`` and ``destination`` by need;
    ``choices`` gives for a need its supplies, cheapest first. ``limits`` are the donors'.
    """

    pack: Sequence[int]
    lot: Sequence[int]
    stock: Sequence[int]
    wants: Sequence[int]
    destination: Sequence[str]
    choices: Mapping[int, Sequence[int]]
    steps: Steps
    limits: Limits


def in_whole_packs(shares: Mapping[tuple[int, int], int], terms: PackTerms) -> dict[tuple[int, int], int]:
    """Turn shares (need, supply) → units into shares of whole packs and sufficient consignments.

    Returns
    -------
    dict
        No need above its wants, no supply above its stock, every share a multiple of the supply's pack, every
        consignment at least the supply's least one, no recipient above a donor's limit. Same input, same result.

    """
    counter = _Counter(terms)
    for (need, supply), units in sorted(shares.items()):
        may = min(units, counter.room(need, supply))
        counter.move(need, supply, may - may % terms.pack[supply])
    counter.call_off_small_consignments()
    counter.hand_out_rest()
    return {
        (need, supply): units
        for supply, held in counter.held.items()
        for need, units in held.items()
        if units
    }


class _Counter:
    """The counter where packs are handed out: who holds what of each supply, and what is left."""

    def __init__(self, terms: PackTerms) -> None:
        self.terms = terms
        self.left = list(terms.stock)
        self.given: defaultdict[int, int] = defaultdict(int)
        self.sent: defaultdict[tuple[int, str], int] = defaultdict(int)
        self.held: defaultdict[int, dict[int, int]] = defaultdict(dict)
        self.of_donor: defaultdict[tuple[int, int], int] = defaultdict(int)

    def move(self, need: int, supply: int, units: int) -> None:
        """Hand units out, or back where negative."""
        self.left[supply] -= units
        self.given[need] += units
        self.sent[supply, self.terms.destination[need]] += units
        self.held[supply][need] = self.held[supply].get(need, 0) + units
        self.of_donor[self._key(need, supply)] += units

    def room(self, need: int, supply: int) -> int:
        """Return what the recipient of a need may still get of a supply's donor."""
        donor, recipient = key = self._key(need, supply)
        if donor == UNLIMITED:
            return self.terms.stock[supply]
        return self.terms.limits.room(donor, recipient) - self.of_donor[key]

    def _key(self, need: int, supply: int) -> tuple[int, int]:
        return int(self.terms.limits.donor[supply]), int(self.terms.limits.recipient[need])

    def call_off_small_consignments(self) -> None:
        small = {key for key, units in self.sent.items() if 0 < units < self.terms.lot[key[0]]}
        for supply, held in self.held.items():
            for need, units in list(held.items()):
                if (supply, self.terms.destination[need]) in small:
                    self.move(need, supply, -units)

    def hand_out_rest(self) -> None:
        queue = [(self.level(need, 0), need) for need in self.terms.choices]
        heapq.heapify(queue)
        while queue:
            _, need = heapq.heappop(queue)
            for again in self.serve(need):
                heapq.heappush(queue, (self.level(again, 0), again))

    def serve(self, need: int) -> list[int]:
        """Give the next packs to a need; return who must be looked at again, none if nothing fits."""
        missing = self.terms.wants[need] - self.given[need]
        fitting = [
            (supply, units)
            for supply in self.terms.choices[need]
            if (units := self.next_packs(need, supply)) <= min(missing, self.room(need, supply))
        ]
        for supply, units in fitting:
            if units <= self.left[supply]:
                self.move(need, supply, units)
                return [need]
        for supply, units in fitting:
            loser = self.take_back(need, supply, units - self.left[supply])
            if loser is not None:
                self.move(need, supply, units)
                return [need, loser]
        return []

    def next_packs(self, need: int, supply: int) -> int:
        """Return the units of one pack, or of as many as open a sufficient consignment."""
        pack = self.terms.pack[supply]
        short = self.terms.lot[supply] - self.sent[supply, self.terms.destination[need]]
        return max(1, -(-short // pack)) * pack

    def take_back(self, need: int, supply: int, units: int) -> int | None:
        """Take units back from whoever fills the worst level with them, if his consignment stays sufficient; return who."""
        terms, level = self.terms, self.level(need, 0)
        packs = -(-units // terms.pack[supply]) * terms.pack[supply]
        holders = [other for other, held in self.held[supply].items() if held >= packs and other != need]
        for loser in sorted(holders, key=lambda other: (-self.level(other, packs), -other)):
            if self.level(loser, packs) <= level:
                return None
            rest = self.sent[supply, terms.destination[loser]] - packs
            same_place = terms.destination[loser] == terms.destination[need]
            if rest == 0 or rest >= terms.lot[supply] or same_place:
                self.move(loser, supply, -packs)
                return loser
        return None

    def level(self, need: int, without: int) -> int:
        """Return the level of the next unit of a need, had it so many units less."""
        return self.terms.steps.next_level(need, self.given[need] - without)
