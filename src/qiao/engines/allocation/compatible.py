"""Which supply may serve which demand, and at what cost: item, earmark, time, distance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from qiao.engines.allocation.market import Arcs, Block, places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from qiao.engines.allocation.market import BoolArray, IntArray
    from qiao.engines.allocation.values import Demand, Supply

FloatArray: TypeAlias = npt.NDArray[np.float64]
TextArray: TypeAlias = npt.NDArray[np.str_]

EARTH_RADIUS_KM = 6371.0
# Roads are longer than the great circle: the usual detour factor of Chinese county-to-county roads.
ROAD_FACTOR = 1.3
KM_PER_DAY = 800
HANDLING_DAYS = 1
DAY = timedelta(days=1)
LONGEST_ROAD_KM = int(np.ceil(np.pi * EARTH_RADIUS_KM * ROAD_FACTOR))
# Where a position is missing, the codes still tell roughly how far: same county, prefecture, province.
KM_BY_SHARED_DIGITS = ((6, 10), (4, 80), (2, 300))
UNKNOWN_KM = 1500
# More than any need; small enough to be added up.
BOUNDLESS = 2**40
LARGEST_BLOCK = 1_000_000
"""So many pairs are looked at together."""
# A substitute counts as a detour longer than any road; the second choice a little longer than the first.
SUBSTITUTE_KM = 30_000
NEXT_SUBSTITUTE_KM = 1_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Demands and supplies side by side as columns; every matrix is (demands x supplies).

    ``permit`` is the column of ``holds`` (supplies x permits) that a demand needs, 0 the one that all hold.
    ``purpose`` is the column of ``serves`` (demands x purposes) that a supply is for, 0 the one that all serve.
    """

    item: tuple[IntArray, IntArray]
    penalty: IntArray
    position: tuple[FloatArray, FloatArray]
    place: tuple[TextArray, TextArray]
    recipient: tuple[TextArray, TextArray]
    region: TextArray
    deadline: FloatArray
    available: FloatArray
    expiry: FloatArray
    pack: IntArray
    lot: IntArray
    wants: IntArray
    place_wants: IntArray
    permit: IntArray
    holds: BoolArray
    purpose: IntArray
    serves: BoolArray

    @property
    def dearest(self) -> int:
        """Upper limit of the cost of one unit on any pair."""
        return LONGEST_ROAD_KM + int(self.penalty.max(initial=0))


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found about each pair, (demands x supplies).

    ``item``, ``earmark``, ``permitted``, ``fresh`` (arrives before expiry), ``in_time`` (before the deadline) and ``fits``
    (a pack and a minimum lot are not more than is asked) are separate, so that a refusal can be explained.
    ``usable`` are pairs which only pack or lot could still part. ``arrival`` is in days from now, ``km`` by road, ``km_known`` whether both positions are.
    """

    item: BoolArray
    earmark: BoolArray
    permitted: BoolArray
    fresh: BoolArray
    in_time: BoolArray
    fits: BoolArray
    km: IntArray
    km_known: BoolArray
    cost: IntArray
    arrival: FloatArray
    usable: BoolArray


def make_columns(
    demands: Sequence[Demand],
    supplies: Sequence[Supply],
    *,
    now: datetime,
    substitutes: Mapping[str, Sequence[str]],
) -> Columns:
    """Lay demands and supplies out as columns; moments become days from ``now``."""
    permits = ["", *sorted({demand.permit for demand in demands} - {""})]
    purposes = ["", *sorted({supply.earmark_purpose or "" for supply in supplies} - {""})]
    asked = {name: k for k, name in enumerate(sorted({demand.item for demand in demands}))}
    offered = {name: k for k, name in enumerate(sorted({supply.item for supply in supplies}))}
    penalty = np.full((len(asked), len(offered)), -1, np.int64)
    for name, row in asked.items():
        for rank, other in reversed(list(enumerate(substitutes.get(name, ())))):
            if other in offered:
                penalty[row, offered[other]] = SUBSTITUTE_KM + rank * NEXT_SUBSTITUTE_KM
        if name in offered:
            penalty[row, offered[name]] = 0
    return Columns(
        item=(
            np.array([asked[demand.item] for demand in demands], np.int64),
            np.array([offered[supply.item] for supply in supplies], np.int64),
        ),
        penalty=penalty,
        position=(_positions(demands), _positions(supplies)),
        place=(_texts(demand.place for demand in demands), _texts(supply.place for supply in supplies)),
        recipient=(
            _texts(demand.recipient for demand in demands),
            _texts(supply.earmark_recipient for supply in supplies),
        ),
        region=_texts(_region(supply.earmark_region) for supply in supplies),
        deadline=_days((demand.deadline for demand in demands), now, missing=np.inf),
        available=np.maximum(0, _days((supply.available_from for supply in supplies), now, missing=0)),
        expiry=_days((supply.expires_at for supply in supplies), now, missing=np.inf),
        pack=np.array([supply.pack for supply in supplies], np.int64),
        lot=np.array([least_consignment(supply) for supply in supplies], np.int64),
        wants=np.array([_wants(demand) for demand in demands], np.int64),
        place_wants=_place_wants(demands),
        permit=np.array([permits.index(demand.permit) for demand in demands], np.int64),
        holds=np.array(
            [[not permit or permit in supply.permits for permit in permits] for supply in supplies], np.bool_
        ).reshape(-1, len(permits)),
        purpose=np.array([purposes.index(supply.earmark_purpose or "") for supply in supplies], np.int64),
        serves=np.array(
            [[not one or one in demand.purposes for one in purposes] for demand in demands], np.bool_
        ).reshape(-1, len(purposes)),
    )


def examine(columns: Columns, needs: IntArray, stocks: IntArray) -> Examined:
    """Look at every pair of these demands and supplies (indices into the columns)."""
    penalty = columns.penalty[np.ix_(columns.item[0][needs], columns.item[1][stocks])]
    km, known = _road_km(columns, needs[:, None], stocks[None, :])
    earmark = columns.recipient[1][stocks][None, :]
    allowed = (earmark == "") | (earmark == columns.recipient[0][needs][:, None])
    allowed &= _in_region(columns, needs, stocks)
    allowed &= columns.serves[needs][:, columns.purpose[stocks]]
    arrival = columns.available[stocks][None, :] + HANDLING_DAYS + km / KM_PER_DAY
    item, permitted = penalty >= 0, columns.holds[stocks].T[columns.permit[needs]]
    fresh = arrival <= columns.expiry[stocks][None, :]
    in_time = arrival <= columns.deadline[needs][:, None]
    return Examined(
        item=item,
        earmark=allowed,
        permitted=permitted,
        fresh=fresh,
        in_time=in_time,
        usable=item & allowed & permitted & fresh & in_time,
        fits=(columns.pack[stocks][None, :] <= columns.wants[needs][:, None])
        & (columns.lot[stocks][None, :] <= columns.place_wants[needs][:, None]),
        km=km,
        km_known=known,
        cost=km + np.maximum(penalty, 0),
        arrival=arrival,
    )


def compatible_arcs(columns: Columns, needs: IntArray, stocks: IntArray) -> Arcs:
    """Return the pairs that may serve each other, for `solve_arrays`."""
    found = examine(columns, needs, stocks)
    need, stock = places_of(found.usable & found.fits)
    return Arcs(need, stock, found.cost[need, stock])


@dataclass(frozen=True, slots=True)
class CompatiblePairs:
    """The pairs of some columns, all at once or block by block where they are many."""

    columns: Columns

    def __call__(self, needs: IntArray, stocks: IntArray) -> Arcs:
        """Return all pairs that may serve each other."""
        return compatible_arcs(self.columns, needs, stocks)

    def alike(self, needs: IntArray, stocks: IntArray) -> IntArray:
        """Number the needs so that two have one number if they are alike to each of these stocks."""
        columns = self.columns
        named = np.isin(columns.recipient[0][needs], columns.recipient[1][stocks])
        packs, lots = (np.unique(part[stocks]) for part in (columns.pack, columns.lot))
        keys = (
            columns.item[0][needs],
            *(np.where(np.isnan(part), 9.0, part) for part in columns.position[0][needs].T),
            columns.place[0][needs],
            np.where(named, columns.recipient[0][needs], ""),
            columns.deadline[needs],
            columns.permit[needs],
            *columns.serves[needs].T,
            np.searchsorted(packs, columns.wants[needs], side="right"),
            np.searchsorted(lots, columns.place_wants[needs], side="right"),
        )
        return _numbered(keys, len(needs))

    def alike_stocks(self, stocks: IntArray) -> IntArray:
        """Number the stocks so that two have one number if they are alike to every need."""
        columns = self.columns
        keys = (
            columns.item[1][stocks],
            *(np.where(np.isnan(part), 9.0, part) for part in columns.position[1][stocks].T),
            columns.place[1][stocks],
            columns.recipient[1][stocks],
            columns.region[stocks],
            columns.purpose[stocks],
            columns.available[stocks],
            columns.expiry[stocks],
            columns.pack[stocks],
            columns.lot[stocks],
            *columns.holds[stocks].T,
        )
        return _numbered(keys, len(stocks))

    def blocks(self, needs: IntArray, stocks: IntArray) -> Iterator[Block]:
        """Yield the pairs of these needs, each standing for its cell, and these stocks."""
        every = np.arange(len(stocks), dtype=np.int64)
        for rows in in_blocks(len(needs), len(stocks)):
            found = examine(self.columns, needs[rows], stocks)
            yield Block(rows, every, found.cost.astype(np.int32), found.usable & found.fits)


def _numbered(keys: Iterable[npt.NDArray[np.generic]], rows: int) -> IntArray:
    """Number rows so that two have one number if they have the same value in every key."""
    number = np.zeros(rows, np.int64)
    for key in keys:
        _values, rank = np.unique(key, return_inverse=True)
        number = np.unique(number * (int(rank.max(initial=0)) + 1) + rank, return_inverse=True)[1]
    return number


def in_blocks(needs: int, stocks: int) -> Iterator[IntArray]:
    """Yield the numbers of needs in parts whose pairs with so many stocks fit into memory."""
    rows = max(1, LARGEST_BLOCK // max(1, stocks))
    for begin in range(0, needs, rows):
        yield np.arange(begin, min(begin + rows, needs), dtype=np.int64)


def reached_stocks(columns: Columns, needs: IntArray, stocks: IntArray) -> BoolArray:
    """Return which of these stocks may serve any of these needs."""
    reached = np.zeros(len(stocks), np.bool_)
    for rows in in_blocks(len(needs), len(stocks)):
        found = examine(columns, needs[rows], stocks)
        reached |= (found.usable & found.fits).any(axis=0)
    return reached


def reached_needs(columns: Columns, needs: IntArray, stocks: IntArray) -> BoolArray:
    """Return which of these needs any of these stocks may serve."""
    reached = np.zeros(len(needs), np.bool_)
    for rows in in_blocks(len(needs), len(stocks)):
        found = examine(columns, needs[rows], stocks)
        reached[rows] = (found.usable & found.fits).any(axis=1)
    return reached


def costs_of(columns: Columns, needs: IntArray, stocks: IntArray) -> IntArray:
    """Return the cost of a unit of these pairs, one by one."""
    penalty = columns.penalty[columns.item[0][needs], columns.item[1][stocks]]
    return _road_km(columns, needs, stocks)[0] + np.maximum(penalty, 0)


def least_consignment(supply: Supply) -> int:
    """Return the fewest units this supply sends to one place: its minimum lot, or all it has if that is less."""
    return min(supply.minimum_lot, supply.quantity or 0)


def destination(demand: Demand) -> str:
    """Return the key under which consignments are counted: the place, or the demand itself without one."""
    return demand.place or f"?{demand.id}"


def _wants(demand: Demand) -> int:
    return BOUNDLESS if demand.is_open else demand.all_taken


def _place_wants(demands: Sequence[Demand]) -> IntArray:
    total: dict[str, int] = {}
    for demand in demands:
        total[destination(demand)] = total.get(destination(demand), 0) + _wants(demand)
    return np.array([total[destination(demand)] for demand in demands], np.int64)


def _texts(values: Iterable[str | None]) -> TextArray:
    return np.array([value or "" for value in values], dtype=np.str_)


def _days(moments: Iterable[datetime | None], now: datetime, *, missing: float) -> FloatArray:
    return np.array([missing if moment is None else (moment - now) / DAY for moment in moments], np.float64)


def _region(code: str | None) -> str:
    """Return the part of a place code that tells: 420000 and 42 are the same province."""
    region = code or ""
    while region.endswith("00"):
        region = region[:-2]
    return region


def _positions(records: Sequence[Demand] | Sequence[Supply]) -> FloatArray:
    """Return unit vectors on the sphere, (records x 3); NaN where the position is unknown."""
    degrees = [
        (np.nan, np.nan)
        if record.longitude is None or record.latitude is None
        else (record.longitude, record.latitude)
        for record in records
    ]
    east, north = np.radians(np.array(degrees, np.float64).reshape(-1, 2)).T
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=1)


def _road_km(columns: Columns, needs: IntArray, stocks: IntArray) -> tuple[IntArray, BoolArray]:
    """Return kilometres by road and whether both positions are known, for indices that broadcast."""
    here, there = columns.position[0][needs], columns.position[1][stocks]
    # Sums written out: BLAS may order them by shape, and the same pair must always cost the same.
    cosine = sum(here[..., axis] * there[..., axis] for axis in range(3))
    arc = np.arccos(np.clip(cosine, -1, 1))
    known = ~np.isnan(arc)
    km = np.full(arc.shape, UNKNOWN_KM, np.int64)
    if not known.all():
        for digits, near_km in reversed(KM_BY_SHARED_DIGITS):
            ours, theirs = (
                columns.place[side].astype(f"U{digits}")[index] for side, index in ((0, needs), (1, stocks))
            )
            km[(ours == theirs) & (ours != "")] = near_km
    km[known] = np.rint(arc[known] * EARTH_RADIUS_KM * ROAD_FACTOR).astype(np.int64)
    return km, known


def _in_region(columns: Columns, needs: IntArray, stocks: IntArray) -> BoolArray:
    place, region = columns.place[0][needs], columns.region[stocks]
    inside = np.empty((len(place), len(region)), np.bool_)
    for code in np.unique(region):
        inside[:, region == code] = np.char.startswith(place, code)[:, None]
    return inside
