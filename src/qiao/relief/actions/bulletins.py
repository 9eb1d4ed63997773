"""A bulletin is issued from the books, frozen, corrected by a new version, and answered for in public."""

import uuid
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.exceptions import (
    BulletinNotLaterError,
    BulletinPersonalError,
    BulletinUnchangedError,
    LineAlreadyDecidedError,
    NoticePersonalError,
)
from qiao.intake.actions.receive import Message, receive_report
from qiao.intake.actions.reporter import check_flood, note_sending
from qiao.intake.models import Report
from qiao.registry.models import Crisis
from qiao.relief.bulletin_content import (
    LEDGER,
    TABLES,
    Content,
    Span,
    content_of,
    fingerprint_of,
    stands_of,
)
from qiao.relief.models import Bulletin, BulletinBoard, BulletinQuestion
from qiao.relief.stock import random_code
from qiao.trail.chain import together
from qiao.trail.kinds import refuse_personal
from qiao.trail.recorded import detail, recorded

CODE_CHARACTERS = 6
CHANNEL = "公告质疑"


@recorded("bulletin.board")
def set_board(actor: Actor, crisis: Crisis, *, rhythm: int, now: datetime) -> BulletinBoard:
    """Open a board for a crisis, or change how often it is published; the first issue comes at the next full slot."""
    board: BulletinBoard | None = BulletinBoard.objects.filter(crisis=crisis).first()
    if board is None:
        board = BulletinBoard(
            organization_id=actor.acts_for, crisis=crisis, code=random_code(CODE_CHARACTERS).lower()
        )
    board.rhythm = rhythm
    board.next_at = slot_after(now, rhythm) if rhythm else None
    board.save()
    detail(crisis=crisis.slug, minutes=rhythm)
    return board


def slot_after(moment: datetime, minutes: int) -> datetime:
    """Return the next full slot: counted from local midnight, so that every two hours means 2, 4, 6 o'clock."""
    local = timezone.localtime(moment)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    step = timedelta(minutes=minutes)
    return midnight + ((local - midnight) // step + 1) * step


@recorded("bulletin.issue")
def issue_bulletin(actor: Actor, board: BulletinBoard, *, as_of: datetime, issued_at: datetime) -> Bulletin:
    """Freeze what the books say up to a moment as the next issue.

    Raises
    ------
    BulletinNotLaterError
        When the issue before it goes up to that moment or beyond.
    """
    BulletinBoard.objects.select_for_update(no_key=True).filter(pk=board.pk).order_by().values("pk").first()
    last = newest_of(board)
    if last is not None and last.as_of >= as_of:
        raise BulletinNotLaterError(as_of=f"{timezone.localtime(last.as_of):%Y-%m-%d %H:%M}")
    span = Span(last.as_of if last else None, as_of)
    content = content_of(board.crisis, span, opening=stands_of(last.content) if last else {})
    number = last.number + 1 if last else 1
    content |= _head(board, span, number=number, version=1, note="", before=last)
    issued = _frozen(actor, board, content, span, issued_at=issued_at)
    detail(number=number, hash=issued.hash)
    return issued


@recorded("bulletin.correct")
def correct_bulletin(actor: Actor, issued: Bulletin, *, note: str, at: datetime) -> Bulletin:
    """Make an issue anew from the books as they are now, as a further version that says what changed and why.

    Raises
    ------
    BulletinUnchangedError
        When nothing in it would change.
    BulletinPersonalError
        When the note holds a telephone or another number of a person.
    """
    check_public(note)
    board = issued.board
    BulletinBoard.objects.select_for_update(no_key=True).filter(pk=board.pk).order_by().values("pk").first()
    standing = standing_version(board, issued.number) or issued
    before = standing_version(board, issued.number - 1)
    span = Span(issued.since, issued.as_of)
    content = made_anew(standing)
    if all(content[one] == standing.content[one] for one in TABLES):
        raise BulletinUnchangedError
    version = standing.version + 1
    content |= _head(board, span, number=issued.number, version=version, note=note, before=before)
    corrected = _frozen(actor, board, content, span, issued_at=at)
    detail(number=issued.number, version=version, hash=corrected.hash)
    return corrected


def made_anew(standing: Bulletin) -> Content:
    """Return what an issue would say if the books of today had been those of its day."""
    board = standing.board
    before = standing_version(board, standing.number - 1)
    span = Span(standing.since, standing.as_of)
    made = content_of(board.crisis, span, opening=stands_of(before.content) if before else {})
    return {**standing.content, **{one: made[one] for one in LEDGER}}


def newest_of(board: BulletinBoard) -> Bulletin | None:
    """Return the standing version of the newest issue."""
    number = Bulletin.objects.filter(board=board).aggregate(n=Max("number"))["n"]
    return standing_version(board, number) if number else None


def standing_version(board: BulletinBoard, number: int) -> Bulletin | None:
    """Return the last version of an issue."""
    found: Bulletin | None = Bulletin.objects.filter(board=board, number=number).order_by("-version").first()
    return found


def check_public(text: str) -> None:
    """Raise BulletinPersonalError where a text for the public holds what looks like a number of a person."""
    try:
        refuse_personal(text)
    except NoticePersonalError as error:
        raise BulletinPersonalError from error


def _head(
    board: BulletinBoard, span: Span, *, number: int, version: int, note: str, before: Bulletin | None
) -> Content:
    """Return who issues what, and the hash of the issue before: whoever keeps one issue can check all before it."""
    owner = board.organization
    return {
        "board": board.code,
        "crisis": board.crisis.slug,
        "organization": owner.name,
        "number": number,
        "version": version,
        "note": note,
        "since": span.since.isoformat() if span.since else None,
        "as_of": span.as_of.isoformat(),
        "previous": before.hash if before else "",
    }


def _frozen(
    actor: Actor, board: BulletinBoard, content: Content, span: Span, *, issued_at: datetime
) -> Bulletin:
    issued: Bulletin = Bulletin.objects.create(
        organization_id=board.organization_id,
        board=board,
        number=content["number"],
        version=content["version"],
        since=span.since,
        as_of=span.as_of,
        content=content,
        hash=fingerprint_of(content),
        note=content["note"],
        issued_at=issued_at,
        issued_by_id=actor.user_id,
    )
    return issued


def question_bulletin(
    issued: Bulletin,
    message: Message,
    *,
    about: str,
    submission: uuid.UUID,
    received_at: datetime,
    client: str,
) -> BulletinQuestion:
    """Take in, from anybody, that something in an issue is wrong. Sent again, it gives the first one back.

    What is written is kept as a report: sealed, masked, with a receipt code, erased on wish. It opens no need.

    Raises
    ------
    TooManyReportsError
        When very many new ones come from one address.
    """
    actor = Actor.public(issued.organization_id)
    check_flood(client, submission, now=received_at)
    told = Message(message.text, contact=message.contact, channel=CHANNEL)
    with scope(organization=issued.organization_id), together():
        received = receive_report(
            actor,
            told,
            id=submission,
            crisis=issued.board.crisis,
            source=Report.Source.FORM,
            received_at=received_at,
        )
        if received.is_new:
            note_sending(client, now=received_at)
        return ask_about(actor, issued, received.report, about=about, asked_at=received_at)


@recorded("bulletin.question")
def ask_about(
    _actor: Actor, issued: Bulletin, report: Report, *, about: str, asked_at: datetime
) -> BulletinQuestion:
    """Put a report on the list of what is to be answered."""
    question, _is_new = BulletinQuestion.objects.get_or_create(
        report=report,
        defaults={
            "organization_id": issued.organization_id,
            "bulletin": issued,
            "about": about,
            "asked_at": asked_at,
        },
    )
    detail(number=issued.number, version=issued.version)
    return question


@recorded("bulletin.answer")
def answer_question(
    actor: Actor,
    question: BulletinQuestion,
    *,
    answer: str,
    at: datetime,
    corrected_in: Bulletin | None = None,
) -> BulletinQuestion:
    """Answer in public, once.

    Raises
    ------
    BulletinPersonalError
        When the answer holds a telephone or another number of a person.
    LineAlreadyDecidedError
        When it was answered before.
    """
    check_public(answer)
    claimed = BulletinQuestion.objects.filter(pk=question.pk, state=BulletinQuestion.State.ASKED).update(
        state=BulletinQuestion.State.ANSWERED,
        answer=answer,
        answered_at=at,
        answered_by_id=actor.user_id,
        corrected_in=corrected_in,
    )
    if not claimed:
        raise LineAlreadyDecidedError(state=BulletinQuestion.State.ANSWERED.label)
    question.refresh_from_db()
    detail(number=question.bulletin.number, characters=len(answer))
    return question
