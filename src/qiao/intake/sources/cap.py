"""Public warnings in the Common Alerting Protocol (OASIS CAP 1.2; 1.1 differs in nothing read here).

References
----------
OASIS Standard CAP-v1.2, 1 July 2010: section 3.2 gives elements, their values and which are required.
"""

import hashlib
import math
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.dateparse import parse_datetime

from qiao.exceptions import CapElementError
from qiao.intake.sources.openrosa.plain_xml import local, read_xml

NAMESPACES = ("urn:oasis:names:tc:emergency:cap:1.2", "urn:oasis:names:tc:emergency:cap:1.1")
STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MESSAGE_TYPES = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
CERTAINTY_BEFORE = {"Very Likely": "Likely"}
"""CAP 1.2 wants this word of CAP 1.0 read as the newer one."""

ENDS = ("Update", "Cancel")
BLANKS = " \t\r\n"
"""What XML calls blank; other signs that are blank to Unicode may be part of a name."""
FORBIDDEN = re.compile(f"[{BLANKS},<&]")
REFERENCE = re.compile(f"([^,{BLANKS}]+),([^,{BLANKS}]+),([^,{BLANKS}]+)")
LONGEST = {"identifier": 200, "sender": 200}
MOST_INFOS, MOST_AREAS, MOST_POINTS = 20, 200, 5_000
LONGEST_TEXT = 20_000
Point = tuple[float, float]
"""Latitude and longitude in WGS-84, in the order in which CAP writes them."""


@dataclass(frozen=True)
class Reference:
    """Another message, by the three things that name it."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True)
class Area:
    """Where: in words, by codes, by shapes."""

    description: str
    geocodes: tuple[tuple[str, str], ...] = ()
    polygons: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True)
class Info:
    """What is said, in one language."""

    language: str
    event: str
    categories: tuple[str, ...]
    responses: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str
    effective: datetime | None
    onset: datetime | None
    expires: datetime | None
    texts: dict[str, str] = field(default_factory=dict)
    areas: tuple[Area, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        kept = asdict(self)
        return kept | {
            name: kept[name].isoformat() if kept[name] else None for name in ("effective", "onset", "expires")
        }


@dataclass(frozen=True)
class CapMessage:
    """One message as it was sent."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    message_type: str
    scope: str
    references: tuple[Reference, ...]
    infos: tuple[Info, ...]
    is_signed: bool
    digest: str

    @property
    def severity(self) -> str:
        """Return the worst of its infos."""
        return _first_of(SEVERITIES, (one.severity for one in self.infos))

    @property
    def urgency(self) -> str:
        """Return the nearest of its infos."""
        return _first_of(URGENCIES, (one.urgency for one in self.infos))

    @property
    def certainty(self) -> str:
        """Return the surest of its infos."""
        return _first_of(CERTAINTIES, (one.certainty for one in self.infos))

    @property
    def expires(self) -> datetime | None:
        """Return when the last of its infos ends; None where one of them does not say."""
        ends = [one.expires for one in self.infos]
        return max((one for one in ends if one), default=None) if all(ends) else None


def _first_of(order: tuple[str, ...], found: Iterable[str]) -> str:
    return min(found, key=order.index, default="Unknown")


def read_cap(content: bytes) -> CapMessage:
    """Return the message of a CAP document.

    Raises
    ------
    XmlRefusedError
        As `read_xml`: no XML, a DTD, an entity, too large or too deep.
    CapElementError
        Naming the element that is missing or wrong, and what would be right.
    """
    root = read_xml(content)
    space = root.tag.rpartition("}")[0].removeprefix("{")
    if local(root.tag) != "alert" or space not in NAMESPACES:
        raise _wrong("alert", space or root.tag, f'<alert xmlns="{NAMESPACES[0]}">')
    infos = [one for one in root if local(one.tag) == "info"]
    if len(infos) > MOST_INFOS:
        raise _wrong("info", str(len(infos)), f"≤ {MOST_INFOS}")
    message_type = _one_of(root, "msgType", MESSAGE_TYPES)
    references = _references(_text(root, "references"))
    if message_type in ENDS and not references:
        raise _wrong("references", "", "sender,identifier,sent")
    return CapMessage(
        identifier=_name(root, "identifier"),
        sender=_name(root, "sender"),
        sent=_moment_needed(root, "sent"),
        status=_one_of(root, "status", STATUSES),
        message_type=message_type,
        scope=_one_of(root, "scope", SCOPES),
        references=references,
        infos=tuple(_info(one) for one in infos),
        is_signed=any(local(one.tag) == "Signature" for one in root),
        digest=hashlib.sha256(content).hexdigest(),
    )


def _info(element: Element) -> Info:
    areas = [one for one in element if local(one.tag) == "area"]
    if len(areas) > MOST_AREAS:
        raise _wrong("area", str(len(areas)), f"≤ {MOST_AREAS}")
    named = ("senderName", "headline", "description", "instruction", "web", "contact", "audience")
    certainty = _text(element, "certainty")
    return Info(
        language=_text(element, "language") or "en-US",
        event=_needed(element, "event")[:200],
        categories=tuple(_texts(element, "category")),
        responses=tuple(_texts(element, "responseType")),
        urgency=_one_of(element, "urgency", URGENCIES),
        severity=_one_of(element, "severity", SEVERITIES),
        certainty=CERTAINTY_BEFORE.get(certainty) or _one_of(element, "certainty", CERTAINTIES),
        effective=_moment(element, "effective"),
        onset=_moment(element, "onset"),
        expires=_moment(element, "expires"),
        texts={name: text for name in named if (text := _text(element, name))},
        areas=tuple(_area(one) for one in areas),
    )


def _area(element: Element) -> Area:
    geocodes = [one for one in element if local(one.tag) == "geocode"]
    return Area(
        description=_needed(element, "areaDesc"),
        geocodes=tuple((_text(one, "valueName"), _text(one, "value")) for one in geocodes),
        polygons=tuple(_polygon(text) for text in _texts(element, "polygon")),
        circles=tuple(_circle(text) for text in _texts(element, "circle")),
    )


def _polygon(text: str) -> tuple[Point, ...]:
    points = tuple(_point(pair, "polygon") for pair in text.split()[: MOST_POINTS + 1])
    if not 4 <= len(points) <= MOST_POINTS or points[0] != points[-1]:  # noqa: PLR2004 - CAP 1.2, 3.2.4
        raise _wrong("polygon", text, "4 or more points, the last as the first / 至少四点，首尾相同")
    return points


def _circle(text: str) -> tuple[float, float, float]:
    parts = text.split()
    if len(parts) != 2:  # noqa: PLR2004 - a point and a radius
        raise _wrong("circle", text, "lat,lon km")
    (latitude, longitude), radius = _point(parts[0], "circle"), _number(parts[1])
    if radius is None or not 0 <= radius <= 20_040:  # noqa: PLR2004 - half the way around the earth, km
        raise _wrong("circle", text, "lat,lon km")
    return latitude, longitude, radius


def _point(text: str, element: str) -> Point:
    parts = [_number(part) for part in text.split(",")]
    if len(parts) != 2 or None in parts:  # noqa: PLR2004
        raise _wrong(element, text, "lat,lon")
    latitude, longitude = (part or 0.0 for part in parts)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004
        raise _wrong(element, text, "-90…90,-180…180")
    return latitude, longitude


def _number(text: str) -> float | None:
    try:
        number = float(text) if len(text) < 40 and "_" not in text else math.nan  # noqa: PLR2004
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _references(text: str) -> tuple[Reference, ...]:
    found = []
    for part in re.findall(f"[^{BLANKS}]+", text):
        matched = REFERENCE.fullmatch(part)
        sent = _read_moment(matched[3]) if matched else None
        if matched is None or sent is None:
            raise _wrong("references", part, "sender,identifier,sent")
        found.append(Reference(matched[1], matched[2], sent))
    return tuple(found)


def _texts(element: Element, name: str) -> list[str]:
    found = ["".join(one.itertext()).strip(BLANKS) for one in element if local(one.tag) == name]
    return [_kept(name, text) for text in found if text]


def _kept(name: str, text: str) -> str:
    if len(text) > LONGEST_TEXT * (10 if name == "polygon" else 1):
        raise _wrong(name, text, f"≤ {LONGEST_TEXT}")
    return text


def _text(element: Element, name: str) -> str:
    return next(iter(_texts(element, name)), "")


def _needed(element: Element, name: str) -> str:
    """Return the words of an element that stands once: of two senders nobody knows which is meant."""
    found = _texts(element, name)
    if len(found) != 1:
        raise _wrong(name, " | ".join(found), "…" if not found else "1")
    return found[0]


def _name(element: Element, name: str) -> str:
    text = _needed(element, name)
    if FORBIDDEN.search(text) or len(text) > LONGEST[name]:
        raise _wrong(name, text, "no spaces, commas, < or & / 不含空格、逗号、< 和 &")
    return text


def _one_of(element: Element, name: str, values: tuple[str, ...]) -> str:
    text = _needed(element, name)
    if text not in values:
        raise _wrong(name, text, " | ".join(values))
    return text


def _read_moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _moment(element: Element, name: str) -> datetime | None:
    text = _text(element, name)
    moment = _read_moment(text) if text else None
    if text and moment is None:
        raise _wrong(name, text, "2020-02-01T08:00:00+08:00")
    return moment


def _moment_needed(element: Element, name: str) -> datetime:
    moment = _moment(element, name)
    if moment is None:
        raise _wrong(name, "", "2020-02-01T08:00:00+08:00")
    return moment


def _wrong(element: str, value: str, expected: str) -> CapElementError:
    return CapElementError(element=element, value=value[:80] or "—", expected=expected)
