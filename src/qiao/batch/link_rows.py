"""The rows of a table to be linked, read one by one: doubts are told, nothing is lost."""

import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from qiao.batch.extract import row_of
from qiao.batch.lexicon import reference_lexicon
from qiao.batch.link_cells import Reference, amount_of, column_called, moment_of, text_of
from qiao.batch.tables import Row, read_table
from qiao.engines.extraction import read
from qiao.engines.linkage import OrganisationRecord, text_marks
from qiao.engines.linkage.columns import Coded, ReportColumns
from qiao.engines.linkage.marks import MARKS
from qiao.exceptions import TableUnreadableError

COLUMNS = ("name", "city", "district", "address", "phones", "links", "item")
LONGEST_CELL = 100_000
"""Signs of one cell; more is a file pasted by mistake."""
FACTS = {
    "organization": ("name",),
    "report": ("name", "phones", "text", "links", "address", "item"),
}
"""Columns of which a table must have at least one, or there is nothing to compare."""
_LIST = re.compile(r"[\s,，、;；|/]+")


@lru_cache
def reference() -> Reference:
    """Return the reference tables, read once in a process."""
    return Reference()


class Doubt(NamedTuple):
    """A row or cell that was not read: its number as a person counts it, the field, the problem, the remedy."""

    row: int
    id: str
    field: str
    problem: str
    remedy: str


class Told:
    """A table read: ids, columns, and what was in doubt.

    Parameters
    ----------
    kind
        ``organization`` or ``report``. A report that names no item, but has a text, is read by the
        extraction engine first; what the row says itself stands.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.ids: list[str | int] = []
        self.doubts: list[Doubt] = []
        self._columns = {name: Coded() for name in COLUMNS}
        self._quantities: list[float] = []
        self._times: list[float] = []
        self._marks: dict[int, tuple[int, ...]] = {}
        self._reference = reference()
        self._seen: set[str] = set()

    def __len__(self) -> int:
        return len(self.ids)

    def reports(self) -> ReportColumns:
        """Return the rows as tellings."""
        marks = np.zeros((len(self), MARKS), dtype=np.uint32) if self._marks else None
        for row, told in self._marks.items():
            marks[row] = told  # type: ignore[index]
        return ReportColumns(
            **{name: coded.done() for name, coded in self._columns.items()},
            quantity=np.array(self._quantities, dtype=float),
            time=np.array(self._times, dtype=float),
            marks=marks,
        )

    def organisations(self) -> list[OrganisationRecord]:
        """Return the rows as organisations."""
        columns = [self._columns[name].done() for name in ("name", "city", "phones", "address", "links")]
        rows = zip(*([column.values[code] for code in column.codes] for column in columns), strict=True)
        return [
            OrganisationRecord(name, city, _listed(phones), address, _listed(links))
            for name, city, phones, address, links in rows
        ]

    def take(self, row: Row, values: Mapping[str, Any]) -> None:
        """Take in a row; what cannot be read becomes a doubt."""
        key, texts = values.get("id", row.number), _texts(values)
        doubt = _refusal(row, key, texts)
        if doubt:
            self.doubts.append(doubt)
            return
        texts["item"] = self._reference.items.get(texts["item"].lower(), texts["item"])
        if self.kind == "report" and texts["text"] and not texts["item"]:
            texts = self._understood(texts)
        if texts["district"] and not texts["city"]:
            texts["city"] = self._reference.cities.get(texts["district"], "")
        for name in COLUMNS:
            self._columns[name].add(texts[name])
        marks = text_marks(texts["text"]) if self.kind == "report" else ()
        self.mark(marks)
        quantity = self._figure(
            row, "quantity", texts["quantity"], "写数字，不知道就留空 a number, or nothing"
        )
        self._quantities.append(-1.0 if math.isnan(quantity) else quantity)
        self._times.append(self._figure(row, "time", texts["time"], "写成 2021-07-24 23:37，或留空 like this, or nothing"))  # fmt: skip
        self.ids.append(self._own(key, row))

    def mark(self, marks: tuple[int, ...]) -> None:
        """Keep the marks of the text of the row that is being taken in, where there are any."""
        if marks:
            self._marks[len(self)] = marks

    def _figure(self, row: Row, field: str, text: str, remedy: str) -> float:
        """Return an amount or a moment, NaN for none; a cell that is none is told and counts as unknown."""
        figure = (amount_of if field == "quantity" else moment_of)(text) if text else math.nan
        if text and math.isnan(figure):
            problem = f"读不懂，当作未知 not understood, taken as unknown: {text[:40]}"
            self.doubts.append(Doubt(row.number, str(row.values.get("id", "")), field, problem, remedy))
        return figure

    def _own(self, key: str | float, row: Row) -> str | int:
        """Return an id that no earlier row has: the second of a kind gets the number of its row."""
        own = int(key) if isinstance(key, int | float) else key
        while str(own) in self._seen:
            own = f"{own}#{row.number}"
        self._seen.add(str(own))
        return own

    def _understood(self, texts: dict[str, str]) -> dict[str, str]:
        """Return the fields with what extraction reads in the text where the row says nothing itself."""
        told = row_of("", read(texts["text"], reference_lexicon()))
        items = {item["item_code"] or item["item"] for item in told["items"]} - {None, ""}
        place = told["place"] or {}
        city, district = self._reference.places.get(place.get("adcode", ""), ("", ""))
        quantities = [item["quantity"] for item in told["items"]]
        found = {
            "item": "+".join(sorted(items)),
            "name": told["organization"] or "",
            "phones": " ".join([*told["phones"], *told["other_phones"]]),
            "city": city,
            "district": district,
            "quantity": text_of(quantities[0]) if len(quantities) == 1 else "",
        }
        return texts | {name: value for name, value in found.items() if not texts[name]}


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: text_of(values.get(name)) for name in (*COLUMNS, "text", "quantity", "time")}


def _listed(text: str) -> frozenset[str]:
    return frozenset(filter(None, _LIST.split(text)))


def _refusal(row: Row, key: object, texts: Mapping[str, str]) -> Doubt | None:
    """Return why a row cannot be taken in at all, or None."""
    if row.wrong:
        return Doubt(row.number, "", "", row.wrong, "改正这一行 mend this line")
    whole = isinstance(key, str | int) or (isinstance(key, float) and key.is_integer())
    if isinstance(key, bool) or not whole:
        return Doubt(row.number, "", "id", "不是编号 no id", "写文字或整数 a text or a whole number")
    long = next((name for name, text in texts.items() if len(text) > LONGEST_CELL), "")
    if long:
        problem = f"{len(texts[long])} 字，超过 {LONGEST_CELL} signs, more than {LONGEST_CELL}"
        return Doubt(row.number, str(key), long, problem, "拆成几行 part it into rows")
    return None


def read_rows(source: Path, kind: str) -> Iterator[Told]:
    """Yield the table once before and once after each row: one object that grows.

    Raises
    ------
    TableUnreadableError
        When it is no table, or none of its columns can be compared.
    """
    told, known = Told(kind), set[str]()
    yield told
    for row in read_table(source):
        values = {column_called(name): value for name, value in row.values.items()}
        known |= values.keys()
        told.take(row, values)
        yield told
    if len(told) and not known & {*FACTS[kind]}:
        raise TableUnreadableError(
            path=source.name,
            reason_zh=f"没有可比的列。至少要有一列叫：{'、'.join(FACTS[kind])}（也认得 单位、电话、内容、物资 等中文列名）。",
            reason_en=f"no column to compare; it needs one of {', '.join(FACTS[kind])}.",
        )
