"""What can be asked of kits: what one holds, how many each store makes, what came of them, what they were made of."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from qiao.registry.models import Crisis
from qiao.relief.assembling import components_in, most_kits, usable_parts
from qiao.relief.models import AssemblyLine, Kit, KitComponent, Lot, StockAccount, Store
from qiao.relief.queries import StockRow, lots


@dataclass(frozen=True)
class KitRow:
    """A kit, what it holds, and how many of it each store makes now: stores that make none are left out."""

    kit: Kit
    components: list[KitComponent]
    stores: list[tuple[Store, int]]

    @property
    def most(self) -> int:
        """Return how many the best store makes."""
        return max((most for _store, most in self.stores), default=0)


def kit_rows(crisis: Crisis, today: date) -> list[KitRow]:
    """Return the kits of the organisation, each with the stores that make some, the best first."""
    kits = list(Kit.objects.select_related("item").prefetch_related("components__item"))
    lying = [(store, list(usable_parts(crisis, store, today))) for store in Store.objects.all()]
    rows = []
    for kit in kits:
        makes = [(store, most_kits(components_in(kit, parts).values())) for store, parts in lying]
        able = sorted(((store, most) for store, most in makes if most), key=lambda pair: -pair[1])
        rows.append(KitRow(kit, list(kit.components.all()), able))
    return rows


def kit_lots(crisis: Crisis) -> list[StockRow]:
    """Return the lots of kits with where they stand, the newest first."""
    rows = lots(crisis).filter(assemblies__isnull=False).distinct().order_by("-created_at")
    return [StockRow(lot, {one.account: one.quantity for one in lot.balances.all()}) for lot in rows]


@dataclass(frozen=True)
class KitLink:
    """A lot on the other side of an assembly: pieces of the component lot that are in the kits, and the kits."""

    lot: Lot
    pieces: int
    kits: int
    stands: dict[str, int]

    @property
    def delivered(self) -> int:
        """Return how many pieces of the other lot were signed for."""
        return self.stands.get(StockAccount.DELIVERED, 0)

    @property
    def moving(self) -> int:
        """Return how many pieces of the other lot are on their way."""
        return self.stands.get(StockAccount.IN_TRANSIT, 0)


def made_from(lot: Lot) -> list[KitLink]:
    """Return the lots whose pieces are in the kits of a lot."""
    return _links(AssemblyLine.objects.filter(assembly__lot=lot), "part__lot")


def made_into(lot: Lot) -> list[KitLink]:
    """Return the lots of kits that pieces of a lot are in."""
    return _links(AssemblyLine.objects.filter(part__lot=lot), "assembly__lot")


def _links(lines: QuerySet[AssemblyLine], other: str) -> list[KitLink]:
    rows = lines.filter(pieces__gt=0).order_by()
    pieces = dict(rows.values_list(other).annotate(sum=Sum("pieces")))
    kits: dict[object, int] = defaultdict(int)
    seen = set()
    for lot, assembly, made in rows.values_list(other, "assembly", "kits"):
        if (lot, assembly) not in seen:  # one assembly may take from several parts of one lot
            seen.add((lot, assembly))
            kits[lot] += made
    found = Lot.objects.filter(pk__in=pieces).select_related("offer__item", "offer__party")
    return [
        KitLink(one, pieces[one.pk], kits[one.pk], {row.account: row.quantity for row in one.balances.all()})
        for one in found.prefetch_related("balances").order_by("offer__item__name", "trace_code")
    ]
