"""Who carries how much at the desk, and what one shift left to the next."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from qiao.accounts.models import User
from qiao.intake.desk.workload import WEEK, Call, Workload, workload
from qiao.intake.models import HandOver, Need, Turn
from qiao.registry.models import Crisis

SHOWN_NOTES = 20


@dataclass(frozen=True)
class Carried:
    """One person and what they have carried."""

    user: User
    load: Workload
    holds_one: bool


def _calls(crisis: Crisis | None, now: datetime, user_id: uuid.UUID | None) -> dict[uuid.UUID, list[Call]]:
    rows: QuerySet[Turn] = Turn.objects.filter(
        ended_at__gt=now - WEEK, ended_at__lte=now, ending=Turn.Ending.DONE
    )
    if crisis is not None:
        rows = rows.filter(crisis=crisis)
    if user_id is not None:
        rows = rows.filter(holder=user_id)
    found: dict[uuid.UUID, list[Call]] = defaultdict(list)
    for holder, at, tier in rows.values_list("holder", "ended_at", "need__tier"):
        if at is not None:
            found[holder].append(Call(at, is_hard=tier == Need.Tier.LIFE))
    return found


def _midnight(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def carried_by(user_id: uuid.UUID | None, *, now: datetime) -> Workload:
    """Return what one person has carried in all crises of the organisation."""
    calls = _calls(None, now, user_id).get(user_id, []) if user_id else []
    return workload(calls, midnight=_midnight(now), now=now)


def carried(*, now: datetime) -> list[Carried]:
    """Return what everybody at the desk has carried, those who should rest first."""
    calls = _calls(None, now, None)
    held: set[Any] = set(
        Turn.objects.filter(ended_at__isnull=True, held_until__gte=now).values_list("holder", flat=True)
    )
    people = User.objects.filter(pk__in=set(calls) | held).order_by("display_name", "username")
    rows = [
        Carried(one, workload(calls.get(one.pk, []), midnight=_midnight(now), now=now), one.pk in held)
        for one in people
    ]
    return sorted(rows, key=lambda row: (not row.load.is_tired, -row.load.today))


def hand_overs(crisis: Crisis) -> QuerySet[HandOver]:
    """Return the notes of the shifts of a crisis, the latest first."""
    rows: QuerySet[HandOver] = HandOver.objects.filter(crisis=crisis)
    return rows.select_related("written_by", "read_by")[:SHOWN_NOTES]


def unread_for(crisis: Crisis, user_id: uuid.UUID | None) -> list[HandOver]:
    """Return the notes that others left and nobody has taken over."""
    rows: QuerySet[HandOver] = HandOver.objects.filter(crisis=crisis, read_at__isnull=True)
    return list(rows.exclude(written_by=user_id).select_related("written_by"))


def promised_by(crisis: Crisis, user_id: uuid.UUID | None, *, now: datetime) -> list[Turn]:
    """Return the entries that somebody promised to call again and that nobody has settled since."""
    rows: QuerySet[Turn] = Turn.objects.filter(
        crisis=crisis, holder=user_id, again_at__gt=now, undone_at__isnull=True
    )
    found = rows.select_related("need__item", "offer__item").order_by("again_at")
    return [one for one in found if one.voice.state in {"NEW", "EXPIRED", "OPEN"}]
