"""Many fixed phrases found in one pass over a text, the longest at each place."""

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

Meaning = TypeVar("Meaning")


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list written with spaces."""
    return tuple(text.split())


class PhraseIndex(Generic[Meaning]):
    """Phrases, each with a meaning; the leftmost, and of those the longest, wins. The first of equal phrases counts."""

    __slots__ = ("_automaton", "_meanings")

    def __init__(self, phrases: Iterable[tuple[str, Meaning]]) -> None:
        known: dict[str, Meaning] = {}
        for phrase, meaning in phrases:
            known.setdefault(phrase, meaning)
        self._meanings = list(known.values())
        self._automaton = AhoCorasick(
            known, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
        )

    def find(self, text: str) -> list[tuple[int, int, Meaning]]:
        """Return (start, end, meaning) of the phrases in the normalised *text*, left to right, never overlapping."""
        meanings = self._meanings
        return [
            (start, end, meanings[which])
            for which, start, end in self._automaton.find_matches_as_indexes(text)
        ]


class WordEnds:
    """Words of which it matters only where the longest of them ends."""

    __slots__ = ("_automaton",)

    def __init__(self, known: Iterable[str]) -> None:
        self._automaton = AhoCorasick(
            dict.fromkeys(known),
            matchkind=MatchKind.LeftmostLongest,
            implementation=Implementation.ContiguousNFA,
        )

    def ends(self, text: str) -> list[int]:
        """Return where in the normalised *text* a word ends, in order, the leftmost and longest of those that overlap."""
        return [end for _, _, end in self._automaton.find_matches_as_indexes(text)]


class WordMarks:
    """Words of which it matters only where one begins."""

    __slots__ = ("_automaton",)

    def __init__(self, known: Iterable[str]) -> None:
        self._automaton = AhoCorasick(dict.fromkeys(known), implementation=Implementation.ContiguousNFA)

    def marks(self, text: str) -> list[int]:
        """Return where in the normalised *text* a word begins, in order; of overlapping words all count."""
        return sorted(
            start for _, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True)
        )


Weights = tuple[int, int, int]


class WeighedWords:
    """Common words, each with three weights: of all that stand in a text, each counts once."""

    __slots__ = ("_automaton", "_first", "_second", "_third", "_words")

    def __init__(self, known: Mapping[str, Weights]) -> None:
        self._words = tuple(known)
        self._first, self._second, self._third = zip(*known.values(), strict=True)
        self._automaton = AhoCorasick(self._words, implementation=Implementation.ContiguousNFA)

    def _which(self, text: str) -> set[int]:
        return {which for which, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True)}

    def found(self, text: str) -> set[str]:
        """Return the words that stand in the normalised *text*, also inside longer ones."""
        return {self._words[which] for which in self._which(text)}

    def weigh(self, text: str, start: Weights) -> Weights:
        """Return *start* with the weights of the words added that stand in the normalised *text*."""
        which = self._which(text)
        first, second, third = start
        return (
            first + sum(map(self._first.__getitem__, which)),
            second + sum(map(self._second.__getitem__, which)),
            third + sum(map(self._third.__getitem__, which)),
        )
