"""Terms of filings as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from qiao.advocacy.models import Filing
from qiao.registry.calendar_lines import calendar_of, escaped


def calendar_file(filings: Iterable[Filing], host: str) -> str:
    """Return one whole-day event for each filing with a term and no answer yet, with an alarm three days before."""
    due = (one for one in filings if one.due_on is not None and not getattr(one, "is_answered", False))
    return calendar_of((_event(one, host) for one in due), "filings")


def _event(filing: Filing, host: str) -> Iterator[str]:
    yield f"UID:{filing.pk}@{host}"
    yield f"DTSTAMP:{timezone.now():%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{filing.due_on:%Y%m%d}"
    yield f"SUMMARY:{escaped(f'答复期限：{filing.department} {filing.proposal.title}')}"
    yield f"DESCRIPTION:{escaped(filing.due_basis)}"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Qiao", "TRIGGER:-P3D", "END:VALARM")
