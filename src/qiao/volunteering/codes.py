"""Codes of shifts: one for each volunteer, by which they come and go; four digits that hang where the shift is."""

import hmac
import uuid
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import models
from django_scopes import scopes_disabled

from qiao.accounts.sealing import fingerprint
from qiao.exceptions import ShiftCodeLockedError, ShiftCodeUnknownError
from qiao.intake.models import WrongReceiptCode
from qiao.intake.reporter.codes import is_misread, numbered_code, plain_code
from qiao.volunteering.models import Assignment, Enrolment, HelpAnswer, Shift

SITE_DIGITS = 4
TRIES = 60
WINDOW = timedelta(minutes=10)
MARK_DIGITS = 32
TOKEN_LETTERS = 24
LETTERS = "abcdefghjkmnpqrstuvwxyz"
INVITED_TO_SHIFT, INVITED = "invited-to-shift", "invited"
M = TypeVar("M", bound=models.Model)


def volunteer_code(assignment: Assignment) -> str:
    """Return the code of one volunteer's place in one shift: sixteen digits, derived and stored nowhere."""
    return numbered_code("shift-volunteer", str(assignment.pk))


def mark_of_volunteer(code: str) -> str:
    """Return the mark by which a typed code finds its place in a shift."""
    return fingerprint("shift-volunteer-code", plain_code(code))


def site_code(shift: Shift) -> str:
    """Return the digits that hang where the shift is: who types them was there."""
    number = int(fingerprint("shift-site", f"{shift.pk}:{shift.code_serial}"), 16)
    return f"{number % 10**SITE_DIGITS:0{SITE_DIGITS}d}"


def enrolment_code(enrolment: Enrolment) -> str:
    """Return the code of somebody's own entry: sixteen digits, derived and stored nowhere."""
    return numbered_code("volunteer-enrolment", str(enrolment.pk))


def mark_of_enrolment(code: str) -> str:
    """Return the mark by which a typed code finds its entry."""
    return fingerprint("volunteer-enrolment-code", plain_code(code))


def find_assignment(code: str, *, client: str, now: datetime) -> Assignment:
    """Return the place in a shift that a code opens; refusals as of `_counted`."""
    with scopes_disabled():
        places = Assignment.objects.select_related("shift__activity__place", "person", "organization")
        found: Assignment | None = places.filter(code_mark=mark_of_volunteer(code)).first()
    return _counted(found, code, client, now)


def find_enrolment(code: str, *, client: str, now: datetime) -> Enrolment:
    """Return the entry that a code opens; refusals as of `_counted`."""
    with scopes_disabled():
        rows = Enrolment.objects.select_related("organization", "place", "person")
        found: Enrolment | None = rows.filter(code_mark=mark_of_enrolment(code)).first()
    return _counted(found, code, client, now)


def _counted(found: M | None, code: str, client: str, now: datetime) -> M:
    """Return what was found.

    Raises
    ------
    ShiftCodeLockedError
        After too many wrong codes from one client within ten minutes; they count with those of reports. A code
        whose check digit tells that it was misread does not count.
    ShiftCodeUnknownError
        When nobody has this code.
    """
    client_mark = fingerprint("client", client)
    if WrongReceiptCode.objects.filter(client_mark=client_mark, at__gt=now - WINDOW).count() >= TRIES:
        raise ShiftCodeLockedError
    if found is None:
        if not is_misread(code):
            WrongReceiptCode.objects.create(client_mark=client_mark, at=now)
        raise ShiftCodeUnknownError
    return found


def signed_address(purpose: str, *ids: uuid.UUID) -> str:
    """Return what stands in an address that is its own right: the ids, and a keyed mark that only this house makes."""
    mark = fingerprint(purpose, ":".join(str(one) for one in ids))[:MARK_DIGITS]
    return "-".join((*(one.hex for one in ids), mark))


def ids_of_address(purpose: str, token: str) -> tuple[uuid.UUID, ...]:
    """Return the ids that an address of this purpose names; none where it was not made here."""
    *parts, _mark = token.split("-")
    try:
        ids = tuple(uuid.UUID(hex=part) for part in parts)
    except ValueError:
        return ()
    made = signed_address(purpose, *ids)
    return ids if hmac.compare_digest(made.encode(), token.encode()) else ()


def invitation(organization: uuid.UUID) -> str:
    """Return what stands in the address under which anybody enters their name with an organisation."""
    return signed_address(INVITED, organization)


def shift_invitation(shift: Shift) -> str:
    """Return what stands in the address under which strangers are asked for one shift."""
    return signed_address(INVITED_TO_SHIFT, shift.pk)


def answer_token(answer: HelpAnswer) -> str:
    """Return what stands in the link under which a member answers a call: letters alone, as no telephone has any."""
    number, signs = int(fingerprint("help-answer", str(answer.pk)), 16), []
    for _at in range(TOKEN_LETTERS):
        number, rest = divmod(number, len(LETTERS))
        signs.append(LETTERS[rest])
    return "".join(signs)


def mark_of_token(token: str) -> str:
    """Return the mark by which a link finds its answer."""
    return fingerprint("help-answer-token", token)
