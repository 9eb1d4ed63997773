"""What can be done with a case file. Every read is in the trail before a word of it is shown.

The trail holds ids and figures only. Identity, notes and the supervisor's reasons are sealed under the file's key.
"""

import json
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.care.keys import as_it_stands, key_of, new_key, opened, sealed, wrapped_for
from qiao.care.models import (
    CareClosing,
    CareEntry,
    CareFile,
    CareGoal,
    CareSession,
    Consent,
    GroupMember,
    NoteOpening,
    Referral,
    RightsRequest,
)
from qiao.care.queries import caseworkers, is_in_team, note_opening, own_files, supervisors
from qiao.exceptions import (
    CareFileDestroyedError,
    CareFileStateError,
    GuardianConsentError,
    LineAlreadyDecidedError,
    RightMissingError,
)
from qiao.intake.reporter.codes import ALPHABET
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded

FOR_ONE = frozenset({Consent.Purpose.SHARING.value, Consent.Purpose.GROUP.value})
"""Purposes agreed to for one receiver, or one group, at a time."""
NUMBER_GROUPS = 2
GROUP = 4


@dataclass(frozen=True)
class Note:
    """One session with its notes, or with None where the reader may not see them."""

    session: CareSession
    text: str | None


@dataclass(frozen=True)
class Opening:
    """One time the supervisor opened the notes, with the reason given."""

    opening: NoteOpening
    reason: str


@dataclass(frozen=True)
class Page:
    """A page of the file with what it says, or with None where the reader may not see it."""

    entry: CareEntry
    content: dict[str, str] | None


@dataclass(frozen=True)
class Told:
    """A goal, a closing or a request with its words, or with None where the reader may not see them."""

    row: CareGoal | CareClosing | RightsRequest
    text: str | None
    answer: str = ""


@dataclass(frozen=True)
class Opened:
    """What a member of the team reads of a file."""

    file: CareFile
    identity: str
    notes: tuple[Note, ...]
    openings: tuple[Opening, ...]
    shows_notes: bool
    entries: tuple[Page, ...] = ()
    goals: tuple[Told, ...] = ()
    closings: tuple[Told, ...] = ()
    requests: tuple[Told, ...] = ()

    def newest(self, kind: str) -> Page | None:
        """Return the newest page of a kind."""
        return next((one for one in self.entries if one.entry.kind == kind), None)

    @property
    def risk(self) -> Page | None:
        """Return the newest assessment of risk."""
        return self.newest(CareEntry.Kind.RISK)

    @property
    def plan(self) -> Page | None:
        """Return the newest safety plan."""
        return self.newest(CareEntry.Kind.SAFETY)

    @property
    def advice(self) -> list[Page]:
        """Return what the supervisor advised, the newest first."""
        return [one for one in self.entries if one.entry.kind == CareEntry.Kind.SUPERVISION]


def new_number() -> str:
    """Return a number by chance: one that counts would tell other teams how many files there are."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(NUMBER_GROUPS))
    return "-".join(("C", *groups))


def check_people(actor: Actor, *, supervisor: User, team: Iterable[User]) -> list[User]:
    """Return the actor and the team, all of them social workers of the organisation under one of its supervisors.

    Raises RightMissingError where somebody named is not.
    """
    wanted = {one.pk for one in team} | ({actor.user_id} if actor.user_id else set())
    members = list(caseworkers(actor.acts_for).filter(pk__in=wanted))
    if len(members) != len(wanted) or not supervisors(actor.acts_for).filter(pk=supervisor.pk).exists():
        raise RightMissingError(verb="care_file.read")
    return members


@recorded("care_file.open")
def open_file(
    actor: Actor,
    /,
    crisis: Crisis,
    *,
    kind: str,
    identity: str,
    supervisor: User,
    team: Iterable[User] = (),
    age: str = CareFile.Age.ADULT,
) -> CareFile:
    """Open a file for the actor and their team, with the identity sealed under a key of the file's own.

    Raises RightMissingError where somebody named is not a social worker, or not a supervisor, of the organisation.
    """
    members = check_people(actor, supervisor=supervisor, team=team)
    key, pk = new_key(), uuid.uuid4()
    wrapped, generation = wrapped_for(actor.acts_for, key, "CareFile.key", pk)
    file: CareFile = CareFile.objects.create(
        id=pk,
        organization_id=actor.acts_for,
        crisis=crisis,
        number=new_number(),
        kind=kind,
        age=age,
        wrapped_key=wrapped,
        key_generation=generation,
        sealed_identity=sealed(key, identity, "CareFile.identity", pk),
        supervisor=supervisor,
    )
    file.team.set(members)
    return file


@recorded("care_file.read")
def _note_read(actor: Actor, /, file: CareFile, *, shows_notes: bool) -> CareFile:
    if not own_files(actor).filter(pk=file.pk).exists():
        raise RightMissingError(verb="care_file.read")
    detail(notes=int(shows_notes))
    return file


def read_file(actor: Actor, file: CareFile, *, now: datetime) -> Opened:
    """Return what the actor may read of a file, once the reading is in the trail.

    Should the trail fail, its error comes up from here and nothing has been opened. Notes, risk and goals are for
    the team; the supervisor sees them only while an opening holds (`open_notes`), but always what was advised and
    why the file shall be closed.
    """
    if file.destroyed_at is not None:
        raise CareFileDestroyedError
    shows_notes = is_in_team(actor, file) or note_opening(actor, file, now) is not None
    _note_read(actor, file, shows_notes=shows_notes)
    with transaction.atomic():
        return _opened(file, as_it_stands(file), shows_notes=shows_notes)


def _opened(shown: CareFile, file: CareFile, *, shows_notes: bool) -> Opened:
    if file.destroyed_at is not None:
        raise CareFileDestroyedError
    key = key_of(file)
    notes = tuple(
        Note(one, opened(key, one.sealed_notes, "CareSession.notes", one.pk) if shows_notes else None)
        for one in file.sessions.all()
    )
    openings = tuple(
        Opening(one, opened(key, one.sealed_reason, "NoteOpening.reason", one.pk))
        for one in file.openings.select_related("user", "reviewed_by")
    )
    return Opened(
        shown,
        opened(key, file.sealed_identity, "CareFile.identity", file.pk),
        notes,
        openings,
        shows_notes,
        entries=_entries(key, file, shows_notes=shows_notes),
        goals=_goals(key, file, shows_notes=shows_notes),
        closings=_closings(key, file),
        requests=_requests(key, file),
    )


def _entries(key: bytes, file: CareFile, *, shows_notes: bool) -> tuple[Page, ...]:
    return tuple(
        Page(
            one,
            json.loads(opened(key, one.sealed_content, "CareEntry.content", one.pk))
            if shows_notes or one.kind == CareEntry.Kind.SUPERVISION
            else None,
        )
        for one in file.entries.select_related("author")
    )


def _goals(key: bytes, file: CareFile, *, shows_notes: bool) -> tuple[Told, ...]:
    return tuple(
        Told(one, opened(key, one.sealed_text, "CareGoal.text", one.pk) if shows_notes else None)
        for one in file.goals.all()
    )


def _closings(key: bytes, file: CareFile) -> tuple[Told, ...]:
    return tuple(
        Told(
            one,
            opened(key, one.sealed_summary, "CareClosing.summary", one.pk),
            opened(key, one.sealed_remark, "CareClosing.remark", one.pk),
        )
        for one in file.closings.select_related("asked_by", "decided_by")
    )


def _requests(key: bytes, file: CareFile) -> tuple[Told, ...]:
    return tuple(
        Told(
            one,
            opened(key, one.sealed_requester, "RightsRequest.requester", one.pk),
            opened(key, one.sealed_answer, "RightsRequest.answer", one.pk),
        )
        for one in file.requests.all()
    )


def check_team(actor: Actor, file: CareFile, verb: str) -> None:
    """Refuse whoever is not in the file's team."""
    if not is_in_team(actor, file):
        raise RightMissingError(verb=verb)


def open_for_writing(actor: Actor, file: CareFile, verb: str) -> CareFile:
    """Return the file, locked, for a member of its team; refuse one that takes nothing more."""
    check_team(actor, file, verb)
    held = as_it_stands(file)
    if held.state != CareFile.State.OPEN:
        raise CareFileStateError
    return held


@recorded("care_session.add")
def add_session(
    actor: Actor, /, file: CareFile, *, held_at: datetime, minutes: int, notes: str
) -> CareSession:
    """Add a session with its notes sealed under the file's key."""
    file = open_for_writing(actor, file, "care_session.add")
    pk = uuid.uuid4()
    detail(file=str(file.pk), minutes=minutes)
    session: CareSession = CareSession.objects.create(
        id=pk,
        organization_id=actor.acts_for,
        file=file,
        held_at=held_at,
        minutes=minutes,
        sealed_notes=sealed(key_of(file), notes, "CareSession.notes", pk),
    )
    return session


@recorded("consent.record")
def record_consent(
    actor: Actor,
    /,
    file: CareFile,
    *,
    purpose: str,
    given_at: datetime,
    given_by: str = Consent.Giver.SELF,
    receiver: str = "",
) -> Consent:
    """Record what the person agreed to, for one purpose; where data go to somebody, for that receiver alone.

    Raises GuardianConsentError where the person is under fourteen and somebody else agreed (个人信息保护法 31).
    """
    check_team(actor, file, "consent.record")
    if file.age == CareFile.Age.UNDER_14 and given_by != Consent.Giver.GUARDIAN:
        raise GuardianConsentError
    named = receiver.strip() if purpose in FOR_ONE else ""
    if file.consents.filter(purpose=purpose, receiver=named, withdrawn_at__isnull=True).exists():
        raise LineAlreadyDecidedError(state="GIVEN")
    detail(file=str(file.pk))
    consent: Consent = Consent.objects.create(
        organization_id=actor.acts_for,
        file=file,
        purpose=purpose,
        receiver=named,
        given_by=given_by,
        given_at=given_at,
    )
    return consent


@recorded("consent.withdraw")
def withdraw_consent(actor: Actor, /, consent: Consent, *, withdrawn_at: datetime) -> Consent:
    """End a consent from now on; what was agreed before stays on the record. A referral under it is taken back."""
    check_team(actor, consent.file, "consent.withdraw")
    changed = Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=withdrawn_at
    )
    if not changed:
        raise LineAlreadyDecidedError(state="WITHDRAWN")
    taken_back = Referral.objects.filter(consent=consent, state=Referral.State.ASKED).update(
        state=Referral.State.WITHDRAWN,
        answered_at=withdrawn_at,
        wrapped_key=b"",
        sealed_summary=b"",
    )
    left = GroupMember.objects.filter(consent=consent, left_at__isnull=True).update(left_at=withdrawn_at)
    detail(file=str(consent.file_id), referrals=taken_back, groups=left)
    consent.refresh_from_db()
    return consent
