"""A volunteer says when they are free; a coordinator takes lines of a drawn roster over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.exceptions import QiaoError
from qiao.registry.models import Person
from qiao.trail.recorded import detail, recorded
from qiao.volunteering.actions.taking import assign
from qiao.volunteering.models import Assignment, Shift, VolunteerProfile


@recorded("profile.tell")
def tell_profile(
    actor: Actor,
    person: Person,
    *,
    week: str,
    most_shifts: int,
    languages: str,
    may_be_rostered: bool,
    at: datetime,
) -> VolunteerProfile:
    """Keep when somebody is free, and whether they may be put on a roster; agreement keeps its time."""
    known = VolunteerProfile.objects.filter(organization_id=actor.acts_for, person=person).first()
    agreed = known.agreed_at if known and known.may_be_rostered else at
    made, _is_new = VolunteerProfile.objects.update_or_create(
        organization_id=actor.acts_for,
        person=person,
        defaults={
            "week": week,
            "most_shifts": most_shifts,
            "languages": languages,
            "may_be_rostered": may_be_rostered,
            "agreed_at": agreed if may_be_rostered else None,
        },
    )
    detail(may_be_rostered=str(may_be_rostered))
    kept: VolunteerProfile = made
    return kept


@dataclass(frozen=True)
class TakenOver:
    """Which lines of a roster became places in shifts, and which were refused, with why."""

    made: list[Assignment] = field(default_factory=list)
    refused: list[tuple[Person, Shift, QiaoError]] = field(default_factory=list)


def take_over(actor: Actor, lines: Sequence[tuple[Person, Shift]], *, at: datetime) -> TakenOver:
    """Enter the lines a person has confirmed, each as an act of its own: what clashes meanwhile is refused alone."""
    done = TakenOver()
    for person, shift in lines:
        try:
            done.made.append(assign(actor, shift, person, at=at))
        except QiaoError as error:
            done.refused.append((person, shift, error))
    return done
