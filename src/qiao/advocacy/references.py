"""Numbers in texts: each is a reference to a bundle, such as 【证3：条数】, which says what the bundle tells."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from qiao.advocacy.models import Evidence
from qiao.advocacy.published import Figures, figures_of
from qiao.engines.extraction.numerals import parse_numeral
from qiao.exceptions import ReferenceUnknownError
from qiao.registry.models import Crisis

REFERENCE = re.compile(r"【\s*证\s*(\d{1,5})\s*[：:·]\s*([^】]{1,8}?)\s*】")
_LOOKS_LIKE_ONE = re.compile(r"【\s*证[^】]{0,20}】?")

FIGURES: dict[str, Callable[[Figures], str]] = {
    "条数": lambda one: f"{one.voices} 条",
    "核实": lambda one: f"{one.verified} 条",
    "县区": lambda one: f"{one.place_count} 个",
    "来源": lambda one: f"{one.sources} 类",
    "最早": lambda one: _day(one.since),
    "最晚": lambda one: _day(one.until),
    "等级": lambda one: one.grade.level.zh if one.grade else "",
}
"""What a text may refer to, by the word it is called by."""

LONGEST_FIGURE = 10
"""What is longer, with its commas, is no count: a telephone, a document."""

_CHINESE = "零〇一二两三四五六七八九十百千万亿"
_NUMBER = re.compile(
    rf"(?P<before>第|〔|\d[年月日时点:：.\-/])?"
    rf"(?P<number>\d[\d,]*(?:\.\d+)?|(?<![{_CHINESE}])[{_CHINESE}]{{1,8}}(?=个|条|人|名|位|户|家|所|处|村|乡|镇|县|件|只|套|例|次|岁))"
    r"(?P<after>\s*(?:年|月|日|号|时|点|分|：|:|〕|条第|款|[\-/.]\d))?"
)


def _day(day: object) -> str:
    return f"{day.month}月{day.day}日" if day is not None else "日期不详"  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Offered:
    """One figure that may be put into a text by a click."""

    reference: str
    says: str
    statement: str


class Resolver:
    """The bundles of one crisis by number, and what may be told of each. Asked of the database once a number."""

    def __init__(self, crisis: Crisis) -> None:
        rows = Evidence.objects.filter(crisis=crisis, number__gt=0)
        self._bundles = {one.number: one for one in rows.prefetch_related("records")}
        self._figures: dict[int, Figures] = {}

    def figures(self, number: int) -> Figures | None:
        """Return the figures of a bundle; None where there is none of this number."""
        if number not in self._figures and number in self._bundles:
            self._figures[number] = figures_of(self._bundles[number])
        return self._figures.get(number)

    def unknown(self, text: str) -> list[str]:
        """Return the references that name no bundle or no figure, and those written half."""
        wrong = []
        for found in _LOOKS_LIKE_ONE.finditer(text):
            whole = REFERENCE.match(found.group())
            if not whole or whole[2] not in FIGURES or int(whole[1]) not in self._bundles:
                wrong.append(found.group())
        return wrong

    def resolve(self, text: str) -> str:
        """Return the text with each reference replaced by what its bundle tells.

        Raises ReferenceUnknownError where one names no bundle.
        """
        wrong = self.unknown(text)
        if wrong:
            raise ReferenceUnknownError(reference=wrong[0])
        return REFERENCE.sub(self._said, text)

    def _said(self, found: re.Match[str]) -> str:
        figures = self.figures(int(found[1]))
        return FIGURES[found[2]](figures) if figures else found[0]

    def say(self, text: str) -> str:
        """Return the text as it would be read, or as it was written where a reference names nothing."""
        return text if self.unknown(text) else self.resolve(text)

    def used(self, texts: Iterable[str]) -> list[Evidence]:
        """Return the bundles that texts refer to, by number."""
        numbers = {int(found[1]) for text in texts for found in REFERENCE.finditer(text)}
        return [self._bundles[number] for number in sorted(numbers) if number in self._bundles]

    def offered(self) -> list[tuple[Evidence, list[Offered]]]:
        """Return what may be put into a text, bundle by bundle, the newest first."""
        found = []
        for number in sorted(self._bundles, reverse=True):
            one, figures = self._bundles[number], self.figures(number)
            if figures:
                said = [
                    Offered(f"【证{number}：{word}】", say(figures), word) for word, say in FIGURES.items()
                ]
                found.append((one, said))
        return found


def typed_numbers(text: str, bundles: Iterable[Evidence]) -> list[str]:
    """Return the numbers typed into a text that stand in no bundle. Days, clocks and articles are not figures."""
    told = {value for one in bundles for value in _told_by(one)}
    found = []
    for spot in _NUMBER.finditer(REFERENCE.sub("　", text)):
        value = _value(spot["number"])
        if not spot["before"] and not spot["after"] and value is not None and value not in told:
            found.append(spot["number"])
    return found


def _value(number: str) -> float | None:
    if number[0].isdigit():
        if len(number) > LONGEST_FIGURE:
            return None
        return float(number.replace(",", "").rstrip("."))
    read = parse_numeral(number)
    return float(read[0]) if read and read[0] == read[1] else None


def _told_by(bundle: Evidence) -> set[float]:
    """Return the numbers that a bundle holds: its figures, and the quantities of its records."""
    figures = figures_of(bundle)
    told = {figures.voices.shown, figures.verified.shown, figures.place_count, figures.sources}
    told |= {one.count.shown for one in figures.places}
    for row in bundle.records.all():
        if row.dropped_at is None:
            told |= {
                row.content[key]
                for key in ("quantity", "quantity_max", "received", "sent")
                if row.content.get(key)
            }
    return {float(one) for one in told}
