"""Contacts are entered, changed on request, verified by another person on an old channel, and then take effect.

The threat: a swindler writes in a hospital's name that its account or telephone has changed (in 2020 one did).
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.exceptions import (
    ContactChannelError,
    ContactKnownError,
    ContactNoteMissingError,
    ContactOwnCheckError,
    ContactPendingError,
    ContactSameError,
    ContactSettledError,
    RightMissingError,
)
from qiao.registry import contact_queries as queries
from qiao.registry.contact_notices import ASKED, DENIED, tell_changed, tell_keepers
from qiao.registry.contact_subjects import Subject, subject_of
from qiao.registry.contact_values import Value, open_version, sealed_version
from qiao.registry.models import ContactPoint, ContactVersion
from qiao.trail.recorded import detail, recorded

State = ContactVersion.State
Method = ContactVersion.Method
ACCOUNT_WAITS = timedelta(hours=48)
"""A verified change of account still waits: whoever was deceived has two days to notice (SECURITY 2.2, A3)."""
SHORTEST_NOTE = 10


@recorded("contact_point.add")
def add_contact(
    actor: Actor, subject: Subject, value: Value, *, label: str, source: str, now: datetime
) -> ContactPoint:
    """Enter a contact. A telephone or an address stands at once, marked as not verified; an account does not.

    Raises ContactKnownError where one of this kind and label stands already.
    """
    try:
        with transaction.atomic():
            point: ContactPoint = ContactPoint.objects.create(
                organization_id=actor.acts_for,
                subject_type=subject.type,
                subject_id=subject.pk,
                kind=value.kind,
                label=label,
            )
    except IntegrityError as error:
        raise ContactKnownError from error
    version = _version(actor, point, value, subject, source=source, now=now)
    if value.kind != ContactPoint.Kind.ACCOUNT:
        version.state, version.effective_at = State.STANDING, now
    version.save(force_insert=True)
    if version.state == State.ASKED:
        tell_keepers(actor, ASKED, version)
    detail(of=str(subject.pk), kind=point.kind, state=version.state)
    return point


def _version(
    actor: Actor, point: ContactPoint, value: Value, subject: Subject, *, source: str, now: datetime
) -> ContactVersion:
    last = point.versions.aggregate(last=Max("number"))["last"] or 0
    version = ContactVersion(
        organization_id=actor.acts_for,
        point=point,
        number=last + 1,
        source=source,
        asked_by_id=actor.user_id,
        asked_at=now,
    )
    return sealed_version(value, version, is_person=subject.is_person, owner=subject.name)


@recorded("contact_point.change")
def ask_change(
    actor: Actor, point: ContactPoint, value: Value, *, source: str, now: datetime
) -> ContactVersion:
    """Ask for another value. What stands goes on standing until somebody else has verified the change.

    Raises ContactSameError, ContactPendingError.
    """
    held = queries.shown(point)
    if held.change is not None:
        raise ContactPendingError
    if held.standing is not None and held.standing.mark == value.mark:
        raise ContactSameError
    subject = subject_of(point.subject_type, point.subject_id)
    if subject is None:
        raise ContactSettledError
    version = _version(actor, point, value, subject, source=source, now=now)
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError as error:
        raise ContactPendingError from error
    tell_keepers(actor, ASKED, version)
    detail(point=str(point.pk), number=version.number)
    return version


@recorded("contact_point.check")
def check_contact(
    actor: Actor,
    version: ContactVersion,
    *,
    is_right: bool,
    method: str,
    now: datetime,
    called: ContactVersion | None = None,
    note: str = "",
) -> ContactVersion:
    """Record what the institution said on a channel known before: it takes effect, or it was a deceit.

    Raises ContactOwnCheckError for whoever asked; ContactChannelError for a telephone not known well before;
    ContactNoteMissingError where nobody was called back and nothing is explained; ContactSettledError.
    """
    _may_check(actor, version)
    if method == Method.CALLBACK:
        if called is None or not queries.callback_channels(version).filter(pk=called.pk).exists():
            raise ContactChannelError(hours=int(queries.STOOD_BEFORE.total_seconds() // 3600))
    elif len(note.strip()) < SHORTEST_NOTE:
        raise ContactNoteMissingError(least=SHORTEST_NOTE)
    _claim(version)
    version.checked_by_id, version.checked_at = actor.user_id, now
    version.method, version.note = method, note.strip()
    version.called = called if method == Method.CALLBACK else None
    if not is_right:
        version.state, version.ended_at = State.DENIED, now
        version.save()
        tell_keepers(actor, DENIED, version)
    elif version.state == State.STANDING:
        version.save()
    elif version.point.kind == ContactPoint.Kind.ACCOUNT and version.number > 1:
        version.state, version.effective_at = State.WAITING, now + ACCOUNT_WAITS
        version.save()
    else:
        _stand(actor, version, now)
    detail(point=str(version.point_id), number=version.number, method=method, right=int(is_right))
    return version


def _may_check(actor: Actor, version: ContactVersion) -> None:
    if actor.user_id is None or actor.user_id == version.asked_by_id:
        raise ContactOwnCheckError
    if version.point.kind == ContactPoint.Kind.ACCOUNT and not actor.may("contact_point.check_account"):
        raise RightMissingError(verb="contact_point.check_account")


def _claim(version: ContactVersion) -> None:
    """Let one check through: one that waits, or what stands and nobody has verified."""
    rows = ContactVersion.objects.select_for_update(no_key=True).filter(
        pk=version.pk, checked_at__isnull=True
    )
    if not rows.filter(state__in=(State.ASKED, State.STANDING)).exists():
        raise ContactSettledError
    version.refresh_from_db()


def _stand(actor: Actor, version: ContactVersion, now: datetime) -> None:
    """Let a version stand in place of the one before, and tell those who follow."""
    ContactVersion.objects.filter(point=version.point, state=State.STANDING).update(
        state=State.PAST, ended_at=now
    )
    version.state, version.effective_at = State.STANDING, now
    version.save()
    if version.number > 1:
        tell_changed(actor, version)


@recorded("contact_point.withdraw")
def withdraw_change(actor: Actor, version: ContactVersion, *, now: datetime) -> ContactVersion:
    """Take a change back before it stands, also one that was verified and waits."""
    if version.asked_by_id != actor.user_id and not actor.may("contact_point.check"):
        raise RightMissingError(verb="contact_point.withdraw")
    changed = ContactVersion.objects.filter(pk=version.pk, state__in=(State.ASKED, State.WAITING))
    if not changed.update(state=State.WITHDRAWN, ended_at=now):
        raise ContactSettledError
    version.refresh_from_db()
    detail(point=str(version.point_id), number=version.number)
    return version


@recorded("contact_point.reveal")
def reveal_version(_actor: Actor, version: ContactVersion) -> Value:
    """Return the whole value; that it was seen is in the trail, the value is not."""
    detail(point=str(version.point_id), number=version.number)
    return open_version(version)


@recorded("contact_point.take_effect")
def take_effect(actor: Actor, version: ContactVersion, *, now: datetime) -> ContactVersion:
    """Let a verified change stand once its waiting time is over. Raises ContactSettledError where it was withdrawn."""
    waiting = ContactVersion.objects.filter(pk=version.pk, state=State.WAITING, effective_at__lte=now)
    if not waiting.update(checked_at=F("checked_at")):  # an UPDATE holds the row against a withdrawal
        raise ContactSettledError
    _stand(actor, version, now)
    detail(point=str(version.point_id), number=version.number)
    return version


def take_effect_everywhere(now: datetime) -> int:
    """Let every organisation's verified changes stand whose time has come; return how many."""
    with scopes_disabled():
        due = list(queries.due_changes(now).values_list("pk", "organization_id"))
    stood = 0
    for pk, organization_id in due:
        with scope(organization=organization_id):
            version = ContactVersion.objects.select_related("point").get(pk=pk)
            with suppress(ContactSettledError):
                take_effect(Actor.operator(organization_id), version, now=now)
                stood += 1
    return stood
