"""Work with groups: opened by two, joined by consent, written down and read by the leaders alone."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.care.actions.files import new_number, open_for_writing, record_consent
from qiao.care.groups import leads
from qiao.care.keys import as_it_stands, key_of, new_key, opened, sealed, wrapped_for
from qiao.care.models import CareFile, CareGroup, Consent, GroupMember, GroupSession
from qiao.care.queries import caseworkers, is_in_team
from qiao.exceptions import (
    CareFileDestroyedError,
    GroupStateError,
    LineAlreadyDecidedError,
    RightMissingError,
)
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded

LEADERS = 2


@dataclass(frozen=True)
class Called:
    """A member and how they are called in the group."""

    member: GroupMember
    name: str


@dataclass(frozen=True)
class Met:
    """One session, its notes, and who came."""

    session: GroupSession
    notes: str
    present: tuple[str, ...]


@dataclass(frozen=True)
class OpenedGroup:
    """What a leader reads of a group."""

    group: CareGroup
    aim: str
    summary: str
    members: tuple[Called, ...]
    sessions: tuple[Met, ...]

    @property
    def here(self) -> list[Called]:
        """Return the members who have not left."""
        return [one for one in self.members if one.member.left_at is None]


@recorded("care_group.open")
def open_group(
    actor: Actor, /, crisis: Crisis, *, kind: str, aim: str, planned_sessions: int, other: User
) -> CareGroup:
    """Open a group that the actor and another social worker of the organisation lead.

    Raises RightMissingError where the other is no social worker here, or the actor themselves.
    """
    people = list(caseworkers(actor.acts_for).filter(pk__in={actor.user_id, other.pk}))
    if len(people) != LEADERS:
        raise RightMissingError(verb="care_group.open")
    key, pk = new_key(), uuid.uuid4()
    wrapped, generation = wrapped_for(actor.acts_for, key, "CareGroup.key", pk)
    group: CareGroup = CareGroup.objects.create(
        id=pk,
        organization_id=actor.acts_for,
        crisis=crisis,
        number=new_number().replace("C", "G", 1),
        kind=kind,
        planned_sessions=planned_sessions,
        wrapped_key=wrapped,
        key_generation=generation,
        sealed_aim=sealed(key, aim, "CareGroup.aim", pk),
    )
    group.leaders.set(people)
    return group


def _led(actor: Actor, group: CareGroup, verb: str) -> CareGroup:
    if not leads(actor, group):
        raise RightMissingError(verb=verb)
    return as_it_stands(group)


@recorded("care_group.join")
def join_group(
    actor: Actor,
    /,
    file: CareFile,
    *,
    group: CareGroup,
    called: str,
    given_by: str = Consent.Giver.SELF,
    joined_at: datetime,
) -> GroupMember:
    """Let a person join a group, with their consent to it; what they are called there goes under the group's key.

    The file's team writes it and cannot read it back; the leaders read it and get nothing of the file.

    Raises
    ------
    GuardianConsentError
        When the person is under fourteen and no guardian agreed.
    GroupStateError, LineAlreadyDecidedError
        When the group has ended, or the person is in it.
    """
    held = open_for_writing(actor, file, "care_group.join")
    group = as_it_stands(group)
    belongs = (group.organization_id, group.crisis_id) == (held.organization_id, held.crisis_id)
    if not belongs or group.state != CareGroup.State.OPEN:
        raise GroupStateError
    if GroupMember.objects.filter(group=group, file=held, left_at__isnull=True).exists():
        raise LineAlreadyDecidedError(state="JOINED")
    consent = record_consent(
        actor,
        held,
        purpose=Consent.Purpose.GROUP,
        receiver=group.number,
        given_at=joined_at,
        given_by=given_by,
    )
    pk = uuid.uuid4()
    detail(file=str(held.pk))
    member: GroupMember = GroupMember.objects.create(
        id=pk,
        organization_id=actor.acts_for,
        group=group,
        file=held,
        consent=consent,
        sealed_called=sealed(key_of(group), called.strip(), "GroupMember.called", pk),
        joined_at=joined_at,
    )
    return member


@recorded("care_group.leave")
def leave_group(actor: Actor, /, member: GroupMember, *, left_at: datetime) -> GroupMember:
    """Let a member leave: noted by a leader or by the file's team. The consent ends with it."""
    if not leads(actor, member.group) and not is_in_team(actor, member.file):
        raise RightMissingError(verb="care_group.leave")
    if not GroupMember.objects.filter(pk=member.pk, left_at__isnull=True).update(left_at=left_at):
        raise LineAlreadyDecidedError(state="LEFT")
    Consent.objects.filter(pk=member.consent_id, withdrawn_at__isnull=True).update(withdrawn_at=left_at)
    detail(group=str(member.group_id))
    member.refresh_from_db()
    return member


@recorded("care_group.meet")
def add_group_session(
    actor: Actor,
    /,
    group: CareGroup,
    *,
    held_at: datetime,
    minutes: int,
    notes: str,
    present: Iterable[GroupMember] = (),
) -> GroupSession:
    """Record a session: who of the members came, and notes sealed under the group's key."""
    held = _led(actor, group, "care_group.meet")
    if held.state != CareGroup.State.OPEN:
        raise GroupStateError
    came = [one for one in present if one.group_id == held.pk]
    pk = uuid.uuid4()
    session: GroupSession = GroupSession.objects.create(
        id=pk,
        organization_id=actor.acts_for,
        group=held,
        held_at=held_at,
        minutes=minutes,
        sealed_notes=sealed(key_of(held), notes, "GroupSession.notes", pk),
    )
    session.present.set(came)
    detail(group=str(held.pk), minutes=minutes)
    return session


@recorded("care_group.read")
def _note_group_read(actor: Actor, /, group: CareGroup) -> CareGroup:
    if not leads(actor, group):
        raise RightMissingError(verb="care_group.read")
    return group


def read_group(actor: Actor, group: CareGroup) -> OpenedGroup:
    """Return what a leader reads of a group, once the reading is in the trail."""
    if group.destroyed_at is not None:
        raise CareFileDestroyedError
    _note_group_read(actor, group)
    with transaction.atomic():
        return _opened_group(as_it_stands(group))


def _opened_group(group: CareGroup) -> OpenedGroup:
    if group.destroyed_at is not None:
        raise CareFileDestroyedError
    key = key_of(group)
    members = tuple(
        Called(one, opened(key, one.sealed_called, "GroupMember.called", one.pk))
        for one in group.members.all()
    )
    names = {one.member.pk: one.name for one in members}
    sessions = tuple(
        Met(
            one,
            opened(key, one.sealed_notes, "GroupSession.notes", one.pk),
            tuple(names.get(member.pk, "") for member in one.present.all()),
        )
        for one in group.sessions.prefetch_related("present")
    )
    return OpenedGroup(
        group,
        opened(key, group.sealed_aim, "CareGroup.aim", group.pk),
        opened(key, group.sealed_summary, "CareGroup.summary", group.pk),
        members,
        sessions,
    )


@recorded("care_group.lead")
def change_leader(actor: Actor, /, group: CareGroup, *, former: User, new: User) -> CareGroup:
    """Let another social worker lead in the place of one of the two; who left reads it no more."""
    held = _led(actor, group, "care_group.lead")
    fits = caseworkers(actor.acts_for).filter(pk=new.pk).exists()
    if not fits or held.leaders.filter(pk=new.pk).exists() or not held.leaders.filter(pk=former.pk).exists():
        raise RightMissingError(verb="care_group.lead")
    held.leaders.remove(former)
    held.leaders.add(new)
    if held.state == CareGroup.State.CLOSING and held.asked_by_id == former.pk:
        held.state, held.asked_by = CareGroup.State.OPEN, None
        held.save(update_fields=("state", "asked_by"))
    return held


@recorded("care_group.end")
def ask_group_closing(actor: Actor, /, group: CareGroup, *, summary: str) -> CareGroup:
    """Ask the other leader to agree that the group has ended, with a summary."""
    held = _led(actor, group, "care_group.end")
    if held.state != CareGroup.State.OPEN:
        raise GroupStateError
    held.sealed_summary = sealed(key_of(held), summary, "CareGroup.summary", held.pk)
    held.state, held.asked_by_id = CareGroup.State.CLOSING, actor.user_id
    held.save(update_fields=("sealed_summary", "state", "asked_by"))
    detail(state=held.state)
    return held


@recorded("care_group.end")
def decide_group_closing(actor: Actor, /, group: CareGroup, *, agrees: bool, at: datetime) -> CareGroup:
    """Close the group, or let it go on. Never by the leader who asked. Whoever is still in it leaves with its end."""
    held = _led(actor, group, "care_group.end")
    if held.state != CareGroup.State.CLOSING or held.asked_by_id == actor.user_id:
        raise GroupStateError
    if agrees:
        held.state, held.closed_by_id, held.closed_at = CareGroup.State.CLOSED, actor.user_id, at
        held.members.filter(left_at__isnull=True).update(left_at=at)
    else:
        held.state, held.asked_by = CareGroup.State.OPEN, None
    held.save(update_fields=("state", "closed_by", "closed_at", "asked_by"))
    detail(state=held.state)
    return held
