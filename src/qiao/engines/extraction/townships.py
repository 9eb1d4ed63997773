"""Which township or street of a known county a message names: looked up only within that county, or its city."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from qiao.engines.extraction.normal import normalise
from qiao.engines.extraction.phrases import WordMarks

_ENDING = re.compile(r"(?:(?:[\u4e00-\u9fa5]{1,3}族)乡|民族乡|街道|镇|乡|苏木)$")
_OFFICE = re.compile(r"街道|镇|乡|办事处|街办|办(?!公|理|法|事(?!处)|好|完)")
_SHORTEST = 2
_FULL, _OTHER, _SHORT = 0, 1, 2
# The people's 街道 is a word of its own: 城区街道积水.
_PLAIN = frozenset({"城区", "老城", "新城", "中心", "城关", "城郊", "郊区"})
_GAP = re.compile(r"[\s的:]?")


class TownshipRow(NamedTuple):
    """A township or street: its code (nine digits), name, and the code of its county."""

    code: str
    name: str
    county: str


@dataclass(frozen=True, slots=True)
class FoundTownship:
    """A township named in the normalised text; *manner* is 0 by its full name, 1 by another ending, 2 short."""

    row: TownshipRow
    stem: str
    start: int
    end: int
    manner: int


class Townships:
    """The townships of the lexicon by county."""

    __slots__ = ("_by_county", "_children", "_indexes")

    def __init__(self, rows: Iterable[TownshipRow], parents: Mapping[str, str | None]) -> None:
        by_county: dict[str, list[tuple[str, str, TownshipRow]]] = {}
        for row in rows:
            name = normalise(row.name).text
            stem = _ENDING.sub("", name)
            short = stem if len(stem) >= _SHORTEST else name
            by_county.setdefault(row.county, []).append((short, name, row))
        children: dict[str, list[str]] = {}
        for county in by_county:
            above = parents.get(county)
            if above:
                children.setdefault(above, []).append(county)
        self._by_county, self._children = by_county, children
        self._indexes: dict[str, WordMarks] = {}

    def _stems(self, *counties: str) -> WordMarks:
        """Return the stems of the townships of one county, or of a city's counties; built when first asked for."""
        key = "/".join(counties)
        if key not in self._indexes:
            stems = [stem for county in counties for stem, _, _ in self._by_county.get(county, ())]
            self._indexes[key] = WordMarks(stems)
        return self._indexes[key]

    def under(self, code: str) -> tuple[str, ...]:
        """Return the counties with townships that lie directly under a city."""
        return tuple(self._children.get(code, ()))

    def named_under(self, text: str, city: str) -> list[FoundTownship]:
        """Return the townships of a city's counties that *text* names, county by county."""
        counties = self.under(city)
        if not counties or not self._stems(*counties).marks(text):
            return []
        return [one for county in counties for one in self.named(text, county)]

    def named(self, text: str, county: str, *, after: Iterable[int] = ()) -> list[FoundTownship]:
        """Return the townships of *county* that *text* names, the surest and first named first.

        A name without its ending counts only where it stands just behind the county (*after*: where
        mentions of the county end), and one with another ending (占城乡 for 占城镇) less than the full one.
        """
        found: list[FoundTownship] = []
        ends = frozenset(after)
        if not self._stems(county).marks(text):
            return found
        for stem, name, row in self._by_county.get(county, ()):
            start = text.find(stem)
            while start >= 0:
                one = _at(text, start, stem, name, ends)
                if one:
                    found.append(FoundTownship(row, stem, start, one[0], one[1]))
                start = text.find(stem, start + 1)
        # 西王村镇 is not 王村镇.
        apart = [
            one
            for one in found
            if not any(
                other.start <= one.start and one.end <= other.end and len(other.stem) > len(one.stem)
                for other in found
            )
        ]
        return sorted(apart, key=lambda one: (one.manner, one.start, -one.end, one.row.code))


def _at(text: str, start: int, stem: str, name: str, ends: frozenset[int]) -> tuple[int, int] | None:
    """Return where the name that begins at *start* ends and how it was written, or None."""
    if text.startswith(name, start):
        return (start + len(name), _FULL) if stem not in _PLAIN or start in ends else None
    end = start + len(stem)
    told = _OFFICE.match(text, end)
    if told and name != stem and stem not in _PLAIN:
        return told.end(), _OTHER
    # 金水区文化路 is a road, though 文化路街道 lies there.
    if (
        name != stem
        and stem[-1] not in "路街道里"
        and any(place <= start and _GAP.fullmatch(text, place, start) for place in ends if start - place <= 1)
    ):
        return end, _SHORT
    return None
