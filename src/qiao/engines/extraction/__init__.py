"""Chinese (and English) messages → what is asked, offered or told, each field with its characters."""

from qiao.engines.extraction.accounts import AccountKind, AccountReading, find_accounts
from qiao.engines.extraction.lexicon import ItemRow, Lexicon, PlaceRow
from qiao.engines.extraction.masking import mask
from qiao.engines.extraction.reader import read
from qiao.engines.extraction.readings import (
    ContactReading,
    ItemReading,
    Pack,
    PhoneKind,
    PhoneReading,
    PlaceReading,
    QuantityKind,
    Reading,
    ReadingType,
    Span,
    TextReading,
    VerifiedReading,
    WhoReading,
)

__all__ = [
    "AccountKind",
    "AccountReading",
    "ContactReading",
    "ItemReading",
    "ItemRow",
    "Lexicon",
    "Pack",
    "PhoneKind",
    "PhoneReading",
    "PlaceReading",
    "PlaceRow",
    "QuantityKind",
    "Reading",
    "ReadingType",
    "Span",
    "TextReading",
    "VerifiedReading",
    "WhoReading",
    "find_accounts",
    "mask",
    "read",
]
