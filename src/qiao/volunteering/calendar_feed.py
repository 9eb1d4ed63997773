"""One volunteer's shifts as a calendar that phones subscribe to (RFC 5545). The address is the right."""

import hmac
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.registry.calendar_lines import calendar_of, escaped
from qiao.registry.models import Person
from qiao.volunteering.models import Assignment

PARTS = 3
MARK_DIGITS = 32


def calendar_token(actor: Actor, person: Person) -> str:
    """Return what stands in the address of a volunteer's calendar: whose, of which organisation, and a keyed mark."""
    return _token(actor.acts_for, person.pk)


def _token(organization: uuid.UUID, person: uuid.UUID) -> str:
    mark = fingerprint("shift-calendar", f"{organization}:{person}")[:MARK_DIGITS]
    return f"{organization.hex}-{person.hex}-{mark}"


def owner_of(token: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Return organisation and person of a token; None where it was not made here."""
    parts = token.split("-")
    if len(parts) != PARTS:
        return None
    try:
        organization, person = (uuid.UUID(hex=part) for part in parts[:2])
    except ValueError:
        return None
    made = _token(organization, person)
    return (organization, person) if hmac.compare_digest(made.encode(), token.encode()) else None


def calendar(places: Iterable[Assignment], host: str, *, now: datetime) -> str:
    """Return an event for each place; a shift called off is told as cancelled, standing by as tentative."""
    return calendar_of(
        (_event(one, host, now) for one in places),
        "shifts",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    )


def _event(place: Assignment, host: str, now: datetime) -> Iterator[str]:
    shift = place.shift
    status = "CANCELLED" if shift.is_cancelled else "TENTATIVE" if place.is_standby else "CONFIRMED"
    where = " ".join(part for part in (str(shift.activity.place or ""), shift.meet_at) if part)
    yield f"UID:{place.pk}@{host}"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"DTSTART:{_utc(shift.starts_at)}"
    yield f"DTEND:{_utc(shift.ends_at)}"
    yield f"SUMMARY:{escaped(shift.activity.title)}"
    yield f"STATUS:{status}"
    if where:
        yield f"LOCATION:{escaped(where)}"
    if shift.risk_notice:
        yield f"DESCRIPTION:{escaped(shift.risk_notice)}"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Qiao", "TRIGGER:-PT2H", "END:VALARM")


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
