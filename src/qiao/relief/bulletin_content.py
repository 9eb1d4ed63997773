"""What an issue of the bulletin says, read off the stock movements and the needs as they were at one moment."""

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from qiao.engines.bulletin import REST, Cell, Voice, cells_of
from qiao.intake.models import Need, Verification
from qiao.registry.models import Crisis, Item, Place, QuantityKind
from qiao.registry.units import counts_pieces_of
from qiao.relief.models import Match, StockAccount, StockMovement

FORM = 1
"""Of the content's fields; a reader of older issues can tell."""

TABLES: Mapping[str, tuple[str, ...]] = {
    "items": ("item",),
    "places": ("place", "item"),
    "receivers": ("receiver", "item"),
    "unmet": ("place", "item"),
}
"""Table of an issue → what names a row of it."""

LEDGER = ("items", "places", "receivers")
"""The tables that a correction makes anew; what was unmet at the time is no error of the books."""

MOST_RECEIVERS = 20
PREFECTURE, COUNTY = 4, 6
OUTSIDE, DELIVERED, IN_TRANSIT = StockAccount.OUTSIDE, StockAccount.DELIVERED, StockAccount.IN_TRANSIT
HELD = StockAccount.HELD
Content = dict[str, Any]


@dataclass(frozen=True)
class Span:
    """From when to when an issue tells of."""

    since: datetime | None
    as_of: datetime


def content_of(crisis: Crisis, span: Span, *, opening: Mapping[str, Mapping[str, int]]) -> Content:
    """Return the tables of an issue.

    `opening` says what each item stood at in the issue before, by account. What was entered since with an earlier
    date is told apart as late, so that the books of two issues always meet.
    """
    matches = list(_matches(crisis, span))
    return {
        "form": FORM,
        "items": _items(crisis, span, opening),
        "places": _places(matches),
        "receivers": _receivers(matches),
        "unmet": _unmet(crisis, span),
    }


def fingerprint_of(content: Content) -> str:
    """Return the hash of an issue's content, as anybody can compute it from the published file."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def canonical(content: Content) -> str:
    """Return the content as the one text that is hashed."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def stands_of(content: Content) -> dict[str, dict[str, int]]:
    """Return what each item stands at, by account, at the end of an issue."""
    return {row["item"]: row["stands"] for row in content["items"]}


def _moved(rows: "QuerySet[StockMovement]") -> dict[uuid.UUID, dict[tuple[str, str], int]]:
    found: dict[uuid.UUID, dict[tuple[str, str], int]] = defaultdict(dict)
    sums = rows.order_by().values_list("lot__offer__item", "source", "target").annotate(n=Sum("quantity"))
    for item, source, target, pieces in sums:
        found[item][source, target] = pieces
    return found


def _net(moved: Mapping[tuple[str, str], int]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for (source, target), pieces in moved.items():
        found[source] -= pieces
        found[target] += pieces
    found.pop(OUTSIDE, None)
    return dict(found)


def _items(crisis: Crisis, span: Span, opening: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Return by item what stood, came in, went out and stands."""
    here = StockMovement.objects.filter(lot__offer__crisis=crisis)
    before = _moved(here.filter(at__lte=span.since)) if span.since else {}
    within = here.filter(at__lte=span.as_of)
    now = _moved(within.filter(at__gt=span.since) if span.since else within)
    rows = []
    for item in Item.objects.filter(pk__in={*before, *now}).order_by("name"):
        moved, stood = now.get(item.pk, {}), _net(before.get(item.pk, {}))
        frozen = opening.get(item.code, {})
        change = _net(moved)
        accounts = sorted({*stood, *change, *frozen})
        late = {one: stood.get(one, 0) - frozen.get(one, 0) for one in accounts} if span.since else {}
        rows.append(
            {
                **_named_item(item),
                "stood": {one: frozen.get(one, 0) for one in accounts if frozen.get(one, 0)},
                "late": {one: n for one, n in late.items() if n},
                "came": sum(n for (source, _to), n in moved.items() if source == OUTSIDE),
                "sent": moved.get((HELD, IN_TRANSIT), 0) - moved.get((IN_TRANSIT, HELD), 0),
                "signed": sum(n for (_from, to), n in moved.items() if to == DELIVERED),
                "left": sum(n for (_from, to), n in moved.items() if to == OUTSIDE),
                "stands": {one: n for one in accounts if (n := stood.get(one, 0) + change.get(one, 0))},
            }
        )
    return rows


def _named_item(item: Item) -> dict[str, str]:
    return {
        "item": item.code,
        "name": item.name,
        "name_en": item.name_en,
        "unit": item.unit,
        "unit_en": item.unit_en,
    }


@dataclass
class _Given:
    """What went to one need by the moment of the issue."""

    need: Need
    item: Item
    signed: int
    moving: int
    order: str


def _matches(crisis: Crisis, span: Span) -> Iterable[_Given]:
    """Return what each match had delivered and on its way at the moment."""
    here = StockMovement.objects.filter(lot__offer__crisis=crisis, at__lte=span.as_of, match_id__isnull=False)
    nets: dict[uuid.UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    sums = here.order_by().values_list("match_id", "source", "target").annotate(n=Sum("quantity"))
    for match, source, target, pieces in sums:
        nets[match][source] -= pieces
        nets[match][target] += pieces
    rows = Match.objects.filter(crisis=crisis, pk__in=nets).select_related(
        "need__party", "need__place", "offer__item"
    )
    for one in rows:
        net = nets[one.pk]
        signed, moving = net[DELIVERED], net[IN_TRANSIT]
        if one.offer.item and (signed > 0 or moving > 0):
            order = f"{one.confirmed_at.isoformat()} {one.need_id}"
            yield _Given(one.need, one.offer.item, signed, moving, order)


def county_of(place: Place | None) -> str:
    """Return the code of the county; REST for no place, and for one no closer than a province."""
    if place is None or not place.code[:COUNTY].strip("0") or place.code[2:COUNTY] == "0000":
        return REST
    return place.code[:COUNTY]


def _names(codes: Iterable[str]) -> dict[str, Place]:
    return {one.code: one for one in Place.objects.filter(code__in=set(codes) - {REST})}


def _row(cell: Cell, items: Mapping[str, Item], places: Mapping[str, Place]) -> dict[str, Any]:
    place = places.get(cell.place)
    return {
        "place": cell.place,
        "place_name": place.name if place else "",
        **_named_item(items[cell.item]),
        "units": cell.units,
        "others": cell.others,
    }


def _places(given: list[_Given]) -> list[dict[str, Any]]:
    """Return by county and item what was signed for; persons are counted in blocks.

    The rest of an item is what its total leaves: it has no place, and the total is public anyway.
    """
    items = {one.item.code: one.item for one in given}
    voices = [
        Voice(one.order, county_of(one.need.place), one.item.code, one.need.party_id is not None, one.signed)
        for one in given
        if one.signed > 0
    ]
    cells = cells_of(voices)
    places = _names(one.place for one in cells)
    left: dict[str, int] = defaultdict(int)
    for one in voices:
        left[one.item] += one.pieces or 0
    rows = []
    for cell in cells:
        pieces = left[cell.item] if cell.place == REST else cell.pieces
        left[cell.item] -= pieces
        rows.append({**_row(cell, items, places), "signed": pieces})
    return [one for one in rows if one["signed"]]


def _receivers(given: list[_Given]) -> list[dict[str, Any]]:
    """Return the registered units that signed for most of each item."""
    sums: dict[tuple[uuid.UUID, str], int] = defaultdict(int)
    units = {one.need.party_id: one.need.party for one in given if one.need.party_id}
    items = {one.item.code: one.item for one in given}
    for one in given:
        if one.need.party_id and one.signed > 0:
            sums[one.need.party_id, one.item.code] += one.signed
    ranked = sorted(sums.items(), key=lambda pair: (pair[0][1], -pair[1], str(pair[0][0])))
    rows: list[dict[str, Any]] = []
    taken: dict[str, int] = defaultdict(int)
    for (pk, code), pieces in ranked:
        taken[code] += 1
        if taken[code] <= MOST_RECEIVERS and (unit := units[pk]):
            rows.append({
                "receiver": str(pk), "receiver_name": unit.name, "receiver_name_en": unit.name_en,
                **_named_item(items[code]), "signed": pieces,
            })  # fmt: skip
    return rows


def _unmet(crisis: Crisis, span: Span) -> list[dict[str, Any]]:
    """Return by county and item the verified needs that were open, and what they still lacked."""
    checked = Verification.objects.filter(
        need=OuterRef("pk"), checked_at__lte=span.as_of, result__in=("CONFIRMED", "CHANGED")
    )
    rows = Need.objects.filter(
        Exists(checked),
        Q(closed_at__isnull=True) | Q(closed_at__gt=span.as_of),
        crisis=crisis,
        item__isnull=False,
        report__received_at__lte=span.as_of,
    ).exclude(state=Need.State.MERGED)
    got = _got(crisis, span)
    items: dict[str, Item] = {}
    voices = []
    for need in rows.select_related("item", "place", "report"):
        if need.item is None:
            continue
        lacking = _lacking(need, got.get(need.pk, 0))
        if lacking != 0:
            items[need.item.code] = need.item
            order = f"{need.report.received_at.isoformat()} {need.pk}"
            voices.append(
                Voice(order, county_of(need.place), need.item.code, need.party_id is not None, lacking)
            )
    cells = cells_of(voices)
    places = _names(one.place for one in cells)
    return [{**_row(one, items, places), "lacking": one.pieces, "uncounted": one.uncounted} for one in cells]


def _got(crisis: Crisis, span: Span) -> dict[uuid.UUID, int]:
    found: dict[uuid.UUID, int] = defaultdict(int)
    for one in _matches(crisis, span):
        found[one.need.pk] += one.signed
    return found


def _lacking(need: Need, got: int) -> int | None:
    """Return how many pieces a need still lacks; None where no number of pieces was asked for."""
    is_number = need.quantity_kind in {QuantityKind.EXACT, QuantityKind.RANGE} and need.quantity is not None
    if not is_number or need.item is None or not counts_pieces_of(need.unit, need.item.unit):
        return 0 if need.quantity_kind == QuantityKind.NONE else None
    return max(0, (need.quantity or 0) - got)
