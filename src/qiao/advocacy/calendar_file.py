"""Terms of filings as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from qiao.advocacy.models import Filing
from qiao.registry.calendar_lines import calendar_of, escaped
from qiao.registry.leaving import Leaving


def calendar_file(filings: Iterable[Filing], host: str) -> str:
    """Return one whole-day event for each filing with a term and no answer yet, with an alarm three days before."""
    leaving = Leaving()
    due = (one for one in filings if one.due_on is not None and not getattr(one, "is_answered", False))
    return calendar_of((_event(one, host, leaving) for one in due), "filings")


def _event(filing: Filing, host: str, leaving: Leaving) -> Iterator[str]:
    yield f"UID:{filing.pk}@{host}"
    yield f"DTSTAMP:{timezone.now():%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{filing.due_on:%Y%m%d}"
    yield f"SUMMARY:{escaped(f'答复期限：{filing.department} {leaving.text(filing.proposal.title)}')}"
    yield f"DESCRIPTION:{escaped(leaving.text(filing.due_basis))}"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Qiao", "TRIGGER:-P3D", "END:VALARM")
