"""Counting voices for the public so that no single one can be made out, neither in one issue nor between two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

BLOCK = 5
"""How many voices of persons are published together. Fewer are counted in the rest, which has no place."""

REST = ""
"""The place of what cannot be placed without showing a single voice."""


@dataclass(frozen=True)
class Voice:
    """One need, with what is to be published of it.

    Attributes
    ----------
    order
        What the voices of a cell are sorted by, such as the moment of receipt in ISO 8601, then an id. A voice keeps
        its rank as others join it.
    place
        Code of the county, or REST where it is not known.
    item
        Code of the item.
    is_unit
        Whether it speaks for a registered unit, such as a hospital. Units are counted one by one; anything else may
        be a person.
    pieces
        A number of pieces, or None where it is not known. Unknown is never 0.

    """

    order: str
    place: str
    item: str
    is_unit: bool
    pieces: int | None


@dataclass(frozen=True)
class Cell:
    """What is published of one item at one place.

    Attributes
    ----------
    units, others
        Registered units, one by one; and other voices, in whole blocks. None in the rest: fewer than a block.
    pieces
        The pieces of those counted, as far as they are known.
    uncounted
        How many of those counted state no number. In blocks for others.

    """

    place: str
    item: str
    units: int
    others: int | None
    pieces: int
    uncounted: int


def cells_of(voices: Iterable[Voice], *, block: int = BLOCK) -> list[Cell]:
    """Return what may be published of the voices.

    Others than units are counted at their place in whole blocks, the earliest first: a figure changes only when
    `block` more have come, so two issues taken apart show at least `block` together. Those left over are counted at
    no place, again in whole blocks; what is then left is not counted at all, and its cell says None.

    Parameters
    ----------
    voices
        In any order.
    block
        Voices published together. Default 5 (SECURITY 2.5).

    Returns
    -------
    list of Cell
        Sorted by item, then place; the rest of an item comes last.

    """
    units: dict[tuple[str, str], list[Voice]] = defaultdict(list)
    others: dict[tuple[str, str], list[Voice]] = defaultdict(list)
    for one in voices:
        (units if one.is_unit else others)[one.item, one.place].append(one)
    counted: dict[tuple[str, str], list[Voice]] = {}
    left: dict[str, list[Voice]] = defaultdict(list)
    for (item, place), told in others.items():
        whole = 0 if place == REST else len(told) // block * block
        ranked = sorted(told, key=lambda one: one.order)
        if whole:
            counted[item, place] = ranked[:whole]
        left[item] += ranked[whole:]
    for item, told in left.items():
        if told:
            counted[item, REST] = sorted(told, key=lambda one: one.order)[: len(told) // block * block]
    keys = sorted({*units, *counted}, key=lambda key: (key[0], key[1] == REST, key[1]))
    return [_cell(key, units.get(key, []), counted.get(key)) for key in keys]


def _cell(key: tuple[str, str], units: list[Voice], others: list[Voice] | None) -> Cell:
    item, place = key
    told = units + (others or [])
    is_hidden = place == REST and others == []
    return Cell(
        place=place,
        item=item,
        units=len(units),
        others=None if is_hidden else len(others or []),
        pieces=sum(one.pieces or 0 for one in told),
        uncounted=_uncounted(units) + (_uncounted(others or []) // BLOCK * BLOCK),
    )


def _uncounted(told: list[Voice]) -> int:
    return sum(one.pieces is None for one in told)
