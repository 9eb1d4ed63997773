"""One item of an instance file as a market: needs merged into cells, pairs walked in blocks by province and deadline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qiao.engines.allocation.core import Lots
from qiao.engines.allocation.market import Arcs, Block, Market, places_of
from qiao.engines.allocation.rules import make_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.allocation import Instance
    from qiao.engines.allocation.market import IntArray, Steps
    from qiao.engines.allocation.rules import Rule

# The instance format: classes of deadline, availability and shelf life in days, lorry speed, loading time.
DEADLINE_DAYS = np.array([1, 3, 7, 30])
AVAILABLE_DAYS = np.array([0, 1, 3, 7])
LATEST_DAYS = np.array([4, 14, 60])
KM_PER_DAY = 800.0
HANDLING_DAYS = 0.25
LARGEST_BLOCK = 2_000_000
FEWEST_TO_WALK = 400_000
"""Below so many pairs all of them are listed."""


def within_km() -> np.ndarray:
    """Return the longest road in km, [deadline, availability, shelf life], -1 where nothing arrives."""
    end = np.minimum(DEADLINE_DAYS[:, None, None], LATEST_DAYS[None, None, :])
    return np.floor((end - AVAILABLE_DAYS[None, :, None] - HANDLING_DAYS) * KM_PER_DAY).clip(-1, 32_000)


@dataclass(frozen=True)
class ItemMarket:
    """``needs`` and ``stocks`` are indices into the instance, ``steps`` those of each need, ``cell`` its cell.

    ``lots`` says which stock of the market each of the stocks belongs to: those alike to every need are one.
    ``pairs`` counts cells times lots, as far as earmark and time let them meet.
    """

    needs: IntArray
    stocks: IntArray
    steps: Steps
    cell: IntArray
    market: Market
    lots: Lots
    pairs: int


def item_market(instance: Instance, item: int, rule: Rule, bands: int) -> ItemMarket | None:
    """Return the market of one item, None where nobody asks for it or nobody has it."""
    data = instance.columns
    needs, stocks = (np.flatnonzero(data[name] == item) for name in ("n_item", "o_item"))
    if not len(needs) or not len(stocks):
        return None
    steps = make_steps(instance.needs.of(needs), rule, bands=bands, stocks=instance.stocks.of(stocks))
    recipient = data["o_recip"][stocks]
    named = np.isin(needs, recipient[recipient >= 0])
    key = data["n_place"][needs].astype(np.int64) * len(DEADLINE_DAYS) + data["n_dead"][needs]
    key[named] = len(data["adcode"]) * len(DEADLINE_DAYS) + np.arange(named.sum())
    _keys, first, cell = np.unique(key, return_index=True, return_inverse=True)
    lots, leading = _alike(data, stocks)
    pairs = _Pairs(data, needs[first], stocks[leading])
    blocks = pairs.blocks
    listed = pairs.named(dict(zip(needs[named].tolist(), cell[named].tolist(), strict=True)))
    if pairs.size <= FEWEST_TO_WALK:
        listed, blocks = _all_listed(listed, blocks), None
    market = Market(steps.merged(cell, len(first)), lots.summed(), listed, blocks)
    return ItemMarket(needs, stocks, steps, cell, market, lots, pairs.size)


def _alike(data: dict[str, np.ndarray], stocks: IntArray) -> tuple[Lots, IntArray]:
    """Return the lots, those alike to every need as one stock, and the first lot of each stock."""
    longest = int(data["km"].max())
    reach = np.minimum(within_km(), longest)[:, data["o_avail"][stocks], data["o_latest"][stocks]]
    key = np.vstack((data["o_place"][stocks], data["o_region"][stocks], data["o_recip"][stocks], reach))
    _keys, first, stock = np.unique(key, axis=1, return_index=True, return_inverse=True)
    return Lots(data["o_qty"][stocks].astype(np.int64), stock.ravel()), first


class _Pairs:
    """The pairs of cells and stocks that may serve each other."""

    def __init__(self, data: dict[str, np.ndarray], first: IntArray, stocks: IntArray) -> None:
        self.km, self.stocks = data["km"], stocks
        self.place, self.deadline = data["n_place"][first], data["n_dead"][first]
        self.province = data["prov"][self.place]
        self.from_place, self.region = data["o_place"][stocks], data["o_region"][stocks]
        self.recipient = data["o_recip"][stocks]
        self.reach = within_km().astype(np.int16)[:, data["o_avail"][stocks], data["o_latest"][stocks]]
        self.plan = list(self._plan())

    @property
    def size(self) -> int:
        return sum(len(cells) * len(stocks) for cells, stocks in self.plan)

    def _plan(self) -> Iterator[tuple[IntArray, IntArray]]:
        for province in np.unique(self.province):
            here = (self.recipient < 0) & ((self.region == 0) | (self.region == province))
            for deadline in range(len(DEADLINE_DAYS)):
                cells = np.flatnonzero((self.province == province) & (self.deadline == deadline))
                stocks = np.flatnonzero(here & (self.reach[deadline] >= 0))
                if len(cells) and len(stocks):
                    yield cells, stocks

    def blocks(self) -> Iterator[Block]:
        for cells, stocks in self.plan:
            rows = max(1, LARGEST_BLOCK // len(stocks))
            for begin in range(0, len(cells), rows):
                part = cells[begin : begin + rows]
                km = self.km[self.place[part]][:, self.from_place[stocks]]
                yield Block(part, stocks, km, km <= self.reach[self.deadline[part[0]]][stocks][None, :])

    def named(self, cell_of: dict[int, int]) -> Arcs:
        """Return the pairs of stocks that their donors reserved for one need."""
        stock = np.flatnonzero(self.recipient >= 0)
        cell = np.array([cell_of[need] for need in self.recipient[stock].tolist()], np.int64)
        km = self.km[self.place[cell], self.from_place[stock]].astype(np.int64)
        good = (km <= self.reach[self.deadline[cell], stock]) & (
            (self.region[stock] == 0) | (self.region[stock] == self.province[cell])
        )
        return Arcs(cell[good], stock[good], km[good])


def _all_listed(listed: Arcs, blocks: Callable[[], Iterator[Block]]) -> Arcs:
    parts = [listed]
    for block in blocks():
        row, column = places_of(block.allowed)
        parts.append(Arcs(block.cells[row], block.stocks[column], block.cost[row, column].astype(np.int64)))
    return Arcs(*(np.concatenate([getattr(part, name) for part in parts]) for name in Arcs.__slots__))
