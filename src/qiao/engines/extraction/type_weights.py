"""How much each group of signs weighs for (asking, giving, telling), in hundredths; fitted by `./qiao bench type_weights`."""

from typing import Final

MOST: Final = 3
"""A group counts at most so often."""
BIAS: Final = (7, -17, 60)
WEIGHTS: Final[dict[str, tuple[int, int, int]]] = {
    "calls": (73, -37, -36),
    "lacks": (57, -34, -23),
    "dangers": (63, -58, -6),
    "spreads": (27, -17, -9),
    "offers": (-58, 89, -31),
    "donates": (-27, 41, -14),
    "holds": (-19, 34, -15),
    "reaches": (-29, 44, -16),
    "news": (-63, -34, 98),
    "points": (-45, -33, 78),
    "roads": (-28, -30, 58),
    "cheers": (-56, -24, 81),
    "wonders": (-69, -37, 106),
    "under way": (-43, -31, 74),
    "conditions": (-69, 83, -14),
    "hands": (-53, 107, -54),
    "havers": (122, -62, -60),
    "gave": (-58, 138, -81),
    "stops": (-65, -51, 117),
    "calls first": (54, -24, -30),
    "offers first": (-36, 39, -4),
    "asked for": (103, -22, -81),
    "offered": (-35, 82, -47),
    "unruled": (80, 5, -85),
    "reachable": (68, 21, -89),
}
