"""Rows by a plan: ditto marks resolved, cells understood, one verdict a row that names column and remedy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from qiao.engines.extraction import QuantityKind, mask
from qiao.intake.sources.tables.cells import read_day, read_direction
from qiao.intake.sources.tables.cleaning import clean, is_disguised, is_ditto
from qiao.intake.sources.tables.columns import FILLED_DOWN, PARTIES, PERSONAL, Role
from qiao.intake.sources.tables.places import find_where
from qiao.intake.sources.tables.plan import Catalogue, Direction, Plan
from qiao.intake.sources.tables.shape import Block, RowKind, SourceRow
from qiao.intake.sources.tables.things import Things
from qiao.intake.sources.tables.verdicts import Issue, Level, RowReading, Span, VoiceReading, worst

__all__ = ["Issue", "Level", "RowReading", "VoiceReading", "read_rows"]

LONGEST_ROW = 20_000
LONGEST_SAID = 60
COLON = "："
AS_ABOVE = "（同上）"
PARTY_ORDER: Mapping[Direction, tuple[Role, ...]] = {
    Direction.NEED: (Role.PARTY, Role.RECIPIENT, Role.DONOR),
    Direction.OFFER: (Role.DONOR, Role.PARTY),
    Direction.INFO: (Role.RECIPIENT, Role.PARTY, Role.DONOR),
}
PASSED = {RowKind.TOTAL: "row_total", RowKind.NOTE: "row_note", RowKind.HEADER: "row_header"}


def read_rows(block: Block, plan: Plan, catalogue: Catalogue) -> Iterator[RowReading]:
    """Yield the verdict of each row of a table, in order. Nothing is kept."""
    reader = RowReader(block, plan, catalogue)
    for row in block.rows:
        yield reader.read(row)


def shown(role: Role, text: str) -> str:
    """Return a cell as a page may show it: persons' data starred out."""
    plain = text.strip()
    if role in PERSONAL:
        return (
            plain[:1] + "*" * (len(plain) - 1) if role is Role.CONTACT else mask(plain).replace(plain, "***")
        )
    return mask(plain)[:LONGEST_SAID]


@dataclass
class _Row:
    """One row while it is read."""

    source: SourceRow
    cells: list[str]
    issues: list[Issue] = field(default_factory=list)
    spans: dict[int, Span] = field(default_factory=dict)
    text: str = ""

    def say(self, level: Level, code: str, column: int | None = None, **more: str) -> None:
        self.issues.append(Issue(level, code, column, **more))


@dataclass
class RowReader:
    """Reads the rows of one table one after the other; it remembers what stood above."""

    block: Block
    plan: Plan
    catalogue: Catalogue
    above: dict[int, str] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    shared: dict[int, int] = field(default_factory=dict)

    def role(self, column: int) -> Role:
        """Return the role of a column."""
        return self.plan.roles.get(column, Role.IGNORE)

    def read(self, source: SourceRow) -> RowReading:
        """Return what a row says and how it will be taken."""
        if source.kind is not RowKind.DATA:
            text = " ".join(dict.fromkeys(clean(cell) for cell in source.cells if cell.strip()))
            issue = Issue(Level.PASSED, PASSED[source.kind], said=mask(text)[:LONGEST_SAID])
            return RowReading(source.number, Level.PASSED, (issue,))
        row = _Row(source, list(source.cells))
        self._resolve(row)
        row.text = self._words(row)
        if len(row.text) > LONGEST_ROW:
            row.say(Level.REFUSED, "row_too_long")
            return self._verdict(row, RowReading(source.number, Level.REFUSED))
        return self._understood(row)

    def _resolve(self, row: _Row) -> None:
        """Put in the place of ditto marks, and of cells left empty on purpose, what stands above."""
        parties = self.plan.columns(*PARTIES)
        goes_on = bool(parties) and not any(clean(row.cells[column]) for column in parties)
        for column, cell in enumerate(row.cells):
            role = self.role(column)
            if role is not Role.IGNORE:
                self._resolve_cell(row, column, may_fill=role in PARTIES or (goes_on and role in FILLED_DOWN))
            if role in PARTIES and is_disguised(cell):
                row.say(Level.DOUBTFUL, "name_disguised", column, said=clean(cell)[:LONGEST_SAID])

    def _resolve_cell(self, row: _Row, column: int, *, may_fill: bool) -> None:
        cell, before, role = row.cells[column], self.above.get(column, ""), self.role(column)
        as_above = is_ditto(cell)
        if (as_above or (self.plan.fill_down and may_fill and not clean(cell))) and before:
            row.cells[column] = before
            row.say(Level.READ_AS, "as_above", column, said=cell.strip(), read_as=shown(role, before))
        elif as_above:
            row.cells[column] = ""
            row.say(Level.DOUBTFUL, "ditto_of_nothing", column, said=cell.strip())
        self.above[column] = row.cells[column]

    def _words(self, row: _Row) -> str:
        """Return the row as lines of header and cell, and keep where each cell stands."""
        parts: list[str] = []
        length = 0
        for column, cell in enumerate(row.cells):
            if not clean(cell):
                continue
            header = self.block.headers[column] if column < len(self.block.headers) else ""
            inherited = not is_ditto(row.source.cells[column]) and cell != row.source.cells[column]
            head = f"{header or column + 1}{AS_ABOVE if inherited else ''}{COLON}"
            value = cell.strip()
            row.spans[column] = (length + len(head), length + len(head) + len(value))
            parts.append(head + value)
            length += len(head) + len(value) + 1
        return "\n".join(parts)

    def _understood(self, row: _Row) -> RowReading:
        plan = self.plan
        direction = self._direction(row)
        party_column = next(
            (c for role in PARTY_ORDER[direction] for c in plan.columns(role) if clean(row.cells[c])), None
        )
        party = clean(row.cells[party_column])[:120] if party_column is not None else ""
        said = {role: clean(row.cells[c]) for c, role in plan.roles.items() if c < len(row.cells)}
        where = find_where(said, party, self.catalogue)
        where_column = (
            party_column if where.role is Role.PARTY else plan.column(where.role) if where.role else None
        )
        if where.doubt:
            at = next(
                (plan.column(role) for role in (Role.PLACE, Role.DISTRICT, Role.CITY) if said.get(role)), None
            )
            row.say(
                Level.DOUBTFUL,
                where.doubt,
                at,
                said=said.get(self.role(at), "") if at is not None else "",
                read_as=where.words,
            )
        elif where.is_read:
            row.say(Level.READ_AS, "place_read", where_column, read_as=where.words)
        spans = {"party": [row.spans[party_column]]} if party_column is not None else {}
        if (
            where_column is not None
            and where.code
            and where_column in row.spans
            and where_column != party_column
        ):
            spans["place"] = [row.spans[where_column]]
        base = RowReading(
            row.source.number,
            Level.OK,
            text=row.text,
            content=self._content(row),
            place_code=where.code,
            party=party,
            said_on=self._day(row),
            contact=" ".join(
                clean(row.cells[c]) for c in plan.columns(Role.CONTACT, Role.PHONE) if clean(row.cells[c])
            ),
            personal=tuple(row.spans[c] for c in plan.columns(Role.CONTACT, Role.PHONE) if c in row.spans),
            direction=direction,
            spans=spans,
        )
        return self._verdict(row, replace(base, voices=self._voices(row, direction, spans)))

    def _direction(self, row: _Row) -> Direction:
        column = self.plan.column(Role.DIRECTION)
        if column is None or not clean(row.cells[column]):
            return self.plan.direction
        found = read_direction(row.cells[column])
        if found is None:
            row.say(Level.REFUSED, "direction_unknown", column, said=shown(Role.DIRECTION, row.cells[column]))
        return found or self.plan.direction

    def _day(self, row: _Row) -> date | None:
        column = self.plan.column(Role.DATE)
        if column is None or not clean(row.cells[column]):
            return None
        found = read_day(row.cells[column], year=self.plan.year)
        if found.code:
            row.say(Level.DOUBTFUL, found.code, column, said=shown(Role.DATE, row.cells[column]))
        elif found.is_read and found.day:
            row.say(
                Level.READ_AS,
                "date_read",
                column,
                said=clean(row.cells[column])[:LONGEST_SAID],
                read_as=found.day.isoformat(),
            )
        return found.day

    def _content(self, row: _Row) -> str:
        pairs = sorted(
            f"{self.block.headers[c]}\x1f{clean(cell)}"
            for c, cell in enumerate(row.cells)
            if clean(cell) and self.role(c) is not Role.IGNORE
        )
        content = "\x1e".join(pairs)
        before = self.seen.get(content, 0)
        self.seen[content] = before + 1
        if before:
            row.say(Level.DOUBTFUL, "row_twice")
        return f"{content}\x1e{before}"

    def _voices(
        self, row: _Row, direction: Direction, spans: Mapping[str, list[Span]]
    ) -> tuple[VoiceReading, ...]:
        if direction is Direction.INFO and not self.plan.columns(Role.ITEM, Role.AMOUNT):
            return ()
        things = Things(self.plan, self.catalogue, row.cells, row.spans, self.block.headers)
        shared = self._shared_quantity(row)
        found = things.read(direction, hide_quantity=shared is not None)
        row.issues += things.issues
        if shared is not None:
            row.say(Level.DOUBTFUL, "quantity_shared", self.plan.column(Role.QUANTITY), read_as=str(shared))
        if direction is Direction.INFO:
            return ()
        wanted = [voice for voice in found if voice.amount.kind is not QuantityKind.NONE]
        if not found and not any(issue.level is Level.REFUSED for issue in row.issues):
            row.say(Level.REFUSED, "item_missing", self.plan.column(Role.ITEM))
        elif found and not wanted and not things.is_refused:
            row.say(Level.PASSED, "quantity_none", self.plan.column(Role.QUANTITY))
        return tuple(replace(voice, spans={**spans, **voice.spans}) for voice in wanted)

    def _shared_quantity(self, row: _Row) -> int | None:
        """Return the row whose quantity this one shares by a merged cell; it is counted once, there."""
        column = self.plan.column(Role.QUANTITY)
        if column is None:
            return None
        if column in row.source.filled:
            return self.shared.get(column)
        self.shared[column] = row.source.number
        return None

    def _verdict(self, row: _Row, reading: RowReading) -> RowReading:
        level = worst(row.issues)
        return replace(reading, level=level, issues=tuple(row.issues))
