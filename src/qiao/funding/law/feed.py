"""The deadlines as a calendar that phones and Outlook take in (RFC 5545). The address of the feed is its right."""

import hmac
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from django.utils.translation import get_language

from qiao.accounts.sealing import fingerprint
from qiao.engines.eligibility import in_language
from qiao.funding.law.queries import Due
from qiao.registry.calendar_lines import calendar_of, escaped
from qiao.registry.leaving import Leaving

PARTS = 2
MARK_DIGITS = 32


def feed_token(organization: uuid.UUID) -> str:
    """Return what stands in the address of an organisation's feed: whose it is, and a keyed mark."""
    mark = fingerprint("deadline-calendar", str(organization))[:MARK_DIGITS]
    return f"{organization.hex}-{mark}"


def owner_of(token: str) -> uuid.UUID | None:
    """Return the organisation of a token; None where it was not made here."""
    parts = token.split("-")
    if len(parts) != PARTS:
        return None
    try:
        organization = uuid.UUID(hex=parts[0])
    except ValueError:
        return None
    same = hmac.compare_digest(feed_token(organization).encode(), token.encode())
    return organization if same else None


def calendar(found: Iterable[Due], host: str, *, now: datetime) -> str:
    """Return a whole-day event for each deadline not yet done, with an alarm the day before."""
    leaving = Leaving()
    return calendar_of(
        (_event(due, host, now, leaving) for due in found if not due.is_done),
        "deadlines",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    )


def _event(due: Due, host: str, now: datetime, leaving: Leaving) -> Iterator[str]:
    deadline = due.deadline
    about = due.campaign.pk if due.campaign else due.year
    said = in_language(deadline.reason, get_language() or "zh")
    title = leaving.text(due.campaign.title) if due.campaign else ""
    yield f"UID:{about}-{deadline.act}-{deadline.due_on:%Y%m%d}@{host}"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{deadline.due_on:%Y%m%d}"
    yield f"SUMMARY:{escaped(f'{title} {said}'.strip())}"
    yield f"DESCRIPTION:{escaped(in_language(deadline.disclaimer, get_language() or 'zh'))}"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Qiao", "TRIGGER:-P1D", "END:VALARM")
