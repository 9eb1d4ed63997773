"""Groups as their leaders may see them, and as the team of a member's file may: no word of the notes."""

import uuid

from django.db.models import Count, Q, QuerySet

from qiao.accounts.roles import Actor, Role
from qiao.care.models import CareFile, CareGroup, Consent, GroupMember
from qiao.registry.models import Crisis


def own_groups(actor: Actor) -> QuerySet[CareGroup]:
    """Return the groups the actor leads. Nobody else's, ever."""
    if actor.user_id is None or Role.CASEWORKER not in actor.roles:
        return CareGroup.objects.none()
    rows: QuerySet[CareGroup] = CareGroup.objects.filter(leaders=actor.user_id)
    return rows.distinct()


def leads(actor: Actor, group: CareGroup) -> bool:
    """Say whether the actor leads the group."""
    return own_groups(actor).filter(pk=group.pk).exists()


def counted(rows: QuerySet[CareGroup]) -> QuerySet[CareGroup]:
    """Add to each group how many members and sessions it has."""
    return rows.annotate(
        member_count=Count("members", filter=Q(members__left_at__isnull=True), distinct=True),
        session_count=Count("sessions", distinct=True),
    )


def joinable(organization_id: uuid.UUID, crisis: Crisis) -> QuerySet[CareGroup]:
    """Return the groups a person may be let join: number, kind and leaders; the aim stays sealed."""
    rows: QuerySet[CareGroup] = CareGroup.objects.filter(
        organization=organization_id, crisis=crisis, state=CareGroup.State.OPEN
    )
    return rows


def memberships_of(file: CareFile) -> QuerySet[GroupMember]:
    """Return in which groups a person is or was, for the file's own team: dates, and how often they came."""
    rows: QuerySet[GroupMember] = GroupMember.objects.filter(file=file)
    joined = rows.select_related("group").defer("sealed_called")
    return joined.annotate(
        came=Count("attended", distinct=True), sessions=Count("group__sessions", distinct=True)
    )


def groups_of(crisis: Crisis) -> tuple[list[CareGroup], list[CareGroup]]:
    """Return the groups of a crisis that still meet, and those that ended and were not destroyed."""
    rows = list(CareGroup.objects.filter(crisis=crisis, destroyed_at__isnull=True).order_by("created_at"))
    closed = CareGroup.State.CLOSED
    return [one for one in rows if one.state != closed], [one for one in rows if one.state == closed]


def count_in_groups(crisis: Crisis) -> dict[tuple[str, str], int]:
    """Return how many people who agreed to be counted took part in a group or did not, by kind. Never shown as it is."""
    agreed = Consent.objects.filter(purpose=Consent.Purpose.STATISTICS, withdrawn_at__isnull=True)
    counted_files = CareFile.objects.filter(
        crisis=crisis, pk__in=agreed.values("file"), destroyed_at__isnull=True
    )
    took_part = set(GroupMember.objects.filter(file__crisis=crisis).values_list("file", flat=True))
    found: dict[tuple[str, str], int] = {}
    for pk, kind in counted_files.values_list("pk", "kind"):
        key = (kind, "IN" if pk in took_part else "OUT")
        found[key] = found.get(key, 0) + 1
    return found
