"""Takedown: asked without an account, answered by an editor in time, hidden where nobody answers, shown again."""

import uuid
from contextlib import suppress
from datetime import datetime, timedelta

from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.casebook.models import CaseStudy, Takedown
from qiao.casebook.notices import ASKED, LAPSED, tell_editors
from qiao.casebook.versions import Text, key_of
from qiao.exceptions import TakedownDecidedError, TakedownWaitingError
from qiao.intake.actions.reporter import check_flood, note_sending
from qiao.trail.chain import together
from qiao.trail.recorded import detail, recorded

TAKEDOWN_WITHIN = timedelta(hours=72)
"""Within so long a request is answered; after that the text is hidden until somebody has answered."""
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
    made: Takedown = Takedown.objects.create(
        **key_of(text), asked_by=asked_by, reason=reason, due_at=now + TAKEDOWN_WITHIN
    )
    tell_editors(actor, made, ASKED)
    return made


@recorded("takedown.decide")
def decide_takedown(_actor: Actor, row: Takedown, *, hides: bool, decision: str, now: datetime) -> Takedown:
    """Hide the text, or keep it with a reason; one that lapse had hidden is then shown again.

    Raises TakedownDecidedError.
    """
    state = Takedown.State.HIDDEN if hides else Takedown.State.KEPT
    asked = Takedown.objects.filter(pk=row.pk, state=Takedown.State.ASKED)
    if not asked.update(state=state, decided_at=now, decision=decision):
        raise TakedownDecidedError
    row.refresh_from_db()
    if hides:
        _hide(row.text_of, now)
    elif row.hidden_at is not None and row.text_of.hidden_at == row.hidden_at:
        _hide(row.text_of, None)
    detail(hides=int(hides), late=int(now > row.due_at))
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
    return row
