"""What can be asked of gaps: our figures and the official ones, side by side."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Count, QuerySet

from qiao.engines.gaps import Comparison, Figure, PlaceRecord, compare
from qiao.gaps.models import Gap, OfficialFigure
from qiao.intake.models import Need, Report
from qiao.registry.models import Crisis, Place

COUNTED = ("NEW", "OPEN", "EXPIRED", "MET")


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

    A sum is given only where every need of the cell has an exact quantity; otherwise the figure is unknown.
    """
    cells: defaultdict[tuple[str, str, str], list[int | None]] = defaultdict(list)
    needs = Need.objects.filter(crisis=crisis, state__in=COUNTED, place__isnull=False, item__isnull=False)
    for code, item, unit, kind, quantity in needs.values_list(
        "place__code", "item__code", "unit", "quantity_kind", "quantity"
    ):
        cells[code, item, unit].append(quantity if kind == "EXACT" else None)
    return [
        Figure(
            place=code,
            item=item,
            quantity=None if None in amounts else sum(one for one in amounts if one is not None),
            unit=unit,
            source=f"我方 {len(amounts)} 条需求",
            as_of=now.date(),
        )
        for (code, item, unit), amounts in sorted(cells.items())
    ]


def side_by_side(crisis: Crisis, *, now: datetime) -> list[Comparison]:
    """Return own and official figures of need beside each other; neither is ever merged into the other."""
    stated = official_figures(crisis).filter(kind=OfficialFigure.Kind.NEED, item__isnull=False)
    official = [
        Figure(one.place.code, one.item.code, one.quantity, one.unit, one.source, one.stated_on)
        for one in stated
        if one.item is not None
    ]
    return compare(own_figures(crisis, now=now), official)


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
