"""A roster from everybody's own choices: what is overfilled is thinned, what lacks people is filled, each place is looked
at again until nobody else would serve it for less.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiao.engines.roster.costs import NEVER, Costs

Pairs = list[tuple[int, int]]
MOST_PASSES = 20


@dataclass(frozen=True)
class Terms:
    """What a roster must keep: places, minutes of each shift, which shifts one person cannot both serve, costs, and how
    many shifts each person serves at most.
    """

    cost: Costs
    slots: Costs
    minutes: Costs
    clashes: tuple[NDArray[np.int64], ...]
    turn: int
    empty: int
    most_shifts: Costs
    most_minutes: int


class Hands:
    """Who serves where while a roster is mended."""

    def __init__(self, terms: Terms, chosen: NDArray[np.bool_] | None = None) -> None:
        self.terms = terms
        self.serves = (
            np.zeros(terms.cost.shape, dtype=bool) if chosen is None else chosen & (terms.cost < NEVER)
        )
        self.count = self.serves.sum(axis=1)
        self.minutes = self.serves @ terms.minutes

    def pairs(self) -> Pairs:
        """Return the roster as pairs of (person, shift)."""
        return [(int(person), int(shift)) for person, shift in np.argwhere(self.serves)]

    def put(self, person: int, shift: int, *, serves: bool) -> None:
        """Enter somebody or take somebody out."""
        change = 1 if serves else -1
        self.serves[person, shift] = serves
        self.count[person] += change
        self.minutes[person] += change * self.terms.minutes[shift]

    def price(self, shift: int) -> Costs:
        """Return what everybody's serving here as well would cost; NEVER where the rules forbid it."""
        terms = self.terms
        busy = self.serves[:, terms.clashes[shift]].any(axis=1)
        over = (self.count >= terms.most_shifts) | (self.minutes + terms.minutes[shift] > terms.most_minutes)
        now: Costs = terms.cost[:, shift] + terms.turn * self.count
        now[busy | over] = NEVER
        return now

    def thin(self) -> None:
        """Take out who serves too much, and of an overfilled shift those who cost most."""
        terms = self.terms
        for person in np.flatnonzero(self.minutes > terms.most_minutes):
            for shift in sorted(
                np.flatnonzero(self.serves[person]), key=lambda one: -terms.cost[person, one]
            ):
                if self.minutes[person] > terms.most_minutes:
                    self.put(int(person), int(shift), serves=False)
        for shift in np.flatnonzero(self.serves.sum(axis=0) > terms.slots):
            here = np.flatnonzero(self.serves[:, shift])
            dear = here[
                np.argsort(terms.cost[here, shift] + terms.turn * (self.count[here] - 1), kind="stable")
            ]
            for person in dear[terms.slots[shift] :]:
                self.put(int(person), int(shift), serves=False)

    def fill(self) -> None:
        """Fill what lacks people, the shifts for which the fewest can come first."""
        terms = self.terms
        able = (terms.cost < NEVER).sum(axis=0) - terms.slots
        for shift in np.argsort(able, kind="stable"):
            left = int(terms.slots[shift] - self.serves[:, shift].sum())
            if left <= 0:
                continue
            now = self.price(int(shift))
            for person in np.argsort(now, kind="stable")[:left]:
                if now[person] < min(terms.empty, NEVER):
                    self.put(int(person), int(shift), serves=True)

    def exchange(self) -> None:
        """Let somebody cheaper take a place, and move people on, until nothing is saved any more."""
        for _pass in range(MOST_PASSES):
            saved = sum(self._exchange_at(shift) for shift in range(len(self.terms.slots)))
            self.fill()
            if not saved:
                return

    def _exchange_at(self, shift: int) -> int:
        terms, saved = self.terms, 0
        for person in np.flatnonzero(self.serves[:, shift]):
            now = self.price(shift)
            cheapest = int(now.argmin())
            gain = int(terms.cost[person, shift] + terms.turn * (self.count[person] - 1) - now[cheapest])
            if gain > 0:
                self.put(int(person), shift, serves=False)
                self.put(cheapest, shift, serves=True)
                saved += gain
        return saved


def mend(terms: Terms, chosen: NDArray[np.bool_] | None = None) -> Pairs:
    """Return a roster that keeps the terms, near to what people chose; from nothing where they chose nothing."""
    hands = Hands(terms, chosen)
    hands.thin()
    hands.fill()
    hands.exchange()
    return hands.pairs()
