"""A paste of many messages, looked at before it is saved: made, judged message by message, put aside."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint, new_key, seal, unseal, unwrap, wrap
from qiao.exceptions import DraftConflictError, DraftGoneError, DraftRepeatError, DraftStateError
from qiao.intake.actions.receive import Message
from qiao.intake.models import DraftLine, DraftText, PasteDraft
from qiao.intake.pasted.plan import OPENING
from qiao.registry.models import Crisis
from qiao.trail import jobs
from qiao.trail.models import Job
from qiao.trail.recorded import detail, recorded

KEPT_FOR = timedelta(days=3)
"""How long a draft waits for its maker; then its words are deleted."""

State = PasteDraft.State


@dataclass(frozen=True)
class Pasted:
    """What is handed in: the messages, and how they came."""

    messages: Sequence[Message]
    name: str = ""
    channel: str = ""
    is_chat: bool = False
    notices: int = 0

    @property
    def mark(self) -> str:
        """Return the keyed mark by which the same paste is known again."""
        return fingerprint("draft", "\0".join(f"{one.mark}{one.origin}" for one in self.messages))


@dataclass(frozen=True)
class Made:
    """The draft of a paste, and whether it is new."""

    draft: PasteDraft
    is_new: bool


def make_draft(actor: Actor, pasted: Pasted, *, id: uuid.UUID, crisis: Crisis, at: datetime) -> Made:  # noqa: A002
    """Keep a paste, sealed, for its maker to look at; a worker reads it. Sent again, it is answered with its draft.

    Raises DraftConflictError where the id was used for another paste, or by somebody else.
    """
    known = _known(actor, pasted, id) or _waiting(actor, pasted, crisis)
    if known is not None:
        return Made(known, is_new=False)
    try:
        draft = _make(actor, pasted, id=id, crisis=crisis, at=at)
    except IntegrityError:
        known = _known(actor, pasted, id)
        if known is None:
            raise
        return Made(known, is_new=False)
    jobs.enqueue(Job.objects.get(pk=str(draft.job_id)))
    return Made(draft, is_new=True)


def _known(actor: Actor, pasted: Pasted, pk: uuid.UUID) -> PasteDraft | None:
    with scopes_disabled():
        draft: PasteDraft | None = PasteDraft.objects.filter(pk=pk).first()
    if draft is None:
        return None
    if (draft.organization_id, draft.made_by_id, draft.mark) != (actor.acts_for, actor.user_id, pasted.mark):
        raise DraftConflictError(id=str(pk))
    return draft


def _waiting(actor: Actor, pasted: Pasted, crisis: Crisis) -> PasteDraft | None:
    """Return the draft of the same paste that its maker has not saved yet."""
    rows = PasteDraft.objects.filter(crisis=crisis, made_by_id=actor.user_id, mark=pasted.mark)
    found: PasteDraft | None = rows.filter(state__in=(State.READING, State.READ)).first()
    return found


@recorded("draft.make")
def _make(actor: Actor, pasted: Pasted, *, id: uuid.UUID, crisis: Crisis, at: datetime) -> PasteDraft:  # noqa: A002
    key = new_key()
    job = jobs.ask_for(actor, "draft_read", {"draft": str(id)}, total=len(pasted.messages))
    draft = PasteDraft(
        id=id,
        organization_id=actor.acts_for,
        crisis=crisis,
        mark=pasted.mark,
        name=pasted.name,
        channel=pasted.channel,
        is_chat=pasted.is_chat,
        notices=pasted.notices,
        size=len(pasted.messages),
        job_id=job.pk,
        made_by_id=actor.user_id,
        expires_at=at + KEPT_FOR,
    )
    draft.save(force_insert=True)
    words = json.dumps([_as_kept(one) for one in pasted.messages], ensure_ascii=False)
    DraftText.objects.create(
        draft=draft, sealed=seal(key, words, f"draft.text:{id}"), wrapped=wrap(key, f"draft.key:{id}")
    )
    detail(messages=draft.size, chat=int(draft.is_chat))
    return draft


def _as_kept(message: Message) -> list[str]:
    return [
        message.text,
        message.contact,
        message.origin,
        message.said_at.isoformat() if message.said_at else "",
    ]


def messages_of(draft: PasteDraft) -> list[Message]:
    """Open the words of a draft again.

    Raises
    ------
    DraftGoneError
        When they were deleted: it is saved, put aside, or its time is over.
    """
    text = DraftText.objects.filter(draft=draft).first()
    if text is None:
        raise DraftGoneError
    key = unwrap(bytes(text.wrapped), f"draft.key:{draft.pk}")
    rows = json.loads(unseal(key, bytes(text.sealed), f"draft.text:{draft.pk}"))
    return [
        Message(said, contact, draft.channel, origin, datetime.fromisoformat(at) if at else None)
        for said, contact, origin, at in rows
    ]


@recorded("draft.make")
def read_again(actor: Actor, draft: PasteDraft) -> PasteDraft:
    """Let a worker read a draft whose reading was cut off. Raises DraftStateError where it is read already."""
    job = jobs.ask_for(actor, "draft_read", {"draft": str(draft.pk)}, total=draft.size)
    if not PasteDraft.objects.filter(pk=draft.pk, state=State.READING).update(job_id=job.pk):
        refuse_state(draft)
    transaction.on_commit(lambda: jobs.enqueue(job))
    return draft


def refuse_state(draft: PasteDraft) -> None:
    """Refuse what a draft's state does not allow."""
    draft.refresh_from_db()
    raise DraftStateError(state=draft.get_state_display())


def lock_draft(draft: PasteDraft) -> None:
    """Hold a draft that waits for its maker. Raises DraftStateError where it does no longer."""
    held = PasteDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    if held.state != State.READ:
        refuse_state(draft)


@recorded("draft.judge")
def judge_line(_actor: Actor, line: DraftLine, *, said: Mapping[str, Any]) -> DraftLine:
    """Keep what the maker says of a message: its kind, whether it is kept, what it repeats, its needs and offers.

    `said` names fields of the line: said_kind, is_dropped, said_repeat with said_of, said_voices.

    Raises
    ------
    DraftRepeatError
        Where it is said to repeat itself, or what is neither need nor offer.
    DraftStateError
        Where the draft is saved or put aside.
    """
    lock_draft(line.draft)
    line.refresh_from_db()
    for name, value in said.items():
        setattr(line, name, value)
    if line.said_repeat != DraftLine.Repeat.YES:
        line.said_of = {}
    _check_repeat(line)
    line.save(update_fields=("said_kind", "is_dropped", "said_repeat", "said_of", "said_voices"))
    detail(line=line.number, kind=line.kind, kept=int(line.is_kept), repeat=line.said_repeat)
    return line


def _check_repeat(line: DraftLine) -> None:
    of = line.said_of
    if "line" in of:
        other = DraftLine.objects.filter(draft=line.draft_id, number=of["line"]).first()
        if other is None or other.pk == line.pk or (other.kind not in OPENING and not other.known_id):
            raise DraftRepeatError(number=line.number, of=of["line"])
    elif "report" in of and of["report"] not in {one.get("report") for one in line.likely}:
        raise DraftRepeatError(number=line.number, of=of["report"])
    elif line.said_repeat == DraftLine.Repeat.YES and not of:
        raise DraftRepeatError(number=line.number, of="")


@recorded("draft.discard")
def discard_draft(_actor: Actor, draft: PasteDraft) -> PasteDraft:
    """Put a draft aside: its words and what was read of them are deleted; nothing was registered."""
    if not PasteDraft.objects.filter(pk=draft.pk, state__in=(State.READING, State.READ)).update(
        state=State.DISCARDED
    ):
        refuse_state(draft)
    forget(draft)
    draft.refresh_from_db()
    return draft


def forget(draft: PasteDraft) -> None:
    """Delete the words of a draft and what was read of them."""
    DraftText.objects.filter(draft=draft).delete()
    DraftLine.objects.filter(draft=draft).delete()
