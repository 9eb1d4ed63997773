"""`./qiao extract IN OUT`: a table of messages in, what each asks, offers or tells out. No database."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from tqdm import tqdm

from qiao.batch.lexicon import reference_lexicon
from qiao.batch.tables import Row, ending_of, read_table, write_table
from qiao.engines.extraction import ItemReading, PhoneKind, Reading, ReadingType, Span, read
from qiao.exceptions import TableUnreadableError

OK, SOME_REFUSED, USAGE = 0, 1, 2
LONGEST_TEXT = 100_000
"""Characters of one message; more is a file pasted by mistake."""
CHUNK = 500
COUNTY_DIGITS = 6
COLUMNS = (
    "id", "type", "kinds", "items", "place", "phones", "contacts", "organization", "who", "urgency", "deadline",
    "stated_verified", "closed", "spans", "people", "other_phones", "deadline_at",
)  # fmt: skip
REFUSED_COLUMNS = ("row", "id", "field", "problem", "remedy")


class Refused(NamedTuple):
    """A row that was not read: its number as a person counts it, the field, what is wrong and what to do."""

    row: int
    id: str
    field: str
    problem: str
    remedy: str


class Names(NamedTuple):
    """The columns that hold a message's id, its text and its time."""

    id: str
    text: str
    time: str


Message = tuple[str | int, str, datetime | None]


def _taken(row: Row, names: Names) -> Message | Refused:
    """Return (id, text, time) of a row, or why it cannot be read."""
    if row.wrong:
        return Refused(row.number, "", "", row.wrong, "put one JSON object on each line")
    told, text, time = (row.values.get(name) for name in names)
    key = row.number if told is None else told
    if isinstance(key, bool) or not isinstance(key, str | int):
        return Refused(row.number, "", names.id, "neither text nor a whole number", "give a text or a number")
    if isinstance(text, int | float) and not isinstance(text, bool):
        text = str(text)
    if not isinstance(text, str):
        problem = "missing" if text is None else "not a text"
        return Refused(
            row.number, str(key), names.text, problem, f"put the message in the column {names.text}"
        )
    if len(text) > LONGEST_TEXT:
        problem = f"{len(text)} characters, more than {LONGEST_TEXT}"
        return Refused(row.number, str(key), names.text, problem, "split it into single messages")
    if time is not None and _moment(time) is None:
        remedy = "write it as 2021-07-24T23:37:41+08:00, or leave it out"
        return Refused(row.number, str(key), names.time, f"no moment: {str(time)[:40]!r}", remedy)
    return key, text, _moment(time)


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def row_of(key: str | int, readings: list[Reading]) -> dict[str, Any]:
    """Return the readings of one message as one row; several lists in a message come together."""
    if not readings:
        empty = dict.fromkeys(COLUMNS) | {
            name: [] for name in ("kinds", "items", "phones", "contacts", "who")
        }
        told = {"type": "info", "urgency": 0, "stated_verified": False, "closed": False, "other_phones": []}
        return empty | told | {"id": key, "spans": {}}
    first = max(readings, key=lambda one: one.place is not None)
    main = readings[0]
    mobile = {one.number: None for one in main.phones if one.kind is PhoneKind.MOBILE}
    others = {one.number: None for one in main.phones if one.kind is not PhoneKind.MOBILE}
    return {
        "id": key,
        "type": main.type.value.lower(),
        "kinds": list(dict.fromkeys(kind for one in readings for kind in one.kinds)),
        "items": [_item(item) for one in readings for item in one.items],
        "place": _place(first),
        "phones": list(mobile),
        "contacts": [{"name": one.name, "phone": one.phone} for one in main.contacts],
        "organization": main.organization.text if main.organization else None,
        "who": [one.group for one in main.who],
        "urgency": max(one.urgency for one in readings),
        "deadline": main.deadline.text if main.deadline else None,
        "stated_verified": main.stated_verified,
        "closed": all(one.closed for one in readings),
        "spans": _spans(readings, first),
        "people": main.people,
        "other_phones": list(others),
        "deadline_at": main.deadline.until.isoformat() if main.deadline and main.deadline.until else None,
    }


def _item(item: ItemReading) -> dict[str, Any]:
    direction = item.direction if item.direction is not ReadingType.INFO else ReadingType.NEED
    return {
        "item": item.item_text,
        "item_code": item.item_code,
        "quantity": item.quantity,
        "quantity_max": item.quantity_max,
        "quantity_kind": item.quantity_kind.value.lower(),
        "unit": item.unit,
        "pack": {"size": item.pack.size, "unit": item.pack.unit} if item.pack else None,
        "direction": direction.value.lower(),
    }


def _place(reading: Reading) -> dict[str, Any] | None:
    place = reading.place
    if place is None:
        return None
    told: dict[str, Any] = {
        "adcode": place.code[:COUNTY_DIGITS],
        "name": place.name,
        "confidence": place.confidence,
    }
    town = place.township
    if town:
        told["township"] = {"code": town.code, "name": town.name, "confidence": town.confidence}
    return told


def _spans(readings: list[Reading], placed: Reading) -> dict[str, list[list[int]]]:
    """Return field → the characters of the message that tell it, fields without any left out."""
    main = readings[0]
    found: dict[str, Iterable[Span | None]] = {
        "items": [item.span for one in readings for item in one.items],
        "quantities": [item.quantity_span for one in readings for item in one.items],
        "place": [placed.place.span if placed.place else None],
        "township": [placed.place.township.span if placed.place and placed.place.township else None],
        "phones": [one.span for one in main.phones],
        "contacts": [one.span for one in main.contacts],
        "organization": [main.organization.span if main.organization else None],
        "who": [one.span for one in main.who],
        "urgency": [one.urgency_span for one in readings],
        "deadline": [main.deadline.span if main.deadline else None],
        "stated_verified": [main.verified.span if main.verified else None],
        "closed": [one.closed_span for one in readings],
        "people": [main.people_span],
    }
    told = {field: [list(span) for span in spans if span] for field, spans in found.items()}
    return {field: spans for field, spans in told.items() if spans}


def _read_chunk(messages: list[Message]) -> list[dict[str, Any]]:
    lexicon = reference_lexicon()
    return [row_of(key, read(text, lexicon, at=at)) for key, text, at in messages]


def _chunks(messages: Iterable[Message]) -> Iterator[list[Message]]:
    waiting = iter(messages)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk


def _in_turn(messages: Iterable[Message], processes: int) -> Iterator[dict[str, Any]]:
    """Yield the row of each message, in order; several processes give the same rows."""
    chunks = _chunks(messages)
    if processes == 1:
        yield from chain.from_iterable(map(_read_chunk, chunks))
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(_read_chunk, chunk) for chunk in islice(chunks, 2 * processes)]
        while running:
            yield from running.pop(0).result()
            running += [pool.submit(_read_chunk, chunk) for chunk in islice(chunks, 1)]


def _sifted(rows: Iterable[Row], names: Names, refused: list[Refused]) -> Iterator[Message]:
    """Yield the messages that can be read; put the others into *refused*."""
    for row in rows:
        taken = _taken(row, names)
        if isinstance(taken, Refused):
            refused.append(taken)
        else:
            yield taken


def extract(
    source: Path, target: Path, *, names: Names, processes: int = 1, quiet: bool = True
) -> list[Refused]:
    """Read each message of *source* into *target*; return the rows that could not be read.

    Parameters
    ----------
    source, target
        Tables by their endings, see `qiao.batch.tables`. *target* appears only when it is whole.
    names
        The columns of id, text and time.
    processes
        Processes to use. Default 1. The rows are the same.
    quiet
        No progress bar. Default True.

    Raises
    ------
    TableUnreadableError
        When *source* cannot be read or *target* cannot be written.
    """
    refused: list[Refused] = []
    rows = read_table(source)
    with write_table(target, COLUMNS) as table:
        done = _in_turn(_sifted(rows, names, refused), processes)
        for row in tqdm(done, unit=" 条 messages", disable=quiet, file=sys.stderr):
            table.write(row)
    return refused


def _tell(refused: list[Refused], target: Path) -> None:
    """Write the refused rows beside *target* and say how many there are."""
    beside = target.with_name(f"{target.stem}.refused.jsonl")
    beside.unlink(missing_ok=True)
    if not refused:
        return
    with write_table(beside, REFUSED_COLUMNS) as table:
        for one in refused:
            table.write(one._asdict())
    first = refused[0]
    sys.stderr.write(
        f"{len(refused)} 行没有读，见 {beside.name}。 {len(refused)} rows were not read, see {beside.name}.\n"
        f"第 {first.row} 行 row {first.row}: {first.field} {first.problem}; {first.remedy}\n"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qiao extract",
        description="从消息表中识别需求、资源和信息；不用数据库，不联网。 Read needs, offers and information out of a table "
        "of messages; no database, no network.",
        epilog="退出码 exit codes: 0 全部读完 all read; 1 有几行没有读，见 OUT.refused.jsonl some rows were refused; 2 用法不对 usage.",
    )
    parser.add_argument(
        "source", metavar="IN", type=Path, help="JSONL, CSV, TSV, XLSX, XLS, ODS: id, text, time"
    )
    parser.add_argument("target", metavar="OUT", type=Path, help="JSONL, CSV, XLSX")
    parser.add_argument(
        "--id", default="id", metavar="列", help="编号列 column of the id (default: id; else the row)"
    )
    parser.add_argument(
        "--text", default="text", metavar="列", help="消息列 column of the message (default: text)"
    )
    parser.add_argument(
        "--time", default="time", metavar="列", help="时间列 column of the time (default: time)"
    )
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="进程数 processes (default: 1)")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command; return 0, 1 when some rows were refused, 2 when it cannot run at all."""
    parser = _parser()
    options = parser.parse_args(argv)
    if options.processes < 1:
        parser.error("--processes: 至少 1 at least 1")
    try:
        if ending_of(options.source) and options.source.resolve() == options.target.resolve():
            parser.error("IN 与 OUT 是同一个文件 IN and OUT are the same file")
        refused = extract(
            options.source,
            options.target,
            names=Names(options.id, options.text, options.time),
            processes=options.processes,
            quiet=not sys.stderr.isatty(),
        )
    except TableUnreadableError as error:
        sys.stderr.write(f"{error.message('zh')}\n{error.message('en')}\n")
        return USAGE
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return USAGE
    _tell(refused, options.target)
    return SOME_REFUSED if refused else OK


if __name__ == "__main__":
    sys.exit(main())
