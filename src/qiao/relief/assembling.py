"""Which kits are alike: kits are filled from what expires first, and told apart where their component parts change."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, QuerySet, When

from qiao.intake.words.voices import GROUP_WORDS
from qiao.registry.models import Crisis, Organization, Place
from qiao.relief.donor_limits import standing_of
from qiao.relief.models import Assembly, AssemblyLine, Kit, LotPart, StockAccount, Store


@dataclass(frozen=True)
class Component:
    """What each kit needs of one item, and the parts it may be taken from with what is free, in their order."""

    pieces: int
    parts: Sequence[tuple[uuid.UUID, int]]

    @property
    def free(self) -> int:
        """Return the free pieces of all parts."""
        return sum(free for _part, free in self.parts)


@dataclass(frozen=True)
class Earmark:
    """For whom a donor gave: a unit, a region, a group of people; any of them may be left open."""

    recipient: Organization | None = None
    place: Place | None = None
    group: str = ""

    @property
    def key(self) -> str:
        """Return how a form tells it."""
        return f"{self.recipient.pk if self.recipient else ''}|{self.place.pk if self.place else ''}|{self.group}"

    @property
    def group_words(self) -> str:
        """Return the word for the group of people."""
        return str(GROUP_WORDS.get(self.group, ""))


FOR_ALL = Earmark()


@dataclass(frozen=True)
class Run:
    """So many kits that are alike, and what each holds: part → pieces."""

    kits: int
    holds: Mapping[uuid.UUID, int]


def most_kits(components: Iterable[Component]) -> int:
    """Return how many kits the free pieces make; none where a kit holds nothing."""
    return min((one.free // one.pieces for one in components), default=0)


def runs_of(kits: int, components: Sequence[Component]) -> list[Run]:
    """Fill the kits one after the other, each component from its first part that is not used up.

    Raises
    ------
    ValueError
        When the parts hold less.
    """
    if kits > most_kits(components):
        raise ValueError("more kits than the parts make.")
    left = {part: free for one in components for part, free in one.parts}
    runs: list[Run] = []
    while kits:
        holds: dict[uuid.UUID, int] = {}
        for one in components:
            wants = one.pieces
            for part, _free in one.parts:
                taken = min(wants, left[part])
                if taken:
                    holds[part] = taken
                    wants -= taken
        alike = min(kits, *(left[part] // taken for part, taken in holds.items()))
        for part, taken in holds.items():
            left[part] -= alike * taken
        runs.append(Run(alike, holds))
        kits -= alike
    return runs


def usable_parts(
    crisis: Crisis, store: Store, today: date, *, earmark: Earmark = FOR_ALL
) -> QuerySet[LotPart]:
    """Return the parts in a store that kits may be made of: what was given for `earmark`, then what expires first.

    Fit, not expired, not taken back, given for nobody else, and of no donor who limits what one recipient may get: a
    kit goes to whoever asks for one within its earmark.
    """
    words = {
        "lot__offer__earmark_recipient": earmark.recipient,
        "lot__offer__earmark_place": earmark.place,
        "lot__offer__purpose_group": earmark.group,
    }
    given = Q(**words) & (Q(lot__offer__purpose="") | ~Q(lot__offer__purpose_group=""))
    rows = _lying(crisis, store, today).filter(given | _FREE)
    limited = [part.lot.offer for part in rows.select_related("lot__offer")]
    rows = rows.exclude(lot__offer__in=standing_of(limited))
    rows = rows.annotate(free=F("balances__quantity"), is_free=Case(When(_FREE, then=1), default=0))
    ordered = rows.order_by("is_free", F("expires_on").asc(nulls_last=True), "lot__trace_code", "number")
    return ordered.select_related("lot__offer__item", "store")


def earmarks_in(crisis: Crisis, store: Store, today: date) -> list[Earmark]:
    """Return for whom goods in a store were given, that kits could be made of for them."""
    rows = _lying(crisis, store, today).exclude(_FREE)
    rows = rows.filter(Q(lot__offer__purpose="") | ~Q(lot__offer__purpose_group=""))
    found: dict[str, Earmark] = {}
    for part in rows.select_related("lot__offer__earmark_recipient", "lot__offer__earmark_place"):
        offer = part.lot.offer
        one = Earmark(offer.earmark_recipient, offer.earmark_place, offer.purpose_group)
        found.setdefault(one.key, one)
    return [found[key] for key in sorted(found)]


def _lying(crisis: Crisis, store: Store, today: date) -> QuerySet[LotPart]:
    rows: QuerySet[LotPart] = LotPart.objects.filter(store=store, unfit="", lot__offer__crisis=crisis)
    return rows.exclude(expires_on__lt=today).filter(
        lot__offer__closed_at__isnull=True,
        balances__account=StockAccount.AVAILABLE,
        balances__quantity__gt=0,
    )


_FREE = Q(
    lot__offer__earmark_recipient__isnull=True,
    lot__offer__earmark_place__isnull=True,
    lot__offer__purpose="",
    lot__offer__purpose_group="",
)


def components_in(kit: Kit, parts: Iterable[LotPart]) -> dict[uuid.UUID, Component]:
    """Return item → what a kit needs of it and where it can be taken from. `parts` carry what is `free`."""
    held: dict[uuid.UUID | None, list[tuple[uuid.UUID, int]]] = {}
    for part in parts:
        held.setdefault(part.lot.offer.item_id, []).append((part.pk, part.free))  # type: ignore[attr-defined]
    return {
        one.item_id: Component(one.pieces, tuple(held.get(one.item_id, ()))) for one in kit.components.all()
    }


def lines_of(assembly: Assembly) -> list[AssemblyLine]:
    """Return what each kit of an assembly is made of."""
    return list(assembly.lines.select_related("part__lot__offer__item", "part__store"))
