"""What a platform is given: records as codes, numbers and days. What somebody wrote has no place here and stays."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from qiao.engines.exchange import Kind, State
from qiao.exchange.models import ForeignRecord, Platform, SharedCrisis
from qiao.intake.models import Need, Offer, Verification
from qiao.registry.models import Organization, QuantityKind
from qiao.registry.units import counts_pieces_of
from qiao.relief.models import Match, Receipt, Settlement

ENDED_NEED = {"MET": "met", "REJECTED": "rejected", "WITHDRAWN": "withdrawn"}
ENDED_OFFER = {"SPENT": "spent", "WITHDRAWN": "withdrawn"}
VERIFIED = ("CONFIRMED", "CHANGED")


@dataclass(frozen=True)
class Given:
    """One record as it would be told now. `is_live` says that it may be told to somebody who has not heard of it."""

    kind: Kind
    state: State
    body: Mapping[str, Any] | None
    also: tuple[UUID, ...] = ()
    is_live: bool = True


@dataclass
class Shared:
    """What a platform is told of: its kinds, its crises under the names agreed on, and what both have in common."""

    platform: Platform
    crises: Mapping[UUID, SharedCrisis]
    needs: dict[UUID, ForeignRecord] = field(default_factory=dict)
    offers: dict[UUID, ForeignRecord] = field(default_factory=dict)
    taken_elsewhere: frozenset[UUID] = frozenset()

    @classmethod
    def of(cls, platform: Platform) -> "Shared":
        """Read what was agreed and what was found to be the same."""
        rows = SharedCrisis.objects.filter(platform=platform).select_related("area")
        linked = ForeignRecord.objects.filter(platform=platform).exclude(link=ForeignRecord.Link.ALONE)
        taken = ForeignRecord.objects.filter(link=ForeignRecord.Link.TAKEN, kind=Kind.NEED)
        return cls(
            platform,
            {one.crisis_id: one for one in rows},
            {one.need_id: one for one in linked.filter(kind=Kind.NEED, need__isnull=False) if one.need_id},
            {
                one.offer_id: one
                for one in linked.filter(kind=Kind.OFFER, offer__isnull=False)
                if one.offer_id
            },
            frozenset(taken.exclude(need=None).values_list("need_id", flat=True)),
        )

    def key(self, crisis_id: UUID) -> str:
        """Return the name both agreed on."""
        return self.crises[crisis_id].key

    def gives(self, kind: Kind) -> bool:
        """Say whether a kind is given."""
        return kind in self.platform.gives

    def within(self, rows: QuerySet[Any], path: str = "") -> QuerySet[Any]:
        """Narrow rows to the crises and areas agreed on; a record without a place is in no area."""
        wanted = Q(pk__in=())
        for one in self.crises.values():
            here = Q(**{f"{path}crisis": one.crisis_id})
            inside = Q()
            for prefix in one.prefixes:
                inside |= Q(**{f"{path}place__code__startswith": prefix})
            wanted |= here & inside
        return rows.filter(wanted)


def given_to(platform: Platform) -> dict[UUID, Given]:
    """Return every record of ours that the platform may have now, by id. Never what another platform told us."""
    shared = Shared.of(platform)
    found: dict[UUID, Given] = {}
    if not shared.crises:
        return found
    parties: dict[UUID, Organization] = {}
    needs, offers = _needs(shared), _offers(shared)
    if shared.gives(Kind.NEED):
        found |= {one.pk: _need(one, shared, parties) for one in needs}
    if shared.gives(Kind.OFFER):
        found |= {one.pk: _offer(one, shared, parties) for one in offers}
    if shared.gives(Kind.ALLOCATION) or shared.gives(Kind.RECEIPT):
        told = {one.pk for one in needs} if shared.gives(Kind.NEED) else set()
        found |= dict(_movements(shared, told | set(shared.needs)))
    if shared.gives(Kind.ORGANIZATION):
        parties[platform.organization_id] = platform.organization
        found |= {pk: _organization(one) for pk, one in parties.items()}
    return found


def _told(rows: QuerySet[Any], name: str, ended: Collection[str]) -> QuerySet[Any]:
    """Narrow to what somebody verified, open or ended since; and whose item is known, for the rest is only words."""
    checks = Verification.objects.filter(**{name: OuterRef("pk")}, result__in=VERIFIED)
    return rows.filter(Q(state__in=("OPEN", *ended)) | Q(Exists(checks), state="EXPIRED"), item__isnull=False)


def _needs(shared: Shared) -> list[Need]:
    rows = shared.within(_told(Need.objects.all(), "need", ENDED_NEED))
    rows = rows.exclude(pk__in=shared.taken_elsewhere)
    return list(rows.select_related("item", "place", "party", "report", "report__key"))


def _offers(shared: Shared) -> list[Offer]:
    rows = shared.within(_told(Offer.objects.all(), "offer", ENDED_OFFER))
    return list(rows.select_related("item", "place", "party", "report", "report__key"))


def _need(one: Need, shared: Shared, parties: dict[UUID, Organization]) -> Given:
    also = (shared.needs[one.pk].record,) if one.pk in shared.needs else ()
    ended = ENDED_NEED.get(one.state, "")
    more = {"tier": one.tier, "deadline": _moment(one.deadline), "ended": ended}
    return _voice(one, Kind.NEED, shared, parties, more, also)


def _offer(one: Offer, shared: Shared, parties: dict[UUID, Organization]) -> Given:
    also = (shared.offers[one.pk].record,) if one.pk in shared.offers else ()
    return _voice(one, Kind.OFFER, shared, parties, {"ended": ENDED_OFFER.get(one.state, "")}, also)


def _voice(
    one: Need | Offer,
    kind: Kind,
    shared: Shared,
    parties: dict[UUID, Organization],
    more: Mapping[str, Any],
    also: tuple[UUID, ...],
) -> Given:
    if one.report.is_erased:
        return Given(kind, State.ERASED, None, is_live=False)
    party = one.party.standing if one.party else None
    if party is not None and not more["ended"]:
        parties[party.pk] = party
    body = {
        "crisis": shared.key(one.crisis_id),
        "item": one.item.code if one.item else "",
        "amount": _amount(one),
        "place": one.place.code if one.place else None,
        "unit": {"id": str(party.pk), "name": party.name, "uscc": party.uscc} if party else None,
        "told_on": _day(one.report.told_at),
        **more,
    }
    state = State.CLOSED if more["ended"] else State.CURRENT
    return Given(kind, state, body, also, is_live=not more["ended"])


def _amount(one: Need | Offer) -> dict[str, Any]:
    """Return the quantity; boxes whose content nobody knows are an unknown number of pieces."""
    base = one.item.unit if one.item else ""
    if one.quantity is not None and not counts_pieces_of(one.unit, base):
        return {"kind": QuantityKind.UNKNOWN.value, "unit": base}
    told = {"kind": str(one.quantity_kind), "least": one.quantity, "most": one.quantity_max, "unit": base}
    return {name: value for name, value in told.items() if value is not None}


def _movements(shared: Shared, needs: Collection[UUID]) -> Iterator[tuple[UUID, Given]]:
    """Yield what of our own goods is held for, or came to, needs that the platform knows: its own or told to it."""
    rows = Match.objects.filter(need__in=list(needs), crisis__in=list(shared.crises))
    rows = rows.exclude(state=Match.State.WITHDRAWN).select_related("need__item", "need__report__key")
    came_later = _came_later(needs)
    for one in rows.prefetch_related("delivery__receipt"):
        told = _needs_told(one.need, shared)
        receipt = _receipt_of(one)
        head = {
            "crisis": shared.key(one.crisis_id),
            "needs": told,
            "item": one.need.item.code if one.need.item else "",
        }
        if shared.gives(Kind.ALLOCATION) and head["item"]:
            on = _day(one.confirmed_at)
            yield one.pk, Given(Kind.ALLOCATION, State.CURRENT, {**head, "pieces": one.quantity, "on": on})
        if shared.gives(Kind.RECEIPT) and receipt is not None and head["item"]:
            pieces = receipt.quantity + came_later.get(receipt.pk, 0)
            body = {**head, "allocation": str(one.pk), "pieces": pieces, "on": _day(receipt.signed_at)}
            yield receipt.pk, Given(Kind.RECEIPT, State.CURRENT, body)


def _came_later(needs: Collection[UUID]) -> dict[UUID, int]:
    rows = Settlement.objects.filter(
        receipt__delivery__match__need__in=list(needs), kind=Settlement.Kind.LATER
    ).values_list("receipt_id", "quantity")
    found: dict[UUID, int] = {}
    for receipt, pieces in rows:
        found[receipt] = found.get(receipt, 0) + pieces
    return found


def _receipt_of(match: Match) -> Receipt | None:
    delivery = getattr(match, "delivery", None)
    receipt: Receipt | None = getattr(delivery, "receipt", None)
    return receipt


def _needs_told(need: Need, shared: Shared) -> list[str]:
    """Return the ids under which the platform knows a need: its own, and ours where we told it of ours."""
    foreign = shared.needs.get(need.pk)
    theirs = [str(foreign.record)] if foreign else []
    return theirs if need.pk in shared.taken_elsewhere else [*theirs, str(need.pk)]


def _organization(one: Organization) -> Given:
    body = {
        "name": one.name,
        "name_en": one.name_en,
        "kind": one.kind,
        "uscc": one.uscc,
        "home": one.home.code if one.home else None,
    }
    return Given(Kind.ORGANIZATION, State.CURRENT, body)


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _day(moment: datetime) -> str:
    day: date = timezone.localdate(moment)
    return day.isoformat()


def erased_among(ids: Iterable[UUID]) -> set[UUID]:
    """Return which of these needs and offers came from reports that were erased."""
    wanted, found = list(ids), set()
    for model in (Need, Offer):
        rows = model.objects.filter(pk__in=wanted, report__key__isnull=True)
        found |= set(rows.values_list("pk", flat=True))
    return found
