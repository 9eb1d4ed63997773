"""Doors for other systems: made, mapped, ended; and what comes in by them, once each, nothing lost."""

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DataError, IntegrityError
from django.db.models import Q, QuerySet
from django.utils import translation
from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor, Role
from qiao.accounts.sealing import fingerprint, new_key, seal, seal_bytes, unseal, unseal_bytes, unwrap, wrap
from qiao.exceptions import (
    DeliveryConflictError,
    DeliveryGoneError,
    HookBusyError,
    HookUnknownError,
    HookUnsignedError,
    QiaoError,
)
from qiao.intake.actions.receive import Message, receive_report
from qiao.intake.actions.understand import take_in
from qiao.intake.actions.voices import open_need, open_offer
from qiao.intake.models import Hook, HookDelivery, Note, Report
from qiao.intake.notices import tell_held
from qiao.intake.sources import webhook
from qiao.intake.sources.openrosa.mapping import FIELDS
from qiao.intake.sources.openrosa.telling import Told, moment_of, need_facts, understand
from qiao.intake.sources.webhook import Sent, UnreadableError
from qiao.trail.chain import together
from qiao.trail.recorded import detail, recorded

PURPOSE = "hook"
CODE_BYTES = 32
MOST_SENT = 600
HELD_FOR = timedelta(days=90)
"""How long what nobody could read is kept: it may hold names and numbers."""
TOLD_BEFORE = timedelta(days=7)
END_TOLD = "end_told"
WINDOW = timedelta(minutes=10)
LONGEST_CHANNEL = 60
CLOCK = timedelta(minutes=10)
"""How far ahead of ours the clock of a sender may be before its times are not believed."""


@dataclass(frozen=True)
class Signed:
    """What a request carries beside its body: the headers that a door may look at."""

    ours: str = ""
    github: str = ""
    delivery: str = ""


@dataclass(frozen=True)
class Arrived:
    """The delivery, and whether it is new."""

    delivery: HookDelivery
    is_new: bool


@recorded("hook.add")
def _keep_hook(actor: Actor, hook: Hook) -> Hook:
    hook.organization_id, hook.made_by_id = actor.acts_for, actor.user_id
    hook.save(force_insert=True)
    detail(guard=hook.guard, kind=hook.kind)
    return hook


def add_hook(actor: Actor, hook: Hook) -> tuple[Hook, str, str]:
    """Keep a door; return it with the code of its address and its secret, both shown only now."""
    code, secret = secrets.token_urlsafe(CODE_BYTES), ""
    hook.mark = fingerprint(PURPOSE, code)
    if hook.guard != Hook.Guard.CODE:
        secret, key = secrets.token_urlsafe(CODE_BYTES), new_key()
        hook.wrapped = wrap(key, f"hook.key:{hook.pk}")
        hook.sealed_secret = seal(key, secret, f"hook.secret:{hook.pk}")
    return _keep_hook(actor, hook), code, secret


@recorded("hook.map")
def map_hook(_actor: Actor, hook: Hook, *, mapping: Mapping[str, str], kind: str) -> Hook:
    """Say where in a delivery each field stands, and what comes in here."""
    hook.mapping, hook.kind = dict(mapping), kind
    hook.save(update_fields=("mapping", "kind"))
    detail(fields=" ".join(sorted(mapping)), kind=kind)
    return hook


@recorded("hook.end")
def end_hook(_actor: Actor, hook: Hook, *, ended_at: datetime) -> Hook:
    """Close a door for good; what came in stays."""
    Hook.objects.filter(pk=hook.pk, ended_at__isnull=True).update(ended_at=ended_at)
    hook.refresh_from_db()
    return hook


def open_hook(code: str) -> Hook:
    """Return the door of a code; raise HookUnknownError where there is none or it was ended."""
    with scopes_disabled():
        found: Hook | None = (
            Hook.objects.select_related("crisis", "organization")
            .filter(mark=fingerprint(PURPOSE, code), ended_at__isnull=True)
            .first()
        )
    if found is None:
        raise HookUnknownError
    return found


def check_signature(hook: Hook, body: bytes, signed: Signed, *, now: datetime) -> None:
    """Raise HookUnsignedError unless the body is signed as the door asks."""
    if hook.guard == Hook.Guard.CODE:
        return
    key = unwrap(bytes(hook.wrapped or b""), f"hook.key:{hook.pk}")
    secret = unseal(key, bytes(hook.sealed_secret or b""), f"hook.secret:{hook.pk}")
    if hook.guard == Hook.Guard.SIGNED:
        is_genuine = webhook.is_signed(secret, body, signed.ours, now=int(now.timestamp()))
    else:
        is_genuine = webhook.is_signed_as_github_does(secret, body, signed.github)
    if not is_genuine:
        raise HookUnsignedError


def actor_of_hook(hook: Hook) -> Actor:
    """Return who acts when a delivery comes in: somebody who may send, and nothing else."""
    return Actor(organization_id=hook.organization_id, roles=frozenset({Role.REPORTER}), name=hook.name)


def receive_delivery(hook: Hook, body: bytes, signed: Signed, *, received_at: datetime) -> Arrived:
    """Keep a delivery word for word, and open what it tells. Run inside the organisation's scope.

    What cannot be read is kept too, with the reason. Sent again, it is the first one.

    Raises
    ------
    DeliveryConflictError
        When the sender's id was used for another content.
    HookBusyError
        When very much came in by this door within ten minutes. What is sent again never counts.
    """
    identity = fingerprint(f"hook-delivery:{hook.pk}", identity_of(hook, body, signed))
    mark = fingerprint("hook-body", hashlib.sha256(body).hexdigest())
    known = _known(hook, identity, mark)
    if known is None:
        recent = hook.deliveries.filter(received_at__gt=received_at - WINDOW)
        if recent.count() >= MOST_SENT:
            raise HookBusyError(most=MOST_SENT)
        try:
            made = _deliver(actor_of_hook(hook), hook, body, identity=identity, mark=mark, at=received_at)
            return Arrived(made, is_new=True)
        except IntegrityError:
            known = _known(hook, identity, mark)
            if known is None:
                raise
    return Arrived(known, is_new=False)


def identity_of(hook: Hook, body: bytes, signed: Signed) -> str:
    """Return by what a delivery is known again: its own id, the header's where nothing is signed, its content.

    A header is not signed: with a new id in it, what was overheard once could be sent as often as anybody likes.
    """
    try:
        path = hook.mapping.get("delivery", "")
        named = webhook.in_words(webhook.find(webhook.read_body(body), path), "delivery") if path else ""
    except UnreadableError:
        named = ""
    if named:
        return f"id:{named}"
    if signed.delivery and hook.guard == Hook.Guard.CODE:
        return f"header:{signed.delivery[: webhook.LONGEST_ID]}"
    return f"body:{hashlib.sha256(body).hexdigest()}"


def _known(hook: Hook, identity: str, mark: str) -> HookDelivery | None:
    found: HookDelivery | None = hook.deliveries.filter(identity=identity).first()
    if found is not None and found.fingerprint != mark:
        raise DeliveryConflictError
    return found


@recorded("hook.deliver")
def _deliver(
    actor: Actor, hook: Hook, body: bytes, *, identity: str, mark: str, at: datetime
) -> HookDelivery:
    key, pk = new_key(), uuid.uuid4()
    made = HookDelivery.objects.create(
        pk=pk,
        organization_id=actor.acts_for,
        hook=hook,
        identity=identity,
        fingerprint=mark,
        sealed=seal_bytes(key, body, f"hook.body:{pk}"),
        wrapped=wrap(key, f"hook.delivery:{pk}"),
        size=len(body),
        received_at=at,
    )
    _read(actor, made, body, at=at)
    detail(hook=str(hook.pk), bytes=len(body), state=made.state, reason=made.reason)
    return made


def _read(actor: Actor, delivery: HookDelivery, body: bytes, *, at: datetime) -> None:
    """Open what a delivery tells; where that cannot be, keep the reason with it."""
    try:
        with together():
            sent = webhook.read_delivery(webhook.read_body(body), delivery.hook.mapping)
            delivery.report = _take_in(actor, delivery, sent)
            delivery.state, delivery.reason, delivery.details = HookDelivery.State.TAKEN, "", {}
            delivery.settled_at = at
    except UnreadableError as error:
        _hold(delivery, error.code, error.details)
    except QiaoError as error:
        _hold(delivery, "refused", {"zh": error.message("zh"), "en": error.message("en")})
    except DataError:
        _hold(delivery, "unstorable", {})
    delivery.save(update_fields=("state", "reason", "details", "report", "settled_at"))


def _hold(delivery: HookDelivery, reason: str, details: Mapping[str, Any]) -> None:
    delivery.state, delivery.reason, delivery.details = HookDelivery.State.HELD, reason, dict(details)
    delivery.report = None


def told_of(sent: Sent) -> Told:
    """Return the words of the report: a message as it is, then a line a field."""
    said = Told(sent.told.get("text", ""))
    with translation.override("zh-hans"):
        for name, words in sent.told.items():
            if name != "text":
                said.add(f"\n{FIELDS[name]}：" if said.text else f"{FIELDS[name]}：")
                said.add(words, name)
    return said


def facts_of_sent(hook: Hook, sent: Sent) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the facts of the need or offer that a delivery tells by its fields, and what is doubtful."""
    answers = {name: (words,) for name, words in sent.told.items()}
    mapping = {name: name for name in answers}
    read = understand((), answers, mapping)
    further = need_facts(mapping, answers) if hook.kind == Hook.Kind.NEED else {}
    return read.facts | further, read.doubts


def is_by_fields(hook: Hook, sent: Sent) -> bool:
    """Say whether the fields themselves tell what is needed or offered; else the rules read the words."""
    return hook.kind != Hook.Kind.MESSAGE and bool(sent.words.get("item"))


def _take_in(actor: Actor, delivery: HookDelivery, sent: Sent) -> Report:
    hook = delivery.hook
    said = told_of(sent)
    moment = moment_of(sent.words.get("said_at", ""))
    is_believed = moment is not None and moment <= delivery.received_at + CLOCK
    message = Message(
        said.text,
        contact=sent.contact,
        channel=f"hook:{hook.name}"[:LONGEST_CHANNEL],
        said_at=moment if is_believed else None,
    )
    facts: dict[str, Any] = {
        "id": uuid.uuid5(hook.pk, delivery.identity),
        "crisis": hook.crisis,
        "source": Report.Source.HOOK,
        "received_at": delivery.received_at,
    }
    if not is_by_fields(hook, sent):
        return take_in(actor, message, **facts).report
    report = receive_report(actor, message, **facts).report
    _open(actor, hook, report, sent, said)
    return report


def _open(actor: Actor, hook: Hook, report: Report, sent: Sent, said: Told) -> None:
    facts, doubts = facts_of_sent(hook, sent)
    if hook.kind == Hook.Kind.OFFER:
        open_offer(actor, report, spans=said.spans, **facts)
        return
    need = open_need(actor, report, spans=said.spans, **facts)
    Note.objects.bulk_create(
        Note(organization_id=actor.acts_for, report=report, need=need, level=Note.Level.WARNING, code=code)
        for code in doubts
    )


def body_of(delivery: HookDelivery) -> bytes:
    """Return a delivery as it came; raise DeliveryGoneError where its key was destroyed."""
    if not delivery.sealed or not delivery.wrapped:
        raise DeliveryGoneError
    key = unwrap(bytes(delivery.wrapped), f"hook.delivery:{delivery.pk}")
    return unseal_bytes(key, bytes(delivery.sealed), f"hook.body:{delivery.pk}")


@recorded("hook.reveal")
def reveal_delivery(_actor: Actor, delivery: HookDelivery) -> bytes:
    """Return a delivery as it came; who looked goes into the trail."""
    detail(delivery=str(delivery.pk))
    return body_of(delivery)


@recorded("hook.retry")
def retry_deliveries(actor: Actor, hook: Hook, *, at: datetime) -> dict[str, int]:
    """Read again, with the mapping of now, what could not be read before; return how many went in and not."""
    figures = {"taken": 0, "held": 0}
    held = hook.deliveries.filter(state=HookDelivery.State.HELD, sealed__isnull=False)
    for one in held.select_for_update(no_key=True).order_by("received_at")[:MOST_SENT]:
        one.hook = hook
        _read(actor, one, body_of(one), at=at)
        figures["taken" if one.state == HookDelivery.State.TAKEN else "held"] += 1
    detail(hook=str(hook.pk), **figures)
    return figures


def held_too_long(now: datetime) -> QuerySet[HookDelivery]:
    """Return what could not be read and is at the end of its time, or near it with nobody told yet."""
    held = HookDelivery.objects.filter(state=HookDelivery.State.HELD, sealed__isnull=False)
    ending = Q(received_at__lt=now - HELD_FOR)
    near = Q(received_at__lt=now - HELD_FOR + TOLD_BEFORE) & ~Q(details__has_key=END_TOLD)
    return held.filter(ending | near)


@recorded("hook.end_held")
def end_held(actor: Actor, *, now: datetime) -> int:
    """Destroy what could not be read and lay there too long; that it came, its size and why not stay on record.

    A week before, the coordinators are told how many it will be. Return how many were destroyed.
    """
    due = held_too_long(now).filter(organization_id=actor.acts_for)
    over = due.filter(received_at__lt=now - HELD_FOR)
    near = list(due.filter(received_at__gte=now - HELD_FOR).select_related("hook__crisis"))
    for crisis in {one.hook.crisis_id: one.hook.crisis for one in near}.values():
        mine = [one for one in near if one.hook.crisis_id == crisis.pk]
        tell_held(actor, crisis, count=len(mine), days=TOLD_BEFORE.days, occasion=str(mine[0].pk))
    for one in near:
        one.details = {**one.details, END_TOLD: True}
    HookDelivery.objects.bulk_update(near, ("details",), batch_size=MOST_SENT)
    ended = over.update(state=HookDelivery.State.DISMISSED, sealed=None, wrapped=None, settled_at=now)
    detail(ended=ended, told=len(near))
    return int(ended)


@recorded("hook.dismiss")
def dismiss_delivery(_actor: Actor, delivery: HookDelivery, *, at: datetime) -> HookDelivery:
    """Put aside what nobody can use: its content is destroyed, that it came stays on record."""
    held = HookDelivery.objects.filter(pk=delivery.pk, state=HookDelivery.State.HELD)
    if not held.update(state=HookDelivery.State.DISMISSED, sealed=None, wrapped=None, settled_at=at):
        raise DeliveryGoneError
    delivery.refresh_from_db()
    return delivery
