"""What an invented message asks or offers, in words and in truth."""

from collections.abc import Sequence
from random import Random

from qiao.engines.simulation.records import (
    EXACT,
    NEED,
    OPEN,
    RANGE,
    UNKNOWN,
    ItemRow,
    TrueItem,
)

# 36 % of the posts of the Henan flood name a quantity with its unit (DOMAIN 4.2).
QUANTITY_SHARE = 0.36
_ROUND = (5, 10, 20, 30, 50, 80, 100, 150, 200, 300, 500, 800, 1000, 2000, 5000, 10_000, 20_000)
_CHINESE = {10: "十", 20: "二十", 50: "五十", 100: "一百", 200: "两百", 300: "三百", 500: "五百", 1000: "一千", 2000: "两千", 10_000: "一万", 20_000: "两万"}  # fmt: skip
_CHINESE_SHARE, _RANGE_SHARE, _MYRIAD = 0.2, 0.1, 10_000
_UNSAID = (
    ("", UNKNOWN),
    ("", UNKNOWN),
    ("", UNKNOWN),
    ("若干", UNKNOWN),
    ("一批", UNKNOWN),
    ("（数量不限）", OPEN),
)
_MOST = 4
# Nobody asks for 800 boats.
_LARGEST = {"艘": 20, "台": 50, "把": 50, "辆": 10, "卷": 200, "顶": 500, "桶": 300, "盏": 200, "个": 2000}


def _number(random: Random, quantity: int) -> str:
    if quantity in _CHINESE and random.random() < _CHINESE_SHARE:
        return _CHINESE[quantity]
    if quantity >= _MYRIAD and random.random() < _CHINESE_SHARE:
        return f"{quantity / _MYRIAD:g}万"
    return str(quantity)


def invent_thing(random: Random, item: ItemRow, direction: str, *, counted: bool) -> tuple[str, TrueItem]:
    """Return the words for one thing and the truth behind them."""
    name = random.choice((item.name, item.name, *item.aliases))
    if not counted:
        # Only what is asked for is without limit; what is offered is at hand.
        words, kind = random.choice(_UNSAID if direction == NEED else _UNSAID[:-1])
        text = f"{words}{name}" if words == "一批" else f"{name}{words}"
        return text, TrueItem(item.code, name, None, None, kind, None, direction)
    unit = item.unit or "个"
    low = random.choice([number for number in _ROUND if number <= _LARGEST.get(unit, max(_ROUND))])
    if random.random() < _RANGE_SHARE:
        high = low * 2
        return f"{name}{low}-{high}{unit}", TrueItem(item.code, name, low, high, RANGE, unit, direction)
    text = f"{name}{_number(random, low)}{unit}"
    return text, TrueItem(item.code, name, low, None, EXACT, unit, direction)


def invent_things(
    random: Random, items: Sequence[ItemRow], direction: str, most: int = _MOST
) -> tuple[str, tuple[TrueItem, ...]]:
    """Return one to *most* different things as a list in words, and the truth of each."""
    chosen = random.sample(list(items), k=min(len(items), random.randint(1, most)))
    counted = random.random() < QUANTITY_SHARE
    made = [invent_thing(random, item, direction, counted=counted) for item in chosen]
    if len(made) > 1:
        # One 一批 stands for a whole list.
        made = [(words.removeprefix("一批"), truth) for words, truth in made]
    return "、".join(words for words, _ in made), tuple(truth for _, truth in made)
