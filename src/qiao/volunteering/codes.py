"""Codes of shifts: one for each volunteer, by which they come and go; four digits that hang where the shift is."""

from datetime import datetime, timedelta

from django_scopes import scopes_disabled

from qiao.accounts.sealing import fingerprint
from qiao.exceptions import ShiftCodeLockedError, ShiftCodeUnknownError
from qiao.intake.models import WrongReceiptCode
from qiao.intake.reporter.codes import is_misread, numbered_code, plain_code
from qiao.volunteering.models import Assignment, Shift

SITE_DIGITS = 4
TRIES = 60
WINDOW = timedelta(minutes=10)


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


def find_assignment(code: str, *, client: str, now: datetime) -> Assignment:
    """Return the place in a shift that a code opens.

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
    with scopes_disabled():
        places = Assignment.objects.select_related("shift__activity__place", "person", "organization")
        found: Assignment | None = places.filter(code_mark=mark_of_volunteer(code)).first()
    if found is None:
        if not is_misread(code):
            WrongReceiptCode.objects.create(client_mark=client_mark, at=now)
        raise ShiftCodeUnknownError
    return found
