"""Lines of iCalendar files (RFC 5545): texts escaped, lines folded, one file from its events."""

from collections.abc import Iterable, Iterator

LONGEST = 75
"""Octets of a line; what is longer goes on in the next one, after a space."""


def calendar_of(events: Iterable[Iterable[str]], product: str, *more: str) -> str:
    """Return a file of events, each the lines between BEGIN:VEVENT and END:VEVENT; `more` are lines of the calendar."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Qiao//{product}//ZH", *more]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "\r\n".join(part for line in lines for part in folded(line)) + "\r\n"


def escaped(text: str) -> str:
    """Return a text as it stands in a property."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets, never inside a character."""
    here, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST:
            yield here
            here, size = " ", 1
        here, size = here + sign, size + octets
    yield here
