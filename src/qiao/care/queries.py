"""What can be asked of case files: only one's own team's, and who may be in a team."""

import uuid
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from qiao.accounts.models import User
from qiao.accounts.roles import Actor, Role
from qiao.care.models import CareFile, Consent, NoteOpening
from qiao.registry.models import Appointment, Crisis
from qiao.trail.models import TrailEntry

SHOWN_READS = 10


def own_files(actor: Actor) -> QuerySet[CareFile]:
    """Return the files in whose team the actor is, or which the actor supervises. Nobody else's, ever."""
    mine = Q(pk__in=())
    if actor.user_id is not None and Role.CASEWORKER in actor.roles:
        mine |= Q(team=actor.user_id)
    if actor.user_id is not None and Role.SUPERVISOR in actor.roles:
        mine |= Q(supervisor=actor.user_id)
    return CareFile.objects.filter(mine).distinct()


def own_files_in(actor: Actor, crisis: Crisis) -> QuerySet[CareFile]:
    """Return the actor's files in a crisis with how many sessions each had, the newest first."""
    return (
        own_files(actor)
        .filter(crisis=crisis)
        .select_related("supervisor")
        .annotate(session_count=Count("sessions", distinct=True))
        .order_by("-created_at")
    )


def is_in_team(actor: Actor, file: CareFile) -> bool:
    """Say whether the actor works on the file as a social worker."""
    in_role = Role.CASEWORKER in actor.roles
    return in_role and actor.user_id is not None and file.team.filter(pk=actor.user_id).exists()


def supervises(actor: Actor, file: CareFile) -> bool:
    """Say whether the actor is the file's own supervisor."""
    return Role.SUPERVISOR in actor.roles and actor.user_id == file.supervisor_id


def note_opening(actor: Actor, file: CareFile, now: datetime) -> NoteOpening | None:
    """Return the supervisor's opening of the notes that still holds."""
    if not supervises(actor, file):
        return None
    found: NoteOpening | None = file.openings.filter(user=actor.user_id, until__gt=now).first()
    return found


def people_in_role(organization_id: uuid.UUID | None, role: Role, on: date) -> QuerySet[User]:
    """Return who works for the organisation in a role on a day."""
    held = Appointment.objects.filter(organization=organization_id, role=role).filter(
        Q(since__isnull=True) | Q(since__lte=on), Q(until__isnull=True) | Q(until__gte=on)
    )
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by(
        "display_name", "username"
    )


def caseworkers(organization_id: uuid.UUID | None) -> QuerySet[User]:
    """Return the social workers of today."""
    return people_in_role(organization_id, Role.CASEWORKER, timezone.localdate())


def supervisors(organization_id: uuid.UUID | None) -> QuerySet[User]:
    """Return the supervisors of today."""
    return people_in_role(organization_id, Role.SUPERVISOR, timezone.localdate())


def consents_of(file: CareFile) -> list[tuple[Consent.Purpose, Consent | None]]:
    """Return every purpose with the consent that holds for it, or None."""
    held = {one.purpose: one for one in file.consents.filter(withdrawn_at__isnull=True)}
    return [(purpose, held.get(purpose.value)) for purpose in Consent.Purpose]


def reads_of(file: CareFile) -> QuerySet[TrailEntry]:
    """Return who looked at the file or worked on it, the latest first."""
    about = TrailEntry.objects.filter(subject_type="care.carefile", subject_id=file.pk)
    return about.select_related("actor").order_by("-sequence")
