"""Texts and questions as tokens: pairs of Chinese characters, words of letters and digits, pinyin of names.

Pairs need no dictionary and miss nothing: 口罩 is found in 医用口罩厂, which a segmenter cuts elsewhere. Whatever
the index finds is compared with the text itself afterwards, so that 口罩厂 is not found in 口罩 … 罩厂.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{HAN}]+|[a-z0-9]+")
_HAN = re.compile(rf"[{HAN}]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# GB 19083 and YY/T 0969 are also asked for as gb19083 and yyt0969.
_STANDARD = re.compile(r"\b([a-z]{1,4})[\s/]{0,2}(t)?[\s\-]{0,2}(\d{3,6})\b")
LONGEST_WORD = 24
LONGEST_PINYIN = 8
"""Longer pinyin is asked for by its beginning, and compared whole afterwards."""
LEAST_INITIALS = 2
NAMES_KNOWN = 50_000


def plain(text: str) -> str:
    """Return a text as it is compared: NFKC, small letters, nothing invisible."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()


def tokens_of(text: str) -> set[str]:
    """Return the tokens of a plain text.

    A run of characters gives its pairs and its last character; any other run of letters and digits itself.
    """
    found: set[str] = set()
    for run in _RUN.findall(text):
        if run[0] <= "z":
            found.add(run[:LONGEST_WORD])
        else:
            found.add(run[-1])
            found.update(map("".join, itertools.pairwise(run)))
    if any("0" <= one <= "9" for one in text):
        found.update("".join(part for part in hit.groups() if part) for hit in _STANDARD.finditer(text))
    return found


@lru_cache(NAMES_KNOWN)
def pinyin_of(name: str) -> frozenset[str]:
    """Return the pinyin of a plain name, initials and syllables, from each of its characters on."""
    from pypinyin import Style, lazy_pinyin  # 0.3 s and 30 MB that other commands need not pay

    found: set[str] = set()
    for run in _RUN.findall(name):
        if run[0] <= "z":
            continue
        syllables = lazy_pinyin(run, errors="ignore")
        initials = "".join(lazy_pinyin(run, style=Style.FIRST_LETTER, errors="ignore"))
        found.update(initials[start:] for start in range(len(initials) - LEAST_INITIALS + 1))
        found.update("".join(syllables[start:]) for start in range(len(syllables)))
    return frozenset(one for one in found if one.isascii() and one.isalpha())


def name_tokens(name: str) -> set[str]:
    """Return the beginnings by which a plain name is found in pinyin."""
    return {pinyin[:LONGEST_PINYIN] for pinyin in pinyin_of(name)}


@dataclass(frozen=True)
class Term:
    """One run of a question: its characters, the tokens that must be there, and the beginnings of tokens."""

    text: str
    exact: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()


def terms_of(question: str) -> list[Term]:
    """Return the runs of a question; every one of them must be found."""
    terms = []
    for run in _RUN.findall(plain(question)):
        if run[0] <= "z":
            cut = LONGEST_PINYIN if run.isalpha() else LONGEST_WORD
            terms.append(Term(run, begun=(run[:cut],)))
        elif len(run) == 1:
            terms.append(Term(run, begun=(run,)))
        else:
            terms.append(Term(run, exact=tuple(map("".join, itertools.pairwise(run)))))
    return list(dict.fromkeys(terms))


def holds(term: Term, text: str, names: Iterable[str]) -> bool:
    """Say whether a plain text, or the pinyin of one of its plain names, really holds a term."""
    if term.text in text:
        return True
    if _HAN.match(term.text):
        return False
    if any(term.text in standard for standard in tokens_of(text) if not _HAN.match(standard)):
        return True
    return any(pinyin.startswith(term.text) for name in names for pinyin in pinyin_of(name))
