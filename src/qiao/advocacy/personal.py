"""Personal data in what is written for others: telephones, document numbers, accounts, names."""

import re
from collections.abc import Collection

from qiao.engines.extraction import mask
from qiao.exceptions import PersonalDataError
from qiao.registry.leaving import known_names

_MASKED = re.compile(r"[^\s，。；：（）]{0,4}\*+[^\s，。；：（）]{0,2}")


def personal_spots(text: str, *, names: Collection[str] | None = None) -> list[str]:
    """Return what looks like a telephone, a document number, an account, a contact's name or a known person, masked.

    Stars are personal data too: they say that somebody stood there. `names` are those of persons, where they were
    asked for already.
    """
    if not text.strip():
        return []
    known = known_names() if names is None else names
    found = [spot.group() for spot in _MASKED.finditer(mask(text))]
    return found + [f"{name[0]}{'*' * (len(name) - 1)}" for name in known if name in text]


def require_impersonal(text: str) -> None:
    """Raise PersonalDataError where a text still names somebody."""
    spots = personal_spots(text)
    if spots:
        raise PersonalDataError(spot=spots[0])
