"""Who connects whom, in what role, and what breaks if one of them stops (METHODS 5)."""

from qiao.engines.bridges.positions import Position, constraint, survey
from qiao.engines.bridges.reach import cut_off, unreached
from qiao.engines.bridges.roles import Brokerage, brokerage

__all__ = [
    "Brokerage",
    "Position",
    "brokerage",
    "constraint",
    "cut_off",
    "survey",
    "unreached",
]
