"""What the things of a message mean together: one call for rescue, a count told apart, goods that are only moved."""

import re
from collections.abc import Iterable
from dataclasses import replace

from qiao.engines.extraction import vocabulary
from qiao.engines.extraction.cued import EVERYTHING, Cued, Seen
from qiao.engines.extraction.found_items import FoundItem
from qiao.engines.extraction.numerals import NUMERAL, parse_numeral
from qiao.engines.extraction.quantities import FoundQuantity, find_quantities
from qiao.engines.extraction.readings import QuantityKind, ReadingType

_NEED = ReadingType.NEED.value
_OTHER_WORDS = ("转移", "撤离", "支援", "营救", "救助", "援救")
_RESCUE = "救援"
_HANDS = frozenset({"人手", "人力", "人员"})
# 学校人手不够无法去拉: how it stands, where goods are asked for.
_SHORT_OF_HANDS = re.compile(r"(?:也|都|还|严重|实在|远远)*(?:不够|不足|有限|紧张)")
# 所需人数：20人, 还差5名, 需要人数20到30人: how many of the people who are asked for before.
_HOW_MANY = Cued(
    rf"(?=[所需招募现缺人])(?:所?需要?求?|招募|招|缺)?(?:志愿者|义工)?人数\s?:?\s?(?:约|大约|大概|至少)?(?={NUMERAL})"
)
_NOT_WANTED_PEOPLE = re.compile(r"(?:受困|被困|受灾|救援|总|滞留|失联|现有|家庭|人口|老人|求助)$")
# 可容纳200人, 可供50人住宿, 能住30人
_ROOM_FOR = Cued(
    rf"(?=[可能够约接共])(?:可以?|能够?|够|约|大约|共)(?:再?(?:容纳|接纳|接收|接待|收留|安置|住下?|住宿|留宿|入住|安排|供|让|同时))+(?:约|大约|大概|近|至少)?\s?(?={NUMERAL})"
)
# 求住宿的地方，20个人
_SO_MANY = re.compile(
    rf"(?:[，,。；;\s(、队]|我们|共)(?:我们|一共|大概|大约|约|共|有)*\s?(?P<number>{NUMERAL})\s?(?:个|多个)?人(?:左右)?(?=[，,。；;\s)!]|$)"
)
_MOVED = Cued(
    r"(?=[卸装搬需急待])(?:卸货|卸车|卸物|卸东西|装卸|装车|搬运|搬物|搬货|(?:需要?|急需|待)(?:紧急|尽快|马上|[往向][^，。;!\n]{1,8})?(?:运[送往到输]|转运|拉[到去往]|送[往到至]|配送|卸))"
)
# 蓝天救援队需要休息: a team that needs something is not what is needed.
_NEEDS_ITSELF = re.compile(r"(?<=队)[员们]*(?:现在?|目前|也|还)?(?:急?需|急缺|缺|告急)")
_TO_BE_MOVED = re.compile(
    r"[^，。;!\n]{0,3}(?:需要?|要|待|等着)(?:有?人|帮忙|紧急|尽快)*(?:卸|运[送到往输]|搬|装车)"
)
_REACH = 14
_FREIGHT = frozenset({vocabulary.GOODS, vocabulary.VEHICLE})
_HOUSED = frozenset({vocabulary.VOLUNTEERS, vocabulary.SHELTER})
_BESIDE_GOODS = frozenset({*_HOUSED, vocabulary.RESCUE, vocabulary.VEHICLE})
_MOVERS = frozenset({vocabulary.VOLUNTEERS, vocabulary.VEHICLE})


def meant(
    items: list[FoundItem], text: str, plain: str, kind: ReadingType, seen: Seen = EVERYTHING
) -> list[FoundItem]:
    """Return the things of a message of *kind*, as they are meant together.

    转移, 撤离 and 支援 ask for 救援; 所需人数：20人 counts the volunteers asked for before; what is to be unloaded
    (10吨矿泉水需要卸货) is neither asked for nor given by who asks for hands.
    """
    if not items:
        return items
    kinds = {item.kind for item in items}
    if kind is ReadingType.NEED:
        if kinds & _BESIDE_GOODS:
            items = [item for item in items if not _only_there(item, plain)]
            if any(item.kind == vocabulary.GOODS and item.direction == _NEED for item in items):
                items = [item for item in items if not _short_of_hands(item, plain)]
            items = _without_moved(_exact_hands(items), plain, seen)
        items = _one_rescue(_without_repeats(items))
    return _counted_apart(items, text, plain, seen) if kinds & _HOUSED else items


def _only_there(item: FoundItem, plain: str) -> bool:
    """True for people and places that no word asks for: 工作人员22人, 我们有一个安置点, 救援队需要休息."""
    if item.kind == vocabulary.VOLUNTEERS:
        return item.direction is None
    if item.kind == vocabulary.SHELTER:
        return item.direction != _NEED and item.name.endswith("安置点")
    return item.kind == vocabulary.RESCUE and _NEEDS_ITSELF.match(plain, item.end) is not None


def _short_of_hands(item: FoundItem, plain: str) -> bool:
    hands = item.quantity is None and item.name.endswith(("人手", "人力"))
    return hands and _SHORT_OF_HANDS.match(plain, item.end) is not None


def _one_rescue(items: list[FoundItem]) -> list[FoundItem]:
    """Name every uncounted call for rescue 救援, once."""
    named: list[FoundItem] = []
    told = any(item.kind == vocabulary.RESCUE and _RESCUE in item.name for item in items)
    for item in items:
        if item.quantity is None and told and item.name == "增援":
            continue
        call = (
            item.name.partition("(")[0].endswith(_OTHER_WORDS)
            if item.kind == vocabulary.RESCUE
            else item.name in _OTHER_WORDS
        )
        if call and item.quantity is None:
            if told:
                continue
            item = replace(item, name=_RESCUE, kind=vocabulary.RESCUE)  # noqa: PLW2901 - the same call by its usual name
            told = True
        named.append(item)
    return named


def _without_repeats(items: list[FoundItem]) -> list[FoundItem]:
    """Leave out what is told again beside the ask, as who has it is addressed: 急需被褥，有多余被褥的送来."""
    asked = {item.name for item in items if item.direction == _NEED}
    if len(asked) == len(items):
        return items
    return [
        item
        for item in items
        if item.direction == _NEED or item.quantity is not None or item.name not in asked
    ]


def _exact_hands(items: list[FoundItem]) -> list[FoundItem]:
    """Leave out 人手 where the people are named: 需要志愿者，人手不够."""
    exact = any(item.kind == vocabulary.VOLUNTEERS and item.name not in _HANDS for item in items)
    return [item for item in items if not (exact and item.name in _HANDS and item.quantity is None)]


def _without_moved(items: list[FoundItem], plain: str, seen: Seen) -> list[FoundItem]:
    movers = any(item.kind in _MOVERS and item.direction == _NEED for item in items)
    if not movers or not _MOVED.search(plain, seen):
        return items
    return [
        item
        for item in items
        if item.kind not in _FREIGHT
        or (item.direction == _NEED and not _TO_BE_MOVED.match(plain, _told_until(item)))
    ]


def _told_until(item: FoundItem) -> int:
    return max(item.end, item.quantity.end) if item.quantity else item.end


def _counted_apart(items: list[FoundItem], text: str, plain: str, seen: Seen) -> list[FoundItem]:
    """Give a count that is told apart to the people or the roof it counts, where there is but one."""
    # (约能容纳200人): what stands in brackets is hidden from the things, not from the count of a roof.
    hands = [item for item in items if item.kind == vocabulary.VOLUNTEERS and item.quantity is None]
    roofs = [item for item in items if item.kind == vocabulary.SHELTER and item.quantity is None]
    quantity = None
    if len(hands) == 1:
        quantity = _people(_HOW_MANY.finditer(plain, seen), plain)
    elif len(roofs) == 1:
        quantity = _people(_ROOM_FOR.finditer(text, seen), text) or _so_many(plain)
    if quantity is None:
        return items
    (counted,) = hands if len(hands) == 1 else roofs
    name = counted.name.partition("(")[0]
    told = replace(counted, name=name, end=counted.start + len(name), quantity=quantity)
    return [told if item is counted else item for item in items]


def _people(told: Iterable[re.Match[str]], plain: str) -> FoundQuantity | None:
    for found in told:
        if _NOT_WANTED_PEOPLE.search(plain[max(0, found.start() - 4) : found.start()]):
            continue
        for quantity in find_quantities(plain, found.end(), min(len(plain), found.end() + _REACH)):
            if quantity.counts_people and quantity.start - found.end() <= 1:
                return quantity
            break
    return None


def _so_many(plain: str) -> FoundQuantity | None:
    """Return the number of people told in a clause of its own: 求住宿的地方，20个人."""
    found = _SO_MANY.search(plain)
    bounds = parse_numeral(found["number"]) if found else None
    if found is None or bounds is None or bounds[0] != bounds[1] or bounds[0].denominator != 1:
        return None
    return FoundQuantity(
        int(bounds[0]), None, QuantityKind.EXACT, "人", None, found.start("number"), found.end()
    )
