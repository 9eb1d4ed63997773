"""How much each group of signs weighs for (asking, giving, telling), in hundredths; fitted by `./qiao bench type_weights`."""

from typing import Final

MOST: Final = 3
"""A group counts at most so often."""
BIAS: Final = (4, -15, 62)
WEIGHTS: Final[dict[str, tuple[int, int, int]]] = {
    "calls": (74, -44, -31),
    "lacks": (51, -23, -27),
    "dangers": (71, -56, -14),
    "spreads": (29, -15, -14),
    "offers": (-63, 78, -15),
    "donates": (-30, 44, -14),
    "holds": (-16, 35, -19),
    "reaches": (-25, 35, -10),
    "news": (-68, -29, 97),
    "points": (-62, -15, 77),
    "roads": (-34, -21, 55),
    "cheers": (-61, -25, 86),
    "wonders": (-74, -40, 114),
    "under way": (-45, -31, 77),
    "conditions": (-76, 99, -22),
    "hands": (-53, 107, -55),
    "havers": (122, -62, -60),
    "gave": (-56, 139, -83),
    "stops": (-64, -51, 116),
    "calls first": (51, -27, -24),
    "offers first": (-40, 43, -3),
    "asked for": (111, -28, -83),
    "offered": (-32, 74, -42),
    "unruled": (90, -9, -81),
    "reachable": (66, 28, -94),
}
