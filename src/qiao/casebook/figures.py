"""Figures of a case for the book and for cases side by side, by the same options as the charts of the pages."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qiao.casebook.models import CaseStudy
from qiao.casebook.queries import FIGURES
from qiao.engines.publishing import Figure, Grid
from qiao.registry.leaving import told_people
from qiao.registry.models import Organization

MOST_PLACES = 12
EVENTS_AT_LEAST = 2
COUNTED = tuple(name for name in FIGURES if name != "places")
Chart = Mapping[str, Any]


def figures_of(case: CaseStudy) -> Iterator[Figure | Grid]:
    """Yield what the record says of a case: counts along the chain, where, and when. Nothing where nothing is frozen."""
    if chart := chain_chart([case]):
        yield Figure(chart, _("一条链上各环节的条数（定格于%(day)s）") % {"day": _frozen(case)})
    content = _content(case)
    places = content.get("places", [])[:MOST_PLACES]
    if places:
        yield Figure(_places_chart(places), _("各县区的需求与签收"))
    if (events := content.get("timeline", [])) and len(events) >= EVENTS_AT_LEAST:
        field = "en" if _is_english() else "zh"
        rows = tuple((str(one["on"]), str(one[field])) for one in events)
        yield Grid((_("日期"), _("经过")), rows)


def chain_chart(cases: Sequence[CaseStudy]) -> Chart | None:
    """Return the frozen counts of cases beside each other, None where none has any."""
    held = [one for one in cases if any(one.figures.get(name) for name in COUNTED)]
    if not held:
        return None
    series = [
        {"name": _named(one.subject), "values": [one.figures.get(name) for name in COUNTED]} for one in held
    ]
    return {
        "kind": "rows" if len(held) == 1 else "bar",
        "title": _("一条链上各环节的条数"),
        "category": _("环节"),
        "unit": _("条"),
        "categories": [str(FIGURES[name]) for name in COUNTED],
        "series": series,
    }


def maps_chart(cases: Sequence[CaseStudy]) -> Chart | None:
    """Return the places of each case as small maps on one scale, None where no place is known.

    Grey dots are the places of the other cases: where this one was not heard of, not where nothing was.
    """
    spots = {one.pk: _spots(one) for one in cases}
    every = {at for found in spots.values() for at in found}
    if not every:
        return None
    panels = [
        {
            "name": _named(one.subject),
            "points": [{"x": x, "y": y, "on": (x, y) in spots[one.pk]} for x, y in sorted(every)],
        }
        for one in cases
    ]
    return {
        "kind": "dots",
        "title": _("各案例涉及的县区"),
        "category": _("案例"),
        "unit": _("县区"),
        "panels": panels,
    }


def _spots(case: CaseStudy) -> set[tuple[float, float]]:
    """Return where a case was at work: the places of its record, else the seats of its organisations."""
    found = {tuple(one["at"]) for one in _content(case).get("places", []) if one.get("at")}
    if not found:
        homes = [one.home for one in (case.subject, *case.leads.all()) if one.home]
        found = {(one.longitude, one.latitude) for one in homes if one.longitude is not None}
    return {(round(float(x), 3), round(float(y), 3)) for x, y in found}


def _content(case: CaseStudy) -> dict[str, Any]:
    last = case.snapshots.first()
    return last.content if last else {}


def _places_chart(places: Sequence[Mapping[str, Any]]) -> Chart:
    return {
        "kind": "rows",
        "title": _("各县区的需求与签收"),
        "category": _("县区"),
        "unit": _("条"),
        "categories": [str(one["name"]) for one in places],
        "series": [
            {"name": _("需求"), "tone": "need", "values": [_told(one["needs"]) for one in places]},
            {"name": _("签收"), "tone": "accent", "values": [_told(one["receipts"]) for one in places]},
        ],
    }


def _told(count: int) -> int | None:
    """Return a count by place as strangers may see it: in blocks of five, nothing for fewer."""
    shown = told_people(count)
    return shown if isinstance(shown, int) else None


def _frozen(case: CaseStudy) -> str:
    return timezone.localdate(case.frozen_at).isoformat() if case.frozen_at else "—"


def _named(organization: Organization) -> str:
    return (organization.name_en if _is_english() else "") or organization.name


def _is_english() -> bool:
    return (get_language() or "").startswith("en")
