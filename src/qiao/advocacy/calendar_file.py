"""Terms of filings as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from qiao.advocacy.models import Filing
from qiao.registry.leaving import Leaving

LONGEST = 75
"""Octets of a line; what is longer goes on in the next one, after a space."""


def calendar_file(filings: Iterable[Filing], host: str) -> str:
    """Return one whole-day event for each filing with a term and no answer yet, with an alarm three days before."""
    leaving = Leaving()
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Qiao//filings//ZH"]
    for filing in filings:
        if filing.due_on is not None and not getattr(filing, "is_answered", False):
            lines += list(_event(filing, host, leaving))
    lines.append("END:VCALENDAR")
    return "\r\n".join(part for line in lines for part in _folded(line)) + "\r\n"


def _event(filing: Filing, host: str, leaving: Leaving) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{filing.pk}@{host}"
    yield f"DTSTAMP:{timezone.now():%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{filing.due_on:%Y%m%d}"
    yield f"SUMMARY:{_escaped(f'答复期限：{filing.department} {leaving.text(filing.proposal.title)}')}"
    yield f"DESCRIPTION:{_escaped(leaving.text(filing.due_basis))}"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Qiao", "TRIGGER:-P3D", "END:VALARM")
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets, never inside a character."""
    here, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST:
            yield here
            here, size = " ", 1
        here, size = here + sign, size + octets
    yield here
