"""What was known at an hour: needs as they stood, goods in hand, what was handed out in the hours after it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Max, Min, Sum
from django.utils import timezone

from qiao.engines.allocation import Demand
from qiao.intake.desk.lives import lives_of
from qiao.intake.models import ImportRow, Need
from qiao.intake.queries import needs_at, offers
from qiao.registry.models import Crisis
from qiao.relief.hindsight import Goods, HandedOut, credit, goods_of
from qiao.relief.models import Delivery, GoodsLine, GoodsTable, StockAccount, StockMovement
from qiao.relief.problem import demand_of, substitutes_known
from qiao.relief.queries import deliveries
from qiao.relief.supplies import position_of, position_of_offer

IN_HAND = (StockAccount.AVAILABLE, StockAccount.HELD)


class Source(StrEnum):
    """Whose hand-outs are looked at: published lists, or the deliveries of the organisation itself."""

    LISTS = "LISTS"
    OWN = "OWN"


class Pool(StrEnum):
    """Which goods the rules share out: those that went to known askers, all handed out, or all in hand by the records."""

    KNOWN = "KNOWN"
    HANDED = "HANDED"
    STOCK = "STOCK"


@dataclass(frozen=True)
class Hour:
    """From when on, and for how many hours, hand-outs are looked at."""

    at: datetime
    hours: int

    @property
    def until(self) -> datetime:
        """Return the end of the window; it is not part of it."""
        return self.at + timedelta(hours=self.hours)


@dataclass(frozen=True)
class Situation:
    """What a rule could have known at the hour, and what was done after it.

    ``stock`` is what was in hand by the records, ``overdrawn`` the items of which more was handed out than the records
    say was there. ``uncounted`` are lines nobody can put pieces on, ``unnamed`` lines of things the item table lacks.
    """

    hour: Hour
    demands: tuple[Demand, ...]
    needs: Mapping[str, Need]
    handed: tuple[HandedOut, ...]
    stock: tuple[Goods, ...]
    overdrawn: tuple[str, ...]
    lines: Mapping[str, "GoodsLine | Delivery"]
    uncounted: tuple["GoodsLine", ...]
    unnamed: tuple["GoodsLine", ...]
    amended_unsure: int
    substitutes: Mapping[str, Sequence[str]]

    def goods(self, pool: Pool) -> list[Goods]:
        """Return the goods of a pool."""
        if pool is Pool.STOCK:
            return list(self.stock)
        if pool is Pool.HANDED:
            return goods_of(self.handed)
        outside = {one.id for one in self.outside}
        return goods_of(one for one in self.handed if one.id not in outside)

    @property
    def outside(self) -> tuple[HandedOut, ...]:
        """Return the lines that went to nobody who is known to have asked for such a thing."""
        return credit(self.handed, self.demands, substitutes=self.substitutes, at_most=True).outside


def source_of(crisis: Crisis) -> Source:
    """Return the published lists where there are any, else the organisation's own deliveries."""
    return Source.LISTS if goods_lines(crisis, GoodsTable.Kind.HANDED_OUT) else Source.OWN


def goods_lines(crisis: Crisis, kind: str) -> list[GoodsLine]:
    """Return the lines of the lists of a kind whose rows were not taken back, in order of time."""
    rows = GoodsLine.objects.filter(
        table__crisis=crisis, table__kind=kind, report__import_row__state=ImportRow.State.LOADED
    )
    return list(rows.select_related("item", "party", "table__place__parent").order_by("at", "pk"))


def span_of(crisis: Crisis, source: Source) -> tuple[datetime, datetime] | None:
    """Return the moments of the first and the last hand-out; None where there is none."""
    if source is Source.LISTS:
        moments = [one.at for one in goods_lines(crisis, GoodsTable.Kind.HANDED_OUT)]
        return (moments[0], moments[-1]) if moments else None
    ends = deliveries(crisis).aggregate(first=Min("sent_at"), last=Max("sent_at"))
    return (ends["first"], ends["last"]) if ends["first"] else None


def situation(crisis: Crisis, source: Source, hour: Hour) -> Situation:
    """Return what was known at the hour and what was handed out in the hours after it."""
    return (_of_lists if source is Source.LISTS else _of_books)(crisis, hour)


def _demands(needs: Iterable[Need], got: Mapping[str, int], hour: Hour, crisis: Crisis) -> list[Demand]:
    lives = lives_of(crisis.pk)
    found = []
    for need in needs:
        demand = demand_of(need, given=got.get(str(need.pk), 0), now=hour.at, lives=lives)
        if demand is not None:
            found.append(replace(demand, asked_at=timezone.localtime(need.report.told_at)))
    return found


def _of_lists(crisis: Crisis, hour: Hour) -> Situation:
    past = needs_at(crisis, hour.at)
    every = goods_lines(crisis, GoodsTable.Kind.HANDED_OUT)
    within = [one for one in every if hour.at <= one.at < hour.until]
    named = [one for one in within if one.item is not None]
    substitutes = substitutes_known()
    earlier = [_handed(one) for one in every if one.at < hour.at and one.item and one.low is not None]
    first = _demands(past.needs, {}, hour, crisis)
    got = credit(earlier, first, substitutes=substitutes, at_most=True).given
    received = [one for one in goods_lines(crisis, GoodsTable.Kind.RECEIVED) if one.at <= hour.at]
    stock, overdrawn = _stock(received, earlier)
    return Situation(
        hour=hour,
        demands=tuple(_demands(past.needs, got, hour, crisis)),
        needs={str(need.pk): need for need in past.needs},
        handed=tuple(_handed(one) for one in named if one.low is not None),
        stock=stock,
        overdrawn=overdrawn,
        lines={str(one.pk): one for one in within},
        uncounted=tuple(one for one in named if one.low is None),
        unnamed=tuple(one for one in within if one.item is None),
        amended_unsure=past.unsure,
        substitutes=substitutes,
    )


def _handed(line: GoodsLine) -> HandedOut:
    longitude, latitude = position_of(None, line.table.place)
    party = line.counts_for
    return HandedOut(
        id=str(line.pk),
        item=line.item.code if line.item else "",
        low=line.low or 0,
        high=line.high or 0,
        recipient=str(party.pk) if party else None,
        is_earmarked=line.is_earmarked,
        place=line.table.place.code if line.table.place else None,
        longitude=longitude,
        latitude=latitude,
    )


def _stock(
    received: Sequence[GoodsLine], earlier: Sequence[HandedOut]
) -> tuple[tuple[Goods, ...], tuple[str, ...]]:
    """Return what is left of what came in, by item; what its donor destined stays apart, for nobody else may get it."""
    came = goods_of(_handed(one) for one in received if one.item and one.low is not None)
    gone_low, gone_high = defaultdict[str, int](int), defaultdict[str, int](int)
    for one in earlier:
        gone_low[one.item] += one.low
        gone_high[one.item] += one.high
    found, overdrawn = [], []
    for goods in came:
        if goods.earmark_recipient is not None:
            found.append(goods)
            continue
        if goods.high < gone_low[goods.item]:
            overdrawn.append(goods.item)
        left = max(0, goods.low - gone_high[goods.item]), max(0, goods.high - gone_low[goods.item])
        if left[1]:
            found.append(replace(goods, low=left[0], high=left[1]))
    overdrawn += sorted({*gone_low} - {goods.item for goods in came})
    return tuple(found), tuple(overdrawn)


def _of_books(crisis: Crisis, hour: Hour) -> Situation:
    past = needs_at(crisis, hour.at)
    rows = deliveries(crisis).filter(sent_at__lt=hour.until)
    sent = list(
        rows.select_related(
            "match__offer__item",
            "match__offer__place__parent",
            "match__offer__party",
            "match__need__item",
            "match__need__party",
        )
    )
    got: dict[str, int] = defaultdict(int)
    for one in sent:
        if one.sent_at < hour.at:
            got[str(one.match.need_id)] += one.quantity
    within = [one for one in sent if one.sent_at >= hour.at and one.match.offer.item]
    return Situation(
        hour=hour,
        demands=tuple(_demands(past.needs, got, hour, crisis)),
        needs={str(need.pk): need for need in past.needs},
        handed=tuple(_sent(one) for one in within),
        stock=_books_stock(crisis, hour),
        overdrawn=(),
        lines={str(one.pk): one for one in within},
        uncounted=(),
        unnamed=(),
        amended_unsure=past.unsure,
        substitutes=substitutes_known(),
    )


def _sent(one: Delivery) -> HandedOut:
    offer = one.match.offer
    longitude, latitude = position_of_offer(offer)
    return HandedOut(
        id=str(one.pk),
        item=offer.item.code if offer.item else "",
        low=one.quantity,
        high=one.quantity,
        recipient=str(one.match.need.party_id) if one.match.need.party_id else None,
        need=str(one.match.need_id),
        is_earmarked=offer.earmark_recipient_id is not None,
        place=offer.place.code if offer.place else None,
        longitude=longitude,
        latitude=latitude,
    )


def _books_stock(crisis: Crisis, hour: Hour) -> tuple[Goods, ...]:
    """Return what stood in the lots at the hour, free or held."""
    moved = StockMovement.objects.filter(lot__offer__crisis=crisis, at__lte=hour.at)
    sums = moved.order_by().values_list("lot__offer", "source", "target").annotate(n=Sum("quantity"))
    left: dict[object, int] = defaultdict(int)
    for offer, source, target, pieces in sums:
        left[offer] += pieces * ((target in IN_HAND) - (source in IN_HAND))
    in_hand = {
        one.pk: one for one in offers(crisis).filter(pk__in=[pk for pk, pieces in left.items() if pieces > 0])
    }
    found = []
    for pk, offer in sorted(in_hand.items(), key=lambda pair: str(pair[0])):
        longitude, latitude = position_of_offer(offer)
        if offer.item:
            found.append(
                HandedOut(
                    id=str(pk),
                    item=offer.item.code,
                    low=left[pk],
                    high=left[pk],
                    recipient=str(offer.earmark_recipient_id) if offer.earmark_recipient_id else None,
                    is_earmarked=offer.earmark_recipient_id is not None,
                    place=offer.place.code if offer.place else None,
                    longitude=longitude,
                    latitude=latitude,
                )
            )
    return tuple(goods_of(found))
