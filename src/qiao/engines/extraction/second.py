"""A second reader beside the rules: what it answers is checked against the text and compared, never applied.

The answer is data for a person (SECURITY.md A13): typed, in range, and each word and number of it must stand in the
text. What does not is refused, with the reason in Chinese and English.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from qiao.engines.extraction.normal import NormalText, normalise
from qiao.engines.extraction.quantities import find_quantities
from qiao.engines.extraction.readings import Reading, ReadingType, Span

MOST_ITEMS = 60
LONGEST_WORDS = 60
MOST = 10**9
_FIELDS = ("place", "organization", "deadline")
_KNOWN = frozenset({"type", "items", *_FIELDS})
_ITEM_KNOWN = frozenset({"item", "quantity", "unit", "direction"})
_SHOWN = 40


class SecondReader(Protocol):
    """Anybody who reads a text and answers with plain JSON values, in the shape that `check_second_reading` takes."""

    def answer(self, text: str) -> object:
        """Return what was understood; raise OSError or ValueError where there is no answer."""


@dataclass(frozen=True, slots=True)
class SecondWords:
    """Words of the answer with the place where they stand in the text."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class SecondItem:
    """A thing of the answer; ``quantity`` counts ``unit`` and stands in the text, or is None."""

    item: SecondWords
    quantity: int | None
    unit: str | None
    direction: ReadingType


@dataclass(frozen=True, slots=True)
class Refusal:
    """A part of the answer that was not taken, and why."""

    field: str
    told: str
    reason: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What is left of an answer after the check."""

    type: ReadingType | None
    items: tuple[SecondItem, ...]
    place: SecondWords | None
    organization: SecondWords | None
    deadline: SecondWords | None
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the two disagree; an empty side did not tell it."""

    field: str
    first: str
    second: str


_NOT_AN_OBJECT = ("回答不是约定的格式", "the answer is not in the agreed shape")
_UNKNOWN_FIELD = ("没有问这一栏", "nobody asked for this field")
_NOT_IN_TEXT = ("原文里没有这些字", "these words do not stand in the text")
_NUMBER_NOT_IN_TEXT = ("原文里没有这个数", "this number does not stand in the text")
_OUT_OF_RANGE = ("数不在 1 到十亿之间", "the number is not between 1 and a thousand million")
_TOO_MANY = ("多于 60 项，其余未取", "more than 60 things, the rest was left")
_UNKNOWN_TYPE = ("只能是 need、offer、info", "must be need, offer or info")


class _Check:
    """One answer held against one text."""

    def __init__(self, text: str) -> None:
        self.normal: NormalText = normalise(text)
        self.refused: list[Refusal] = []
        self.taken: list[Span] = []
        told = find_quantities(self.normal.text, 0, len(self.normal.text))
        self.numbers = {value for one in told for value in (one.low, one.high) if value is not None}

    def refuse(self, field: str, told: object, why: tuple[str, str]) -> None:
        self.refused.append(Refusal(field, str(told)[:_SHOWN], *why))

    def words(self, field: str, told: object, *, once: bool = False) -> SecondWords | None:
        """Return *told* with its place in the text; a thing named twice is found at two places."""
        if told is None or told == "":
            return None
        if not isinstance(told, str):
            self.refuse(field, told, _NOT_AN_OBJECT)
            return None
        wanted = normalise(told.strip()).text
        start = self.normal.text.find(wanted) if 0 < len(wanted) <= LONGEST_WORDS else -1
        while (
            once
            and start >= 0
            and any(low < start + len(wanted) and start < high for low, high in self.taken)
        ):
            start = self.normal.text.find(wanted, start + 1)
        if start < 0:
            self.refuse(field, told, _NOT_IN_TEXT)
            return None
        if once:
            self.taken.append((start, start + len(wanted)))
        stop = start + len(wanted)
        return SecondWords(self.normal.written(start, stop), self.normal.span(start, stop))

    def kind(self, field: str, told: object) -> ReadingType | None:
        kinds = {one.value.lower(): one for one in ReadingType}
        if isinstance(told, str) and told.lower() in kinds:
            return kinds[told.lower()]
        self.refuse(field, told, _UNKNOWN_TYPE)
        return None

    def number(self, told: object) -> int | None:
        if told is None:
            return None
        if isinstance(told, bool) or not isinstance(told, int):
            self.refuse("quantity", told, _NOT_AN_OBJECT)
            return None
        if not 1 <= told <= MOST:
            self.refuse("quantity", told, _OUT_OF_RANGE)
            return None
        if told not in self.numbers:
            self.refuse("quantity", told, _NUMBER_NOT_IN_TEXT)
            return None
        return told

    def unknown(self, told: Mapping[str, object], known: frozenset[str]) -> None:
        for name in sorted(set(map(str, told)) - known):
            self.refuse(name[:_SHOWN], told.get(name), _UNKNOWN_FIELD)

    def items(self, told: object) -> Iterator[SecondItem]:
        if told is None:
            return
        if not isinstance(told, list):
            self.refuse("items", told, _NOT_AN_OBJECT)
            return
        if len(told) > MOST_ITEMS:
            self.refuse("items", len(told), _TOO_MANY)
        for one in told[:MOST_ITEMS]:
            if not isinstance(one, dict):
                self.refuse("items", one, _NOT_AN_OBJECT)
                continue
            self.unknown(one, _ITEM_KNOWN)
            name = self.words("item", one.get("item"), once=True)
            direction = self.kind("direction", one.get("direction"))
            if name and direction:
                unit = self.words("unit", one.get("unit"))
                yield SecondItem(
                    name, self.number(one.get("quantity")), unit.text if unit else None, direction
                )


def check_second_reading(answer: object, text: str) -> SecondReading:
    """Return what of *answer* may be shown beside the rules.

    Parameters
    ----------
    answer
        JSON values: ``type``, ``items`` (``item``, ``quantity``, ``unit``, ``direction``), ``place``,
        ``organization``, ``deadline``. Anything else is refused, whatever it says.
    text
        The text the reader was given, the masked one.

    Returns
    -------
    SecondReading
        Every word stands in *text* at its span, every number is one that *text* tells. ``refused``
        lists what was left out, in the order of the answer.
    """
    check = _Check(text)
    if not isinstance(answer, dict):
        check.refuse("answer", answer, _NOT_AN_OBJECT)
        return SecondReading(None, (), None, None, None, tuple(check.refused))
    check.unknown(answer, _KNOWN)
    kind = check.kind("type", answer.get("type"))
    items = tuple(check.items(answer.get("items")))
    place, organization, deadline = (check.words(field, answer.get(field)) for field in _FIELDS)
    return SecondReading(kind, items, place, organization, deadline, tuple(check.refused))


def differences(first: Sequence[Reading], second: SecondReading) -> tuple[Difference, ...]:
    """Return where the rules and the second reader disagree, type first, then things, then the rest.

    Two names mean the same thing where their characters overlap in the text.
    """
    found: list[Difference] = []
    kind = first[0].type if first else ReadingType.INFO
    if second.type and second.type is not kind:
        found.append(Difference("type", kind.value, second.type.value))
    ours = [item for reading in first for item in reading.items]
    unmatched = list(ours)
    for theirs in second.items:
        same = next((one for one in unmatched if _overlap(one.span, theirs.item.span)), None)
        if same is None:
            found.append(Difference("item", "", _told(theirs.item.text, theirs.quantity, theirs.unit)))
            continue
        unmatched.remove(same)
        if (same.quantity, same.direction) != (theirs.quantity, theirs.direction):
            found.append(
                Difference(
                    "item",
                    _told(same.item_text, same.quantity, same.unit),
                    _told(theirs.item.text, theirs.quantity, theirs.unit),
                )
            )
    found += [Difference("item", _told(one.item_text, one.quantity, one.unit), "") for one in unmatched]
    main = first[0] if first else None
    for field in _FIELDS:
        mine, other = getattr(main, field, None), getattr(second, field)
        if (mine is None) != (other is None) or (mine and other and not _overlap(mine.span, other.span)):
            words = str(getattr(mine, "name", "") or getattr(mine, "text", "")) if mine else ""
            found.append(Difference(field, words, str(other.text) if other else ""))
    return tuple(found)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _told(name: str, quantity: int | None, unit: str | None) -> str:
    return f"{name} {quantity}{unit or ''}" if quantity is not None else name
