"""Units as people write them: which of them count single pieces, so that 500个 of an item counted in 只 is 500."""

from typing import Final

_SINGLE_WORDS: Final = "个只件枚片台套副部把张块顶条根支辆艘床具间座面盏本身袭"
SINGLE: Final = frozenset(_SINGLE_WORDS)
PAIRS: Final = frozenset("双副对")
PEOPLE: Final = frozenset("人名位个")
LITRES: Final = frozenset({"升", "公升", "L", "l"})
KILOGRAMS: Final = frozenset({"千克", "公斤", "kg", "KG"})
ALIKE: Final = (SINGLE, PAIRS, PEOPLE, LITRES, KILOGRAMS)
"""Groups of words for the same unit. A box, a pack or a bottle is in none: what it holds is another question."""
SAME_IN_PLURAL: Final = frozenset({"", "yuan", "kg", "g", "mL", "ml", "L", "m", "t", "km"})


def counts_pieces_of(unit: str, base: str) -> bool:
    """Say whether a quantity in `unit` counts an item whose base unit is `base`; no unit at all does."""
    return unit in {"", base} or any(unit in group and base in group for group in ALIKE)


def in_plural(unit_en: str) -> str:
    """Return the plural of an English unit; symbols such as kg and phrases in brackets stay."""
    if unit_en in SAME_IN_PLURAL or not unit_en.replace(" ", "").isalpha():
        return unit_en
    return unit_en + ("es" if unit_en.endswith(("x", "s", "ch", "sh")) else "s")
