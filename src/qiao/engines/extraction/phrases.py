"""Longest-match search for many fixed phrases at once, by their first two characters."""

import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

Meaning = TypeVar("Meaning")
_KEY = 2
_NEVER = re.compile(r"(?!)")


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list written with spaces."""
    return tuple(text.split())


class PhraseIndex(Generic[Meaning]):
    """Phrases of two characters or more, each with a meaning; the longest phrase at a place wins."""

    __slots__ = ("_by_key", "_may_open")

    def __init__(self, phrases: Iterable[tuple[str, Meaning]]) -> None:
        by_key: dict[str, dict[str, Meaning]] = {}
        for phrase, meaning in phrases:
            if len(phrase) >= _KEY:
                by_key.setdefault(phrase[:_KEY], {}).setdefault(phrase, meaning)
        self._by_key = {
            key: sorted(found.items(), key=lambda pair: -len(pair[0])) for key, found in by_key.items()
        }
        # Most places of a text open no phrase: the two sets of characters rule them out at once.
        first, second = ({re.escape(key[place]) for key in by_key} for place in range(_KEY))
        self._may_open = (
            re.compile(f"[{''.join(sorted(first))}](?=[{''.join(sorted(second))}])") if by_key else _NEVER
        )

    def find(self, text: str) -> Iterator[tuple[int, int, Meaning]]:
        """Yield (start, end, meaning) of the phrases in *text*, left to right, never overlapping."""
        by_key, free = self._by_key, 0
        for opening in self._may_open.finditer(text):
            place = opening.start()
            if place < free:
                continue
            for phrase, meaning in by_key.get(text[place : place + _KEY], ()):
                if text.startswith(phrase, place):
                    free = place + len(phrase)
                    yield place, free, meaning
                    break
