"""What can be asked of volunteers' work: activities with their hours, and what the time is worth."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from qiao.accounts.roles import Actor
from qiao.engines.hours import METHODS, ServedTime, Valuation, value
from qiao.registry.models import Appointment, Crisis, Person
from qiao.volunteering.models import Activity, HourRecord
from qiao.volunteering.wages import wage_set


def activities(crisis: Crisis) -> QuerySet[Activity]:
    """Return the activities in a crisis, each with its minutes, verified and not, and how many served."""
    served = Count("hours__person", distinct=True)
    return (
        Activity.objects.filter(crisis=crisis)
        .select_related("place")
        .annotate(
            verified=Sum("hours__minutes", filter=Q(hours__is_verified=True)),
            unverified=Sum("hours__minutes", filter=Q(hours__is_verified=False)),
            volunteers=served,
            last_on=Max("hours__served_on"),
        )
        .order_by("-created_at")
    )


def hours(crisis: Crisis) -> QuerySet[HourRecord]:
    """Return the hours served in a crisis, the latest first."""
    return (
        HourRecord.objects.filter(activity__crisis=crisis)
        .select_related("activity", "person", "recorded_by", "verified_by")
        .order_by("-served_on", "-created_at")
    )


def hours_shown_to(actor: Actor, crisis: Crisis) -> QuerySet[HourRecord]:
    """Return every record to those who verify, and to everybody else their own."""
    rows = hours(crisis)
    return rows if actor.may("hours.verify") else rows.filter(person__user=actor.user_id)


def volunteers_for(actor: Actor) -> QuerySet[Person]:
    """Return whose hours `actor` may record: the members and staff for those who organise, else oneself."""
    if not actor.may("hours.verify"):
        return Person.objects.filter(user=actor.user_id) if actor.user_id else Person.objects.none()
    staff = Appointment.objects.filter(organization=actor.organization_id).values("user")
    mine = Q(memberships__organization=actor.organization_id)
    return Person.objects.filter(mine | Q(user__in=staff)).distinct().order_by("name")


def hours_of(person: Person) -> QuerySet[HourRecord]:
    """Return the hours somebody served, the latest first."""
    return (
        HourRecord.objects.filter(person=person)
        .select_related("activity__crisis", "activity__place")
        .order_by("-served_on", "-created_at")
    )


def time_of(person: Person) -> dict[str, int]:
    """Return somebody's minutes, verified and not."""
    found = HourRecord.objects.filter(person=person).aggregate(
        verified=Sum("minutes", filter=Q(is_verified=True)),
        unverified=Sum("minutes", filter=Q(is_verified=False)),
    )
    return {name: minutes or 0 for name, minutes in found.items()}


@dataclass(frozen=True)
class Totals:
    """The sums of a crisis. Minutes are whole; None where nothing was recorded."""

    activities: int
    volunteers: int
    verified: int
    unverified: int
    persons_served: int | None
    first_on: date | None
    last_on: date | None


def totals(crisis: Crisis) -> Totals:
    """Return how many activities and volunteers there were, and how much time they gave."""
    time = HourRecord.objects.filter(activity__crisis=crisis).aggregate(
        volunteers=Count("person", distinct=True),
        verified=Sum("minutes", filter=Q(is_verified=True)),
        unverified=Sum("minutes", filter=Q(is_verified=False)),
        first_on=Min("served_on"),
        last_on=Max("served_on"),
    )
    done = Activity.objects.filter(crisis=crisis).aggregate(count=Count("pk"), served=Sum("persons_served"))
    return Totals(
        activities=done["count"],
        volunteers=time["volunteers"],
        verified=time["verified"] or 0,
        unverified=time["unverified"] or 0,
        persons_served=done["served"],
        first_on=time["first_on"],
        last_on=time["last_on"],
    )


def valuation(crisis: Crisis) -> Valuation | None:
    """Return what the time is worth by the wages of its last day; None where no wage is known."""
    rows = (
        HourRecord.objects.filter(activity__crisis=crisis)
        .values("activity__place__code", "skill", "is_verified")
        .annotate(minutes=Sum("minutes"), last_on=Max("served_on"))
        .order_by()
    )
    found = list(rows)
    if not found:
        return None
    wages = wage_set(
        [row["activity__place__code"] or "" for row in found],
        max(row["last_on"] for row in found),
        is_sample=crisis.is_sample,
    )
    if wages is None:
        return None
    times = (
        ServedTime(row["activity__place__code"] or "", row["skill"], row["minutes"], row["is_verified"])
        for row in found
    )
    return value(times, wages)


def worth(found: Valuation) -> list[dict[str, Any]]:
    """Return the three figures, each with its method; a number without its method is not shown."""
    figures = (
        ("low", found.low_fen, found.unpriced_low_minutes),
        ("mid", found.mid_fen, found.unpriced_mid_minutes),
        ("high", found.high_fen, found.unpriced_high_minutes),
    )
    return [{"key": key, "fen": fen, "unpriced": gap, "method": METHODS[key]} for key, fen, gap in figures]
