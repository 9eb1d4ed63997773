"""Who carries how much: hours and shifts of volunteers, open work of colleagues, and notes between them."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from qiao.accounts.models import User
from qiao.registry.carrying import Held, held_by_people
from qiao.registry.models import Appointment, Crisis, Person
from qiao.volunteering.load import MONTH, WEEK, Load, hangs_on, load
from qiao.volunteering.models import Assignment, HandOverNote, HourRecord


@dataclass(frozen=True)
class Served:
    """A volunteer and what they carry."""

    person: Person
    load: Load


@dataclass(frozen=True)
class Hands:
    """A colleague and the open work in their hands."""

    user: User
    held: Sequence[Held]
    count: int
    hangs: bool


def volunteers_load(*, now: datetime) -> list[Served]:
    """Return what everybody carries who served in 28 days or has a shift within a week, who should rest first."""
    today = timezone.localdate(now)
    times: dict[Any, list[tuple[date, int]]] = defaultdict(list)
    rows = HourRecord.objects.filter(served_on__gt=today - MONTH, served_on__lte=today)
    for person, day, minutes in rows.values_list("person", "served_on", "minutes"):
        times[person].append((day, minutes))
    spans: dict[Any, list[tuple[datetime, datetime]]] = defaultdict(list)
    held = Assignment.objects.filter(
        left_at__isnull=True,
        is_standby=False,
        shift__cancelled_at__isnull=True,
        shift__ends_at__gt=now - WEEK,
        shift__starts_at__lt=now + WEEK,
    )
    for person, begins, ends in held.values_list("person", "shift__starts_at", "shift__ends_at"):
        spans[person].append((timezone.localtime(begins), timezone.localtime(ends)))
    people = Person.objects.filter(pk__in=set(times) | set(spans))
    found = [Served(one, load(times[one.pk], spans[one.pk], today=today)) for one in people]
    return sorted(found, key=lambda one: (not one.load.reasons, -one.load.week, one.person.name))


def colleagues_load(crisis: Crisis, *, now: datetime) -> list[Hands]:
    """Return who holds how much open work in a crisis, the fullest hands first."""
    held = held_by_people(crisis, now=now)
    counts = {user: sum(one.count for one in works) for user, works in held.items()}
    users = User.objects.in_bulk(list(held))
    found = [
        Hands(users[user], works, counts[user], hangs_on(list(counts.values()), counts[user]))
        for user, works in held.items()
        if user in users
    ]
    return sorted(found, key=lambda one: (-one.count, str(one.user)))


def colleagues_load_now(crisis: Crisis) -> list[Hands]:
    """Return the same as it is now."""
    return colleagues_load(crisis, now=timezone.now())


def colleagues(organization: uuid.UUID, *, but: uuid.UUID | None, on: date) -> QuerySet[User]:
    """Return who works for an organisation on a day, without one of them."""
    held = Appointment.objects.filter(organization=organization).exclude(until__lt=on)
    working = User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("username")
    return working.exclude(pk=but) if but else working


def notes_between(crisis: Crisis) -> QuerySet[HandOverNote]:
    """Return the notes of a crisis, the latest first."""
    return HandOverNote.objects.filter(crisis=crisis).select_related("written_by", "meant_for", "crisis")


def notes_for(user: uuid.UUID | None) -> QuerySet[HandOverNote]:
    """Return the notes meant for somebody that they have not taken over."""
    rows = HandOverNote.objects.filter(meant_for=user, taken_at__isnull=True)
    return rows.select_related("written_by", "crisis")
