"""The things of a row: its item column, its columns of items, its lists of goods, its remarks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qiao.engines.extraction import ItemReading, QuantityKind, mask, read
from qiao.intake.sources.tables.cells import Amount, read_amount
from qiao.intake.sources.tables.cleaning import clean
from qiao.intake.sources.tables.columns import Role, unit_of_header
from qiao.intake.sources.tables.plan import Catalogue, Direction, Plan
from qiao.intake.sources.tables.verdicts import Issue, Level, Span, VoiceReading

LONGEST_ITEM = 120
LONGEST_SPEC = 200
LONGEST_SAID = 60
_NUMBER_ONLY = re.compile(r"^[\d\s,.+\-*/]+$")
_LINK = re.compile(r"^https?://", re.IGNORECASE)
_LIST = re.compile(r"\d\s*[\u4e00-\u9fff]{1,2}\s*[、，,;；\n]|[、；;\n].*\d|\d+\s*[只个套件箱包盒瓶支台双副]")
_PREFIX = {Direction.NEED: "急需", Direction.OFFER: "捐赠", Direction.INFO: "急需"}


@dataclass
class Things:
    """Reads what one row asks or gives. `issues` tell how each cell was taken."""

    plan: Plan
    catalogue: Catalogue
    cells: Sequence[str]
    spans: dict[int, Span]
    headers: Sequence[str]
    issues: list[Issue] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Say whether a cell refuses the whole row."""
        return any(issue.level is Level.REFUSED for issue in self.issues)

    def read(self, direction: Direction, *, hide_quantity: bool = False) -> list[VoiceReading]:
        """Return the things of the row in the order of its columns."""
        found: list[VoiceReading] = []
        item = self.plan.column(Role.ITEM)
        if item is not None and clean(self.cells[item]):
            found += self._item(direction, item, hide_quantity=hide_quantity)
        for column in self.plan.columns(Role.AMOUNT):
            found += self._amount(direction, column)
        for column in self.plan.columns(Role.GOODS):
            if clean(self.cells[column]):
                found += self._goods(direction, column)
        for column in self.plan.columns(Role.REMARK):
            if clean(self.cells[column]):
                found += self._remark(direction, column, {one.item_code for one in found})
        return found

    def _say(self, level: Level, code: str, column: int | None, *, said: str = "", read_as: str = "") -> None:
        self.issues.append(Issue(level, code, column, mask(clean(said))[:LONGEST_SAID], read_as))

    def _cell(self, role: Role) -> str:
        column = self.plan.column(role)
        return self.cells[column] if column is not None else ""

    def _item(self, direction: Direction, column: int, *, hide_quantity: bool) -> list[VoiceReading]:
        cell, amount_column = self.cells[column], self.plan.column(Role.QUANTITY)
        text = clean(cell)
        if _NUMBER_ONLY.match(text) or _LINK.match(text):
            self._say(Level.REFUSED, "item_not_a_thing", column, said=cell)
            return []
        quantity = self._cell(Role.QUANTITY)
        code = self.catalogue.code_of(text)
        if code is None and not clean(quantity) and _LIST.search(text):
            return self._goods(direction, column)
        code, doubts = self._code(code, text, column)
        unit = self._cell(Role.UNIT) or (
            unit_of_header(self.headers[amount_column]) if amount_column is not None else ""
        )
        amount = Amount(QuantityKind.UNKNOWN)
        if amount_column is None and code is not None:
            self._say(Level.READ_AS, "quantity_no_column", column, read_as=amount.words)
        elif not hide_quantity and amount_column is not None:
            amount = self._quantity(quantity, unit, amount_column)
        specification = clean(self._cell(Role.SPEC))[:LONGEST_SPEC]
        spans = {"item": [self.spans[column]]}
        if amount_column is not None and amount_column in self.spans:
            spans["quantity"] = [self.spans[amount_column]]
        if len(text) > LONGEST_ITEM:
            self._say(Level.DOUBTFUL, "item_cut", column, said=text)
        return [
            VoiceReading(
                direction,
                code,
                text[:LONGEST_ITEM],
                self._with_unit(amount, code, amount_column),
                specification,
                spans,
                tuple(doubts),
            )
        ]

    def _code(self, code: str | None, text: str, column: int) -> tuple[str | None, list[str]]:
        """Return the item of the catalogue, read by the engine where the name is not exactly one."""
        if code is None:
            items = [one for reading in read(f"急需{text}", self.catalogue.lexicon) for one in reading.items]
            codes = {one.item_code for one in items if one.item_code}
            if len(codes) == 1:
                code = codes.pop()
                self._say(
                    Level.READ_AS,
                    "item_read",
                    column,
                    said=text,
                    read_as=self.catalogue.names.get(code, code),
                )
        if code is None:
            self._say(Level.DOUBTFUL, "item_unknown", column, said=text)
            return None, ["item_unknown"]
        return code, []

    def _quantity(self, cell: str, unit: str, column: int) -> Amount:
        amount = read_amount(cell, unit, self.catalogue.lexicon, open_marks=self.plan.open_marks)
        if amount.is_refused:
            self._say(Level.REFUSED, amount.code, column, said=cell)
        elif amount.code in {"quantity_not_read", "unit_twice"}:
            self._say(Level.DOUBTFUL, amount.code, column, said=cell, read_as=amount.words)
        elif clean(cell).replace(",", "") not in {str(amount.quantity), amount.words.replace(",", "")}:
            code = "quantity_read" if amount.quantity is not None else "quantity_in_words"
            self._say(Level.READ_AS, amount.code or code, column, said=cell, read_as=amount.words)
        return amount

    def _with_unit(self, amount: Amount, code: str | None, column: int | None) -> Amount:
        """A number without any unit counts what the catalogue counts the item in."""
        base = self.catalogue.units.get(code or "", "")
        if amount.quantity is None or amount.unit or not base:
            return amount
        self._say(Level.READ_AS, "unit_of_item", column, said=amount.words, read_as=f"{amount.words}{base}")
        return Amount(amount.kind, amount.quantity, amount.quantity_max, base, amount.code)

    def _amount(self, direction: Direction, column: int) -> Iterator[VoiceReading]:
        cell, header = self.cells[column], self.headers[column]
        if not clean(cell):
            return
        amount = self._quantity(cell, unit_of_header(header), column)
        code = self.catalogue.code_of(header)
        yield VoiceReading(
            direction,
            code,
            clean(header)[:LONGEST_ITEM],
            self._with_unit(amount, code, column),
            spans={"item": [self.spans[column]], "quantity": [self.spans[column]]},
            codes=() if code else ("item_unknown",),
        )

    def _goods(self, direction: Direction, column: int) -> list[VoiceReading]:
        found = [self._read(direction, one, column) for one in self._items(direction, self.cells[column])]
        if found:
            words = "、".join(f"{one.item_text} {one.amount.words}" for one in found)
            self._say(
                Level.READ_AS, "goods_read", column, said=self.cells[column], read_as=words[:LONGEST_ITEM]
            )
        else:
            self._say(Level.REFUSED, "goods_not_read", column, said=self.cells[column])
        return found

    def _remark(self, direction: Direction, column: int, held: set[str | None]) -> list[VoiceReading]:
        """A remark may name further things; only counted ones that the row does not name already are taken."""
        found = [
            self._read(direction, one, column)
            for one in self._items(direction, self.cells[column])
            if one.item_code and one.item_code not in held and one.quantity
        ]
        if found:
            words = "、".join(f"{one.item_text} {one.amount.words}" for one in found)
            self._say(
                Level.READ_AS, "remark_read", column, said=self.cells[column], read_as=words[:LONGEST_ITEM]
            )
        return found

    def _items(self, direction: Direction, text: str) -> list[ItemReading]:
        prefix = _PREFIX[direction]
        readings = read(prefix + text.strip(), self.catalogue.lexicon)
        return [one for reading in readings if not reading.closed for one in reading.items]

    def _read(self, direction: Direction, one: ItemReading, column: int) -> VoiceReading:
        size = one.pack.size if one.pack else 1
        unit = (one.pack.unit if one.pack else one.unit) or ""
        low = one.quantity * size if one.quantity else None
        high = one.quantity_max * size if one.quantity_max else None
        kind = one.quantity_kind
        if low is None and kind in {QuantityKind.EXACT, QuantityKind.RANGE}:
            kind, high = QuantityKind.UNKNOWN, None
        shift = self.spans[column][0] - len(_PREFIX[direction])
        first, last = self.spans[column]
        spans = {"item": [_within(one.span, shift, first, last)]}
        if one.quantity_span:
            spans["quantity"] = [_within(one.quantity_span, shift, first, last)]
        codes = () if one.item_code else ("item_unknown",)
        return VoiceReading(
            direction,
            one.item_code,
            one.item_text[:LONGEST_ITEM],
            Amount(kind, low, high, unit),
            "",
            spans,
            codes,
        )


def _within(span: Span, shift: int, first: int, last: int) -> Span:
    return max(first, span[0] + shift), min(last, max(first, span[1] + shift))
