"""Who signed up in a crisis and never served: what they entered is destroyed with the crisis (突发事件应对法 85)."""

from collections.abc import Iterable
from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.registry.models import Crisis, Membership, Person
from qiao.registry.people import ERASED, erase_person
from qiao.trail.recorded import detail, recorded
from qiao.volunteering.actions.enrolling import destroy_enrolment, forget_enrolments
from qiao.volunteering.models import Assignment, Enrolment, HourRecord, VolunteerProfile, VolunteerSkill


def unserved_people(crisis: Crisis) -> list[Person]:
    """Return who took places in shifts of a crisis, has no verified time at all, no account and no membership.

    Verified time is kept as long as the regulation asks (志愿服务条例 19), members by their membership.
    """
    taken = Assignment.objects.filter(shift__activity__crisis=crisis).values("person")
    served = HourRecord.objects.filter(verified_at__isnull=False).values("person")
    members = Membership.objects.filter(person__isnull=False, until__isnull=True).values("person")
    rows = Person.objects.filter(pk__in=taken, user__isnull=True).exclude(name=ERASED)
    return list(rows.exclude(pk__in=served).exclude(pk__in=members).order_by("created_at"))


def unserved_entries(crisis: Crisis) -> list[Enrolment]:
    """Return the entries made from a shift of a crisis that nobody confirmed."""
    rows = Enrolment.objects.filter(shift__activity__crisis=crisis, state=Enrolment.State.WAITING)
    return list(rows.order_by("created_at"))


@recorded("enrolment.forget")
def forget_sign_up(
    actor: Actor, /, people: Iterable[Person], entries: Iterable[Enrolment], *, at: datetime
) -> None:
    """Destroy names, telephones, skills and free hours of those who never served; their places stay, without them."""
    count = 0
    for person in people:
        VolunteerSkill.objects.filter(person=person).delete()
        VolunteerProfile.objects.filter(person=person).delete()
        forget_enrolments(person, at=at)
        erase_person(actor, person)
        count += 1
    for entry in entries:
        entry.state, entry.left_at = Enrolment.State.LEFT, at
        destroy_enrolment(entry, at=at)
        count += 1
    detail(count=count)
