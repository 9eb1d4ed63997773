"""Applications for the full text: asked without an account, decided by the owner, opened through a signed link."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.batch.tables import table_bytes
from qiao.casebook.models import CaseStudy, Collection, TextDownload, TextRequest
from qiao.exceptions import TextDecidedError, TextLinkClosedError, TextRequestUnknownError
from qiao.intake.actions.reporter import check_flood, note_sending
from qiao.intake.reporter.codes import numbered_code, plain_code
from qiao.trail.chain import together
from qiao.trail.recorded import detail, recorded

SALT = "casebook.full"
VALID_DAYS = 30
LONGEST_DAYS = 365


def code_of(request: TextRequest) -> str:
    """Return the code by which an applicant finds the answer: derived from the house's key, kept nowhere."""
    return numbered_code("text-request", str(request.pk))


def _mark(code: str) -> str:
    return fingerprint("text-request-mark", plain_code(code))


def ask_for_text(text: CaseStudy | Collection, *, client: str, now: datetime, **told: str) -> TextRequest:
    """Take an application from somebody without an account. Raises TooManyReportsError."""
    check_flood(client, uuid.uuid4(), now=now)
    with scope(organization=text.organization_id), together():
        request = request_text(Actor.public(text.organization_id), text, **told)
        note_sending(client, now=now)
    return request


@recorded("text.request")
def request_text(
    _actor: Actor, text: CaseStudy | Collection, *, applicant: str, affiliation: str, purpose: str
) -> TextRequest:
    """Apply for the full text of a case or a collection; somebody decides later."""
    asked: dict[str, Any] = {"case": text} if isinstance(text, CaseStudy) else {"collection": text}
    request = TextRequest(
        organization_id=text.organization_id,
        applicant=applicant,
        affiliation=affiliation,
        purpose=purpose,
        **asked,
    )
    request.code_mark = _mark(code_of(request))
    request.save(force_insert=True)
    return request


def find_request(code: str) -> TextRequest:
    """Return the application a code belongs to. Raises TextRequestUnknownError."""
    with scopes_disabled():
        rows = TextRequest.objects.select_related("case", "collection", "organization")
        found: TextRequest | None = rows.filter(code_mark=_mark(code)).first()
    if found is None:
        raise TextRequestUnknownError
    return found


@recorded("text.grant")
def grant_text(
    actor: Actor, request: TextRequest, *, now: datetime, days: int = VALID_DAYS, reason: str = ""
) -> TextRequest:
    """Agree: a signed link opens the full text for so many days. Raises TextDecidedError."""
    facts = {"state": TextRequest.State.GRANTED, "expires_at": now + timedelta(days=days), "reason": reason}
    detail(days=days)
    return _decide(actor, request, now, facts)


@recorded("text.refuse")
def refuse_text(actor: Actor, request: TextRequest, *, now: datetime, reason: str) -> TextRequest:
    """Decline, with the reason the applicant reads. Raises TextDecidedError."""
    return _decide(actor, request, now, {"state": TextRequest.State.REFUSED, "reason": reason})


def _decide(actor: Actor, request: TextRequest, now: datetime, facts: dict[str, Any]) -> TextRequest:
    waiting = TextRequest.objects.filter(pk=request.pk, state=TextRequest.State.ASKED)
    if not waiting.update(decided_at=now, decided_by_id=actor.user_id, **facts):
        raise TextDecidedError
    request.refresh_from_db()
    return request


@recorded("text.withdraw")
def withdraw_text(_actor: Actor, request: TextRequest, *, now: datetime) -> TextRequest:
    """Close a link that was given, before its day. Raises TextDecidedError where none is open."""
    given = TextRequest.objects.filter(
        pk=request.pk, state=TextRequest.State.GRANTED, withdrawn_at__isnull=True
    )
    if not given.update(withdrawn_at=now):
        raise TextDecidedError
    request.refresh_from_db()
    return request


def token_of(request: TextRequest) -> str:
    """Return the signed part of the link: which application, and until when."""
    return signing.Signer(salt=SALT).sign_object([request.pk.hex, _until(request)])


def open_text(token: str, *, now: datetime, form: str) -> TextRequest:
    """Return the application behind a link, and log that its text was opened. Raises TextLinkClosedError."""
    request = behind_link(token, now=now)
    with scope(organization=request.organization_id):
        return _open(Actor.public(request.organization_id), request, now, form)


def behind_link(token: str, *, now: datetime) -> TextRequest:
    """Return the application behind a link.

    Raises TextLinkClosedError where the signature is wrong, the link expired, was taken back, or its text was taken
    down: the four look alike from outside.
    """
    try:
        pk, until = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise TextLinkClosedError from error
    with scopes_disabled():
        rows = TextRequest.objects.select_related("case", "collection", "organization")
        request: TextRequest | None = rows.filter(pk=uuid.UUID(hex=pk)).first()
    if request is None or not request.is_open(now) or until != _until(request):
        raise TextLinkClosedError
    if request.case is not None and request.case.hidden_at is not None:
        raise TextLinkClosedError
    return request


def _until(request: TextRequest) -> str:
    return request.expires_at.isoformat() if request.expires_at else ""


@recorded("text.open")
def _open(_actor: Actor, request: TextRequest, now: datetime, form: str) -> TextRequest:
    TextDownload.objects.create(request=request, at=now, form=form)
    detail(form=form)
    return request


@recorded("text.export")
def export_requests(_actor: Actor, rows: list[TextRequest], heads: list[str], *, form: str) -> bytes:
    """Return the applications as a file: what was asked and decided, without the applicants' names."""
    detail(form=form, rows=len(rows))
    cells = (
        [
            timezone.localdate(one.created_at).isoformat(),
            str(one.text),
            one.affiliation,
            one.get_state_display(),
            timezone.localdate(one.decided_at).isoformat() if one.decided_at else "",
            timezone.localdate(one.expires_at).isoformat() if one.expires_at else "",
            one.opened,  # type: ignore[attr-defined]
        ]
        for one in rows
    )
    return table_bytes(heads, cells, f".{form}")
