"""Which kits are alike: kits are filled from what expires first, and told apart where their component parts change."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from qiao.registry.models import Crisis
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


def usable_parts(crisis: Crisis, store: Store, today: date) -> QuerySet[LotPart]:
    """Return the parts in a store that kits may be made of, what expires first at the head.

    Fit, not expired, not taken back, and not given for somebody else: a kit goes to whoever asks for one.
    """
    rows: QuerySet[LotPart] = LotPart.objects.filter(store=store, unfit="", lot__offer__crisis=crisis)
    rows = rows.exclude(expires_on__lt=today).filter(
        lot__offer__closed_at__isnull=True,
        lot__offer__earmark_recipient__isnull=True,
        lot__offer__earmark_place__isnull=True,
        lot__offer__purpose="",
        lot__offer__purpose_group="",
        balances__account=StockAccount.AVAILABLE,
        balances__quantity__gt=0,
    )
    rows = rows.annotate(free=F("balances__quantity")).select_related("lot__offer__item", "store")
    return rows.order_by(F("expires_on").asc(nulls_last=True), "lot__trace_code", "number")


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
