"""How much each group of signs weighs for (asking, giving, telling), in hundredths; fitted by `./qiao bench type_weights`."""

from typing import Final

MOST: Final = 3
"""A group counts at most so often."""
BIAS: Final = (6, -21, 64)
WEIGHTS: Final[dict[str, tuple[int, int, int]]] = {
    "calls": (88, -46, -42),
    "lacks": (46, -23, -22),
    "dangers": (79, -76, -3),
    "spreads": (9, -9, 0),
    "offers": (-65, 104, -39),
    "donates": (-35, 51, -16),
    "holds": (-17, 26, -9),
    "reaches": (-19, 46, -27),
    "news": (-70, -21, 91),
    "points": (-57, -36, 93),
    "roads": (-17, -21, 39),
    "cheers": (-69, -17, 86),
    "wonders": (-47, -32, 79),
    "under way": (-48, -33, 81),
    "conditions": (-68, 75, -7),
    "hands": (-50, 104, -54),
    "havers": (116, -55, -61),
    "gave": (-56, 156, -100),
    "stops": (-68, -54, 121),
    "calls first": (35, -31, -4),
    "offers first": (-67, 58, 10),
    "asked for": (114, -26, -89),
    "offered": (-15, 70, -54),
    "unruled": (78, 11, -89),
    "reachable": (70, 37, -107),
    "tale": (-57, -33, 90),
}
