"""What can be asked of gaps: our figures and the official ones, side by side."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.engines.gaps import Comparison, ComparisonState, Figure, PlaceRecord, compare
from qiao.gaps.models import Gap, OfficialFigure
from qiao.intake.models import Need, Report
from qiao.registry.models import Crisis, Item, Place, QuantityKind
from qiao.trail.models import TrailEntry

COUNTED = ("NEW", "OPEN", "EXPIRED", "MET")
UNLISTED_SHOWN = 12


@dataclass(frozen=True)
class Beside:
    """One line of the page: a place, an item, and the two sides that are never merged."""

    place: Place
    item: Item
    comparison: Comparison

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


@dataclass(frozen=True)
class GapList:
    """The findings of one kind; the kinds are never mixed into one score."""

    kind: Gap.Kind
    gaps: list[Gap]

    @property
    def waiting(self) -> int:
        """Return how many nobody has looked at."""
        return sum(1 for gap in self.gaps if gap.state == Gap.State.OPEN)


def official_figures(crisis: Crisis) -> QuerySet[OfficialFigure]:
    """Return what government stated, by place, the newest first."""
    rows: QuerySet[OfficialFigure] = OfficialFigure.objects.filter(crisis=crisis)
    return rows.select_related("place", "item")


def gaps(crisis: Crisis) -> QuerySet[Gap]:
    """Return the findings of a crisis."""
    rows: QuerySet[Gap] = Gap.objects.filter(crisis=crisis)
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
    stated = official_figures(crisis).filter(kind=OfficialFigure.Kind.NEED, item__isnull=False)
    official = [
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
    return compare(own_figures(crisis, now=now), official)


def beside(crisis: Crisis, *, now: datetime) -> list[Beside]:
    """Return the two sides with the places and items they speak of."""
    lines = side_by_side(crisis, now=now)
    places = {one.code: one for one in Place.objects.filter(code__in={line.place for line in lines})}
    items = {one.code: one for one in Item.objects.filter(code__in={line.item for line in lines})}
    return [Beside(places[line.place], items[line.item], line) for line in lines]


def gap_lists(crisis: Crisis) -> list[GapList]:
    """Return the findings kind by kind, what waits first; kinds without a finding are left out."""
    found: defaultdict[str, list[Gap]] = defaultdict(list)
    order = {state: number for number, state in enumerate(Gap.State.values)}
    for gap in sorted(gaps(crisis), key=lambda one: (order[one.state], one.place.code)):
        found[gap.kind].append(gap)
    return [GapList(kind, found[kind]) for kind in Gap.Kind if found[kind]]


def unlisted_needs(crisis: Crisis) -> list[tuple[str, int]]:
    """Return what people ask for that our own list of items lacks, the most asked first."""
    texts = Need.objects.filter(crisis=crisis, state__in=COUNTED, item__isnull=True)
    return Counter(texts.values_list("item_text", flat=True)).most_common(UNLISTED_SHOWN)


def last_decisions(found: Iterable[Gap]) -> dict[str, TrailEntry]:
    """Return for each finding who decided last, and when, as the trail holds it."""
    entries = TrailEntry.objects.filter(verb="gap.decide", subject_id__in=[one.pk for one in found])
    return {str(one.subject_id): one for one in entries.select_related("actor").order_by("sequence")}


def place_records(crisis: Crisis) -> list[PlaceRecord]:
    """Return for each county of the crisis how many reports came from it. Population is not held yet."""
    counties: list[Place] = []
    for place in crisis.places.all():
        prefix = place.code.rstrip("0") or place.code
        prefix += "0" * (len(prefix) % 2)
        counties += Place.objects.filter(
            code__startswith=prefix, level=Place.Level.COUNTY, valid_to__isnull=True
        ).exclude(name="市辖区")
    heard: dict[str, int] = dict(
        Need.objects.filter(crisis=crisis, place__isnull=False)
        .values_list("place__code")
        .annotate(n=Count("report", distinct=True))
    )
    direct = dict(
        Report.objects.filter(crisis=crisis, place__isnull=False, needs__isnull=True)
        .values_list("place__code")
        .annotate(n=Count("id"))
    )
    return [
        PlaceRecord(
            place=one.code,
            population=None,
            reports=heard.get(one.code, 0) + direct.get(one.code, 0),
            coverage=None,
        )
        for one in sorted(set(counties), key=lambda place: place.code)
    ]
