"""Who serves a place already, by figures that others stated and by their presence: told before a dispatch."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext as _

from qiao.gaps.models import OfficialFigure, Presence
from qiao.gaps.queries.hearing import city_of
from qiao.registry.models import Crisis, Item, Place, QuantityKind
from qiao.registry.served import Served

SERVING = (OfficialFigure.Kind.SUPPLIED, OfficialFigure.Kind.COVERED)


def served_already(
    crisis: Crisis, place: Place, item: Item | None, first: date, last: date
) -> Sequence[Served]:
    """Return who serves a place with an item between two days; whoever works there where no item is named."""
    stated = _stated(crisis, place, item, first, last) if item else ()
    return [*stated, *_present(crisis, place, item, first, last)]


def _around(place: Place) -> list[str]:
    """Return the place and those it lies in up to the city: what is given to a city may reach its counties."""
    return sorted({place.code, city_of(place.code)})


def _stated(crisis: Crisis, place: Place, item: Item, first: date, last: date) -> Iterator[Served]:
    rows = OfficialFigure.objects.filter(
        Q(item=item) | Q(item__isnull=True, category__icontains=item.name),
        crisis=crisis,
        kind__in=SERVING,
        place__code__in=_around(place),
        stated_on__gte=first,
        stated_on__lte=last,
    ).exclude(quantity_kind=QuantityKind.NONE)
    for one in rows.select_related("place", "item"):
        yield Served(
            who=one.stated_by or _(str(one.get_side_display())),
            what=one.item.name if one.item else one.category or _(str(one.get_kind_display())),
            amount="" if one.quantity_kind == QuantityKind.UNKNOWN else one.quantity_text,
            day=one.stated_on,
            source=one.source,
            is_official=one.side == OfficialFigure.Side.OFFICIAL,
        )


def _present(crisis: Crisis, place: Place, item: Item | None, first: date, last: date) -> Iterator[Served]:
    rows = Presence.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=last),
        Q(began_on__isnull=True) | Q(began_on__lte=last),
        crisis=crisis,
        place__code__in=_around(place),
        stated_on__gte=first,
        stated_on__lte=last,
    ).exclude(Q(status=Presence.Status.PLANNED) | Q(party=F("organization")))
    if item is not None:
        rows = rows.filter(what__icontains=item.name)
    for one in rows:
        yield Served(
            who=one.who, what=one.what, amount="", day=one.stated_on, source=one.source, is_official=False
        )
