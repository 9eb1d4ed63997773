"""Directed appeals turn to members alone (慈善法第二十九条): who they are, and that there are any."""

import uuid
from datetime import date

from django.db.models import Q, QuerySet

from qiao.exceptions import AppealMembersError
from qiao.funding.models import Campaign
from qiao.registry.models import Appointment, Membership


def members_on(organization_id: uuid.UUID, day: date) -> QuerySet[Membership]:
    """Return the memberships of an organisation that hold on a day."""
    return Membership.objects.filter(
        Q(since__isnull=True) | Q(since__lte=day),
        Q(until__isnull=True) | Q(until__gte=day),
        organization=organization_id,
    )


def is_member(user_id: uuid.UUID | None, organization_id: uuid.UUID, day: date) -> bool:
    """Say whether somebody is a member, or works for an enterprise that is one."""
    if user_id is None:
        return False
    works_for = Appointment.objects.filter(
        Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day), user=user_id
    ).values("organization")
    own = Q(person__user=user_id) | Q(enterprise__in=works_for)
    return members_on(organization_id, day).filter(own).exists()


def refuse_without_members(route: str, organization_id: uuid.UUID, day: date) -> None:
    """Raise AppealMembersError where a directed appeal has nobody to turn to."""
    if route == Campaign.Route.DIRECTED and not members_on(organization_id, day).exists():
        raise AppealMembersError(day=day.isoformat())
