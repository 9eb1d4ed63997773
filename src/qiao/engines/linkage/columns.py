"""A table of tellings as arrays of numbers: each distinct string is read once."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from qiao.engines.linkage.marks import MARKS
from qiao.engines.linkage.names import normalise_name

Ints = NDArray[np.int64]
_STRINGS = ("name", "city", "district", "address", "phones", "links", "item")
_NUMBER = re.compile(r"(?<!\d)(?:\d[\d*＊xX]{5,10}\d{4}|0\d{2,3}-?\d{7,8})(?!\d)")
_PLACE_SIGNS = ("县", "区", "市", "旗")
_LONGEST_PLACE = 16
_LEVEL = re.compile(r"(?<=..)(?:市|县|区|旗|州|盟|地区)$")
_NOT_WORD = re.compile(r"[\W_]+")
_ADDRESS_SIGNS = 4
_MOBILE = 11
MISSING = -1


class Coded:
    """A column of strings, each distinct one kept once; empty means missing."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._codes: list[int] = []

    def add(self, text: str) -> None:
        """Add the next row's string."""
        numbers = self._numbers
        self._codes.append(numbers.setdefault(text, len(numbers)))

    def done(self) -> "Column":
        """Return the finished column."""
        return Column(list(self._numbers), np.array(self._codes, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Column:
    """Distinct strings, and for each row the number of its own."""

    values: list[str]
    codes: NDArray[np.int32]

    def mapped(self, read: Callable[[str], int]) -> Ints:
        """Return *read* of each row's string, read once for each distinct one."""
        return np.fromiter(map(read, self.values), dtype=np.int64, count=len(self.values))[self.codes]


def column_of(strings: Iterable[str]) -> Column:
    """Return a column of strings."""
    coded = Coded()
    for text in strings:
        coded.add(text)
    return coded.done()


@dataclass(frozen=True, slots=True)
class ReportColumns:
    """Tellings as they stand in a table. Times are seconds since 1970 (NaN unknown), quantities −1 unknown.

    ``items`` hold codes or names in one spelling, ``marks`` the ``text_marks`` as (rows × MARKS) matrix.
    """

    name: Column
    city: Column
    district: Column
    address: Column
    phones: Column
    links: Column
    item: Column
    quantity: NDArray[np.float64]
    time: NDArray[np.float64]
    marks: NDArray[np.uint32] | None = None

    def __len__(self) -> int:
        return len(self.time)

    def taken(self, rows: Ints) -> "ReportColumns":
        """Return the table of these rows, in their order."""
        strings = {
            field: Column(column.values, column.codes[rows])
            for field in _STRINGS
            for column in [getattr(self, field)]
        }
        marks = None if self.marks is None else self.marks[rows]
        return ReportColumns(**strings, quantity=self.quantity[rows], time=self.time[rows], marks=marks)

    def first_equal(self) -> Ints:
        """Return for each row the first row that says the same in every column."""
        told = [getattr(self, field).codes.astype(np.uint64) for field in _STRINGS]
        told += [np.ascontiguousarray(column).view(np.uint64) for column in (self.quantity, self.time)]
        if self.marks is not None:
            told += list(self.marks.T.astype(np.uint64))
        mixed = np.zeros(len(self), dtype=np.uint64)
        for column in told:
            mixed = (mixed ^ column) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
        _, first, back = np.unique(mixed, return_index=True, return_inverse=True)
        found: Ints = first[back]
        equal = np.logical_and.reduce([column == column[found] for column in told])
        return np.where(equal, found, np.arange(len(self)))


@dataclass(frozen=True, slots=True)
class Encoded:
    """The same tellings in numbers, −1 where something is missing. ``campus`` is 0 for the main house."""

    place: Ints
    item: Ints
    time: NDArray[np.float64]
    quantity: NDArray[np.float64]
    name_key: Ints
    name_tail: Ints
    kind: Ints
    generic: NDArray[np.bool_]
    number: Ints
    campus: Ints
    signs: NDArray[np.uint64]
    phone: Ints
    phone_part: Ints
    phone2: Ints
    address: Ints
    address_start: Ints
    link: Ints
    marks: NDArray[np.uint32] | None


class _Numbers:
    """Numbers for words, in order of their first coming; MISSING for none."""

    def __init__(self) -> None:
        self._found: dict[str, int] = {}
        self._next = count()

    def __call__(self, word: str) -> int:
        if not word:
            return MISSING
        number = self._found.get(word)
        if number is None:
            number = self._found[word] = next(self._next)
        return number


_NAMELESS = (MISSING, MISSING, MISSING, False)
_GENERIC = frozenset({"", "医院"})


def _signs(text: str) -> int:
    """Return the set of signs in a text as 64 bits."""
    bits = 0
    for sign in set(text):
        bits |= 1 << (ord(sign) * 2654435761 >> 7 & 63)
    return bits


def _names(column: Column) -> dict[str, NDArray[np.generic]]:
    keys, tails, kinds = _Numbers(), _Numbers(), _Numbers()
    size = len(column.values)
    rows, campus, seen, signs = np.full(size, MISSING), np.full(size, MISSING), [_NAMELESS], [0]
    campuses = _Numbers()
    campuses("-")
    for row, name in enumerate(column.values):
        if not name:
            continue
        parts = normalise_name.__wrapped__(name)
        tail = parts.tail
        written = f"{parts.places[-1] if parts.places else ''}{parts.own}|{parts.number or ''}{parts.kind}"
        key = keys(written)
        rows[row] = key
        campus[row] = campuses(parts.campus or "-")
        if key + 1 == len(seen):
            seen.append(
                (
                    tails(f"{tail}|{parts.number or ''}{parts.kind}") if tail else MISSING,
                    kinds(parts.kind),
                    int(parts.number) if parts.number else MISSING,
                    parts.kind in _GENERIC,
                )
            )
            signs.append(_signs(written))
    found, codes = np.array(seen, dtype=np.int64), rows[column.codes] + 1
    return {
        "name_key": codes - 1,
        "name_tail": found[codes, 0],
        "kind": found[codes, 1],
        "number": found[codes, 2],
        "campus": campus[column.codes],
        "generic": found[codes, 3] > 0,
        "signs": np.array(signs, dtype=np.uint64)[codes],
    }


def _phones(column: Column) -> tuple[Ints, Ints, Ints]:
    """Return first number, first three and last four figures of it, second number."""
    found = np.full((len(column.values), 3), MISSING, dtype=np.int64)
    for row, text in enumerate(column.values):
        if not text:
            continue
        if (
            len(text) == _MOBILE
            and text[0] == "1"
            and text[:3].isdigit()
            and text[7:].isdigit()
            and text.isascii()
        ):
            found[row, 0] = int(text) if text.isdigit() else MISSING
            found[row, 1] = int(text[:3] + text[7:])
            continue
        numbers = _NUMBER.findall(unicodedata.normalize("NFKC", text).replace(" ", ""))
        for place, number in enumerate(numbers[:2]):
            plain = number.replace("-", "")
            whole = int(plain) if plain.isdigit() else MISSING
            if place:
                found[row, 2] = whole
                continue
            found[row, 0] = whole
            if len(plain) == _MOBILE and plain[:3].isdigit() and plain[0] == "1":
                found[row, 1] = int(plain[:3]) * 10_000 + int(plain[-4:])
    taken = found[column.codes]
    return taken[:, 0], taken[:, 1], taken[:, 2]


def _address_core(text: str) -> str:
    """Return an address without the county and what stands before it."""
    plain = text if text.isalnum() else _NOT_WORD.sub("", text)
    begins = plain[:_LONGEST_PLACE]
    return plain[max(map(begins.rfind, _PLACE_SIGNS)) + 1 :] or plain


def _places(columns: ReportColumns, names: Sequence[str]) -> Ints:
    """Return one number for city and district; where both are missing, for the place in the name."""
    numbers = _Numbers()
    bare = [[_LEVEL.sub("", value) for value in column.values] for column in (columns.city, columns.district)]
    pairs = np.stack([columns.city.codes, columns.district.codes], axis=1)
    distinct, back = np.unique(pairs, axis=0, return_inverse=True)
    codes = np.array(
        [numbers(f"{bare[0][city]}|{bare[1][district]}") if bare[1][district] else numbers(bare[0][city]) for city, district in distinct],
        dtype=np.int64,
    )[back.reshape(-1)]  # fmt: skip
    lacking = codes == MISSING
    if lacking.any():
        places = ("".join(normalise_name(name).places[-1:]) for name in names)
        named = np.array([numbers(f"|{place}") if place else MISSING for place in places])
        codes[lacking] = named[columns.name.codes[lacking]]
    return codes


def encode(columns: ReportColumns) -> Encoded:
    """Return the tellings as numbers.

    Parameters
    ----------
    columns
        A table; any column may be empty strings only.

    Returns
    -------
    Encoded
        Rows in the same order. Equal numbers mean equal after normalising.
    """
    names = _names(columns.name)
    phone, part, second = _phones(columns.phones)
    cores = column_of(_address_core(value) for value in columns.address.values)
    whole = cores.mapped(lambda core: crc32(core.encode()) if core else MISSING)[columns.address.codes]
    start = cores.mapped(lambda core: crc32(core[:_ADDRESS_SIGNS].encode()) if core else MISSING)
    items, links = _Numbers(), _Numbers()
    if columns.marks is not None and columns.marks.shape[1] != MARKS:
        message = f"marks must have {MARKS} columns"
        raise ValueError(message)
    return Encoded(
        place=_places(columns, columns.name.values),
        item=columns.item.mapped(items),
        time=columns.time,
        quantity=columns.quantity,
        phone=phone,
        phone_part=part,
        phone2=second,
        address=whole,
        address_start=start[columns.address.codes],
        link=columns.links.mapped(links),
        marks=columns.marks,
        **names,  # type: ignore[arg-type]
    )
