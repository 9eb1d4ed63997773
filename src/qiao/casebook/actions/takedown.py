"""Takedown: asked without an account, answered by an editor in time, hidden where nobody answers, shown again.

Who asked comes back with a code, and is told through the outbox where they left an address.
"""

import uuid
from contextlib import suppress
from datetime import datetime, timedelta

from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.casebook.models import CaseStudy, Takedown
from qiao.casebook.notices import ASKED, LAPSED, tell_asker, tell_editors
from qiao.casebook.versions import Text, key_of
from qiao.exceptions import TakedownDecidedError, TakedownUnknownError, TakedownWaitingError
from qiao.intake.actions.reporter import check_flood, note_sending
from qiao.intake.reporter.codes import numbered_code, plain_code
from qiao.trail.chain import together
from qiao.trail.guests import forget_guest, guest_of
from qiao.trail.recorded import detail, recorded

TAKEDOWN_WITHIN = timedelta(hours=72)
"""Within so long a request is answered; after that the text is hidden until somebody has answered."""
ADDRESS_KEPT = timedelta(days=2)
"""An address left for the answer is destroyed so long after it: by then it was told, or is not told any more."""
MOST_ASKED = 5
"""Takedown requests taken from one client within the window in which public sendings are counted."""


def take_takedown(text: Text, *, client: str, asked_by: str, reason: str, now: datetime) -> Takedown:
    """Take a takedown request from somebody without an account.

    Raises TooManyReportsError, and TakedownWaitingError where one for this text is being dealt with.
    """
    check_flood(client, uuid.uuid4(), now=now)
    check_flood(_asks(client), uuid.uuid4(), now=now, most=MOST_ASKED)
    with scope(organization=text.organization_id), together():
        actor = Actor.public(text.organization_id)
        made = ask_takedown(actor, text, asked_by=asked_by, reason=reason, now=now)
        note_sending(client, now=now)
        note_sending(_asks(client), now=now)
    return made


def _asks(client: str) -> str:
    """Return what a client's takedown requests are counted under, apart from everything else they send."""
    return f"takedown:{client}"


def code_of(row: Takedown) -> str:
    """Return the code by which who asked finds the answer: derived from the house's key, kept nowhere."""
    return numbered_code("takedown", str(row.pk))


def _mark(code: str) -> str:
    return fingerprint("takedown-mark", plain_code(code))


def find_takedown(code: str) -> Takedown:
    """Return the request a code belongs to. Raises TakedownUnknownError."""
    with scopes_disabled():
        rows = Takedown.objects.select_related("case__organization", "part__organization")
        found: Takedown | None = rows.filter(code_mark=_mark(code)).first()
    if found is None:
        raise TakedownUnknownError
    return found


@recorded("takedown.ask")
def ask_takedown(actor: Actor, text: Text, *, asked_by: str, reason: str, now: datetime) -> Takedown:
    """Ask that a text be taken down (S50); the editors are told at once.

    Raises TakedownWaitingError: a text has one open request at a time.
    """
    type(text).objects.select_for_update().get(pk=text.pk)
    waiting = Takedown.objects.filter(**key_of(text), state=Takedown.State.ASKED).first()
    if waiting is not None:
        raise TakedownWaitingError(until=f"{timezone.localtime(waiting.due_at):%Y-%m-%d %H:%M}")
    detail(**{"case" if isinstance(text, CaseStudy) else "part": str(text.pk)})
    made = Takedown(**key_of(text), asked_by=asked_by, reason=reason, due_at=now + TAKEDOWN_WITHIN)
    made.code_mark = _mark(code_of(made))
    made.save(force_insert=True)
    tell_editors(actor, made, ASKED)
    return made


@recorded("takedown.decide")
def decide_takedown(actor: Actor, row: Takedown, *, state: str, decision: str, now: datetime) -> Takedown:
    """Hide the text, keep it mended, or keep it as it is; who asked is told, and reads the decision by their code.

    A text that lapse had hidden is shown again where it is kept. Raises TakedownDecidedError.
    """
    hides = state == Takedown.State.HIDDEN
    asked = Takedown.objects.filter(pk=row.pk, state=Takedown.State.ASKED)
    if not asked.update(state=state, decided_at=now, decision=decision):
        raise TakedownDecidedError
    row.refresh_from_db()
    if hides:
        _hide(row.text_of, now)
    elif row.hidden_at is not None and row.text_of.hidden_at == row.hidden_at:
        _hide(row.text_of, None)
    tell_asker(actor, row, at=now)
    detail(state=state, late=int(now > row.due_at))
    return row


def _hide(text: Text, at: datetime | None) -> None:
    type(text).objects.filter(pk=text.pk).update(hidden_at=at)


@recorded("takedown.restore")
def restore_text(_actor: Actor, text: Text) -> Text:
    """Show a text again that was taken down, once it was mended."""
    _hide(text, None)
    text.hidden_at = None
    return text


def lapse_everywhere(now: datetime) -> int:
    """Hide what nobody answered in time, and tell its editors; return how many."""
    with scopes_disabled():
        rows = Takedown.objects.filter(
            state=Takedown.State.ASKED, due_at__lte=now, hidden_at__isnull=True
        ).select_related("case", "part")
        late = list(rows.order_by("due_at", "pk"))
    hidden = 0
    for row in late:
        owner = row.text_of.organization_id
        with scope(organization=owner), suppress(TakedownDecidedError):
            _lapse(Actor.operator(owner), row, now)
            hidden += 1
    return hidden


@recorded("takedown.lapse")
def _lapse(actor: Actor, row: Takedown, now: datetime) -> Takedown:
    """Hide a text until its request is answered. Raises TakedownDecidedError where it was answered meanwhile."""
    waiting = Takedown.objects.filter(pk=row.pk, state=Takedown.State.ASKED, hidden_at__isnull=True)
    if not waiting.update(hidden_at=now):
        raise TakedownDecidedError
    if row.text_of.hidden_at is None:
        _hide(row.text_of, now)
    tell_editors(actor, row, LAPSED)
    tell_asker(actor, row, at=now)
    return row


def forget_askers(now: datetime) -> int:
    """Destroy the addresses of those who were told their answer; return how many."""
    with scopes_disabled():
        rows = Takedown.objects.filter(decided_at__lt=now - ADDRESS_KEPT).select_related("case", "part")
        told = [row for row in rows.filter(decided_at__gt=now - 30 * ADDRESS_KEPT) if guest_of(row.pk)]
    for row in told:
        owner = row.text_of.organization_id
        with scope(organization=owner):
            _forget(Actor.operator(owner), row, now)
    return len(told)


@recorded("takedown.forget")
def _forget(_actor: Actor, row: Takedown, now: datetime) -> Takedown:
    """Destroy the address that was left for the answer."""
    forget_guest(row.pk, at=now)
    return row
