"""The names the engine knows: places and things, handed in as plain rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from qiao.engines.extraction import vocabulary
from qiao.engines.extraction.normal import normalise
from qiao.engines.extraction.phrases import PhraseIndex, WordMarks
from qiao.engines.extraction.place_names import LEVELS, Place, PlaceName, place_names
from qiao.engines.extraction.townships import TownshipRow, Townships

_SHORTEST = 2
"""One character is a thing only where it is the whole name or ends it."""


_MOST_REMEMBERED = 8192


class PlaceRow(NamedTuple):
    """A place: code (GB/T 2260), name, level (province, city, county, township), code of its parent.

    ``english`` is its name in English messages (Yingshan County), empty where none is known.
    """

    code: str
    name: str
    level: str
    parent: str | None
    english: str = ""


class ItemRow(NamedTuple):
    """A thing: code, name, other names, usual unit."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    unit: str | None = None


def _ancestors(place: Place, places: Mapping[str, Place]) -> tuple[Place, ...]:
    """Return the places above *place*, the nearest first."""
    found: list[Place] = []
    parent = places.get(place.parent or "")
    while parent and parent not in found:
        found.append(parent)
        parent = places.get(parent.parent or "")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names of places and things, indexed for reading. Build it once, read many messages."""

    places: Mapping[str, Place]
    place_index: PhraseIndex[PlaceName]
    item_names: Mapping[str, str]
    item_units: Mapping[str, str | None]
    item_index: PhraseIndex[str]
    thing_words: WordMarks
    townships: Townships
    _codes: dict[str, str | None] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def build(
        cls,
        places: Iterable[PlaceRow | tuple[str, str, str, str | None]],
        items: Iterable[ItemRow | tuple[str, str, tuple[str, ...], str | None]],
        townships: Iterable[TownshipRow] = (),
    ) -> "Lexicon":
        """Return the lexicon of the given rows.

        Parameters
        ----------
        places
            Rows (code, name, level, parent code and, if known, the English name); levels other than the four known are refused.
        items
            Rows (code, name, aliases, unit).
        townships
            Rows (code, name, county code): looked up only within a county or city that was found.

        Raises
        ------
        ValueError
            When a level is unknown.
        """
        known: dict[str, Place] = {}
        for row in places:
            code, name, level, parent, english = PlaceRow(*row)
            if level not in LEVELS:
                raise ValueError(f"level {level!r} not understood.")
            known[code] = Place(code, name, level, parent or None, normalise(english).text)
        names: dict[str, str] = {}
        units: dict[str, str | None] = {}
        for code, name, aliases, unit in items:
            units[code] = unit or None
            for called in (name, *aliases):
                names.setdefault(normalise(called).text, code)
        above = {code: _ancestors(place, known) for code, place in known.items()}
        return cls(
            places=known,
            place_index=PhraseIndex(place_names(known, above)),
            item_names=names,
            item_units=units,
            thing_words=WordMarks([*vocabulary.HEAD_KINDS, *vocabulary.SHORT_HEADS, *names]),
            item_index=PhraseIndex(pair for pair in names.items() if len(pair[0]) >= _SHORTEST),
            townships=Townships(townships, {code: place.parent for code, place in known.items()}),
        )

    def item_code(self, name: str) -> str | None:
        """Return the code of the last known name in *name* (N95口罩 before 口罩), or None."""
        if name in self._codes:
            return self._codes[name]
        code = self.item_names.get(name) or self.item_names.get(name[-1:])
        for _, _, found in self.item_index.find(name):
            code = found
        if len(self._codes) < _MOST_REMEMBERED:
            self._codes[name] = code
        return code
