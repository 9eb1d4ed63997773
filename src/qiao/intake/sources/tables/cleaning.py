"""Cells without their dirt: zero-width and no-break characters, full-width forms, doubled blanks, ditto marks."""

import re
import unicodedata

DITTO = frozenset({"同上", "同前", "上同", "〃", "″", '"', "''", "”", "“", "“”", "々", "ditto", "do."})
_BLANKS = re.compile(r"\s+")
_CONTROL = frozenset({"Cf", "Cc", "Co", "Cs"})
_KEPT = "\t\n\r"
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
_ALIEN = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")
_HAN_OR_LATIN = re.compile(r"[A-Za-z\u4e00-\u9fff]")


def clean(text: str) -> str:
    """Return what a cell says: compatibility forms resolved, invisible characters gone, blanks single."""
    plain = unicodedata.normalize("NFKC", text)
    if plain.isprintable():  # nothing invisible in it, and no blank but the plain one: nearly every cell
        return (_BLANKS.sub(" ", plain) if "  " in plain else plain).strip()
    plain = "".join(c for c in plain if c in _KEPT or unicodedata.category(c) not in _CONTROL)
    return _BLANKS.sub(" ", plain).strip()


def is_ditto(text: str) -> bool:
    """Say whether a cell only points at the one above."""
    plain = "".join(c for c in text if unicodedata.category(c) not in _CONTROL).strip()
    return plain.lower() in DITTO or clean(text).lower() in DITTO


def is_disguised(text: str) -> bool:
    """Say whether a name is written to look like another: text direction turned, foreign letters among ours."""
    plain = clean(text)
    return any(c in _BIDI for c in text) or bool(_ALIEN.search(plain) and _HAN_OR_LATIN.search(plain))
