"""How much each group of signs weighs for (asking, giving, telling), in hundredths; fitted by `./qiao bench type_weights`."""

from typing import Final

MOST: Final = 3
"""A group counts at most so often."""
BIAS: Final = (3, -16, 63)
WEIGHTS: Final[dict[str, tuple[int, int, int]]] = {
    "calls": (90, -59, -30),
    "lacks": (59, -29, -30),
    "dangers": (73, -60, -13),
    "spreads": (14, -19, 5),
    "offers": (-62, 96, -34),
    "donates": (-28, 58, -30),
    "holds": (-20, 30, -9),
    "reaches": (-17, 38, -21),
    "news": (-58, -24, 82),
    "points": (-71, -18, 88),
    "roads": (-26, -19, 45),
    "cheers": (-67, -27, 94),
    "wonders": (-72, -37, 109),
    "under way": (-48, -21, 69),
    "conditions": (-73, 80, -8),
    "hands": (-53, 107, -54),
    "havers": (130, -69, -61),
    "gave": (-55, 143, -87),
    "stops": (-63, -52, 115),
    "calls first": (48, -26, -23),
    "offers first": (-39, 44, -4),
    "asked for": (119, -39, -80),
    "offered": (-10, 71, -61),
    "unruled": (94, -2, -92),
    "reachable": (53, 33, -86),
    "tale": (-32, -46, 78),
}
