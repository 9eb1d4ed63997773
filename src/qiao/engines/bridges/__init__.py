"""Who connects whom, in what role, and what breaks if one of them stops (METHODS 5)."""

from qiao.engines.bridges.carrying import Carried, Haul, carried
from qiao.engines.bridges.positions import Position, constraint, survey
from qiao.engines.bridges.reach import cut_off, fed, unreached
from qiao.engines.bridges.rewiring import Baseline, rewired
from qiao.engines.bridges.roles import Brokerage, brokerage

__all__ = [
    "Baseline",
    "Brokerage",
    "Carried",
    "Haul",
    "Position",
    "brokerage",
    "carried",
    "constraint",
    "cut_off",
    "fed",
    "rewired",
    "survey",
    "unreached",
]
