"""A shared sheet of institutions × items, such as volunteers kept in January 2020.

The sheet's header is typed, so that a row that slipped by one cell is refused instead of believed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from qiao.engines.extraction import mask
from qiao.registry.gazetteer import Gazetteer, Level
from qiao.registry.models import QuantityKind

STANDARD = re.compile(r"(?:GB|YY|FZ|WS|GA)\s*/?\s*T?\s*\d{3,5}(?:\s*[-—]\s*\d{4})?", re.IGNORECASE)
MOST_DIGITS, MOST = 12, 10**9
"""What is written with more digits, or is more than this, is no amount that anybody means."""
AMOUNT = re.compile(r"(\d[\d,]*)\s*([\u4e00-\u9fff]{0,2})")
STATUSES = frozenset({"", "已审核", "未证实", "错误信息", "待审核", "未审核"})
LONGEST_NAME = 100
"""No institution is called so long: what stands there is no name."""
MISFITS_OF_A_SHIFT = 2
"""A row with this many cells of the wrong kind slipped, or one whose unit is none; else the cell is doubted."""


class Column(StrEnum):
    """What a column of such a sheet holds."""

    PROVINCE = "省"
    CITY = "市"
    DISTRICT = "区县"
    INSTITUTION = "单位"
    LINK = "官方链接"
    ADDRESS = "地址"
    CONTACT = "联系方式"
    REMARK = "备注"
    STATUS = "审核状态"


HEADERS: Mapping[str, Column] = {
    "省": Column.PROVINCE,
    "省份": Column.PROVINCE,
    "province": Column.PROVINCE,
    "市": Column.CITY,
    "城市": Column.CITY,
    "city": Column.CITY,
    "区": Column.DISTRICT,
    "区县": Column.DISTRICT,
    "district": Column.DISTRICT,
    "医院": Column.INSTITUTION,
    "医院名称": Column.INSTITUTION,
    "单位": Column.INSTITUTION,
    "单位名称": Column.INSTITUTION,
    "机构名称": Column.INSTITUTION,
    "需求单位": Column.INSTITUTION,
    "hospital": Column.INSTITUTION,
    "官方链接": Column.LINK,
    "链接": Column.LINK,
    "地址": Column.ADDRESS,
    "医院地址": Column.ADDRESS,
    "联系方式": Column.CONTACT,
    "联系电话": Column.CONTACT,
    "联系人": Column.CONTACT,
    "备注": Column.REMARK,
    "审核状态": Column.STATUS,
}


@dataclass(frozen=True)
class Row:
    """One row as it stands: its number in the sheet (from 1) and its cells by header."""

    number: int
    cells: Mapping[str, str]

    def of(self, column: Column) -> str:
        """Return the cell of a typed column, or an empty text."""
        return next(
            (value for header, value in self.cells.items() if HEADERS.get(header) == column), ""
        ).strip()

    @property
    def items(self) -> dict[str, str]:
        """Return item header → cell, empty cells left out."""
        return {header: text for header, text in self.cells.items() if header not in HEADERS and text.strip()}


@dataclass(frozen=True)
class Misfit:
    """A cell that cannot belong to its column."""

    row: int
    column: str
    value: str


def misfits(row: Row, gazetteer: Gazetteer) -> list[Misfit]:
    """Return the cells of a row that cannot belong where they stand, in the order of the sheet."""
    found = []
    for header, value in row.cells.items():
        text = value.strip()
        column = HEADERS.get(header)
        if column is None:
            fits = _is_amount(text)
        else:
            fits = FITS[column](text, gazetteer) if column in FITS else True
        if not fits:
            found.append(Misfit(row.number, header, text))
    return found


def shifted(row: Row, gazetteer: Gazetteer) -> Misfit | None:
    """Return the first wrong cell of a row that slipped, or None for a row that can be read."""
    found = misfits(row, gazetteer)
    nameless = any(HEADERS.get(one.column) is Column.INSTITUTION for one in found)
    return found[0] if nameless or len(found) >= MISFITS_OF_A_SHIFT else None


def _is_level(*levels: Level) -> Callable[[str, Gazetteer], bool]:
    def fits(text: str, gazetteer: Gazetteer) -> bool:
        found = gazetteer.by_name(text) if text else []
        return not found or any(one.place.level in levels for one in found)

    return fits


def _is_province(text: str, gazetteer: Gazetteer) -> bool:
    return any(one.place.level == Level.PROVINCE for one in gazetteer.by_name(text)) if text else False


def _is_institution(text: str, gazetteer: Gazetteer) -> bool:
    return 0 < len(text) <= LONGEST_NAME and not _is_link(text) and not gazetteer.by_name(text)


def _is_link(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _is_amount(text: str) -> bool:
    return not _is_link(text) and text not in STATUSES - {""}


FITS: Mapping[Column, Callable[[str, Gazetteer], bool]] = {
    Column.PROVINCE: _is_province,
    Column.CITY: _is_level(Level.CITY, Level.COUNTY, Level.PROVINCE),
    Column.DISTRICT: _is_level(Level.COUNTY, Level.CITY),
    Column.INSTITUTION: _is_institution,
    Column.LINK: lambda text, _: not text or "." in text,
    Column.ADDRESS: lambda text, _: not _is_link(text),
    Column.STATUS: lambda text, _: text in STATUSES,
}


@dataclass(frozen=True)
class Amount:
    """A quantity cell as understood: its kind and number, what else it said, and the doubt it leaves."""

    kind: QuantityKind
    quantity: int | None = None
    unit: str = ""
    said: str = ""
    doubt: str = ""


def read_amount(text: str, *, open_marks: frozenset[str] = frozenset()) -> Amount:
    """Understand a quantity cell. `open_marks` are the sheet's own signs for "any amount"."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return Amount(QuantityKind.NONE)
    if plain in open_marks or plain in {"不限", "不限量", "越多越好", "长期需要"}:
        return Amount(QuantityKind.OPEN)
    rest = STANDARD.sub("", plain).strip()
    found = [(number.replace(",", ""), unit) for number, unit in AMOUNT.findall(rest)]
    amounts = [(int(number), unit) for number, unit in found if len(number) <= MOST_DIGITS]
    if len(amounts) == len(found) == 1 and 0 < amounts[0][0] <= MOST and AMOUNT.fullmatch(rest):
        quantity, unit = amounts[0]
        return Amount(QuantityKind.EXACT, quantity, unit, said=plain if plain != str(quantity) else "")
    doubt = "standard_in_quantity" if STANDARD.search(plain) and not rest else "quantity_not_read"
    return Amount(QuantityKind.UNKNOWN, said=plain, doubt=doubt)


class ChangeKind(StrEnum):
    """What a new version of a sheet says of an institution."""

    SEEN = "SEEN"
    GONE = "GONE"
    CELL = "CELL"
    SPECIFICATION = "SPECIFICATION"
    ATTRIBUTE = "ATTRIBUTE"


@dataclass(frozen=True)
class Institution:
    """Whose row it is."""

    province: str
    city: str
    district: str
    name: str

    @property
    def key(self) -> str:
        """Return what makes the row the same row in the next version."""
        return f"{self.city}|{unicodedata.normalize('NFKC', self.name).strip()}"


@dataclass(frozen=True)
class Change:
    """One difference between two versions."""

    kind: ChangeKind
    institution: Institution
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Version:
    """One state of the sheet that was read: its name, its time, and what differs from the one before."""

    name: str
    at: datetime
    changes: tuple[Change, ...] = ()
    refused: tuple[Misfit, ...] = ()

    def by_institution(self) -> dict[str, list[Change]]:
        """Return the changes of each institution, in order."""
        grouped: dict[str, list[Change]] = {}
        for change in self.changes:
            grouped.setdefault(change.institution.key, []).append(change)
        return grouped


@dataclass
class Differ:
    """Turns whole sheets into changes, one version after another."""

    gazetteer: Gazetteer
    held: dict[str, tuple[Institution, dict[str, str]]] = field(default_factory=dict)

    def version(self, name: str, at: datetime, rows: Iterable[Row]) -> Version:
        """Return what this state changes. A shifted row is refused, and its institution stays as it was."""
        changes: list[Change] = []
        refused: list[Misfit] = []
        seen: dict[str, tuple[Institution, dict[str, str]]] = {}
        for row in rows:
            wrong = shifted(row, self.gazetteer)
            if wrong is not None:
                refused.append(wrong)
                continue
            one = institution_of(row)
            seen[one.key] = (one, row.items)
        kept = {} if not refused else {key: self.held[key] for key in self.held if key not in seen}
        for key, (one, items) in seen.items():
            changes += _row_changes(one, items, self.held.get(key))
        changes += [
            Change(ChangeKind.GONE, one)
            for key, (one, _) in self.held.items()
            if key not in seen and key not in kept
        ]
        self.held = seen | kept
        return Version(name, at, tuple(changes), tuple(refused))


def institution_of(row: Row) -> Institution:
    """Return whose row it is."""
    return Institution(
        row.of(Column.PROVINCE),
        row.of(Column.CITY),
        row.of(Column.DISTRICT),
        mask(row.of(Column.INSTITUTION)),
    )


def _row_changes(
    one: Institution, items: Mapping[str, str], before: tuple[Institution, dict[str, str]] | None
) -> Iterator[Change]:
    was = before[1] if before else {}
    if before is None:
        yield Change(ChangeKind.SEEN, one)
    for item in {**was, **items}:
        if was.get(item, "") != items.get(item, ""):
            yield Change(ChangeKind.CELL, one, item, items.get(item, ""))
