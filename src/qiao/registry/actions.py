"""What can be done in the registry: register organisations and departments, open a crisis, appoint people."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from qiao.accounts.models import User
from qiao.accounts.roles import Actor, Role
from qiao.exceptions import LineAlreadyDecidedError, RightMissingError
from qiao.registry.marks import names_changed
from qiao.registry.models import (
    Appointment,
    Crisis,
    Department,
    Organization,
    OrganizationName,
    Phase,
    Place,
    Qualification,
)
from qiao.registry.uscc import normalise
from qiao.trail.recorded import detail, recorded

NOT_APPOINTED = frozenset({Role.PUBLIC, Role.REPORTER, Role.RECIPIENT, Role.DRIVER})
"""Roles that somebody has by a code or by nothing, never by appointment."""


@recorded("organization.register")
def register_organization(
    _actor: Actor, /, *, name: str, kind: str, uscc: str = "", home: Place | None = None, **facts: Any
) -> Organization:
    """Register an organisation. Raises UsccError where the code is given and wrong."""
    code = normalise(uscc) if uscc else ""
    organization = Organization.objects.create(name=name, kind=kind, uscc=code, home=home, **facts)
    detail(kind=kind, home=home.code if home else None)
    return organization


@recorded("organization.rename")
def rename_organization(actor: Actor, /, organization: Organization, *, name: str) -> Organization:
    """Give an organisation its new name: the actor's own, or one that does not work here itself. The trail keeps the old."""
    if organization.runs_qiao and organization.pk != actor.acts_for and Role.OPERATOR not in actor.roles:
        raise RightMissingError(verb="organization.rename")
    detail(organization=str(organization.pk), before=organization.name, after=name)
    organization.name = name
    organization.save(update_fields=("name",))
    names_changed([organization.pk])
    return organization


@recorded("qualification.record")
def record_qualification(
    actor: Actor, /, organization: Organization, *, kind: str, valid_from: date, **facts: Any
) -> Qualification:
    """Record a dated certificate of the actor's own organisation, or of one that does not work here itself."""
    if organization.runs_qiao and organization.pk != actor.acts_for and Role.OPERATOR not in actor.roles:
        raise RightMissingError(verb="qualification.record")
    detail(organization=str(organization.pk), kind=kind, valid_from=valid_from.isoformat())
    return Qualification.objects.create(organization=organization, kind=kind, valid_from=valid_from, **facts)


@recorded("organization.join")
def join_names(
    _actor: Actor, /, organization: Organization, other: Organization, *, kind: str, at: datetime
) -> OrganizationName:
    """Let `other` be another name or a branch of `organization`. Its records stay; `part_names` takes it back.

    Raises LineAlreadyDecidedError where it is one already.
    """
    if kind == OrganizationName.Kind.ALIAS:
        joined = Organization.objects.filter(pk=other.pk, same_as__isnull=True).update(same_as=organization)
    else:
        joined = Organization.objects.filter(pk=other.pk, parent__isnull=True).update(parent=organization)
    if not joined:
        raise LineAlreadyDecidedError(state=OrganizationName.Kind(kind).label)
    detail(kind=kind, other=str(other.pk), organization=str(organization.pk))
    names_changed([organization.pk, other.pk])
    made: OrganizationName = OrganizationName.objects.create(
        organization=organization, name=other.name, kind=kind, other=other, since=at
    )
    return made


@recorded("organization.part")
def part_names(_actor: Actor, /, name: OrganizationName, *, at: datetime) -> OrganizationName:
    """Take a name or a branch back: both organisations stand for themselves again."""
    if not OrganizationName.objects.filter(pk=name.pk, until__isnull=True).update(until=at):
        raise LineAlreadyDecidedError(state="已拆开")
    field = "same_as" if name.kind == OrganizationName.Kind.ALIAS else "parent"
    rows = Organization.objects.filter(pk=name.other_id, **{field: name.organization_id})
    rows.update(**{field: None})
    names_changed([name.other_id, name.organization_id])
    detail(kind=name.kind, other=str(name.other_id), organization=str(name.organization_id))
    return name


@recorded("department.register")
def register_department(
    _actor: Actor, /, *, name: str, place: Place | None = None, **facts: Any
) -> Department:
    """Register a department that can answer proposals."""
    detail(place=place.code if place else None)
    return Department.objects.create(name=name, place=place, **facts)


@recorded("crisis.open")
def open_crisis(
    _actor: Actor,
    /,
    *,
    name: str,
    slug: str,
    hazard: str,
    began_on: date,
    places: Iterable[Place],
    phases: Mapping[str, date | None] | None = None,
    **facts: Any,
) -> Crisis:
    """Open a crisis with its places and phases; relief begins on its first day unless said otherwise."""
    crisis = Crisis.objects.create(name=name, slug=slug, hazard=hazard, began_on=began_on, **facts)
    touched = list(places)
    crisis.places.set(touched)
    dated = {Phase.Focus.RELIEF.value: began_on} | dict(phases or {})
    Phase.objects.bulk_create(
        Phase(crisis=crisis, focus=focus, began_on=begins) for focus, begins in dated.items() if begins
    )
    detail(slug=slug, hazard=hazard, places=len(touched))
    return crisis


@recorded("appointment.make")
def make_appointment(
    actor: Actor,
    /,
    user: User,
    organization: Organization,
    *,
    role: str,
    since: date | None = None,
    until: date | None = None,
) -> Appointment:
    """Appoint somebody to a role in the actor's own organisation.

    Raises RightMissingError for another organisation, for a role nobody is appointed to, and for the operator's
    role, which only an operator gives; LineAlreadyDecidedError where the appointment exists.
    """
    is_operator = Role.OPERATOR in actor.roles
    foreign = organization.pk != actor.organization_id and not is_operator
    above = role == Role.OPERATOR and not is_operator
    if foreign or above or role in NOT_APPOINTED:
        raise RightMissingError(verb="appointment.make")
    appointment, is_new = Appointment.objects.get_or_create(
        user=user, organization=organization, role=role, defaults={"since": since, "until": until}
    )
    if not is_new:
        raise LineAlreadyDecidedError(state=role)
    detail(user=str(user.pk), role=role)
    return appointment
