"""A count that leaves the house: in whole blocks, with a rest that no subtraction gives away."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from qiao.engines.bulletin.blocks import BLOCK

BLOCK_SENSITIVE = 10
"""How many voices are told together where the sick or the bereaved are among them (SECURITY 2.5)."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class AtLeast:
    """A count in whole blocks.

    Attributes
    ----------
    shown
        The largest multiple of `least` not above the count; 0 says fewer than `least`, nobody among them.
    least
        The size of a block.
    """

    shown: int
    least: int

    @classmethod
    def of(cls, count: int, least: int = BLOCK) -> AtLeast:
        """Return what may be told of a count."""
        return cls(count // least * least, least)


def told_counts(counts: Mapping[Key, int], *, block: int = BLOCK) -> tuple[dict[Key, int], int]:
    """Return what may be told of counts that add up, and of what is left over of them together.

    The same rule as `cells_of`, for counts instead of single voices: each count in whole blocks, those below a block
    left out; the leftovers together in whole blocks. A total to be told is the sum of what is returned.

    Parameters
    ----------
    counts
        How many voices stand under each key.
    block
        Voices told together. Default 5.

    Returns
    -------
    tuple of dict and int
        The keys of which something may be told, in the order of `counts`; and the rest.
    """
    told = {key: AtLeast.of(count, block).shown for key, count in counts.items()}
    left = sum(count - told[key] for key, count in counts.items())
    return {key: count for key, count in told.items() if count}, AtLeast.of(left, block).shown
