"""Units as people write them: which of them count single pieces, so that 500个 of an item counted in 只 is 500."""

from typing import Final

SINGLE: Final = frozenset(
    "个 只 件 枚 片 台 套 副 部 把 张 块 顶 条 根 支 辆 艘 床 具 间 座 面 盏 本 身 袭".split()
)
PAIRS: Final = frozenset("双 副 对".split())
PEOPLE: Final = frozenset("人 名 位 个".split())
LITRES: Final = frozenset("升 公升 L l".split())
KILOGRAMS: Final = frozenset("千克 公斤 kg KG".split())
ALIKE: Final = (SINGLE, PAIRS, PEOPLE, LITRES, KILOGRAMS)
"""Groups of words for the same unit. A box, a pack or a bottle is in none: what it holds is another question."""


def counts_pieces_of(unit: str, base: str) -> bool:
    """Say whether a quantity in `unit` counts an item whose base unit is `base`; no unit at all does."""
    return unit in {"", base} or any(unit in group and base in group for group in ALIKE)
