"""How ready an organisation is to mobilise: the instrument R15, missing levels as an interval (METHODS 4)."""

from qiao.engines.readiness.instrument import (
    BY_NUMBER,
    DOMAINS,
    EQUAL,
    HIGHEST,
    ITEMS,
    WEIGHTS,
    Domain,
    Item,
    Said,
)
from qiao.engines.readiness.levels import level_of, level_of_applications, rank_correlation
from qiao.engines.readiness.scoring import Interval, Readiness, readiness

__all__ = [
    "BY_NUMBER",
    "DOMAINS",
    "EQUAL",
    "HIGHEST",
    "ITEMS",
    "WEIGHTS",
    "Domain",
    "Interval",
    "Item",
    "Readiness",
    "Said",
    "level_of",
    "level_of_applications",
    "rank_correlation",
    "readiness",
]
