"""A table of persons, shown in whole blocks, with small cells hidden and totals that give nothing away."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

K = 10
"""Fewer persons than this are never shown in a cell (SECURITY 2.5: bereavement and health)."""

BLOCK = 5
"""Persons are shown in whole blocks, so that a figure changes only when so many more have come."""

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of a table.

    Attributes
    ----------
    cells
        Persons in each cell, in whole blocks; None where it is hidden. The set of cells does not depend on counts.
    rows, columns
        The sum of the cells shown in a line; None where none is. Never the true total of the line.
    total
        The sum of all cells shown.
    rest
        Persons in hidden cells together, in whole blocks; None unless at least two cells share at least `k`.

    """

    cells: dict[Key, int | None]
    rows: dict[str, int | None]
    columns: dict[str, int | None]
    total: int
    rest: int | None


def show(
    counts: Mapping[Key, int],
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    *,
    k: int = K,
    block: int = BLOCK,
) -> Shown:
    """Return what may be shown of counts of persons by row and column.

    A cell below `k` is hidden, an empty one too: that somebody is nowhere also tells. Totals add up only what is
    shown, so that subtracting cells from a total leaves nothing of a hidden one; this is complementary suppression
    without hiding further cells, at the price of totals that are too low. The rest is told only where no single
    cell can be read out of it.

    Parameters
    ----------
    counts
        Persons for (row, column); what is missing counts as 0.
    rows, columns
        All rows and columns, in the order they are shown in.
    k
        Persons a shown cell holds at least. Default 10.
    block
        Persons shown together. Default 5.

    Returns
    -------
    Shown
        For every (row, column).

    Raises
    ------
    ValueError
        When a count is negative or `k` is no multiple of `block`.

    References
    ----------
    Willenborg & de Waal (2001), Elements of Statistical Disclosure Control, ch. 6.

    """
    if block < 1 or k % block or any(one < 0 for one in counts.values()):
        message = "counts are not negative and k is a multiple of block"
        raise ValueError(message)
    cells: dict[Key, int | None] = {}
    hidden: list[int] = []
    for key in ((row, column) for row in rows for column in columns):
        count = counts.get(key, 0)
        cells[key] = count // block * block if count >= k else None
        if count < k:
            hidden.append(count)
    told = sum(hidden)
    return Shown(
        cells,
        {row: _sum(cells[row, column] for column in columns) for row in rows},
        {column: _sum(cells[row, column] for row in rows) for column in columns},
        sum(one or 0 for one in cells.values()),
        told // block * block if are_shared(hidden, k) else None,
    )


def are_shared(hidden: Collection[int], k: int) -> bool:
    """Return whether hidden cells may be told together.

    Parameters
    ----------
    hidden
        Persons in each hidden cell.
    k
        Persons a figure stands for at least.

    Returns
    -------
    bool
        True where at least two cells hold somebody, and `k` persons together: no single cell can be subtracted out.

    """
    return sum(one > 0 for one in hidden) > 1 and sum(hidden) >= k


def _sum(line: Iterable[int | None]) -> int | None:
    shown = [one for one in line if one is not None]
    return sum(shown) if shown else None
