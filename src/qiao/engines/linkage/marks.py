"""A handful of stable marks for a text: reposts of one message carry nearly the same ones."""

import re
import unicodedata
import zlib
from operator import eq

MARKS = 8
"""Marks of a text; each is equal in two texts with the probability of their likeness (Jaccard)."""
SHORTEST = 12
"""Signs below which a text says too little to be known again."""
_SHINGLE = 4
_MASK = 0xFFFFFFFF
_REPOST = re.compile(r"(?:转发|转自|转[:：]|扩散|求转|//@[^:：\s]{1,30}[:：]|@[\w\-]{1,30}|https?://\S+)", re.IGNORECASE)  # fmt: skip
_SILENT = re.compile(r"[^\u4e00-\u9fffa-z]+")
_SEEDS = tuple((zlib.crc32(f"a{number}".encode()) | 1, zlib.crc32(f"b{number}".encode())) for number in range(MARKS))  # fmt: skip


def text_marks(text: str) -> tuple[int, ...]:
    """Return the marks of a text (MinHash over runs of four signs), equal in every run and process.

    Parameters
    ----------
    text
        Masked or not: digits, stars, spaces and punctuation are left out, and so are the words of
        reposting, so that a masked copy and a copy with a newer quantity keep the marks of the first.

    Returns
    -------
    tuple of int
        ``MARKS`` numbers below 2^32, or none for a text shorter than ``SHORTEST``.

    References
    ----------
    A. Z. Broder, "On the resemblance and containment of documents", SEQUENCES (1997), 21-29.
    """
    plain = _SILENT.sub("", _REPOST.sub("", unicodedata.normalize("NFKC", text).lower()))
    if len(plain) < SHORTEST:
        return ()
    runs = {plain[start : start + _SHINGLE] for start in range(len(plain) - _SHINGLE + 1)}
    hashes = [zlib.crc32(run.encode()) for run in runs]
    return tuple(min((a * value + b & _MASK) ^ (value >> 7) for value in hashes) for a, b in _SEEDS)


def equal_marks(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Return how many marks two texts have in common, 0 to ``MARKS``."""
    return sum(map(eq, one, other))
