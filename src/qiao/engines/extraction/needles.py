"""What a pattern cannot do without: words one of which stands in every match, read off the pattern itself."""

import re
from collections.abc import Iterable
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_MOST_WORDS, _LONGEST_WORD = 600, 4
_SHARE_OF_A_CHARACTER, _SHARE_OF_A_DIGIT = 0.01, 0.05
_DIGITS = tuple("0123456789")
_SPACES = tuple(char for char in map(chr, range(0x3001)) if char.isspace())
FILLERS = frozenset(" \n*-、\ue000\ue001\ue002\ue003")
"""The characters that blanking puts in: no needle holds one, so that a blanked copy holds no new needle."""

Words = frozenset[str]
_EMPTY: Words = frozenset({""})
_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})
_WITHOUT_WIDTH = frozenset({op.ASSERT, op.ASSERT_NOT, op.AT})


def needles(pattern: re.Pattern[str]) -> Words | None:
    """Return words such that every match of *pattern* in a normalised text holds one of them, or None.

    None where no such set is known. Of several sets the one whose words are likely to be rarest is taken: long
    words before short ones, few before many. Digits are taken to be 0-9, as normalised texts have them.
    """
    found = _needed(list(_parser.parse(pattern.pattern, pattern.flags)))
    return _without_longer(found) if found else None


def led(pattern: str) -> str:
    """Return *pattern* behind a look at the next character, which rules most places of a text out at once.

    The characters a match may begin with are read off the pattern; where they are not known it comes back as it is.
    """
    first, empty = _first(list(_parser.parse(pattern)))
    if first is None or empty:
        return pattern
    return f"(?=[{''.join(re.escape(char) for char in sorted(first))}])(?:{pattern})"


_Openings = tuple[Words | None, bool]
"""The characters a part may begin with, if they are known, and whether it may be empty."""


def _first(items: Iterable[Any]) -> _Openings:
    whole = frozenset[str]()
    for item in items:
        first, empty = _opening(item)
        if first is None:
            return None, empty
        whole |= first
        if not empty:
            return whole, False
    return whole, True


def _opening(item: Any) -> _Openings:
    kind, value = item
    if kind in {op.SUBPATTERN, op.ATOMIC_GROUP}:
        return _first(value[-1] if kind is op.SUBPATTERN else value)
    if kind is op.BRANCH:
        openings = [_first(branch) for branch in value[1]]
        known = [first for first, _ in openings if first is not None]
        whole = frozenset[str]().union(*known) if len(known) == len(openings) else None
        return whole, any(empty for _, empty in openings)
    if kind in _REPEATS:
        first, empty = _first(value[2])
        return first, empty or value[0] == 0
    if kind in _WITHOUT_WIDTH:
        return frozenset(), True
    if kind is op.LITERAL:
        return frozenset({chr(value)}), False
    return (_members(value) if kind is op.IN else None), False


def _needed(items: list[Any]) -> Words | None:
    """Return the best set for parts that stand one after another."""
    known: list[Words] = []
    run = _EMPTY
    for item in items:
        language = _language(item)
        joined = _joined(run, language) if language is not None else None
        if joined is not None:
            run = joined
            continue
        known.append(run)
        inner = _inner(item)
        if inner:
            known.append(inner)
        # What is too much to be joined to the words before begins anew.
        run = language if language is not None else _EMPTY
    known.append(run)
    fit = [words for words in known if words and "" not in words]
    return min(fit, key=_likely, default=None)


def _likely(words: Words) -> float:
    return sum(
        _SHARE_OF_A_DIGIT if word in _DIGITS else _SHARE_OF_A_CHARACTER ** min(len(word), _LONGEST_WORD)
        for word in words
    )


def _joined(first: Words, second: Words) -> Words | None:
    if len(first) * len(second) > _MOST_WORDS:
        return None
    return frozenset(a + b for a, b in product(first, second))


def _inner(item: Any) -> Words | None:
    """Return the set of one part whose language is not written out."""
    kind, value = item
    if kind is op.SUBPATTERN:
        return _needed(list(value[-1]))
    if kind is op.ATOMIC_GROUP:
        return _needed(list(value))
    if kind is op.BRANCH:
        return _any_of([_needed(list(branch)) for branch in value[1]])
    if kind in _REPEATS and value[0] > 0:
        return _needed(list(value[2]))
    return None


def _any_of(branches: list[Words | None]) -> Words | None:
    known = [words for words in branches if words]
    return frozenset().union(*known) if len(known) == len(branches) else None


def _language(item: Any) -> Words | None:
    """Return all that one part matches, or None where that is too much to write out."""
    kind, value = item
    found: Words | None = None
    if kind is op.LITERAL:
        found = None if chr(value) in FILLERS else frozenset({chr(value)})
    elif kind is op.IN:
        found = _characters(value)
    elif kind in _WITHOUT_WIDTH:
        found = _EMPTY
    elif kind is op.SUBPATTERN:
        found = _sequence(value[-1])
    elif kind is op.ATOMIC_GROUP:
        found = _sequence(value)
    elif kind is op.BRANCH:
        found = _union([_sequence(branch) for branch in value[1]])
    elif kind in _REPEATS and value[1] == 1:
        once = _sequence(value[2])
        found = once if once is None or value[0] else once | _EMPTY
    return found


def _union(languages: list[Words | None]) -> Words | None:
    known = [language for language in languages if language is not None]
    whole: Words = frozenset().union(*known)
    return whole if len(known) == len(languages) and len(whole) <= _MOST_WORDS else None


def _sequence(items: Iterable[Any]) -> Words | None:
    whole: Words | None = _EMPTY
    for item in items:
        language = _language(item)
        whole = _joined(whole, language) if whole is not None and language is not None else None
        if whole is None:
            return None
    return whole


def _characters(members: list[Any]) -> Words | None:
    characters = _members(members)
    return None if characters is None or FILLERS & characters else characters


def _members(members: list[Any]) -> Words | None:
    characters: set[str] = set()
    for kind, value in members:
        if kind is op.LITERAL:
            characters.add(chr(value))
        elif kind is op.RANGE and value[1] - value[0] < _MOST_WORDS:
            characters.update(map(chr, range(value[0], value[1] + 1)))
        elif kind is op.CATEGORY and value is op.CATEGORY_DIGIT:
            characters.update(_DIGITS)
        elif kind is op.CATEGORY and value is op.CATEGORY_SPACE:
            characters.update(_SPACES)
        else:
            return None
    return frozenset(characters)


def _without_longer(words: Words) -> Words:
    """Leave out what holds another of the words anyway."""
    return frozenset(
        word
        for word in words
        if not any(
            word[a:b] in words
            for a in range(len(word))
            for b in range(a + 1, len(word) + 1)
            if b - a < len(word)
        )
    )
