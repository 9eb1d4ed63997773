"""What the exact core works on: the steps of each recipient, the stocks, and who may be served from where.

A *cell* is one recipient or several that are alike to every stock (same place, same deadline). Its demand is cut
into *steps*; a step lies on a *level*, and lower levels are served first, whatever the road costs. Which levels there
are is the rule's business (`rules`); the core only knows their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Arcs:
    """Pairs that may serve each other: positions of cells and of stocks, and cost a unit (≥ 0)."""

    cell: IntArray
    stock: IntArray
    cost: IntArray


@dataclass(frozen=True, slots=True)
class Block:
    """Some cells against some stocks: ``cost`` and ``allowed`` are (cells x stocks). Costs may be int16 or int32."""

    cells: IntArray
    stocks: IntArray
    cost: npt.NDArray[np.signedinteger]
    allowed: BoolArray


@dataclass(frozen=True)
class Steps:
    """The demand of each cell, step by step, best level first; sorted by cell and level.

    ``start`` (cells + 1) says where a cell's steps begin; ``level`` and ``units`` are theirs. ``height`` is the
    number of levels, and the level of a unit that is not served.
    """

    start: IntArray
    level: IntArray
    units: IntArray
    height: int

    @classmethod
    def of(cls, cell: IntArray, level: IntArray, units: IntArray, *, cells: int, height: int) -> Steps:
        """Sort steps told in any order; those of one cell and level become one, empty ones fall away."""
        told = units > 0
        key = cell[told] * height + level[told]
        found, place = np.unique(key, return_inverse=True)
        total = np.zeros(len(found), np.int64)
        np.add.at(total, place, units[told])
        start = np.searchsorted(found, np.arange(cells + 1, dtype=np.int64) * height)
        return cls(start.astype(np.int64), found % max(1, height), total, height)

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.start) - 1

    @cached_property
    def cell(self) -> IntArray:
        """The cell of each step."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.start))

    @property
    def total(self) -> IntArray:
        """All units of each cell."""
        return self._sums[self.start[1:]] - self._sums[self.start[:-1]]

    def below(self, level: IntArray | int, cells: IntArray | None = None) -> IntArray:
        """Return the units of each cell on better levels than this (or than its own entry of an array)."""
        cells = np.arange(len(self), dtype=np.int64) if cells is None else cells
        until = np.searchsorted(self._key, cells * (self.height + 2) + level)
        return self._sums[until] - self._sums[self.start[cells]]

    def at(self, level: IntArray) -> IntArray:
        """Return the units of each cell on its entry of ``level``."""
        return self.below(level + 1) - self.below(level)

    def filled(self, received: IntArray) -> IntArray:
        """Return how much of each step is served where the cells receive so many units, best level first."""
        before = self._sums[:-1] - self._sums[self.start[:-1]][self.cell]
        return np.clip(received[self.cell] - before, 0, self.units)

    def value(self, received: IntArray, weight: IntArray | None = None) -> int:
        """Return the sum of levels over all units, ``height`` for what is not served: less is better.

        ``weight`` is what one unit of each cell counts for (1, or the pack in which it is counted).
        """
        filled = self.filled(received)
        worth = filled * self.level + (self.units - filled) * self.height
        return int((worth if weight is None else worth * weight[self.cell]).sum())

    def next_level(self, cell: int, received: int) -> int:
        """Return the level of the next unit of this cell, ``height`` if it is full."""
        begin, end = int(self.start[cell]), int(self.start[cell + 1])
        step = begin + int(np.searchsorted(np.cumsum(self.units[begin:end]), received, side="right"))
        return int(self.level[step]) if step < end else self.height

    def merged(self, cell: IntArray, cells: int) -> Steps:
        """Return the steps of ``cells`` larger cells, of which ``cell`` names the one each cell goes to."""
        return Steps.of(cell[self.cell], self.level, self.units, cells=cells, height=self.height)

    def taken(self, cells: IntArray) -> Steps:
        """Return the steps of these cells, in this order."""
        count = np.diff(self.start)[cells]
        start = np.concatenate((np.zeros(1, np.int64), np.cumsum(count)))
        place = np.repeat(self.start[cells] - start[:-1], count) + np.arange(start[-1], dtype=np.int64)
        return Steps(start, self.level[place], self.units[place], self.height)

    @cached_property
    def _key(self) -> IntArray:
        return self.cell * (self.height + 2) + self.level

    @cached_property
    def _sums(self) -> IntArray:
        return np.concatenate((np.zeros(1, np.int64), np.cumsum(self.units)))


@dataclass(frozen=True, slots=True)
class Market:
    """Cells and stocks of one group, and every pair that may serve each other.

    ``listed`` are pairs told one by one; ``blocks`` walks over the others, each pair at most once, as often as it is
    called and always alike. A small market lists all its pairs and has no blocks.
    """

    steps: Steps
    stock: IntArray
    listed: Arcs
    blocks: Callable[[], Iterator[Block]] | None = None

    def walk(self) -> Iterator[Block]:
        """Yield the blocks, none where all pairs are listed."""
        return iter(()) if self.blocks is None else self.blocks()


def places_of(mask: BoolArray) -> tuple[IntArray, IntArray]:
    """Return row and column of what holds, row by row: several times as fast as the search in two dimensions."""
    at = np.flatnonzero(mask)
    return at // mask.shape[1], at % mask.shape[1]
