"""How far two tellings agree, field by field, for millions of pairs at once."""

import numpy as np
from numpy.typing import NDArray

from qiao.engines.linkage.columns import MISSING, Encoded, Ints

Levels = NDArray[np.int8]
FIELDS = ("name", "phone", "address", "quantity", "time", "text", "link")
SIZES = (5, 4, 4, 3, 6, 4, 3)
"""Levels of each field; 0 is always: not said, no evidence."""
DAY = 86_400.0
_TIMES = (0.5 * DAY, 1.5 * DAY, 3.05 * DAY, 7 * DAY)
_LIKE = 0.72
_SAME_MARKS, _LIKE_MARKS = 7, 5
_FIGURES = 11


def _both(values: Ints, one: Ints, other: Ints) -> NDArray[np.bool_]:
    return np.asarray((values[one] != MISSING) & (values[other] != MISSING))


def _equal(values: Ints, one: Ints, other: Ints) -> NDArray[np.bool_]:
    return np.asarray((values[one] == values[other]) & (values[one] != MISSING))


def name_levels(table: Encoded, one: Ints, other: Ints) -> Levels:
    """Return 4 equal, 3 equal but for places before it, 2 alike (a sign lost), 1 other, 0 not said."""
    levels: Levels = _both(table.name_key, one, other).astype(np.int8)
    number, other_number = table.number[one], table.number[other]
    kinds = (table.kind[one] == table.kind[other]) | table.generic[one] | table.generic[other]
    signs, other_signs = table.signs[one], table.signs[other]
    common = np.bitwise_count(signs & other_signs)
    like = common >= _LIKE * np.bitwise_count(signs | other_signs)
    levels[(levels > 0) & (number == other_number) & kinds & like] = 2
    levels[_equal(table.name_tail, one, other)] = 3
    levels[_equal(table.name_key, one, other)] = 4
    return levels


def _one_figure(first: Ints, second: Ints) -> NDArray[np.bool_]:
    """Say for each pair of numbers whether they differ in one figure."""
    wrong = np.zeros(len(first), dtype=np.int8)
    for _ in range(_FIGURES):
        first, figure = np.divmod(first, 10)
        second, other_figure = np.divmod(second, 10)
        wrong += figure != other_figure
    return np.asarray((wrong == 1) & (first == second))


def phone_levels(table: Encoded, one: Ints, other: Ints) -> Levels:
    """Return 3 equal, 2 equal as far as shown or but for one figure, 1 other, 0 not said."""
    said, other_said = table.phone_part[one], table.phone_part[other]
    first, second = table.phone[one], table.phone[other]
    here, there = (first != MISSING) | (said != MISSING), (second != MISSING) | (other_said != MISSING)
    levels: Levels = (here & there).astype(np.int8)
    masked = (said == other_said) & (said != MISSING)
    levels[masked] = 2
    close = np.flatnonzero((levels == 1) & (first > MISSING) & (second > MISSING) & (first != second))
    levels[close[_one_figure(first[close], second[close])]] = 2
    levels[_equal(table.phone, one, other)] = 3
    for left, right in (
        (table.phone2, table.phone),
        (table.phone, table.phone2),
        (table.phone2, table.phone2),
    ):
        levels[(left[one] == right[other]) & (left[one] != MISSING)] = 3
    return levels


def address_levels(table: Encoded, one: Ints, other: Ints) -> Levels:
    """Return 3 equal, 2 equal at the beginning, 1 other, 0 not said."""
    levels: Levels = _both(table.address, one, other).astype(np.int8)
    levels[_equal(table.address_start, one, other)] = 2
    levels[_equal(table.address, one, other)] = 3
    return levels


def time_levels(table: Encoded, one: Ints, other: Ints) -> Levels:
    """Return 5 within half a day down to 1 more than a week apart, 0 not said."""
    apart = np.abs(table.time[one] - table.time[other])
    levels: Levels = (5 - np.searchsorted(np.array(_TIMES), apart)).astype(np.int8)
    levels[np.isnan(apart)] = 0
    return levels


def text_levels(table: Encoded, one: Ints, other: Ints) -> Levels:
    """Return 3 the same text, 2 alike, 1 other, 0 not said."""
    levels = np.zeros(len(one), dtype=np.int8)
    if table.marks is None:
        return levels
    first, second = table.marks[one], table.marks[other]
    equal = (first == second).sum(axis=1)
    told = first.any(axis=1) & second.any(axis=1)
    levels[told] = 1
    levels[told & (equal >= _LIKE_MARKS)] = 2
    levels[told & (equal >= _SAME_MARKS)] = 3
    return levels


def compare(table: Encoded, one: Ints, other: Ints) -> Levels:
    """Return the (pairs × FIELDS) levels of agreement."""
    quantity, other_quantity = table.quantity[one], table.quantity[other]
    told = (quantity >= 0) & (other_quantity >= 0)
    link = _both(table.link, one, other).astype(np.int8) + _equal(table.link, one, other)
    return np.stack(
        [
            name_levels(table, one, other),
            phone_levels(table, one, other),
            address_levels(table, one, other),
            (told.astype(np.int8) + (told & (quantity == other_quantity))).astype(np.int8),
            time_levels(table, one, other),
            text_levels(table, one, other),
            link.astype(np.int8),
        ],
        axis=1,
    )
