"""What can be asked of kits: what one holds, how many each store makes, what came of them, what they were made of."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from qiao.registry.models import Crisis
from qiao.relief.assembling import FOR_ALL, Earmark, components_in, earmarks_in, most_kits, usable_parts
from qiao.relief.models import AssemblyLine, Kit, KitComponent, Lot, StockAccount, Store
from qiao.relief.queries import StockRow, lots


@dataclass(frozen=True)
class KitRow:
    """A kit, what it holds, and how many of it each store makes now: stores that make none are left out."""

    kit: Kit
    components: list[KitComponent]
    stores: list[tuple[Store, int]]
    earmarked: list[tuple[Store, Earmark, int]]
    """Store, for whom, and how many kits it makes of what was given for them and what is free."""

    @property
    def most(self) -> int:
        """Return how many the best store makes."""
        return max((*(most for _, most in self.stores), *(most for *_, most in self.earmarked)), default=0)

    @property
    def places(self) -> list[Store]:
        """Return the stores that make some, for anybody or for somebody."""
        return list(
            dict.fromkeys([store for store, _ in self.stores] + [store for store, *_ in self.earmarked])
        )

    @property
    def for_whom(self) -> list[Earmark]:
        """Return for whom kits can be made of what was given for them."""
        return list({one.key: one for _, one, _ in self.earmarked}.values())


def kit_rows(crisis: Crisis, today: date) -> list[KitRow]:
    """Return the kits of the organisation, each with the stores that make some, the best first."""
    kits = list(Kit.objects.select_related("item").prefetch_related("components__item"))
    stores = list(Store.objects.all())
    lying = [(store, FOR_ALL, list(usable_parts(crisis, store, today))) for store in stores]
    lying += [
        (store, one, list(usable_parts(crisis, store, today, earmark=one)))
        for store in stores
        for one in earmarks_in(crisis, store, today)
    ]
    rows = []
    for kit in kits:
        makes = [(store, one, most_kits(components_in(kit, parts).values())) for store, one, parts in lying]
        able = sorted(
            ((store, most) for store, one, most in makes if most and one == FOR_ALL),
            key=lambda pair: -pair[1],
        )
        free = dict(able)
        earmarked = [
            (store, one, most) for store, one, most in makes if one != FOR_ALL and most > free.get(store, 0)
        ]
        rows.append(KitRow(kit, list(kit.components.all()), able, earmarked))
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
