"""A volunteer tells what they can do; a colleague sees the licence."""

from datetime import date, datetime

from qiao.accounts.roles import Actor
from qiao.exceptions import SamePersonError
from qiao.registry.models import Person
from qiao.trail.recorded import detail, recorded
from qiao.volunteering.models import VolunteerSkill


@recorded("skill.tell")
def tell_skill(
    actor: Actor, person: Person, *, skill: str, is_told: bool = True, valid_until: date | None = None
) -> Person:
    """Tell that somebody has a skill, or no longer. Told anew, its licence has to be seen again."""
    rows = VolunteerSkill.objects.filter(organization_id=actor.acts_for, person=person, skill=skill)
    if not is_told:
        rows.delete()
    elif not rows.filter(valid_until=valid_until).exists():
        VolunteerSkill.objects.update_or_create(
            organization_id=actor.acts_for,
            person=person,
            skill=skill,
            defaults={"valid_until": valid_until, "checked_by": None, "checked_at": None},
        )
    detail(skill=skill, is_told=str(is_told))
    return person


@recorded("skill.check")
def check_skill(
    actor: Actor, told: VolunteerSkill, *, at: datetime, valid_until: date | None = None
) -> VolunteerSkill:
    """Say that the licence was seen, and until when it holds; never one's own.

    Raises SamePersonError.
    """
    if actor.user_id is not None and told.person.user_id == actor.user_id:
        raise SamePersonError
    told.checked_by_id, told.checked_at, told.valid_until = actor.user_id, at, valid_until
    told.save(update_fields=("checked_by", "checked_at", "valid_until"))
    detail(skill=told.skill)
    return told
