"""Hours that come in by forms of the field: whose, at which activity, how long; verified by another person as ever."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from qiao.intake.sources.openrosa.telling import moment_of, place_meant
from qiao.intake.takers import Line, ListTable, Outcome
from qiao.registry.models import Appointment, Crisis, Person
from qiao.volunteering.actions import correct_hours, record_activity, record_hours
from qiao.volunteering.models import Activity, HourRecord

DAY = 24 * 60
MOST_ROWS = 2000
LONGEST_TITLE = 120


def take_hours(line: Line) -> Outcome:
    """Enter time served. Where the name is not one volunteer's, or the times cannot be, a person is asked."""
    began, ended = (moment_of(line.answers.get(name, "")) for name in ("began", "ended"))
    minutes = _minutes(began, ended)
    if began is None or minutes is None:
        return Outcome("hours", reason="times_impossible")
    after = {"minutes": minutes, "day": f"{timezone.localtime(began):%Y-%m-%d}"}
    persons = _persons(line.answers.get("contact", ""), line.actor.acts_for)
    if len(persons) != 1:
        return Outcome("hours", after=after, reason="persons_several" if persons else "person_unknown")
    served: dict[str, Any] = {"served_on": timezone.localtime(began).date(), "minutes": minutes}
    known = HourRecord.objects.filter(pk=line.corrects).first() if line.corrects else None
    if known is not None:
        before = {"minutes": known.minutes, "day": f"{known.served_on:%Y-%m-%d}"}
        if known.is_verified:
            return Outcome("hours", known.pk, before, after, reason="verified_already")
        correct_hours(line.actor, known, activity=_activity(line), person=persons[0], **served)
        return Outcome("hours", known.pk, before, after)
    made = record_hours(line.actor, _activity(line), person=persons[0], report=line.report, **served)
    return Outcome("hours", made.pk, after=after)


def _minutes(began: datetime | None, ended: datetime | None) -> int | None:
    if began is None or ended is None:
        return None
    minutes = int((ended - began).total_seconds()) // 60
    return minutes if 0 < minutes <= DAY else None


def _persons(name: str, organization: uuid.UUID) -> list[Person]:
    """Return the members and staff of this name, two at most: a name that two bear names nobody."""
    if not name.strip():
        return []
    staff = Appointment.objects.filter(organization=organization).values("user")
    mine = Q(memberships__organization=organization) | Q(user__in=staff)
    return list(Person.objects.filter(mine, name=name.strip()).distinct()[:2])


def _activity(line: Line) -> Activity:
    """Return the activity that was chosen or named; a name that is new begins one."""
    title = (line.answers.get("item_label", "") or line.answers.get("item", "") or "志愿服务")[:LONGEST_TITLE]
    rows = Activity.objects.filter(crisis=line.crisis)
    known: Activity | None = rows.filter(pk=line.subject).first() if line.subject else None
    known = known or rows.filter(title=title).order_by("created_at").first()
    if known is not None:
        return known
    place = place_meant(line.answers.get("place_label", ""), line.answers.get("place", ""))
    return record_activity(line.actor, line.crisis, kind=Activity.Kind.OTHER, title=title, place=place)


def activities_list(crisis: Crisis) -> ListTable:
    """Return the activities of a crisis."""
    rows = Activity.objects.filter(crisis=crisis).select_related("place").order_by("-created_at")[:MOST_ROWS]
    return ListTable(
        ("name", "label", "place"),
        [[str(one.pk), one.title, one.place.name if one.place else ""] for one in rows],
    )
