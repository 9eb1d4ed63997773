"""Rows by a plan: ditto marks resolved, cells understood, one verdict a row that names column and remedy."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from qiao.engines.extraction import QuantityKind
from qiao.gaps.tables.cells import as_written, decimal
from qiao.gaps.tables.columns import PLACES, Column, Content, Heading, heading_of, kind_of
from qiao.gaps.tables.plan import FigurePlan
from qiao.gaps.tables.stated import Stated, StatedFact, StatedFigure, StatedPresence
from qiao.gaps.tables.where import Located, locate
from qiao.intake.sources.tables import Catalogue, Issue, Level, RowKind, SourceRow
from qiao.intake.sources.tables.cells import LARGEST, Amount, Day, read_amount, read_day
from qiao.intake.sources.tables.cleaning import clean, is_disguised, is_ditto
from qiao.intake.sources.tables.rows import PASSED
from qiao.intake.sources.tables.verdicts import worst

LONGEST = 120
LONGEST_NOTE = 400
LONGEST_SOURCE = 300
LONGEST_SAID = 60
FILLED = (*sorted(PLACES), Column.PLACE_CODE, Column.DATE, Column.ITEM, Column.CATEGORY, Column.KIND)
FILLED += (Column.SOURCE, Column.STATED_BY, Column.WHO, Column.FROM, Column.TO)
STATUS_WORDS = (
    (r"计划|拟|planned|pipeline", "PLANNED"),
    (r"完成|结束|done|complete|closed", "DONE"),
    (r"进行|在做|开展|ongoing|active|implement", "ONGOING"),
)
_YEAR = re.compile(r"^((?:19|20)\d{2})\s*年?(?:末|底)?$")
_FORMULA = re.compile(r"^[=@+]")
_EMPTY = re.compile(r"^(?:/|-+|—+|n/?a|null|none|\.\.\.?)$", re.IGNORECASE)


WORDS = frozenset({Column.SOURCE, Column.STATED_BY, Column.FOR_WHOM})
"""Columns of words that are kept as they were written, punctuation and all."""


@dataclass(frozen=True)
class RowVerdict:
    """What is to be said of a row, and what it would enter."""

    number: int
    level: Level
    issues: tuple[Issue, ...] = ()
    stated: tuple[Stated, ...] = ()


def read_table(
    rows: Sequence[SourceRow], headers: Sequence[str], plan: FigurePlan, catalogue: Catalogue, *, today: date
) -> Iterator[RowVerdict]:
    """Yield the verdict of each row of a table, in order. Nothing is kept."""
    reader = TableReader(headers, plan, catalogue, today)
    for row in rows:
        yield reader.read(row)


@dataclass
class _Row:
    """One row while it is read."""

    source: SourceRow
    cells: list[str]
    plan: FigurePlan
    issues: list[Issue] = field(default_factory=list)

    def say(
        self, level: Level, code: str, column: int | None = None, *, said: str = "", read_as: str = ""
    ) -> None:
        self.issues.append(Issue(level, code, column, clean(said)[:LONGEST_SAID], read_as))

    def text(self, column: Column) -> str:
        """Return the cell that holds this, cleaned; "" where there is none."""
        index = self.plan.one(column)
        if index is None or index >= len(self.cells):
            return ""
        return as_written(self.cells[index]) if column in WORDS else clean(self.cells[index])

    @property
    def is_refused(self) -> bool:
        return any(issue.level is Level.REFUSED for issue in self.issues)


@dataclass
class TableReader:
    """Reads the rows of one table one after the other; it remembers what stood above."""

    headers: Sequence[str]
    plan: FigurePlan
    catalogue: Catalogue
    today: date
    above: dict[int, str] = field(default_factory=dict)
    places: dict[tuple[str, ...], Located] = field(default_factory=dict)
    headings: dict[int, Heading] = field(init=False)

    def __post_init__(self) -> None:
        tags = self.plan.tags
        self.headings = {
            column: heading_of(
                self.headers[column],
                tags[column] if column < len(tags) else "",
                self.catalogue,
                year=self.plan.year,
            )
            for column in self.plan.of(Column.NUMBER)
        }

    def read(self, source: SourceRow) -> RowVerdict:
        """Return what a row states and how it will be taken."""
        if source.kind is not RowKind.DATA:
            said = " ".join(dict.fromkeys(clean(cell) for cell in source.cells if cell.strip()))
            issue = Issue(Level.PASSED, PASSED[source.kind], said=said[:LONGEST_SAID])
            return RowVerdict(source.number, Level.PASSED, (issue,))
        row = _Row(source, list(source.cells), self.plan)
        self._resolve(row)
        stated = self._stated(row)
        if not stated and not row.is_refused:
            row.say(Level.PASSED, "nothing_stated")
        if row.is_refused:
            stated = []
        return RowVerdict(source.number, worst(row.issues), tuple(row.issues), tuple(stated))

    def _resolve(self, row: _Row) -> None:
        """Put in the place of ditto marks, and of cells left empty on purpose, what stands above."""
        for column in self.plan.of(*FILLED):
            if column >= len(row.cells):
                continue
            cell, before = row.cells[column], self.above.get(column, "")
            as_above = is_ditto(cell)
            if (as_above or (self.plan.fill_down and not clean(cell))) and before:
                row.cells[column] = before
                row.say(Level.READ_AS, "as_above", column, said=cell, read_as=clean(before)[:LONGEST_SAID])
            elif as_above:
                row.cells[column] = ""
                row.say(Level.DOUBTFUL, "ditto_of_nothing", column, said=cell)
            self.above[column] = row.cells[column]

    def _stated(self, row: _Row) -> list[Stated]:
        where = self._where(row)
        if not where.code:
            return []
        read = {
            Content.FIGURES: self._figures,
            Content.PLACE_FACTS: self._facts,
            Content.PRESENCE: self._presence,
        }
        return read[self.plan.content](row, where.code)

    def _where(self, row: _Row) -> Located:
        columns = self.plan.of(Column.PLACE_CODE, *PLACES)
        said = tuple(row.cells[column] if column < len(row.cells) else "" for column in columns)
        if said not in self.places:
            pairs = [(self.plan.columns[column], text) for column, text in zip(columns, said, strict=True)]
            self.places[said] = locate(pairs, self.catalogue)
        found = self.places[said]
        at = next((column for column in columns if self.plan.columns[column] is found.column), None)
        if found.refusal:
            row.say(Level.REFUSED, found.refusal, at, said=found.said, read_as=found.words)
        elif found.doubt:
            row.say(Level.DOUBTFUL, found.doubt, at, said=found.said, read_as=found.words)
        elif found.is_read:
            row.say(Level.READ_AS, "place_read", at, said=found.said, read_as=found.words)
        return found

    # Days and sources

    def _day(self, row: _Row, column: Column) -> date | None:
        index = self.plan.one(column)
        text = row.text(column)
        if index is None or not text or _EMPTY.match(text):
            return None
        year = _YEAR.match(text)
        found = Day(date(int(year[1]), 12, 31), is_read=True) if year else read_day(text, year=self.plan.year)
        if found.day is None:
            row.say(Level.REFUSED, "day_not_read", index, said=text)
        elif found.day > self.today and column is not Column.TO:
            row.say(Level.REFUSED, "day_to_come", index, said=text, read_as=found.day.isoformat())
        elif found.is_read:
            row.say(Level.READ_AS, "date_read", index, said=text, read_as=found.day.isoformat())
        return found.day

    def _stated_on(self, row: _Row) -> date | None:
        day = self._day(row, Column.DATE) or self.plan.day
        if day is None and not row.is_refused:
            row.say(Level.REFUSED, "day_missing", self.plan.one(Column.DATE))
        return day

    def _source(self, row: _Row) -> str:
        source = (row.text(Column.SOURCE) or self.plan.source)[:LONGEST_SOURCE]
        if not source:
            row.say(Level.REFUSED, "source_missing", self.plan.one(Column.SOURCE))
        return source

    def _note(self, row: _Row) -> str:
        parts = [clean(row.cells[column]) for column in self.plan.of(Column.NOTE) if column < len(row.cells)]
        return " ".join(part for part in parts if part)[:LONGEST_NOTE]

    def _period(self, row: _Row) -> tuple[date | None, date | None]:
        first, last = self._day(row, Column.FROM), self._day(row, Column.TO)
        if first and last and last < first:
            row.say(Level.REFUSED, "period_backwards", self.plan.one(Column.TO), said=row.text(Column.TO))
        return first, last

    # Figures

    def _figures(self, row: _Row, place: str) -> list[Stated]:
        days_above = any(self.headings[column].day for column in self.headings)
        stated_on = self._stated_on(row) if not days_above else self._day(row, Column.DATE) or self.plan.day
        source, period, note = self._source(row), self._period(row), self._note(row)
        kind, category = self._kind(row)
        item, words = self._item(row)
        found: list[Stated] = []
        for column, amount, heading in self._amounts(row):
            day = heading.day or stated_on
            if day is None:
                row.say(Level.REFUSED, "day_missing", column)
                continue
            if day > self.today:
                if not row.is_refused:  # a day in the row's own cell was told of there
                    row.say(Level.REFUSED, "day_to_come", column, read_as=day.isoformat())
                continue
            code = heading.item or item or self.plan.item
            found.append(
                StatedFigure(
                    side=self.plan.side,
                    kind=heading.kind or kind,
                    place=place,
                    item=code,
                    category=(words or category or heading.category)[:LONGEST]
                    if not code
                    else category[:LONGEST],
                    amount=self._with_unit(amount, code),
                    stated_on=day,
                    source=source,
                    period_from=period[0],
                    period_to=period[1],
                    stated_by=row.text(Column.STATED_BY)[:LONGEST] or self.plan.stated_by,
                    note=note,
                )
            )
        for one in found:
            if (
                isinstance(one, StatedFigure)
                and one.kind in {"NEED", "SUPPLIED"}
                and not one.item + one.category
            ):
                row.say(Level.REFUSED, "thing_missing")
                break
        return found

    def _kind(self, row: _Row) -> tuple[str, str]:
        """Return the kind and the category in words that a row names, else those of the plan."""
        text, category = row.text(Column.KIND), row.text(Column.CATEGORY)
        named = kind_of(text) if text else kind_of(category) if category else None
        if text and named is None:
            row.say(Level.DOUBTFUL, "kind_unknown", self.plan.one(Column.KIND), said=text)
        if named is None:
            return self.plan.kind, category
        return named[0], (named[1] or category) if not text else (category or named[1])

    def _item(self, row: _Row) -> tuple[str, str]:
        """Return the code of the row's item, or its words where the catalogue has none."""
        text = row.text(Column.ITEM)
        if not text:
            return "", ""
        code = self.catalogue.code_of(text)
        if code is None:
            row.say(Level.DOUBTFUL, "item_unknown", self.plan.one(Column.ITEM), said=text)
        if is_disguised(row.cells[self.plan.one(Column.ITEM) or 0]):
            row.say(Level.DOUBTFUL, "name_disguised", self.plan.one(Column.ITEM), said=text)
        return code or "", "" if code else text

    def _amounts(self, row: _Row) -> Iterator[tuple[int, Amount, Heading]]:
        value = self.plan.one(Column.VALUE)
        if value is not None and not self._is_shared(row, value):
            yield value, self._amount(row, value, row.text(Column.UNIT), Heading()), Heading()
        for column, heading in self.headings.items():
            text = clean(row.cells[column]) if column < len(row.cells) else ""
            if text and not _EMPTY.match(text) and not self._is_shared(row, column):
                yield column, self._amount(row, column, heading.unit, heading), heading

    def _is_shared(self, row: _Row, column: int) -> bool:
        if column not in row.source.filled:
            return False
        row.say(Level.DOUBTFUL, "quantity_shared", column)
        return True

    def _amount(self, row: _Row, column: int, unit: str, heading: Heading) -> Amount:
        cell = row.cells[column] if column < len(row.cells) else ""
        if heading.factor > 1 and (number := decimal(cell)) is not None:
            whole = round(number * heading.factor)
            row.say(Level.READ_AS, "quantity_read", column, said=cell, read_as=f"{whole:,}")
            return Amount(QuantityKind.EXACT, whole) if whole else Amount(QuantityKind.NONE)
        amount = read_amount(cell, unit, self.catalogue.lexicon)
        if amount.is_refused or amount.code == "quantity_not_read" or _FORMULA.match(clean(cell)):
            row.say(Level.REFUSED, "number_not_read", column, said=cell)
        elif amount.code == "unit_twice":
            row.say(Level.DOUBTFUL, amount.code, column, said=cell, read_as=amount.words)
        elif amount.code == "quantity_empty":
            row.say(Level.READ_AS, "quantity_empty", column, read_as=amount.words)
        elif amount.quantity is not None and clean(cell).replace(",", "") not in {
            str(amount.quantity),
            amount.words.replace(",", ""),
        }:
            row.say(Level.READ_AS, "quantity_read", column, said=cell, read_as=amount.words)
        return amount

    def _with_unit(self, amount: Amount, code: str) -> Amount:
        base = self.catalogue.units.get(code, "")
        if amount.unit or not base:
            return amount
        return Amount(amount.kind, amount.quantity, amount.quantity_max, base, amount.code)

    # Facts on places

    def _facts(self, row: _Row, place: str) -> list[Stated]:
        as_of, source, note = self._stated_on(row), self._source(row), self._note(row)
        found: list[Stated] = []
        for column in self.plan.of(Column.POPULATION, Column.VULNERABILITY):
            kind, text = self.plan.columns[column], row.text(self.plan.columns[column])
            if not text or _EMPTY.match(text) or as_of is None:
                continue
            value = self._measure(kind, text, self.headers[column])
            if value is None:
                row.say(Level.REFUSED, f"{kind.lower()}_not_read", column, said=text)
            else:
                found.append(StatedFact(str(kind), place, value, as_of, source, note))
        return found

    def _measure(self, kind: Column, text: str, header: str) -> float | None:
        number = decimal(text)
        if number is None:
            return None
        if kind is Column.VULNERABILITY:
            return number if 0 < number <= 100 else None  # noqa: PLR2004 - as the database bounds it
        factor = heading_of(header, "", self.catalogue, year=None).factor
        whole = round(number * (factor if "万" not in text else 1))
        return float(whole) if whole <= LARGEST * 2 else None

    # Who does what

    def _presence(self, row: _Row, place: str) -> list[Stated]:
        who, what = row.text(Column.WHO)[:LONGEST], row.text(Column.WHAT)[:LONGEST]
        for column, text, code in ((Column.WHO, who, "who_missing"), (Column.WHAT, what, "what_missing")):
            if not text:
                row.say(Level.REFUSED, code, self.plan.one(column))
        index = self.plan.one(Column.WHO)
        if index is not None and index < len(row.cells) and is_disguised(row.cells[index]):
            row.say(Level.DOUBTFUL, "name_disguised", index, said=who)
        day, source = self._stated_on(row), self._source(row)
        first, last = self._period(row)
        if day is None or row.is_refused:
            return []
        return [
            StatedPresence(
                who=who,
                what=what,
                place=place,
                stated_on=day,
                source=source,
                began_on=first,
                ended_on=last,
                for_whom=row.text(Column.FOR_WHOM)[:LONGEST],
                persons=self._persons(row, Column.PERSONS),
                volunteers=self._persons(row, Column.VOLUNTEERS),
                status=self._status(row),
                note=self._note(row),
            )
        ]

    def _persons(self, row: _Row, column: Column) -> int | None:
        index, text = self.plan.one(column), row.text(column)
        if index is None or not text or _EMPTY.match(text):
            return None
        number = decimal(text)
        if number is None or number > LARGEST:
            row.say(Level.REFUSED, "number_not_read", index, said=text)
            return None
        return round(number)

    def _status(self, row: _Row) -> str:
        text = row.text(Column.STATUS).lower()
        found = (
            next((status for pattern, status in STATUS_WORDS if re.search(pattern, text)), "") if text else ""
        )
        if text and not found:
            row.say(Level.DOUBTFUL, "status_unknown", self.plan.one(Column.STATUS), said=text)
        return found
