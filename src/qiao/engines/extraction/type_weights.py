"""How much each group of signs weighs for (asking, giving, telling), in hundredths; fitted by `./qiao bench type_weights`."""

from typing import Final

MOST: Final = 3
"""A group counts at most so often."""
BIAS: Final = (3, -17, 64)
WEIGHTS: Final[dict[str, tuple[int, int, int]]] = {
    "calls": (89, -57, -32),
    "lacks": (54, -23, -31),
    "dangers": (74, -55, -19),
    "spreads": (23, -12, -11),
    "offers": (-62, 94, -32),
    "donates": (-37, 52, -15),
    "holds": (-16, 33, -17),
    "reaches": (-21, 37, -16),
    "news": (-59, -27, 86),
    "points": (-64, -21, 85),
    "roads": (-31, -20, 51),
    "cheers": (-59, -22, 82),
    "wonders": (-71, -40, 111),
    "under way": (-51, -24, 74),
    "conditions": (-73, 78, -5),
    "hands": (-53, 107, -54),
    "havers": (126, -66, -60),
    "gave": (-55, 143, -89),
    "stops": (-64, -52, 116),
    "calls first": (50, -25, -25),
    "offers first": (-35, 36, -1),
    "asked for": (114, -30, -84),
    "offered": (-25, 74, -50),
    "unruled": (95, -2, -92),
    "reachable": (61, 29, -91),
    "tale": (-31, -42, 73),
}
