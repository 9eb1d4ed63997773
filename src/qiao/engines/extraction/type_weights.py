"""How much each group of signs weighs for (asking, giving, telling), in hundredths; fitted by `./qiao bench type_weights`."""

from typing import Final

MOST: Final = 3
"""A group counts at most so often."""
BIAS: Final = (6, -20, 64)
WEIGHTS: Final[dict[str, tuple[int, int, int]]] = {
    "calls": (87, -47, -40),
    "lacks": (48, -25, -24),
    "dangers": (77, -75, -2),
    "spreads": (11, -10, -1),
    "offers": (-66, 103, -38),
    "donates": (-25, 55, -30),
    "holds": (-18, 26, -8),
    "reaches": (-17, 46, -29),
    "news": (-68, -19, 87),
    "points": (-59, -37, 96),
    "roads": (-15, -21, 36),
    "cheers": (-66, -19, 86),
    "wonders": (-50, -33, 83),
    "under way": (-49, -32, 81),
    "conditions": (-68, 75, -7),
    "hands": (-50, 104, -54),
    "havers": (115, -54, -61),
    "gave": (-57, 161, -104),
    "stops": (-68, -54, 122),
    "calls first": (37, -31, -6),
    "offers first": (-64, 56, 8),
    "asked for": (115, -23, -92),
    "offered": (-7, 64, -57),
    "unruled": (77, 11, -88),
    "reachable": (63, 42, -105),
    "tale": (-59, -34, 92),
}
