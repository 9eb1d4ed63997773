"""What can be asked of case files: only one's own team's, and who may be in a team."""

import uuid
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django_scopes import scopes_disabled

from qiao.accounts.models import User
from qiao.accounts.roles import Actor, Role
from qiao.care.models import CareFile, CareFinding, CareGroup, CareRelease, Consent, NoteOpening, Referral
from qiao.intake.models import Need
from qiao.registry.models import Appointment, Crisis, Organization
from qiao.trail.models import TrailEntry

SHOWN_READS = 10
READS = ("care_file.read", "care_note.reveal")
CARE_ITEM = "counselling"
FINDING_CHANNEL = "个案发现（去标识）"
CARE_WORDS = ("心理支持", "心理援助", "心理疏导", "心理咨询", "心理辅导", "哀伤辅导", "心理干预")
"""What a request for psychological support is called where no item was found (突发事件应对法 81)."""


def own_files(actor: Actor) -> QuerySet[CareFile]:
    """Return the files in whose team the actor is, or which the actor supervises. Nobody else's, ever."""
    mine = Q(pk__in=())
    if actor.user_id is not None and Role.CASEWORKER in actor.roles:
        mine |= Q(team=actor.user_id)
    if actor.user_id is not None and Role.SUPERVISOR in actor.roles:
        mine |= Q(supervisor=actor.user_id)
    return CareFile.objects.filter(mine).distinct()


def own_files_in(actor: Actor, crisis: Crisis) -> QuerySet[CareFile]:
    """Return the actor's files in a crisis with how many sessions each had, what is due first first."""
    return (
        own_files(actor)
        .filter(crisis=crisis)
        .select_related("supervisor")
        .annotate(session_count=Count("sessions", distinct=True))
        .order_by(F("review_on").asc(nulls_last=True), "-created_at")
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


def consents_of(file: CareFile) -> list[tuple[Consent.Purpose, list[Consent]]]:
    """Return every purpose with the consents that hold for it; sharing has one for each receiver."""
    held = list(file.consents.filter(withdrawn_at__isnull=True))
    return [(purpose, [one for one in held if one.purpose == purpose]) for purpose in Consent.Purpose]


def reads_of(file: CareFile) -> QuerySet[TrailEntry]:
    """Return who looked at the file or worked on it, the latest first."""
    about = TrailEntry.objects.filter(subject_type="care.carefile", subject_id=file.pk)
    return about.select_related("actor").order_by("-sequence")


def requests_for_care(crisis: Crisis) -> QuerySet[Need]:
    """Return the needs of psychological support nobody has taken up, the most urgent and oldest first."""
    rows: QuerySet[Need] = Need.objects.filter(crisis=crisis, merged_into__isnull=True).filter(
        Q(item__code=CARE_ITEM) | Q(item__isnull=True, item_text__in=CARE_WORDS)
    )
    rows = rows.exclude(report__channel=FINDING_CHANNEL)
    waiting = (Need.State.NEW, Need.State.OPEN, Need.State.EXPIRED)
    return rows.filter(state__in=waiting).select_related("item", "place").order_by("tier", "created_at")


def taken_marks(marks: set[str]) -> set[str]:
    """Return which of these keyed marks of needs a file was opened from, by whichever team holds it now."""
    with scopes_disabled():
        return set(CareFile.objects.filter(source_mark__in=marks).values_list("source_mark", flat=True))


def takes_referrals(organization_id: uuid.UUID) -> bool:
    """Say whether an organisation has a social worker and a supervisor today."""
    return caseworkers(organization_id).exists() and supervisors(organization_id).exists()


def receivers(actor: Actor) -> QuerySet[Organization]:
    """Return the other organisations of this system that have social workers and supervisors."""
    today = timezone.localdate()
    held = Appointment.objects.filter(
        Q(since__isnull=True) | Q(since__lte=today), Q(until__isnull=True) | Q(until__gte=today)
    )
    return (
        Organization.objects.filter(runs_qiao=True)
        .filter(pk__in=held.filter(role=Role.CASEWORKER).values("organization"))
        .filter(pk__in=held.filter(role=Role.SUPERVISOR).values("organization"))
        .exclude(pk=actor.acts_for)
        .order_by("name")
    )


def incoming(actor: Actor) -> list[Referral]:
    """Return the referrals that wait for an answer of the actor's organisation, the oldest first.

    What is loaded is who asks, when and for which kind of support; the file stays with the asking team.
    """
    if actor.organization_id is None:
        return []
    with scopes_disabled():
        rows = Referral.objects.filter(to_organization=actor.organization_id, state=Referral.State.ASKED)
        return list(rows.select_related("organization").order_by("asked_at"))


def has_consent(file: CareFile, purpose: str, receiver: str = "") -> bool:
    """Say whether the person's consent to a purpose holds."""
    held = file.consents.filter(purpose=purpose, receiver=receiver, withdrawn_at__isnull=True)
    return held.exists()


def age_told(need: Need) -> str:
    """Return the age a request tells of: it says whether minors are among those it is for, never how old they are."""
    return CareFile.Age.MINOR if "MINORS" in need.who_groups else CareFile.Age.ADULT


def unreviewed_before(user_id: uuid.UUID, moment: datetime) -> QuerySet[NoteOpening]:
    """Return the openings by somebody, begun before a moment, that nobody reviewed. A closed file is reviewed too."""
    rows: QuerySet[NoteOpening] = NoteOpening.objects.filter(user=user_id, reviewed_at__isnull=True)
    return rows.filter(opened_at__lt=moment)


def wrong_codes_since(user_id: uuid.UUID, moment: datetime) -> int:
    """Return how many wrong codes somebody gave since a moment."""
    return TrailEntry.objects.filter(verb="care_note.refuse", actor=user_id, at__gte=moment).count()


def openings_of(organization_id: uuid.UUID | None) -> QuerySet[NoteOpening]:
    """Return when supervisors opened notes, for the auditor: who, when, reviewed by whom; neither file nor reason."""
    rows: QuerySet[NoteOpening] = NoteOpening.objects.filter(organization=organization_id)
    return rows.select_related("user", "reviewed_by").defer("sealed_reason")


def all_reads_of(file: CareFile) -> QuerySet[TrailEntry]:
    """Return every reading of a file, the first one first: what the person may ask to see (个人信息保护法 44, 45)."""
    return reads_of(file).filter(verb__in=READS).order_by("sequence")


def generations_in_use(organization_id: uuid.UUID) -> set[int]:
    """Return under which keys of an organisation files and waiting referrals are wrapped."""
    with scopes_disabled():
        files = CareFile.objects.filter(organization=organization_id).exclude(wrapped_key=b"")
        waiting = Referral.objects.filter(state=Referral.State.ASKED).filter(
            Q(to_organization=organization_id) | Q(to_organization__isnull=True, organization=organization_id)
        )
        groups = CareGroup.objects.filter(organization=organization_id).exclude(wrapped_key=b"")
        return {
            *files.values_list("key_generation", flat=True),
            *groups.values_list("key_generation", flat=True),
            *waiting.values_list("key_generation", flat=True),
        }


def files_of(crisis: Crisis) -> tuple[list[CareFile], list[CareFile]]:
    """Return the files of a crisis that are still served, and those that ended and were not destroyed."""
    rows = list(CareFile.objects.filter(crisis=crisis, destroyed_at__isnull=True).order_by("created_at"))
    ended = {CareFile.State.CLOSED.value, CareFile.State.REFERRED.value}
    return [one for one in rows if one.state not in ended], [one for one in rows if one.state in ended]


def find_file(text: str) -> CareFile | None:
    """Return a file by its id or number that was not destroyed, or None. Call it outside any scope."""
    try:
        wanted = Q(pk=uuid.UUID(text))
    except ValueError:
        wanted = Q(number=text)
    found: CareFile | None = CareFile.objects.filter(wanted, destroyed_at__isnull=True).first()
    return found


def count_with_consent(crisis: Crisis) -> dict[tuple[str, str], int]:
    """Return how many files of each kind and age there are whose people agreed to be counted. Never shown as it is."""
    agreed = Consent.objects.filter(purpose=Consent.Purpose.STATISTICS, withdrawn_at__isnull=True)
    rows = CareFile.objects.filter(crisis=crisis, pk__in=agreed.values("file"), destroyed_at__isnull=True)
    return {
        (row["kind"], row["age"]): row["count"]
        for row in rows.order_by().values("kind", "age").annotate(count=Count("pk"))
    }


def releases(crisis: Crisis) -> QuerySet[CareRelease]:
    """Return the issues of figures of a crisis, the newest first."""
    rows: QuerySet[CareRelease] = CareRelease.objects.filter(crisis=crisis)
    return rows


def findings(crisis: Crisis) -> QuerySet[CareFinding]:
    """Return the findings of a crisis, the newest first."""
    rows: QuerySet[CareFinding] = CareFinding.objects.filter(crisis=crisis)
    return rows.select_related("written_by", "decided_by")
