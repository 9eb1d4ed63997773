"""Scan once, then look: a pattern is tried only in a message that holds one of the words it cannot do without.

The words are read off the pattern (`needles`), so the two cannot part. One automaton knows the words of all
patterns; `seen_in` runs it once over a message. What it saw holds for every blanked copy of the message too, since
blanking puts in nothing but `FILLERS` of `needles`, and no word holds one of these.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from qiao.engines.extraction.needles import led, needles
from qiao.engines.extraction.phrases import WordMarks

Seen = int
"""Which patterns may match in a message: a set of bits, one for each `Cued`."""
EVERYTHING: Seen = -1

_KNOWN: list["Cued"] = []


class Cued:
    """A compiled pattern with the words one of which stands in every match."""

    __slots__ = ("_bit", "pattern", "words")

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(led(pattern))
        self.words = _words_of(self.pattern)
        self._bit = 1 << len(_KNOWN)
        _KNOWN.append(self)
        _automaton.cache_clear()

    def may_match(self, seen: Seen) -> bool:
        """Return whether one of the words was seen."""
        return bool(seen & self._bit)

    def search(self, text: str, seen: Seen = EVERYTHING) -> re.Match[str] | None:
        """Return the first match in *text*, or None."""
        return self.pattern.search(text) if seen & self._bit else None

    def match(self, text: str, place: int, seen: Seen = EVERYTHING) -> re.Match[str] | None:
        """Return the match that begins at *place* of *text*, or None."""
        return self.pattern.match(text, place) if seen & self._bit else None

    def finditer(self, text: str, seen: Seen = EVERYTHING) -> Iterator[re.Match[str]]:
        """Return the matches in *text*, left to right."""
        return self.pattern.finditer(text) if seen & self._bit else iter(())

    def sub(self, made: Callable[[re.Match[str]], str] | str, text: str, seen: Seen = EVERYTHING) -> str:
        """Return *text* with each match replaced by what is *made* of it."""
        return self.pattern.sub(made, text) if seen & self._bit else text


class Marked:
    """A compiled pattern for one part of a text after another, tried only in parts where one of its words stands."""

    __slots__ = ("marks", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(led(pattern))
        self.marks = WordMarks(_words_of(self.pattern)).marks

    def find_all(self, text: str, marks: list[int], start: int, end: int) -> list[re.Match[str]]:
        """Return the matches within ``text[start:end]``, left to right."""
        place = bisect_left(marks, start)
        if place == len(marks) or marks[place] >= end:
            return []
        return list(self.pattern.finditer(text, start, end))


def _words_of(pattern: re.Pattern[str]) -> frozenset[str]:
    words = needles(pattern)
    if not words:
        raise ValueError(f"no words known for {pattern.pattern[:40]!r}.")
    return words


@cache
def _automaton() -> tuple[AhoCorasick, list[Seen]]:
    """Return the automaton of the words of all patterns, and for each word the bits of its patterns."""
    bits: dict[str, Seen] = {}
    for cued in _KNOWN:
        for word in cued.words:
            bits[word] = bits.get(word, 0) | cued._bit  # noqa: SLF001 - of this module
    return AhoCorasick(bits, implementation=Implementation.ContiguousNFA), list(bits.values())


def seen_in(text: str) -> Seen:
    """Return which of the patterns may match in the normalised *text*, or in a blanked copy of it."""
    automaton, bits = _automaton()
    seen = 0
    for word, _, _ in automaton.find_matches_as_indexes(text, overlapping=True):
        seen |= bits[word]
    return seen
