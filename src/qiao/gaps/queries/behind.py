"""The records behind a finding: the very needs and reports a search counted."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from qiao.gaps.models import Gap, Grain
from qiao.gaps.queries.hearing import city_of, voices_of_needs
from qiao.intake.models import Need, Report, SheetLine
from qiao.registry.models import Place

MUNICIPAL = 2
PREFECTURAL = 4


def codes_of(gap: Gap) -> list[str]:
    """Return the codes of the places a finding speaks of, the centre first."""
    told = gap.facts.get("places")
    return list(told) if told else [gap.place.code] if gap.place else []


def within(codes: Iterable[str], field: str, grain: str) -> Q:
    """Return the condition that a code lies in one of the places."""
    found = Q(pk__in=())
    for code in codes:
        if grain == Grain.COUNTY or city_of(code) != code or not code.endswith("00"):
            found |= Q(**{field: code})
        else:
            digits = MUNICIPAL if code.endswith("0000") else PREFECTURAL
            found |= Q(**{f"{field}__startswith": code[:digits]})
    return found


def needs_behind(gap: Gap) -> QuerySet[Need]:
    """Return the needs that a finding stands on, as far as they were known to its last search, newest first."""
    searched = gap.last_search
    rows = voices_of_needs(gap.crisis, known_at=searched.known_at if searched else gap.found_at)
    if gap.term:
        rows = rows.filter(report__in=gap.facts.get("voices", ()))
    else:
        grain = searched.grain if searched else Grain.COUNTY
        rows = rows.filter(within(codes_of(gap), "place__code", grain))
        if gap.item_id:
            rows = rows.filter(item=gap.item_id)
    rows = rows.select_related("item", "place", "party", "report__masked")
    return rows.order_by("-report__received_at", "pk")


def reports_behind(gap: Gap) -> QuerySet[Report]:
    """Return the reports in which a new word stands, the newest first."""
    rows: QuerySet[Report] = Report.objects.filter(pk__in=gap.facts.get("voices", ()))
    return rows.select_related("masked", "place").order_by("-received_at", "pk")


def lines_behind(gap: Gap) -> QuerySet[SheetLine]:
    """Return the lines of sheets that fell silent, the latest first."""
    rows = SheetLine.objects.filter(pk__in=gap.facts.get("lines", ()))
    return rows.select_related("institution", "source").order_by("-absent_since", "key")


def places_behind(gap: Gap) -> list[Place]:
    """Return the places of a cluster, the centre first."""
    codes = codes_of(gap)
    found = {one.code: one for one in Place.objects.filter(code__in=codes)}
    return [found[code] for code in codes if code in found]
