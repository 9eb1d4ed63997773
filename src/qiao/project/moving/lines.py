"""A row as one line, as PostgreSQL's COPY writes it: what is sent is what is compared.

What SQLite keeps is written in the text form PostgreSQL itself would give the value. Two kinds have no single form
(decimal fractions in floats, spaces and order in JSON): both sides bring those to one before they compare.
Source: PostgreSQL documentation, COPY, "Text Format".
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from ipaddress import ip_address
from typing import Any

NULL = "\\N"
ESCAPES = {8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r", 92: "\\\\"}
SPECIAL = re.compile(r"[\x08-\x0d\\]")
ESCAPED = re.compile(r"\\(.)")
MEANT = {"b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.(\d{1,6}))?")

Writer = Callable[[Any], str]


def text(value: Any) -> str:
    """Return text with what parts fields and lines escaped. PostgreSQL keeps no NUL: it refuses the line."""
    said = value if isinstance(value, str) else str(value)
    return said.translate(ESCAPES) if SPECIAL.search(said) else said


def truth(value: Any) -> str:
    """Return a 0 or 1 of SQLite as PostgreSQL's truth value."""
    return "t" if value else "f"


def identity(value: Any) -> str:
    """Return 32 digits of an id with their dashes."""
    said = str(value)
    return f"{said[:8]}-{said[8:12]}-{said[12:16]}-{said[16:20]}-{said[20:]}" if len(said) == 32 else said  # noqa: PLR2004 - the digits of a UUID


def octets(value: Any) -> str:
    """Return bytes as hexadecimal digits."""
    return "\\\\x" + (value.encode() if isinstance(value, str) else bytes(value)).hex()


def moment(value: Any) -> str:
    """Return a moment of SQLite, which is UTC and does not say so, as PostgreSQL writes it in UTC."""
    plain = MOMENT.fullmatch(value)
    if plain is None:
        at = datetime.fromisoformat(value)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        return moment(at.replace(tzinfo=None).isoformat(" "))
    whole, part = plain.groups()
    fraction = (part or "").rstrip("0")
    return f"{whole}.{fraction}+00" if fraction else f"{whole}+00"


def number(value: Any) -> str:
    """Return a float in the fewest digits that give it again."""
    return repr(float(value))


def address(value: Any) -> str:
    """Return an internet address in its one short form."""
    return str(ip_address(value))


WRITERS: dict[str, Writer] = {
    "bool": truth,
    "bytea": octets,
    "date": str,
    "float8": number,
    "inet": address,
    "int2": str,
    "int4": str,
    "int8": str,
    "jsonb": text,
    "text": text,
    "timestamptz": moment,
    "uuid": identity,
    "varchar": text,
}
"""By the type of PostgreSQL's column: how a value of SQLite is written. A type that is not here is not carried."""


def line_of(row: Sequence[Any], writers: Sequence[Writer]) -> bytes:
    """Return a row of SQLite as a line of COPY, without its end."""
    fields = (NULL if value is None else write(value) for value, write in zip(row, writers, strict=True))
    return "\t".join(fields).encode()


def one_json(said: str) -> str:
    """Return JSON with its keys in order, no spaces, and each number in one form."""
    found = json.loads(said, parse_float=_decimal, parse_int=int)
    return json.dumps(found, sort_keys=True, separators=(",", ":"), default=lambda one: f"#{one}")


def _decimal(said: str) -> int | Decimal:
    value = Decimal(said)
    return int(value) if value == value.to_integral_value() else value.normalize()


LOOSE: Mapping[str, Callable[[str], str]] = {"jsonb": one_json, "float8": number}
"""Types of which the same value may be written in several ways, and how each is brought to one."""


def comparable(line: bytes, loose: Mapping[int, Callable[[str], str]]) -> bytes:
    """Return a line in the one form in which both databases write it; *loose* tells what to do at which field."""
    if not loose:
        return line
    fields = line.decode().split("\t")
    for at, brought in loose.items():
        if fields[at] != NULL:
            fields[at] = brought(_unescaped(fields[at]))
    return "\t".join(fields).encode()


def _unescaped(field: str) -> str:
    if "\\" not in field:
        return field
    return ESCAPED.sub(lambda found: MEANT.get(found[1], found[1]), field)
