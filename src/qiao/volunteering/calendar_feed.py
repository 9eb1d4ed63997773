"""One volunteer's shifts as a calendar that phones subscribe to (RFC 5545). The address is the right."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from qiao.registry.calendar_lines import calendar_of, escaped
from qiao.registry.models import Person
from qiao.volunteering.codes import ids_of_address, signed_address
from qiao.volunteering.models import Assignment

PARTS = 2
PURPOSE = "shift-calendar"


def calendar_token(organization: uuid.UUID, person: Person) -> str:
    """Return what stands in the address of a volunteer's calendar: of which organisation, whose, and a keyed mark."""
    return signed_address(PURPOSE, organization, person.pk)


def owner_of(token: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Return organisation and person of a token; None where it was not made here."""
    ids = ids_of_address(PURPOSE, token)
    return (ids[0], ids[1]) if len(ids) == PARTS else None


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
