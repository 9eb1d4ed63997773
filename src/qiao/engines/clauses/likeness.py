"""Which clauses say something like a piece of advice: suggestions for a person, never a judgement."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

SATURATION, LENGTH = 1.2, 0.75
"""The usual k1 and b of BM25."""

CITATION = re.compile(r"[0-9]{4}\s*年(?:修订)?文本|第[一二三四五六七八九十百千零〇0-9]+[条款项]")
HAN = re.compile(r"[㐀-鿿]+")
WORD = re.compile(r"[A-Za-z]{2,}|[0-9]+")
MOST_SHARED = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """One clause suggested for a piece of advice.

    Attributes
    ----------
    index
        Its place in the list of clauses, from 0.
    score
        BM25 over pairs of characters; only its order means anything.
    shared
        Words both have, those that weigh most first, at most six.
    """

    index: int
    score: float
    shared: tuple[str, ...]


def candidates(advice: str, clauses: Sequence[str], *, most: int = 3) -> list[Candidate]:
    """Return the clauses most like a piece of advice.

    Parameters
    ----------
    advice
        What is asked, with the problem it answers. Numbers of articles in it are passed over, as in the clauses:
        two texts that cite an article of the same number have nothing in common.
    clauses
        Their words.
    most
        How many at most.

    Returns
    -------
    list[Candidate]
        The likest first, ties in the order of the clauses; none that shares no word. The same input gives the same
        list.

    References
    ----------
    Robertson, S. and Zaragoza, H. (2009). The Probabilistic Relevance Framework: BM25 and Beyond. Foundations and
    Trends in Information Retrieval 3(4), 333-389. Pairs of characters for Chinese: Nie, J.-Y., Gao, J., Zhang, J. and
    Zhou, M. (2000). On the use of words and n-grams for Chinese information retrieval. IRAL 2000, 141-148.
    """
    counted = [Counter(pairs(one)) for one in clauses]
    present = Counter(pair for one in counted for pair in one)
    weight = {pair: log(1 + (len(clauses) - n + 0.5) / (n + 0.5)) for pair, n in present.items()}
    mean = sum(map(Counter.total, counted)) / len(clauses) if clauses else 1.0
    asked = dict.fromkeys(pair for pair in pairs(advice) if pair in weight)
    found = []
    for index, one in enumerate(counted):
        parts = {pair: _part(one, pair, mean) * weight[pair] for pair in asked if pair in one}
        if parts:
            found.append(Candidate(index, sum(parts.values()), shared(advice, clauses[index], parts)))
    return sorted(found, key=lambda one: (-one.score, one.index))[:most]


def _part(one: Counter[str], pair: str, mean: float) -> float:
    times = one[pair]
    return times * (SATURATION + 1) / (times + SATURATION * (1 - LENGTH + LENGTH * one.total() / mean))


def pairs(text: str) -> list[str]:
    """Return the pairs of neighbouring Chinese characters of a text, its words in Latin letters and its numbers."""
    said = CITATION.sub(" ", text)
    found = [run[at : at + 2] for run in HAN.findall(said) for at in range(len(run) - 1)]
    return found + [word.lower() for word in WORD.findall(said)]


def shared(advice: str, clause: str, parts: dict[str, float]) -> tuple[str, ...]:
    """Return the longest pieces of the advice that the clause has as well, by the weight of their pairs."""
    said = CITATION.sub(" ", clause)
    pieces: dict[str, float] = {}
    for run in HAN.findall(CITATION.sub(" ", advice)):
        at = 0
        while at < len(run) - 1:
            end = at + 2
            while end <= len(run) and run[at:end] in said:
                end += 1
            piece = run[at : end - 1]
            if len(piece) > 1:
                pieces[piece] = sum(parts.get(piece[one : one + 2], 0.0) for one in range(len(piece) - 1))
            at = max(at + 1, end - 1)
    pieces |= {word: parts[word] for word in parts if not HAN.fullmatch(word)}
    return tuple(sorted(pieces, key=lambda one: (-pieces[one], one))[:MOST_SHARED])
