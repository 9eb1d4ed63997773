"""How much each group of signs weighs for (asking, giving, telling), in hundredths; fitted by `./qiao bench type_weights`."""

from typing import Final

MOST: Final = 3
"""A group counts at most so often."""
BIAS: Final = (-4, -25, 79)
WEIGHTS: Final[dict[str, tuple[int, int, int]]] = {
    "calls": (81, -49, -31),
    "lacks": (62, -25, -37),
    "dangers": (82, -68, -14),
    "spreads": (10, -12, 1),
    "offers": (-89, 112, -23),
    "donates": (-43, 62, -19),
    "holds": (-40, 21, 19),
    "reaches": (-31, 57, -27),
    "news": (-68, 1, 68),
    "points": (-59, -33, 92),
    "roads": (-27, -27, 54),
    "cheers": (-67, -23, 90),
    "wonders": (-69, -19, 88),
    "under way": (-39, -42, 81),
    "conditions": (-106, 101, 5),
    "hands": (-50, 106, -57),
    "havers": (126, -63, -63),
    "gave": (-52, 168, -116),
    "stops": (-91, -56, 148),
    "calls first": (64, -30, -34),
    "offers first": (-70, 80, -10),
    "asked for": (102, -29, -74),
    "offered": (-29, 70, -41),
    "unruled": (70, 13, -83),
    "reachable": (59, 59, -119),
    "tale": (-55, -40, 95),
    "hopes": (50, -17, -32),
    "dated": (-10, -20, 30),
    "addressed": (43, -38, -4),
    "quoted": (-55, -5, 60),
    "headline": (-13, -52, 65),
    "pressing": (27, -24, -3),
    "stocks": (-36, 66, -31),
}
