"""Open data of a bulletin: its four tables as rows of a spreadsheet, one issue below the other where many are asked for.

Read off frozen issues only: what is counted in blocks, masked or left out there is so here (decision 0030).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from qiao.api.exports.tables import Column, Value, written_moment
from qiao.api.exports.writers import FORMS, Writer
from qiao.registry.place_english import place_in_english
from qiao.relief.bulletin_page import BEYOND
from qiao.relief.models import Bulletin, StockAccount

HIDDEN = "<5"
"""Of a cell whose voices are too few to be counted."""

LICENCES: Mapping[str, tuple[str, str, str]] = {
    "CC-BY-4.0": (
        "知识共享 署名 4.0 国际",
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC0-1.0": (
        "知识共享 CC0 1.0（放弃权利）",
        "Creative Commons CC0 1.0 Universal",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    "ODbL-1.0": (
        "开放数据库许可 1.0",
        "Open Data Commons Open Database License 1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
}
"""What the publisher may choose by QIAO_OPEN_LICENCE → its names and its text."""


@dataclass(frozen=True)
class Line:
    """One row of a table with the issue that it stands in."""

    issued: Bulletin
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class OpenTable:
    """One table: its part of an address, its names, what it tells, where its rows stand, and its columns."""

    key: str
    zh: str
    en: str
    tells_zh: str
    tells_en: str
    source: str
    columns: tuple[Column, ...]


def _column(key: str, zh: str, en: str, hxl: str, read: Callable[[Line], Value]) -> Column:
    """Return a column whose head says both languages: the file is the same for whoever fetches it."""
    return Column(key, f"{zh} {en}", f"{zh} {en}", read, hxl)


def _cell(key: str, zh: str, en: str, hxl: str) -> Column:
    return _column(key, zh, en, hxl, lambda line: line.cells[key])


def _standing(account: str, label: str) -> Column:
    key = account.lower()
    return _column(
        f"now_{key}",
        f"期末：{label}",
        f"At the end: {key.replace('_', ' ')}",
        f"#indicator+num+closing+{key}",
        lambda line: line.cells["stands"].get(account, 0),
    )


def in_hand(stands: Mapping[str, int]) -> int:
    """Return the pieces that are neither signed for, nor a difference, nor written off."""
    return sum(pieces for account, pieces in stands.items() if account not in BEYOND)


def lacking(cells: Mapping[str, Any]) -> int | None:
    """Return the pieces that are known to lack. Those of nobody who may be counted are unknown, not 0."""
    pieces: int = cells["lacking"]
    return pieces or None


def others(cells: Mapping[str, Any]) -> Value:
    """Return how many speak for no registered unit, in blocks of five; HIDDEN for fewer."""
    counted: int | None = cells["others"]
    return HIDDEN if counted is None else counted


def _place(line: Line) -> str:
    return str(line.cells["place_name"]) or "其他地方（合计）"


def _place_en(line: Line) -> str:
    name = str(line.cells["place_name"])
    return place_in_english(name) if name else "Elsewhere (together)"


ISSUE = (
    _column("crisis", "突发事件", "Crisis", "#crisis+name", lambda line: line.issued.board.crisis.name),
    _column("publisher", "发布单位", "Publisher", "#org+name+publisher", lambda line: line.issued.board.organization.name),
    _column("issue", "期号", "Issue", "#meta+issue", lambda line: line.issued.number),
    _column("version", "版", "Version", "#meta+version", lambda line: line.issued.version),
    _column("since", "自", "Since", "#date+start", lambda line: line.issued.since),
    _column("as_of", "截至", "As of", "#date+end", lambda line: line.issued.as_of),
)  # fmt: skip
ITEM = (
    _column("item_code", "物资编码", "Item code", "#item+code", lambda line: line.cells["item"]),
    _column("item", "物资", "Item", "#item+name+i_zh", lambda line: line.cells["name"]),
    _column("item_en", "物资（英文）", "Item in English", "#item+name+i_en", lambda line: line.cells["name_en"]),
    _column("unit", "单位", "Unit", "#item+unit+i_zh", lambda line: line.cells["unit"]),
    _column("unit_en", "单位（英文）", "Unit in English", "#item+unit+i_en", lambda line: line.cells["unit_en"]),
)  # fmt: skip
PLACE = (
    _column("place_code", "行政区划代码", "Place code", "#adm3+code+v_gbt2260", lambda line: line.cells["place"]),
    _column("place", "地点", "Place", "#adm3+name+i_zh", _place),
    _column("place_en", "地点（英文）", "Place in English", "#adm3+name+i_en", _place_en),
)  # fmt: skip
VOICES = (
    _cell("units", "登记单位数", "Registered units", "#org+num+registered"),
    _column("others", "其他（五个一组）", "Others, in blocks of five", "#respondee+num+blocks", lambda line: others(line.cells)),
)  # fmt: skip

STOCK = OpenTable(
    "stock", "收、发、存", "Stock",
    "每种物资期初在手、补记、收进、发出、签收、离账、期末在手，以及期末各在哪里。",
    "By item: in hand at the beginning, entered late, came in, sent, signed for, left, in hand at the end, and where it stands.",
    "items",
    (
        *ISSUE, *ITEM,
        _column("opening", "期初在手", "In hand at the beginning", "#indicator+num+opening", lambda line: in_hand(line.cells["stood"])),
        _column("late", "补记", "Entered late, in hand", "#indicator+num+late", lambda line: in_hand(line.cells["late"])),
        _cell("came", "收进", "Came in", "#indicator+num+received"),
        _cell("sent", "发出", "Sent", "#indicator+num+sent"),
        _cell("signed", "签收", "Signed for", "#output+num+signed"),
        _cell("left", "离账", "Left the books", "#indicator+num+left"),
        _column("closing", "期末在手", "In hand at the end", "#indicator+num+closing", lambda line: in_hand(line.cells["stands"])),
        *(_standing(str(one), str(one.label)) for one in StockAccount if one != StockAccount.OUTSIDE),
    ),
)  # fmt: skip
DELIVERED = OpenTable(
    "delivered", "送到哪里", "Where it went",
    "各县区累计签收，按物资。",
    "Signed for so far, by county and item.",
    "places",
    (*ISSUE, *PLACE, *ITEM, *VOICES, _cell("signed", "累计签收", "Signed for so far", "#output+num+signed")),
)  # fmt: skip
RECEIVERS = OpenTable(
    "receivers", "收得最多的单位", "Units that received most",
    "每种物资累计签收最多的登记单位，至多二十家。",
    "The registered units that signed for most of each item so far, up to twenty.",
    "receivers",
    (
        *ISSUE,
        _column("receiver_id", "单位编号", "Unit id", "#org+id+recipient", lambda line: line.cells["receiver"]),
        _column("receiver", "单位名称", "Unit", "#org+name+recipient+i_zh", lambda line: line.cells["receiver_name"]),
        _column("receiver_en", "单位名称（英文）", "Unit in English", "#org+name+recipient+i_en", lambda line: line.cells["receiver_name_en"]),
        *ITEM,
        _cell("signed", "累计签收", "Signed for so far", "#output+num+signed"),
    ),
)  # fmt: skip
UNMET = OpenTable(
    "unmet", "还缺什么", "Needs unmet",
    "已核实而未满足的需求，按县区和物资。没有报数的不算作零。",
    "Verified needs that are not met, by county and item. What states no number is not counted as zero.",
    "unmet",
    (
        *ISSUE, *PLACE, *ITEM, *VOICES,
        _column("lacking", "尚缺（已报数的）", "Still lacking, as far as numbers were told", "#indicator+num+lacking", lambda line: lacking(line.cells)),
        _cell("uncounted", "没有报数的", "Without a number", "#indicator+num+uncounted"),
    ),
)  # fmt: skip
TABLES: Mapping[str, OpenTable] = {one.key: one for one in (STOCK, DELIVERED, RECEIVERS, UNMET)}
JSON = "json"
ENDINGS: Mapping[str, str] = {
    ending: form for form, (_opened, ending, _type) in FORMS.items() if form != "jsonl"
}
MEDIA: Mapping[str, str] = {
    JSON: "application/json; charset=utf-8",
    **{ending: FORMS[form][2] for ending, form in ENDINGS.items()},
}
"""Ending of an address → media type."""


def lines_of(issues: Iterable[Bulletin], table: OpenTable) -> Iterator[Line]:
    """Yield the rows of a table, issue by issue."""
    for issued in issues:
        yield from (Line(issued, cells) for cells in issued.content[table.source])


def file_of(issues: Iterable[Bulletin], table: OpenTable, ending: str) -> bytes:
    """Return a table as a file with this ending, a key of MEDIA."""
    lines = lines_of(issues, table)
    if ending == JSON:
        return _json(lines, table)
    opened = FORMS[ENDINGS[ending]][0]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{table.key}.{ending}"
        with opened(path, table, "zh-hans") as writer:
            _write(lines, table, writer)
        return path.read_bytes()


def _write(lines: Iterator[Line], table: OpenTable, writer: Writer) -> None:
    for line in lines:
        writer.write([one.read(line) for one in table.columns])


def licence() -> dict[str, str]:
    """Return the licence under which the publisher gives the data."""
    zh, en, url = LICENCES[settings.QIAO_OPEN_LICENCE]
    return {"id": settings.QIAO_OPEN_LICENCE, "name": zh, "name_en": en, "url": url}


def _json(lines: Iterator[Line], table: OpenTable) -> bytes:
    content = {
        "table": table.key,
        "name": table.zh,
        "name_en": table.en,
        "licence": licence(),
        "columns": [{"key": one.key, "name": one.zh, "hxl": one.hxl} for one in table.columns],
        "rows": [{one.key: _plain(one.read(line)) for one in table.columns} for line in lines],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _plain(value: Value) -> str | int | None:
    return written_moment(value, is_for_people=False) if isinstance(value, datetime) else value
