"""What may leave the house in a table: nobody's name or number, no count of people so small that they can be made out.

Counts themselves are told in blocks (engine bulletin). Here is what people typed into a field of their own.
"""

import re
from collections.abc import Collection, Iterator

from qiao.engines.bulletin import BLOCK, BLOCK_SENSITIVE, AtLeast
from qiao.engines.extraction import mask
from qiao.engines.extraction.numerals import parse_numeral
from qiao.registry.models import Person

SENSITIVE = frozenset({"BEREAVED", "SICK"})
"""Groups of people of whom fewer than ten are not told."""
SHORTEST_NAME = 2
FEW = "少数"

_SENSITIVE_WORDS = re.compile(
    r"丧亲|遗属|遇难|死亡|死者|去世|病逝|身亡|失独|自杀|患者|病人|病例|病患|确诊|感染|伤员|伤者|重伤|危重|残疾|精神|艾滋|癌|"
    r"透析|孕妇|产妇|流产|哀伤|临终"
)
_DIGIT = "两二三四五六七八九十"
_FEW = re.compile(
    rf"(?<![\d.第{_DIGIT}百千万])(?P<number>\d{{1,2}}|[一{_DIGIT}]{{1,2}})\s*"
    r"(?P<unit>个|个人|人|名|位|户|家庭|例|口人)(?P<after>[^，。；、\s]{0,8})"
)


def is_sensitive(text: str) -> bool:
    """Say whether a text speaks of the sick or the bereaved."""
    return _SENSITIVE_WORDS.search(text) is not None


def told_people(count: int | None, *, is_sensitive: bool = False) -> int | str:
    """Return what a table may tell of a number of people: whole blocks, an empty cell for fewer or where it is unknown.

    The sick and the bereaved are told of in tens.
    """
    if count is None:
        return ""
    return AtLeast.of(count, BLOCK_SENSITIVE if is_sensitive else BLOCK).shown or ""


def few_people(text: str, *, is_telling: bool = True) -> Iterator[re.Match[str]]:
    """Yield the counts of people in a text that are too small: below 5, below 10 of the sick and the bereaved.

    What asks for something (`is_telling` false) may name few people, as long as it does not speak of those two.
    一位 alone is an article, not a count, except of those.
    """
    for spot in _FEW.finditer(text):
        value = parse_numeral(spot["number"])
        count = int(value[0]) if value else BLOCK_SENSITIVE
        sensitive = is_sensitive(spot["after"])
        counts_people = spot["unit"] != "个" or sensitive
        is_article = spot["number"] == "一" and not sensitive
        least = BLOCK_SENSITIVE if sensitive else BLOCK
        if counts_people and count < least and not is_article and (is_telling or sensitive):
            yield spot


def known_names(*, except_for: Collection[str] = ()) -> list[str]:
    """Return the names of the persons of the registry, without those who agreed to be named."""
    names = Person.objects.values_list("name", flat=True).distinct()
    return [name for name in names.iterator() if len(name) >= SHORTEST_NAME and name not in except_for]


class Leaving:
    """Rids texts of persons before they leave. The names of the registry are asked for once."""

    def __init__(self) -> None:
        self._names = set(known_names())
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)

    def text(self, said: str) -> str:
        """Return a text with telephones, accounts and names starred out, and few people told as 少数."""
        if not said.strip():
            return said
        hidden = mask(self._without_names(said))
        for spot in reversed(list(few_people(hidden))):
            hidden = hidden[: spot.start()] + FEW + hidden[spot.start("after") :]
        return hidden

    def _without_names(self, said: str) -> str:
        shown = list(said)
        for length in self._lengths:
            for start in range(len(said) - length + 1):
                if said[start : start + length] in self._names:
                    shown[start + 1 : start + length] = "*" * (length - 1)
        return "".join(shown)
