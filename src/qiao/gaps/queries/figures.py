"""Our figures and the official ones, side by side and never merged."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from qiao.engines.gaps import Comparison, ComparisonState, Figure, compare
from qiao.gaps.models import OfficialFigure
from qiao.intake.keeping import kept
from qiao.intake.models import Need
from qiao.registry.models import Crisis, Item, Place, QuantityKind

COUNTED = ("NEW", "OPEN", "EXPIRED", "MET")


@dataclass(frozen=True)
class Beside:
    """One line of the page: a place, an item, and the sides that are never merged."""

    place: Place
    item: Item
    comparison: Comparison
    others: tuple[Figure, ...] = ()

    @property
    def side(self) -> str:
        """Return who speaks here: OWN, OFFICIAL or BOTH."""
        lone = {ComparisonState.ONLY_OWN: "OWN", ComparisonState.ONLY_OFFICIAL: "OFFICIAL"}
        return lone.get(self.comparison.state, "BOTH")

    @property
    def reason_en(self) -> str:
        """Return the English reason with the item's own English unit."""
        unit, english = self.comparison.unit, self.item.unit_en
        reason = self.comparison.reason.en
        return reason.replace(f" {unit}", f" {english}") if unit and english else reason


def official_figures(crisis: Crisis) -> QuerySet[OfficialFigure]:
    """Return what government stated, by place, the newest first."""
    rows: QuerySet[OfficialFigure] = OfficialFigure.objects.filter(
        crisis=crisis, side=OfficialFigure.Side.OFFICIAL
    )
    return rows.select_related("place", "item")


def own_figures(crisis: Crisis, *, now: datetime) -> list[Figure]:
    """Return what our own verified or waiting needs ask for, per place, item and unit.

    A sum is given only where every need of the cell has an exact quantity (or needs none); otherwise the
    figure is unknown, and its source says of how many needs.
    """
    cells: defaultdict[tuple[str, str, str], list[int | None]] = defaultdict(list)
    needs = Need.objects.filter(crisis=crisis, state__in=COUNTED, place__isnull=False, item__isnull=False)
    for code, item, unit, kind, quantity in needs.values_list(
        "place__code", "item__code", "unit", "quantity_kind", "quantity"
    ):
        cells[code, item, unit].append(_known(kind, quantity))
    return [
        Figure(
            place=code,
            item=item,
            quantity=None if None in amounts else sum(one for one in amounts if one is not None),
            unit=unit,
            source=_own_source(amounts),
            as_of=timezone.localtime(now).date(),
        )
        for (code, item, unit), amounts in sorted(cells.items())
    ]


def _known(kind: str, quantity: int | None) -> int | None:
    """Return the number a quantity states, None where it states none: "needs none" is a zero, "unknown" is not."""
    if kind == QuantityKind.NONE:
        return 0
    return quantity if kind == QuantityKind.EXACT else None


def _own_source(amounts: list[int | None]) -> str:
    unknown = amounts.count(None)
    facts = {"n": len(amounts), "unknown": unknown, "sum": f"{sum(one or 0 for one in amounts):,}"}
    if not unknown:
        return _("我方 %(n)d 条需求") % facts
    if unknown == len(amounts):
        return _("我方 %(n)d 条需求，数量都未知") % facts
    return _("我方 %(n)d 条需求：%(unknown)d 条数量未知，其余合计 %(sum)s") % facts


def side_by_side(crisis: Crisis, *, now: datetime) -> list[Comparison]:
    """Return own and official figures of need beside each other; neither is ever merged into the other."""
    return compare(own_figures(crisis, now=now), _needs_stated(official_figures(crisis)))


def _needs_stated(figures: QuerySet[OfficialFigure]) -> list[Figure]:
    stated = figures.filter(kind=OfficialFigure.Kind.NEED, item__isnull=False)
    return [
        Figure(
            place=one.place.code,
            item=one.item.code,
            quantity=_known(one.quantity_kind, one.quantity),
            unit=one.unit,
            source=one.source,
            as_of=one.stated_on,
        )
        for one in stated
        if one.item is not None
    ]


def others_figures(crisis: Crisis) -> QuerySet[OfficialFigure]:
    """Return what neither we nor government stated, the newest first."""
    rows: QuerySet[OfficialFigure] = OfficialFigure.objects.filter(
        crisis=crisis, side=OfficialFigure.Side.OTHER
    )
    return rows.select_related("place", "item").order_by("-stated_on", "source")


def stated_besides(crisis: Crisis) -> QuerySet[OfficialFigure]:
    """Return every figure of others that is no official need of an item: the newest first."""
    compared = Q(side=OfficialFigure.Side.OFFICIAL, kind=OfficialFigure.Kind.NEED, item__isnull=False)
    rows: QuerySet[OfficialFigure] = OfficialFigure.objects.filter(crisis=crisis).exclude(compared)
    return rows.select_related("place", "item", "batch").order_by(
        "-stated_on", "place__code", "kind", "category"
    )


def own_now(crisis: Crisis, language: str) -> list[Figure]:
    """Return our own figures until now, in a language."""
    with override(language):
        return own_figures(crisis, now=timezone.now())


def beside(crisis: Crisis) -> list[Beside]:
    """Return the two sides with the places and items they speak of; our own as they were kept."""
    own = kept(own_now, crisis, get_language() or "")
    lines = compare(own, _needs_stated(official_figures(crisis)))
    places = {one.code: one for one in Place.objects.filter(code__in={line.place for line in lines})}
    items = {one.code: one for one in Item.objects.filter(code__in={line.item for line in lines})}
    others: defaultdict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in _needs_stated(others_figures(crisis)):
        others[figure.place, figure.item].append(figure)
    return [
        Beside(places[line.place], items[line.item], line, tuple(others[line.place, line.item]))
        for line in lines
    ]
