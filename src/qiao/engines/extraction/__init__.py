"""Chinese (and English) messages → what is asked, offered or told, each field with its characters."""

from qiao.engines.extraction.accounts import AccountKind, AccountReading, find_accounts
from qiao.engines.extraction.carriers import CarrierNotice, DateReading, NoticePlace, read_carrier_notice
from qiao.engines.extraction.contents import Ground, Pieces, pieces_of
from qiao.engines.extraction.lexicon import ItemRow, Lexicon, PlaceRow
from qiao.engines.extraction.masking import mask
from qiao.engines.extraction.phones import find_phones
from qiao.engines.extraction.reader import read, read_persons
from qiao.engines.extraction.readings import (
    ContactReading,
    DeadlineReading,
    ItemReading,
    Pack,
    Persons,
    PhoneKind,
    PhoneReading,
    PlaceReading,
    QuantityKind,
    Reading,
    ReadingType,
    Span,
    TextReading,
    TownshipReading,
    VerifiedReading,
    WhoReading,
)
from qiao.engines.extraction.second import (
    Difference,
    Refusal,
    SecondItem,
    SecondReader,
    SecondReading,
    SecondWords,
    check_second_reading,
    differences,
)
from qiao.engines.extraction.townships import TownshipRow

__all__ = [
    "AccountKind",
    "AccountReading",
    "CarrierNotice",
    "ContactReading",
    "DateReading",
    "DeadlineReading",
    "Difference",
    "Ground",
    "ItemReading",
    "ItemRow",
    "Lexicon",
    "NoticePlace",
    "Pack",
    "Persons",
    "PhoneKind",
    "PhoneReading",
    "Pieces",
    "PlaceReading",
    "PlaceRow",
    "QuantityKind",
    "Reading",
    "ReadingType",
    "Refusal",
    "SecondItem",
    "SecondReader",
    "SecondReading",
    "SecondWords",
    "Span",
    "TextReading",
    "TownshipReading",
    "TownshipRow",
    "VerifiedReading",
    "WhoReading",
    "check_second_reading",
    "differences",
    "find_accounts",
    "find_phones",
    "mask",
    "pieces_of",
    "read",
    "read_carrier_notice",
    "read_persons",
]
