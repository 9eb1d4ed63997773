"""From units to whole packs and least consignments, without ever giving more than is asked or there.

The exact flow knows neither packs nor least consignments. Shares are first cut down to whole packs,
consignments (one supply to one place) under the least are called off, and what this frees is handed out again,
pack by pack: the best level first, from the cheapest supply that has a pack left. This step is greedy; what it
loses against the flow is the gap of the plan. Where all supplies of a group share a pack size the caller counts
in packs before the flow, and nothing is lost.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qiao.engines.allocation.flow import Ladder


@dataclass(slots=True)
class PackTerms:
    """What binds the rounding; lists run over all needs or all supplies.

    ``pack`` and ``lot`` (least consignment) by supply, ``stock`` by supply, ``wants`` and ``destination`` by
    need; ``choices`` gives for a need its supplies, cheapest first.
    """

    pack: Sequence[int]
    lot: Sequence[int]
    stock: Sequence[int]
    wants: Sequence[int]
    destination: Sequence[str]
    choices: Mapping[int, Sequence[int]]
    ladder: Ladder


def in_whole_packs(shares: Mapping[tuple[int, int], int], terms: PackTerms) -> dict[tuple[int, int], int]:
    """Turn shares (need, supply) → units into shares of whole packs and sufficient consignments.

    Returns
    -------
    dict
        No need above its wants, no supply above its stock, every share a multiple of the supply's pack, every
        consignment at least the supply's least one. Same input, same result.

    """
    kept = {pair: units - units % terms.pack[pair[1]] for pair, units in sorted(shares.items())}
    sent = _consignments(kept, terms)
    kept = {
        (need, supply): units
        for (need, supply), units in kept.items()
        if units and sent[supply, terms.destination[need]] >= terms.lot[supply]
    }
    return _hand_out_rest(kept, terms)


def _consignments(shares: Mapping[tuple[int, int], int], terms: PackTerms) -> dict[tuple[int, str], int]:
    sent: dict[tuple[int, str], int] = {}
    for (need, supply), units in shares.items():
        key = supply, terms.destination[need]
        sent[key] = sent.get(key, 0) + units
    return sent


def _hand_out_rest(shares: dict[tuple[int, int], int], terms: PackTerms) -> dict[tuple[int, int], int]:
    left = list(terms.stock)
    given: dict[int, int] = {}
    for (need, supply), units in shares.items():
        left[supply] -= units
        given[need] = given.get(need, 0) + units
    sent = _consignments(shares, terms)
    queue = [(terms.ladder.next_level(need, given.get(need, 0)), need) for need in terms.choices]
    heapq.heapify(queue)
    while queue:
        _, need = heapq.heappop(queue)
        missing = terms.wants[need] - given.get(need, 0)
        for supply in terms.choices[need]:
            key = supply, terms.destination[need]
            units = _next_packs(terms.pack[supply], terms.lot[supply] - sent.get(key, 0))
            if units <= min(missing, left[supply]):
                shares[need, supply] = shares.get((need, supply), 0) + units
                sent[key] = sent.get(key, 0) + units
                left[supply] -= units
                given[need] = given.get(need, 0) + units
                heapq.heappush(queue, (terms.ladder.next_level(need, given[need]), need))
                break
    return shares


def _next_packs(pack: int, short_of_lot: int) -> int:
    """Return one pack, or as many as open a sufficient consignment."""
    return max(1, -(-short_of_lot // pack)) * pack
