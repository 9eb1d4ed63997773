"""How much each group of signs weighs for (asking, giving, telling), in hundredths; fitted by `./qiao bench type_weights`."""

from typing import Final

MOST: Final = 3
"""A group counts at most so often."""
BIAS: Final = (-1, -25, 76)
WEIGHTS: Final[dict[str, tuple[int, int, int]]] = {
    "calls": (72, -51, -21),
    "lacks": (65, -24, -41),
    "dangers": (89, -65, -24),
    "spreads": (9, -3, -6),
    "offers": (-64, 110, -45),
    "donates": (-32, 74, -42),
    "holds": (-33, 21, 12),
    "reaches": (-16, 58, -43),
    "news": (-66, 6, 60),
    "points": (-49, -33, 82),
    "roads": (-15, -23, 38),
    "cheers": (-59, -21, 80),
    "wonders": (-56, -37, 93),
    "under way": (-46, -39, 85),
    "conditions": (-100, 99, 1),
    "hands": (-50, 105, -55),
    "havers": (119, -57, -62),
    "gave": (-53, 158, -105),
    "stops": (-95, -58, 153),
    "calls first": (75, -20, -55),
    "offers first": (-73, 87, -13),
    "asked for": (103, -30, -73),
    "offered": (-23, 81, -58),
    "unruled": (74, 13, -87),
    "reachable": (67, 50, -117),
    "tale": (-62, -9, 71),
    "hopes": (53, -12, -41),
    "dated": (-10, -20, 30),
    "addressed": (43, -29, -14),
    "quoted": (-59, 5, 54),
    "headline": (-11, -57, 68),
    "pressing": (29, -19, -11),
    "stocks": (-33, 63, -30),
    "attention": (106, -55, -51),
    "lost": (99, -38, -61),
    "relays": (-23, 84, -61),
    "where to": (-85, 113, -28),
    "warns": (-57, -16, 73),
    "very long": (-20, -26, 46),
}
