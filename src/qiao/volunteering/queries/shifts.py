"""What can be asked of shifts: which are open, who has a place, who may take one."""

from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from qiao.registry.models import Crisis, Person
from qiao.volunteering.models import Assignment, Shift, VolunteerProfile, VolunteerSkill
from qiao.volunteering.skills import skills

MOST_COMING = 40
STANDS = Q(assignments__left_at__isnull=True, assignments__pk__isnull=False)


def shifts(crisis: Crisis, *, since: datetime, only_free: bool = False) -> QuerySet[Shift]:
    """Return the shifts of a crisis that end after a moment, the next first, with how many have a place or wait."""
    rows = (
        Shift.objects.filter(activity__crisis=crisis, ends_at__gt=since)
        .select_related("activity__place")
        .annotate(
            taken=Count("assignments", filter=STANDS & Q(assignments__is_standby=False)),
            standing_by=Count("assignments", filter=STANDS & Q(assignments__is_standby=True)),
        )
        .annotate(left=F("slots") - F("taken"))
        .order_by("starts_at", "activity__title", "pk")
    )
    return rows.filter(left__gt=0, cancelled_at__isnull=True) if only_free else rows


def open_shifts(now: datetime) -> QuerySet[Shift]:
    """Return the shifts of the organisation that are still to begin and stand, the next first."""
    rows = Shift.objects.filter(starts_at__gt=now, cancelled_at__isnull=True)
    return rows.select_related("activity__place").order_by("starts_at", "pk")


def coming_shifts(now: datetime) -> QuerySet[Shift]:
    """Return the next of them, with the free places."""
    taken = Count("assignments", filter=STANDS & Q(assignments__is_standby=False))
    return open_shifts(now).annotate(taken=taken).annotate(left=F("slots") - F("taken"))[:MOST_COMING]


def people_of(shift: Shift) -> QuerySet[Assignment]:
    """Return who has a place in a shift and who stands by, in the order they signed up."""
    return (
        Assignment.objects.filter(shift=shift, left_at__isnull=True)
        .select_related("person", "hours")
        .prefetch_related("presences")
        .order_by("is_standby", "signed_at", "created_at")
    )


def shifts_of(person: Person) -> QuerySet[Assignment]:
    """Return the places somebody has or waits for, the next first."""
    return (
        Assignment.objects.filter(person=person, left_at__isnull=True)
        .select_related("shift__activity__place", "shift__activity__crisis", "hours", "person")
        .prefetch_related("presences")
        .order_by("shift__starts_at")
    )


def places_left(shift: Shift) -> int:
    """Return how many places of a shift are free."""
    held = Assignment.objects.filter(shift=shift, left_at__isnull=True, is_standby=False)
    return int(shift.slots) - held.count()


def clashes_of(person: Person, shift: Shift) -> QuerySet[Assignment]:
    """Return the places somebody holds at the same time as a shift; one that ends as the other begins is none."""
    return (
        Assignment.objects.filter(person=person, left_at__isnull=True, is_standby=False)
        .filter(
            shift__cancelled_at__isnull=True,
            shift__starts_at__lt=shift.ends_at,
            shift__ends_at__gt=shift.starts_at,
        )
        .exclude(shift=shift)
        .select_related("shift__activity")
        .order_by("shift__starts_at")
    )


def skills_of(person: Person) -> QuerySet[VolunteerSkill]:
    """Return what somebody told they can do."""
    return VolunteerSkill.objects.filter(person=person).order_by("skill")


def has_skill(person: Person, skill: str, *, on: date) -> bool:
    """Say whether somebody may do what asks for a skill on a day: told, and its licence seen and in force."""
    if not skill:
        return True
    held = VolunteerSkill.objects.filter(person=person, skill=skill)
    held = held.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
    known = skills().get(skill)
    if known is not None and known.needs_licence:
        held = held.filter(checked_at__isnull=False)
    return held.exists()


def rostered() -> QuerySet[Person]:
    """Return who agreed to be put on a roster of the active organisation."""
    agreed = VolunteerProfile.objects.filter(may_be_rostered=True)
    return Person.objects.filter(pk__in=agreed.values("person"))


def profile_of(person: Person) -> VolunteerProfile | None:
    """Return what somebody said of themselves, if they did."""
    return VolunteerProfile.objects.filter(person=person).first()
