"""How a response went: phases, dated events and places, each with the records behind it."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone

from qiao.casebook.ground import Ground
from qiao.registry.models import Phase, Place


@dataclass(frozen=True)
class Event:
    """Something that happened on a day, and the record it links to where it is one."""

    on: str
    zh: str
    en: str
    record_type: str = ""
    record_id: str = ""


@dataclass(frozen=True)
class Stretch:
    """A phase: what the work was about, and from when to when as far as that is known (S22)."""

    focus: str
    began_on: str
    ended_on: str
    is_derived: bool


def _day(moment: datetime | date | None) -> str:
    if moment is None:
        return ""
    return (timezone.localdate(moment) if isinstance(moment, datetime) else moment).isoformat()


def course_of(ground: Ground) -> dict[str, list[dict[str, Any]]]:
    """Return phases, timeline and places as plain JSON values."""
    return {
        "phases": [asdict(one) for one in phases(ground)],
        "timeline": [asdict(one) for one in timeline(ground)],
        "places": places(ground),
    }


def phases(ground: Ground) -> list[Stretch]:
    """Return relief, recovery and advocacy: as stated, else as the records date them, else empty."""
    rows = Phase.objects.filter(crisis=ground.crisis).filter(
        Q(organization__isnull=True) | Q(organization__in=ground.organizations)
    )
    stated = {one.focus: one for one in rows.order_by("-organization", "began_on")}
    return [
        _stated(stated[focus.value]) if focus.value in stated else _derived(ground, focus)
        for focus in Phase.Focus
    ]


def _stated(phase: Phase) -> Stretch:
    return Stretch(phase.focus, _day(phase.began_on), _day(phase.ended_on), is_derived=False)


def _derived(ground: Ground, focus: Phase.Focus) -> Stretch:
    began = ended = None
    if focus == Phase.Focus.RELIEF:
        began = ground.receipts().aggregate(at=Min("signed_at"))["at"]
        ended = ground.receipts().aggregate(at=Max("signed_at"))["at"]
    elif focus == Phase.Focus.ADVOCACY:
        began = ground.filings().aggregate(at=Min("filed_on"))["at"]
        ended = ground.outcomes().aggregate(at=Max("happened_on"))["at"]
    return Stretch(focus.value, _day(began), _day(ended), is_derived=True)


def timeline(ground: Ground) -> list[Event]:
    """Return the dated events in their order; what has no date is not placed."""
    began = Event(_day(ground.crisis.began_on), "事件开始", "The crisis began")
    events = [began, *_ends(ground), *_filed(ground), *_outcomes(ground)]
    return sorted((one for one in events if one.on), key=lambda one: one.on)


def _ends(ground: Ground) -> Iterable[Event]:
    """Yield the first and the last of what came in and was done."""
    kinds: tuple[tuple[Any, str, str, str, str], ...] = (
        (ground.reports(), "received_at", "report", "一线信息", "report"),
        (ground.needs().annotate(told_at=F("report__received_at")), "told_at", "need", "需求", "need"),
        (ground.matches(), "confirmed_at", "match", "对接", "match"),
        (ground.receipts(), "signed_at", "receipt", "签收", "receipt"),
        (ground.hours(), "served_on", "", "志愿服务", "volunteer service"),
    )
    for rows, field, kind, zh, en in kinds:
        ordered = rows.order_by(field, "pk")
        first, last = ordered.first(), ordered.last()
        if first is None:
            continue
        record_id = str(first.pk) if kind else ""
        yield Event(_day(getattr(first, field)), f"第一条{zh}", f"First {en}", kind, record_id)
        if last.pk != first.pk:
            record_id = str(last.pk) if kind else ""
            yield Event(_day(getattr(last, field)), f"最后一条{zh}", f"Last {en}", kind, record_id)


def _filed(ground: Ground) -> Iterable[Event]:
    for one in ground.filings().select_related("proposal", "department").order_by("filed_on"):
        department = one.department
        yield Event(
            _day(one.filed_on),
            f"向{department}报送《{one.proposal.title}》",
            f"“{one.proposal.title_en or one.proposal.title}” filed with {department.name_en or department}",
            "proposal",
            str(one.proposal_id),
        )


def _outcomes(ground: Ground) -> Iterable[Event]:
    for one in ground.outcomes().select_related("proposal").order_by("happened_on"):
        step = one.Step(one.step)
        yield Event(
            _day(one.happened_on),
            f"《{one.proposal.title}》：{step.label}",
            f"“{one.proposal.title_en or one.proposal.title}”: {step.value.lower()}",
            "outcome",
            str(one.pk),
        )


def places(ground: Ground) -> list[dict[str, Any]]:
    """Return the counties with needs or receipts, with counts and positions, the most heard first."""
    needs = _by_place(ground.needs(), "place")
    receipts = _by_place(ground.receipts(), "delivery__match__need__place")
    found = Place.objects.filter(pk__in={*needs, *receipts})
    rows = [
        {
            "code": one.code,
            "name": one.full_name,
            "short": one.name,
            "at": [one.longitude, one.latitude] if one.longitude is not None else None,
            "needs": needs.get(one.pk, 0),
            "receipts": receipts.get(one.pk, 0),
        }
        for one in found
    ]
    return sorted(rows, key=lambda row: (-row["needs"], -row["receipts"], row["code"]))


def _by_place(rows: Any, path: str) -> dict[uuid.UUID, int]:
    held = rows.filter(**{f"{path}__isnull": False}).order_by().values(path).annotate(n=Count("pk"))
    return {row[path]: row["n"] for row in held}
