"""Directed appeals turn to members alone (慈善法第二十九条), to all of them or to one kind; and there must be any."""

import uuid
from datetime import date

from django.db.models import Q, QuerySet

from qiao.exceptions import AppealMembersError
from qiao.funding.models import Campaign
from qiao.registry.models import Appointment, Membership

Audience = Campaign.Audience
KINDS = {
    Audience.ALL: Q(),
    Audience.PERSONS: Q(person__isnull=False),
    Audience.ENTERPRISES: Q(enterprise__isnull=False),
}


def members_on(organization_id: uuid.UUID, day: date, audience: str = Audience.ALL) -> QuerySet[Membership]:
    """Return the memberships of an organisation that hold on a day: all, of persons, or of enterprises."""
    return Membership.objects.filter(
        Q(since__isnull=True) | Q(since__lte=day),
        Q(until__isnull=True) | Q(until__gte=day),
        KINDS[Audience(audience)],
        organization=organization_id,
    )


def audiences_of(user_id: uuid.UUID | None, organization_id: uuid.UUID, day: date) -> set[str]:
    """Return to whom somebody belongs: a person who is a member, one who works for an enterprise that is; else nobody."""
    if user_id is None:
        return set()
    works_for = Appointment.objects.filter(
        Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day), user=user_id
    ).values("organization")
    members = members_on(organization_id, day)
    found = set()
    if members.filter(person__user=user_id).exists():
        found.add(str(Audience.PERSONS))
    if members.filter(enterprise__in=works_for).exists():
        found.add(str(Audience.ENTERPRISES))
    return found | {str(Audience.ALL)} if found else found


def is_member(
    user_id: uuid.UUID | None, organization_id: uuid.UUID, day: date, audience: str = Audience.ALL
) -> bool:
    """Say whether an appeal to these members turns to somebody."""
    return audience in audiences_of(user_id, organization_id, day)


def refuse_without_members(
    route: str, organization_id: uuid.UUID, day: date, audience: str = Audience.ALL
) -> None:
    """Raise AppealMembersError where a directed appeal has nobody to turn to."""
    if route == Campaign.Route.DIRECTED and not members_on(organization_id, day, audience).exists():
        raise AppealMembersError(day=day.isoformat(), members=Audience(audience).label)
