"""What anybody may know of a lot: whence it came, where every piece of it stands, and what differs.

Everything is read off the stock movements, so a figure here is a figure of the books. Units of the register are
named; whoever is only called by a word is not: that word may be a person.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from qiao.registry.models import Crisis, Organization, Place
from qiao.relief.kit_queries import KitLink, made_from, made_into
from qiao.relief.models import BulletinBoard, DriverReport, Lot, Match, Share, StockAccount, StockMovement

OUTSIDE, AVAILABLE, HELD = StockAccount.OUTSIDE, StockAccount.AVAILABLE, StockAccount.HELD
IN_TRANSIT, DELIVERED, DIFFERENCE = StockAccount.IN_TRANSIT, StockAccount.DELIVERED, StockAccount.DIFFERENCE
WRITTEN_OFF, IN_KITS = StockAccount.WRITTEN_OFF, StockAccount.IN_KITS

STEPS: Mapping[tuple[str, str], tuple[Promise, str]] = {
    (OUTSIDE, AVAILABLE): (_("登记入账"), "go"),
    (AVAILABLE, AVAILABLE): (_("入库、换库或分开存放"), "move"),
    (HELD, HELD): (_("留好的货入库"), "move"),
    (AVAILABLE, HELD): (_("确认对接，留货"), "go"),
    (HELD, AVAILABLE): (_("撤回对接，货回库"), "past"),
    (HELD, IN_TRANSIT): (_("发出"), "move"),
    (IN_TRANSIT, HELD): (_("取消发车，货仍留着"), "past"),
    (IN_TRANSIT, DELIVERED): (_("签收"), "done"),
    (IN_TRANSIT, DIFFERENCE): (_("签收时少于发出，记为差异"), "stop"),
    (OUTSIDE, DELIVERED): (_("签收时多于发出"), "wait"),
    (AVAILABLE, DIFFERENCE): (_("清点时少于账上，记为差异"), "stop"),
    (DIFFERENCE, AVAILABLE): (_("找回或退回，重新入库"), "wait"),
    (DIFFERENCE, DELIVERED): (_("后来送到了"), "done"),
    (DIFFERENCE, WRITTEN_OFF): (_("找不到，报损"), "stop"),
    (AVAILABLE, WRITTEN_OFF): (_("报损"), "stop"),
    (WRITTEN_OFF, AVAILABLE): (_("更正：没有损坏"), "wait"),
    (AVAILABLE, IN_KITS): (_("装入成套"), "go"),
    (IN_KITS, AVAILABLE): (_("拆开成套，货回库"), "past"),
    (AVAILABLE, OUTSIDE): (_("退还捐赠人，或更正多记的"), "past"),
}
"""What a movement between two accounts is called in public, and the tone it is shown in."""

OF_KITS: Mapping[tuple[str, str], tuple[Promise, str]] = {
    (OUTSIDE, AVAILABLE): (_("组装成套"), "go"),
    (AVAILABLE, OUTSIDE): (_("拆开成套"), "past"),
}
"""The same, of kits that are put together or taken apart."""

WHY: Mapping[str, Promise] = {
    "NEAREST_OF_TIER": _("同级需求中最近"),
    "NEXT_NEAREST": _("更近的已给足，轮到它"),
    "LAST_STOCK_SHARED": _("货不够分，按满足率分摊"),
    "SHARED_BY_RULE": _("货不够分，按公布的规则分"),
    "SUBSTITUTE_ACCEPTED": _("没有同一种，以可接受的代用品送去"),
    "EARMARK_RECIPIENT": _("捐赠人指定给这家单位"),
    "EARMARK_REGION": _("捐赠人指定给这个地区"),
    "EARMARK_PURPOSE": _("捐赠人指定了用途"),
    "OPEN_FAIR_SHARE": _("没有报数量，按人人有份分到"),
}
"""The ground of a plan's line in public: by its code alone, for the engine's sentence may name whom a text named."""

BY_ROAD = frozenset({"NEAREST_OF_TIER", "NEXT_NEAREST"})
UNKNOWN_ROAD = _("按紧急程度轮到它，路程不详")
"""Said in place of a ground of `BY_ROAD` where nobody knows how far it is."""

EVENTS_SHOWN = 150
"""The last movements of a lot that its page lists; all are in its figures."""

Row = tuple[uuid.UUID | None, str, str, int, datetime]
"""A movement: its match, from which account to which, how many pieces, when."""

BY_HAND = _("调配人员直接对接")
BY_PLAN = _("按分配方案")


def _why(share: Share) -> Promise:
    """Return the ground of a plan's line in public; of the nearest only where the road is known."""
    if share.distance_km is None and share.reason_code in BY_ROAD:
        return UNKNOWN_ROAD
    return WHY.get(share.reason_code, BY_PLAN)


@dataclass
class Hop:
    """One match of the lot: where its pieces stand now, and who gets it once `name_hops` has looked it up."""

    match_id: uuid.UUID
    number: int
    confirmed_at: datetime
    who: Organization | None = None
    place: Place | None = None
    why: str | Promise = ""
    plan: int | None = None
    net: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sent: int = 0
    over: int = 0
    at: datetime | None = None
    arrived_at: datetime | None = None
    handed_at: datetime | None = None

    @property
    def held(self) -> int:
        return self.net.get(HELD, 0)

    @property
    def moving(self) -> int:
        return self.net.get(IN_TRANSIT, 0)

    @property
    def received(self) -> int:
        return self.net.get(DELIVERED, 0)

    @property
    def short(self) -> int:
        """Return the pieces that were sent and did not arrive."""
        return self.net.get(DIFFERENCE, 0)

    @property
    def others(self) -> list[tuple[str, int]]:
        """Return what stands in accounts that have no column of their own, such as what came back."""
        own = {OUTSIDE, AVAILABLE, HELD, IN_TRANSIT, DELIVERED, DIFFERENCE}
        return [(label_of(one), n) for one, n in self.net.items() if one not in own and n > 0]

    @property
    def total(self) -> int:
        """Return all pieces of this match, wherever they stand."""
        return sum(n for one, n in self.net.items() if one not in {OUTSIDE, AVAILABLE} and n > 0)

    @property
    def tone(self) -> str:
        """Return the tone of how far it has come."""
        for pieces, tone in ((self.moving, "move"), (self.held, "go"), (self.short, "wait")):
            if pieces:
                return tone
        return "done" if self.received else "past"

    @property
    def standing(self) -> str | Promise:
        """Say how far it has come."""
        for pieces, words in ((self.moving, _("在路上")), (self.held, _("已留货，待发出"))):
            if pieces:
                return words
        if self.short or self.over:
            return _("已签收，有差异")
        return _("已签收") if self.received else _("未成")


@dataclass(frozen=True)
class Event:
    """One movement on the time line."""

    at: datetime
    words: str | Promise
    tone: str
    quantity: int
    hop: Hop | None


@dataclass(frozen=True)
class PublicTrace:
    """The trace of one lot."""

    lot: Lot
    hops: list[Hop]
    events: list[Event]
    """The last `EVENTS_SHOWN` movements, in order."""
    events_left_out: int
    stands: Mapping[str, int]
    lines_waiting: int
    pieces_waiting: int
    made_from: list[KitLink]
    made_into: list[KitLink]

    @property
    def available(self) -> int:
        """Return the pieces that nobody has been promised."""
        return self.stands.get(AVAILABLE, 0)

    @property
    def in_kits(self) -> int:
        """Return the pieces that are in kits, wherever those are."""
        return self.stands.get(IN_KITS, 0)

    @property
    def sent(self) -> int:
        """Return the pieces that ever left for somebody, also those that came back or were lost."""
        return sum(one.sent for one in self.hops)

    @property
    def received(self) -> int:
        """Return the pieces signed for."""
        return sum(one.received for one in self.hops)

    @property
    def differing(self) -> list[Hop]:
        """Return the matches for which another quantity was signed than sent."""
        return [one for one in self.hops if one.short or one.over]


def trace_of(code: str) -> PublicTrace | None:
    """Return the public trace of a lot by its trace code, of whatever organisation; None where there is none."""
    with scopes_disabled():
        rows = Lot.objects.select_related(
            "offer__item", "offer__party", "offer__place", "organization", "offer__crisis"
        )
        lot = rows.filter(trace_code=code.upper()).first()
        return _traced(lot) if lot else None


def board_of(lot: Lot) -> BulletinBoard | None:
    """Return the board on which the bulletins of the lot's crisis are published, if there is one."""
    with scopes_disabled():
        boards = BulletinBoard.objects.filter(organization=lot.organization_id, crisis=lot.offer.crisis_id)
        found: BulletinBoard | None = boards.first()
    return found


def boards_of(crisis: Crisis) -> list[BulletinBoard]:
    """Return the boards of a crisis on which something was issued, of whatever organisation: anybody may read them."""
    with scopes_disabled():
        boards = BulletinBoard.objects.filter(crisis=crisis, issues__isnull=False).distinct()
        return list(boards.select_related("organization").order_by("organization__name"))


def _traced(lot: Lot) -> PublicTrace:
    moved = StockMovement.objects.filter(lot=lot)
    rows = list(moved.values_list("match_id", "source", "target", "quantity", "at"))
    hops = _hops(lot, rows)
    last = list(moved.order_by("-at", "-created_at", "-pk")[:EVENTS_SHOWN])[::-1]
    waiting = Share.objects.filter(offer=lot.offer, state=Share.State.PROPOSED).aggregate(
        lines=Count("pk"), pieces=Sum("quantity")
    )
    return PublicTrace(
        lot,
        [one for one in hops.values() if one.total],
        [_event(one, hops.get(one.match_id)) for one in last],
        len(rows) - len(last),
        _net(rows),
        waiting["lines"],
        waiting["pieces"] or 0,
        made_from(lot),
        made_into(lot),
    )


def _hops(lot: Lot, rows: Iterable[Row]) -> dict[uuid.UUID | None, Hop]:
    matches = Match.objects.filter(lot=lot).order_by("confirmed_at", "created_at")
    hops: dict[uuid.UUID | None, Hop] = {
        pk: Hop(pk, number, at)
        for number, (pk, at) in enumerate(matches.values_list("pk", "confirmed_at"), 1)
    }
    for match, source, target, quantity, at in rows:
        hop = hops.get(match)
        if hop is not None:
            hop.net[source] -= quantity
            hop.net[target] += quantity
            sides = (source, target)
            hop.sent += quantity * ((sides == (HELD, IN_TRANSIT)) - (sides == (IN_TRANSIT, HELD)))
            hop.over += quantity if sides == (OUTSIDE, DELIVERED) else 0
            hop.at = at
    return hops


def name_hops(shown: Iterable[Hop]) -> None:
    """Look up who gets these and why: of a lot that went to hundreds only those that a page shows."""
    hops: dict[uuid.UUID | None, Hop] = {one.match_id: one for one in shown}
    with scopes_disabled():
        rows = Match.objects.filter(pk__in=list(hops)).order_by()
        for match in rows.select_related("need__party", "need__place__parent", "share__plan"):
            hop, share = hops[match.pk], match.share
            hop.who, hop.place = match.need.party, match.need.place
            hop.why, hop.plan = (_why(share), share.plan.number) if share else (BY_HAND, None)
        _add_drivers_times(hops)


def _add_drivers_times(hops: Mapping[uuid.UUID | None, Hop]) -> None:
    """Write beside each match when its driver said to have arrived and handed over: times, never who drove."""
    told = DriverReport.objects.filter(
        delivery__match__in=[pk for pk in hops if pk], taken_back_at__isnull=True
    )
    for match, kind, at in told.order_by().values_list("delivery__match", "kind", "at"):
        if kind == DriverReport.Kind.ARRIVED:
            hops[match].arrived_at = at
        elif kind == DriverReport.Kind.HANDED:
            hops[match].handed_at = at


def _net(rows: Iterable[Row]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for _match, source, target, quantity, _at in rows:
        found[source] -= quantity
        found[target] += quantity
    return dict(found)


def _event(one: StockMovement, hop: Hop | None) -> Event:
    sides = (one.source, one.target)
    known = {**STEPS, **OF_KITS} if one.assembly_id else STEPS
    words, tone = known.get(sides, (None, "past"))
    return Event(one.at, words or f"{label_of(one.source)} → {label_of(one.target)}", tone, one.quantity, hop)


def label_of(account: str) -> str:
    """Return the word of an account."""
    return str(dict(StockAccount.choices).get(account, account))
