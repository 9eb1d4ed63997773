"""What stands beside a table already: organisations that its names look like, and tellings that its rows may repeat."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from qiao.accounts.sealing import fingerprint
from qiao.engines.extraction import find_phones
from qiao.engines.linkage import Look
from qiao.intake.models import ImportBatch, ImportRow, Need, Offer
from qiao.intake.pasted.known import known_of, repeats_of_lines
from qiao.intake.pasted.reading import LineReading
from qiao.intake.queries import standing_of_reports
from qiao.intake.sources.tables import Direction, Level, RowReading
from qiao.intake.sources.tables.verdicts import LOADED, ORDER
from qiao.registry.looks import NameIndex
from qiao.registry.models import Organization

NOON = time(4, tzinfo=UTC)
FALSE_FRIENDS = frozenset({Look.SKELETON, Look.SOUND, Look.ONE_SIGN})
"""Likenesses by which one house passes for another; the rest are other ways to write a name."""
SHOWN = 2
"""So many likenesses, and so many tellings, are named for one row."""

Issues = dict[int, list[dict[str, Any]]]


def issues_beside(
    batch: ImportBatch, rows: Sequence[ImportRow], readings: Mapping[int, RowReading], *, now: datetime
) -> Issues:
    """Return what is to be said of rows that will be loaded, by their numbers. Nothing is kept."""
    wanted = [readings[row.number] for row in rows if row.level in LOADED]
    found = _looks(wanted)
    for number, issues in _repeats(batch, wanted, now=now).items():
        found.setdefault(number, []).extend(issues)
    return found


def add_issues(rows: Iterable[ImportRow], issues: Issues) -> None:
    """Add to verdicts what was found, and raise their level to the gravest."""
    for row in rows:
        for issue in issues.get(row.number, []):
            row.issues = [*row.issues, issue]
            row.level = max(row.level, issue["level"], key=list(ORDER).index)


def _looks(readings: Iterable[RowReading]) -> Issues:
    """Return for rows whose organisation is not registered the registered ones it looks like."""
    of_name: dict[str, list[RowReading]] = {}
    for one in readings:
        if one.party and one.voices:
            of_name.setdefault(one.party, []).append(one)
    registered = Organization.objects.only("name")
    index = NameIndex(registered.iterator(chunk_size=2000)) if of_name else None
    found: Issues = {}
    for name, rows in of_name.items():
        like = index.like(name) if index else []
        if any(Look.EQUAL in looks for _other, looks in like):
            continue
        for other, looks in like[:SHOWN]:
            level = Level.DOUBTFUL if FALSE_FRIENDS & set(looks) else Level.READ_AS
            for row in rows:
                issue = _issue(level, "party_looks_like", said=name, read_as=other.name)
                found.setdefault(row.number, []).append(issue | {"why": str(looks[0])})
    return found


def _repeats(batch: ImportBatch, readings: Sequence[RowReading], *, now: datetime) -> Issues:
    """Return for rows what the crisis knows that they may repeat."""
    lines = [
        (
            one.number,
            _line_of(one),
            datetime.combine(one.said_on, NOON) if one.said_on else now,
        )
        for one in readings
        if one.voices
    ]
    if not lines:
        return {}
    since = min(at for _number, _reading, at in lines)
    known = known_of(batch.crisis, lines, since=since)
    likely = repeats_of_lines(lines, known, among_themselves=False)
    standing = standing_of_reports({each["report"] for found in likely.values() for each in found})
    issues: Issues = {}
    for number, found in likely.items():
        for each in found[:SHOWN]:
            voices = standing.get(each["report"])
            if voices:
                level = Level.DOUBTFUL if each["is_sure"] else Level.READ_AS
                issue = _issue(level, "row_like_known", said="", read_as=_in_words(voices[0]))
                issues.setdefault(number, []).append(issue | {"report": each["report"]})
    return issues


def _line_of(reading: RowReading) -> LineReading:
    """Return a row as a message of a paste, so that both are compared by the same rules."""
    numbers = {phone.number for phone in find_phones(f"{reading.text}\n{reading.contact}")}
    return LineReading(
        kind=str(reading.direction),
        masked="",
        voices=[
            {
                "kind": str(voice.direction),
                "item": voice.item_code,
                "item_text": voice.item_text,
                "party_text": reading.party,
                "place": reading.place_code,
                "quantity": voice.amount.quantity,
            }
            for voice in reading.voices
            if voice.direction is not Direction.INFO
        ],
        phones=[{"mark": fingerprint("phone", number)} for number in sorted(numbers)],
        # Rows share the words of their headers: here words say nothing.
    )


def _in_words(voice: Need | Offer) -> str:
    return " · ".join(str(one) for one in (voice.item or voice.item_text, voice.who) if one)


def _issue(level: Level, code: str, *, said: str, read_as: str) -> dict[str, Any]:
    return {"level": str(level), "code": code, "column": None, "said": said, "as": read_as}
