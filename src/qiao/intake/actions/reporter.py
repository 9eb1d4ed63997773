"""What the sender of a report may do later, with its receipt code and without an account."""

import uuid
from datetime import datetime, timedelta
from typing import Any, Literal

from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.exceptions import (
    LineAlreadyDecidedError,
    ReceiptCodeLockedError,
    ReceiptCodeUnknownError,
    ReportErasedError,
    TooManyReportsError,
)
from qiao.intake.actions.closure import end_for_good
from qiao.intake.actions.receive import Message, Received, receive_report
from qiao.intake.actions.understand import take_in
from qiao.intake.desk.lives import life_of, lives_of
from qiao.intake.models import Alert, FollowUp, Need, Note, Offer, PublicSending, Report, WrongReceiptCode
from qiao.intake.queries import is_addition, live_of_report, report_for_receipt, thread_of, voices_of
from qiao.intake.reporter.codes import is_misread, mark_of_receipt
from qiao.trail.chain import together
from qiao.trail.recorded import detail, recorded

TRIES = 60
MOST_SENT = 120
WINDOW = timedelta(minutes=10)

Answer = Literal["STILL", "MET", "GONE"]
ANSWERS: tuple[Answer, ...] = ("STILL", "MET", "GONE")
NEED_AFTER: dict[str, str] = {"MET": Need.State.MET, "GONE": Need.State.WITHDRAWN}
OFFER_AFTER: dict[str, str] = {"MET": Offer.State.SPENT, "GONE": Offer.State.WITHDRAWN}


def find_report(code: str, *, client: str, now: datetime) -> Report:
    """Return the report that a typed receipt code opens.

    Raises
    ------
    ReceiptCodeLockedError
        After too many wrong codes from one client within ten minutes. A village shares one address, so the
        limit is generous; a code that was only misread, as its check digit tells, is not counted.
    ReceiptCodeUnknownError
        When no report has this code.
    """
    client_mark = fingerprint("client", client)
    recent = WrongReceiptCode.objects.filter(client_mark=client_mark, at__gt=now - WINDOW)
    if recent.count() >= TRIES:
        raise ReceiptCodeLockedError
    with scopes_disabled():
        report = report_for_receipt(mark_of_receipt(code))
    if report is None:
        if not is_misread(code):
            WrongReceiptCode.objects.create(client_mark=client_mark, at=now)
        raise ReceiptCodeUnknownError
    return report


def check_flood(client: str, submission: uuid.UUID, *, now: datetime, most: int | None = None) -> None:
    """Raise TooManyReportsError when a client sends very many new reports. What is sent again never counts.

    `most` is the limit where it is another than that of reports.
    """
    with scopes_disabled():
        if Report.objects.filter(pk=submission).exists():
            return
    recent = PublicSending.objects.filter(client_mark=fingerprint("client", client), at__gt=now - WINDOW)
    if recent.count() >= (MOST_SENT if most is None else most):
        raise TooManyReportsError


def note_sending(client: str, *, now: datetime) -> None:
    """Count a new report towards its client's limit."""
    PublicSending.objects.create(client_mark=fingerprint("client", client), at=now)


@recorded("report.correct")
def correct_report(
    actor: Actor,
    first: Report,
    message: Message,
    *,
    id: uuid.UUID,  # noqa: A002 - the client's own id, as every door calls it
    received_at: datetime,
) -> Report:
    """Take a correction in as a report of its own; the first stays word for word.

    What nobody has checked yet is withdrawn and read anew. What was verified may have goods on the way, so a
    person decides: it keeps its state, gets a note, and asks for a call.
    """
    _check_kept(first)
    told = voices_of([one for one in thread_of(first) if not is_addition(one)])
    live = [one for one in told if one.closed_at is None]
    verified = [one for one in live if one.state == "OPEN"]
    received = _follow(
        actor,
        first,
        message,
        id=id,
        received_at=received_at,
        kind=FollowUp.Kind.CORRECTION,
        is_read=not verified,
    )
    if received.is_new and verified:
        _doubt(actor, first, verified, code="reporter_corrected", at=received_at)
    elif received.is_new:
        _end_all(live, at=received_at)
    detail(first=str(first.pk), verified=len(verified))
    return received.report


@recorded("report.add")
def add_to_report(
    actor: Actor,
    first: Report,
    message: Message,
    *,
    id: uuid.UUID,  # noqa: A002
    received_at: datetime,
) -> Report:
    """Take a further message in as a report of its own. What it asks or offers waits for a check."""
    _check_kept(first)
    received = _follow(
        actor, first, message, id=id, received_at=received_at, kind=FollowUp.Kind.ADDITION, is_read=True
    )
    if received.is_new:
        verified = [one for one in live_of_report(first) if one.state == "OPEN"]
        _doubt(actor, first, verified, code="reporter_added", at=received_at)
    detail(first=str(first.pk))
    return received.report


def _follow(
    actor: Actor,
    first: Report,
    message: Message,
    *,
    id: uuid.UUID,  # noqa: A002
    received_at: datetime,
    kind: FollowUp.Kind,
    is_read: bool,
) -> Received:
    """Receive a later report of the same sender, read it where asked, and tie it to the first."""
    facts: dict[str, Any] = {
        "id": id,
        "crisis": first.crisis,
        "source": first.source,
        "received_at": received_at,
        "place": first.place,
    }
    with together():
        if is_read:
            understood = take_in(actor, message, **facts)
            received = Received(understood.report, is_new=understood.is_new)
        else:
            received = receive_report(actor, message, **facts)
        if received.is_new:
            FollowUp.objects.create(report=received.report, first=first, kind=kind)
    return received


@recorded("report.answer")
def answer_for_voice(
    _actor: Actor, voice: Need | Offer, *, answer: Answer, answered_at: datetime
) -> Need | Offer:
    """Write down what the sender says of a need or an offer: still so, no longer, or already met.

    A sender's word makes a record fresh again or ends it; it does not verify it.

    Raises LineAlreadyDecidedError where it was ended before.
    """
    rows = type(voice).objects.filter(pk=voice.pk, closed_at__isnull=True)
    if answer == "STILL":
        until = answered_at + life_of(
            voice.item, tier=getattr(voice, "tier", Need.Tier.ORDINARY), lives=lives_of(voice.crisis_id)
        )
        is_live = rows.update(valid_until=until)
        rows.filter(state="EXPIRED").update(state="NEW")
    else:
        after = NEED_AFTER if isinstance(voice, Need) else OFFER_AFTER
        is_live = rows.update(state=after[answer], closed_at=answered_at)
    before = voice.state
    voice.refresh_from_db()
    if not is_live:
        raise LineAlreadyDecidedError(state=voice.get_state_display())
    if voice.closed_at is not None:
        end_for_good(voice, result=voice.state, at=answered_at)
    if isinstance(voice, Need):
        _settle_alerts(voice, at=answered_at)
        if before == Need.State.OPEN and answer != "STILL":
            _alert(voice, said=answer, at=answered_at)
    detail(answer=answer, before=before, state=voice.state)
    return voice


@recorded("report.withdraw")
def withdraw_report(_actor: Actor, report: Report, *, withdrawn_at: datetime) -> Report:
    """Withdraw every need and offer of a report that is not yet ended. The report itself stays."""
    live = live_of_report(report)
    for need in live:
        if isinstance(need, Need) and need.state == Need.State.OPEN:
            _alert(need, said="GONE", at=withdrawn_at)
    detail(ended=_end_all(live, at=withdrawn_at))
    return report


def _end_all(voices: list[Need | Offer], *, at: datetime) -> int:
    """End what the sender takes back; return how many."""
    ended = 0
    for voice in voices:
        rows = type(voice).objects.filter(pk=voice.pk, closed_at__isnull=True)
        ended += rows.update(state="WITHDRAWN", closed_at=at)
        if isinstance(voice, Need):
            _settle_alerts(voice, at=at)
    return ended


def _settle_alerts(need: Need, *, at: datetime) -> None:
    need.alerts.filter(state=Alert.State.OPEN, kind=Alert.Kind.EXPIRED).update(
        state=Alert.State.DONE, closed_at=at
    )


def _alert(need: Need, *, said: str, at: datetime) -> None:
    """Ask a person to look: what was verified is now otherwise, and goods may be on the way."""
    Alert.objects.create(
        organization_id=need.organization_id,
        crisis_id=need.crisis_id,
        kind=Alert.Kind.REPORTER,
        need=need,
        raised_at=at,
        details={"said": said},
    )


def _doubt(actor: Actor, first: Report, verified: list[Need | Offer], *, code: str, at: datetime) -> None:
    for voice in verified:
        need = voice if isinstance(voice, Need) else None
        Note.objects.create(
            organization_id=actor.acts_for, report=first, need=need, level=Note.Level.WARNING, code=code
        )
        if need is not None:
            _alert(need, said=code, at=at)


def _check_kept(report: Report) -> None:
    if report.is_erased:
        raise ReportErasedError
