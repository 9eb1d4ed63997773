"""Bridge one: goods that reached local recipients, from whom and through whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from qiao.advocacy.bridging.units import LOCAL, UNKNOWN, Area, Units
from qiao.engines.bridges import Haul
from qiao.intake.models import ImportRow
from qiao.registry.models import Crisis
from qiao.relief.models import Carrier, GoodsLine, GoodsTable, Receipt

HOUR = 3600
NOT_IN_CATALOGUE = ""
"""The key of things that are in no catalogue; they are counted by times only."""


@dataclass(frozen=True)
class Move:
    """Goods of one kind reached one local recipient: from a giver, where it is known, through bearers in order."""

    giver: str | None
    origin: str
    bearers: tuple[str, ...]
    place: str
    item: str
    low: int | None
    high: int | None
    hours: float | None

    def flows(self) -> Iterable[tuple[str, str]]:
        """Yield the steps that the goods took."""
        way = (*((self.giver,) if self.giver else ()), *self.bearers, self.place)
        yield from ((one, other) for one, other in pairwise(way) if one != other)

    def hauls(self) -> Iterable[Haul]:
        """Yield what each bearer carried."""
        for through in dict.fromkeys(self.bearers):
            yield Haul(through, self.item, self.low, self.high, self.hours)

    def gifts(self) -> Iterable[Haul]:
        """Yield what the giver gave, where it is known who."""
        if self.giver:
            yield Haul(self.giver, self.item, self.low, self.high, self.hours)


class _Signed(NamedTuple):
    """What is read of a receipt."""

    owner: UUID
    pieces: int
    signed_at: datetime
    party: UUID | None
    offered_at: str | None
    home: str | None
    pledged_at: datetime
    place: str | None
    item: UUID | None
    carrier: str | None


MATCH = "delivery__match"
SIGNED = (
    "organization_id",
    "quantity",
    "signed_at",
    f"{MATCH}__offer__party_id",
    f"{MATCH}__offer__place__code",
    f"{MATCH}__offer__party__home__code",
    f"{MATCH}__offer__report__received_at",
    f"{MATCH}__need__place__code",
    f"{MATCH}__need__item_id",
    "delivery__shipment__carrier",
)


def moves(crisis: Crisis, units: Units) -> list[Move]:
    """Return what reached local recipients: signed for with us, or told by others' lists of what they handed out.

    What went to another area is left out; where the area of the crisis is unknown, nothing is.
    """
    carriers = set(Carrier.objects.filter(crisis=crisis).values_list("name", flat=True))
    rows = [_Signed(*row) for row in _receipts(crisis)]
    tables = GoodsTable.objects.filter(crisis=crisis, kind=GoodsTable.Kind.HANDED_OUT)
    units.know_names([*(row.carrier or "" for row in rows), *tables.values_list("publisher", flat=True)])
    found = [_move(row, units, carriers) for row in rows if _is_local(row.place, units.area)]
    return [*found, *_handed_out(crisis, units)]


def _receipts(crisis: Crisis) -> Iterable[Any]:
    rows = Receipt.objects.filter(**{f"{MATCH}__crisis": crisis, "quantity__gt": 0})
    return rows.order_by("signed_at", "pk").values_list(*SIGNED)


def _is_local(code: str | None, area: Area) -> bool:
    return bool(code) and area.holds(code) is not False


def _move(row: _Signed, units: Units, carriers: set[str]) -> Move:
    origin = units.area.side(row.offered_at or row.home)
    giver = units.organization(row.party) if row.party else units.giver(row.offered_at)
    bearers = [units.organization(row.owner)]
    # A carrier's name is free text, and may be a driver's: only those that gave public notice or are registered.
    if row.carrier and (row.carrier in carriers or row.carrier in units.names):
        bearers.append(units.named(row.carrier))
    return Move(
        giver,
        origin,
        tuple(bearers),
        units.place(str(row.place)),
        str(row.item or NOT_IN_CATALOGUE),
        row.pieces,
        row.pieces,
        max(0.0, (row.signed_at - row.pledged_at).total_seconds() / HOUR),
    )


def _handed_out(crisis: Crisis, units: Units) -> Iterable[Move]:
    """Yield what others say they handed out to registered units of the area; from where, their lists do not tell."""
    rows = GoodsLine.objects.filter(
        table__crisis=crisis,
        table__kind=GoodsTable.Kind.HANDED_OUT,
        report__import_row__state=ImportRow.State.LOADED,
        link__in=(GoodsLine.Link.SURE, GoodsLine.Link.CONFIRMED),
    )
    told = rows.values_list("table__publisher", "party__home__code", "item_id", "low", "high")
    for publisher, place, item, low, high in told.order_by("at", "pk"):
        if _is_local(place, units.area):
            yield Move(
                None,
                UNKNOWN,
                (units.named(publisher),),
                units.place(place),
                str(item or NOT_IN_CATALOGUE),
                low,
                high,
                None,
            )


def givers(found: Iterable[Move]) -> set[str]:
    """Return who gave and is not known to be local; where a list names no giver, whoever handed out stands for it."""
    return {one.giver or one.bearers[0] for one in found if one.origin != LOCAL}
