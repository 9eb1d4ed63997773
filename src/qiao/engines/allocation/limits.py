"""A donor's limit: at most so many units of an item to one recipient, over all lots of that donor."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qiao.engines.allocation.market import IntArray
    from qiao.engines.allocation.values import Demand, Supply

UNLIMITED = -1


@dataclass(frozen=True, slots=True)
class Limits:
    """Whose limit binds which lot, and how much each recipient may still get.

    ``donor`` is by stock the number of its donor and item, `UNLIMITED` where no limit was told; ``recipient`` is by
    need; ``most`` by donor, ``had`` by donor and recipient what came before. Units are the packs that a group counts in,
    or base units.
    """

    donor: IntArray
    recipient: IntArray
    most: Sequence[int]
    had: Mapping[tuple[int, int], int]

    @property
    def bind(self) -> bool:
        """Whether any lot has a limit."""
        return bool((self.donor != UNLIMITED).any())

    def room(self, donor: int, recipient: int) -> int:
        """Return how many units a recipient may still get of a donor before this plan."""
        return max(0, self.most[donor] - self.had.get((donor, recipient), 0))

    def given(self, lines: Iterable[tuple[int, int, int]]) -> Counter[tuple[int, int]]:
        """Return (donor, recipient) → units of these lines (need, stock, units), over limited lots alone."""
        found: Counter[tuple[int, int]] = Counter()
        for need, stock, units in lines:
            if self.donor[stock] != UNLIMITED:
                found[int(self.donor[stock]), int(self.recipient[need])] += units
        return found

    def hold(self, lines: Iterable[tuple[int, int, int]]) -> bool:
        """Say whether nobody gets more of a donor than he allows."""
        return all(units <= self.room(*key) for key, units in self.given(lines).items())

    def of(self, needs: IntArray, stocks: IntArray) -> Limits:
        """Return the limits of these needs and stocks, in their order."""
        return Limits(self.donor[stocks], self.recipient[needs], self.most, self.had)

    def counted_in(self, unit_of_donor: Mapping[int, int]) -> Limits:
        """Return the limits in the packs that the donors' groups count in; what came before is rounded up."""
        most = [units // unit_of_donor.get(donor, 1) for donor, units in enumerate(self.most)]
        had = {key: -(-units // unit_of_donor.get(key[0], 1)) for key, units in self.had.items()}
        return Limits(self.donor, self.recipient, most, had)


def make_limits(demands: Sequence[Demand], supplies: Sequence[Supply]) -> Limits:
    """Number donors with their items, and recipients; of several limits of a donor for an item the least holds."""
    numbers: dict[tuple[str, str], int] = {}
    most: list[int] = []
    for supply in supplies:
        if supply.donor is None or supply.donor_limit is None:
            continue
        number = numbers.setdefault((supply.donor, supply.item), len(numbers))
        if number == len(most):
            most.append(supply.donor_limit)
        most[number] = min(most[number], supply.donor_limit)
    donor = [numbers.get((one.donor or "", one.item), UNLIMITED) for one in supplies]
    names = [recipient_of(one) for one in demands]
    recipients = {name: k for k, name in enumerate(dict.fromkeys(names))}
    had: Counter[tuple[int, int]] = Counter()
    for number, supply in zip(donor, supplies, strict=True):
        if number != UNLIMITED:
            for name, units in supply.given_to:
                if name in recipients:
                    had[number, recipients[name]] += units
    return Limits(
        np.array(donor, np.int64), np.array([recipients[name] for name in names], np.int64), most, had
    )


def recipient_of(demand: Demand) -> str:
    """Return under what name a recipient's units are counted: its own, or the demand's where nobody is named."""
    return demand.recipient or f"?{demand.id}"
