"""How the purpose of money is kept."""

import unicodedata
from functools import lru_cache

KNOWN = 4096


@lru_cache(maxsize=KNOWN)
def plain_purpose(text: str) -> str:
    """Return a purpose as it is kept: one width of letters, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
