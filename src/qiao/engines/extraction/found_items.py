"""Things found in a message, and what makes a list of them: spread, part, fold, drop."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from qiao.engines.extraction import vocabulary
from qiao.engines.extraction.directions import NOT_WANTED
from qiao.engines.extraction.quantities import FoundQuantity
from qiao.engines.extraction.readings import QuantityKind, ReadingType

_NOT_A_JOINT = re.compile(r"[^、，,;\s\ue001()]")
_AT_THE_EDGES = " \n。.，,;；!"
_LONGEST_VAGUE = 4
_JOINED = frozenset("、和及与")
_LISTED = _JOINED | frozenset("，,")
_BEFORE_ALONE = frozenset(["", "专业", "专业的", "大量", "更多", "民间", "还有", "以及"])
_AND = re.compile("[和及与]|以及")
_CALLS = frozenset({vocabulary.RESCUE, vocabulary.SHELTER, vocabulary.INFORMATION})


@dataclass(slots=True)
class FoundItem:
    """A thing in the normalised text; ``direction`` is None where no cue word rules it.

    ``lacked`` marks what is told as not there (没有吃的): a state, and asked for only where nothing else is.
    """

    name: str
    start: int
    end: int
    quantity: FoundQuantity | None
    direction: str | None
    kind: str
    unit: str | None = None
    listed: bool = False
    known: bool = True
    lacked: bool = False


@dataclass(slots=True)
class Scope:
    """What the last cue word said, while the list that it opened goes on."""

    direction: str | None = None
    group_head: FoundItem | None = None
    last: FoundItem | None = None
    last_name: str | None = None
    unknown: list[FoundItem] = field(default_factory=list)
    lacked: bool = False


def asked_outright(found: list[FoundItem], text: str) -> list[FoundItem]:
    """Leave out what is only told as lacking where something is asked for: 没有吃的，急需帐篷."""
    if not any(item.lacked for item in found):
        return found
    outright = [item for item in found if not item.lacked]
    # 没有被褥，无消毒用品: both lack.
    asks = any(
        item.direction == ReadingType.NEED.value and text[item.start - 1 : item.start] != "无"
        for item in outright
    )
    return outright if asks else found


def lacking(items: list[FoundItem]) -> list[FoundItem]:
    """Return things as told to be not there: 没有吃的."""
    return [replace(item, lacked=True) for item in items]


def listed(found: list[FoundItem], text: str) -> list[FoundItem]:
    """Keep a thing that no cue word rules only in a list: 棉签、纱布紧缺, or three names and no verb."""
    if (
        len(found) == 1
        and len(found[0].name) > _LONGEST_VAGUE
        and text.strip(_AT_THE_EDGES) == text[found[0].start : found[0].end]
    ):
        # A remark that is nothing but the name of a thing.
        return [replace(found[0], listed=False)]
    runs: list[list[FoundItem]] = []
    for item in found:
        joined = runs and not _NOT_A_JOINT.search(text[_told_until(runs[-1][-1]) : item.start])
        if joined:
            runs[-1].append(item)
        else:
            runs.append([item])
    kept: list[FoundItem] = []
    for run in runs:
        ruled = next((item.direction for item in run if item.direction is not None), None)
        if len(run) > 1:
            # 方便面若干、饮用水全部捐出: what is said of the last of a list is said of all of it.
            kept += [item if item.direction else replace(item, direction=ruled) for item in run]
        else:
            kept += [item for item in run if not (item.listed or _is_there(item))]
    return kept


def _is_there(item: FoundItem) -> bool:
    """True for a place of shelter that no cue word rules: 现有两个安置点 asks for none."""
    return item.direction is None and item.kind == vocabulary.SHELTER and item.name.endswith("安置点")


def spread(found: list[FoundItem], last: FoundItem) -> list[FoundItem]:
    """Give 各1000 to the things of the list before that have no quantity."""
    spread, open_list = list(found), True
    for place in range(len(found) - 1, -1, -1):
        open_list = open_list and found[place].quantity is None and found[place].direction == last.direction
        if open_list:
            spread[place] = replace(found[place], quantity=last.quantity)
    return spread


def _told_until(item: FoundItem) -> int:
    return max(item.end, item.quantity.end) if item.quantity else item.end


def parted(found: list[FoundItem]) -> list[FoundItem]:
    """Return 花露水风油精 as two things: names that are nothing but known names in a row."""
    parted: list[FoundItem] = []
    for item in found:
        names = [] if counted(item) or item.name in vocabulary.HEAD_KINDS else vocabulary.part(item.name)
        place = item.start
        for name in names:
            kind = vocabulary.head_kind(name) or item.kind
            parted.append(replace(item, name=name, start=place, end=place + len(name), kind=kind))
            place += len(name)
        if not names:
            parted.append(item)
    return parted


def once(found: list[FoundItem]) -> list[FoundItem]:
    """Return each name and direction once, the counted mention before the uncounted."""
    kept: dict[tuple[str, str | None, int | None, str | None], FoundItem] = {}
    counted = {
        (item.name, item.direction) for item in found if item.quantity and item.quantity.low is not None
    }
    for item in found:
        low = item.quantity.low if item.quantity else None
        # 石子(本地的运不进来), 需要300吨石子: a note in brackets makes no other thing.
        if (
            low is None
            and {(item.name, item.direction), (item.name.partition("(")[0], item.direction)} & counted
        ):
            continue
        unit = item.quantity.unit if item.quantity else None
        kept.setdefault((item.name, item.direction, low, unit), item)
    return list(kept.values())


def drop_general(found: list[FoundItem], text: str) -> list[FoundItem]:
    """Leave out 物资 and the like where something more exact is named, unless it stands in a list."""
    ends = {item.end for item in found}

    def general(item: FoundItem) -> bool:
        if item.quantity and item.quantity.low is not None:
            return False
        vague = item.name in vocabulary.GENERIC or (
            item.name.endswith("物资") and len(item.name) > _LONGEST_VAGUE
        )
        if text[item.start - 1 : item.start] == "缺":
            # 缺水缺物资: each is told to lack.
            return False
        joined = text[item.start - 1 : item.start] in _LISTED or text[item.end : item.end + 1] in _JOINED
        # 缺人力物质: in a row with what is named before.
        joined = joined or item.start in ends
        return vague and not (joined and text[item.start - 1 : item.start] != "等")

    exact = [item for item in found if not general(item)]
    exact = _one_call(exact)
    # 急需物资和救援: a call for help says nothing of the goods.
    goods = any(item.kind not in _CALLS for item in exact)
    return exact if goods else [item for item in found if item in exact or item is _first(found, general)]


def _one_call(found: list[FoundItem]) -> list[FoundItem]:
    """Leave out an uncounted call for rescue where a longer word for it is asked for too: 急需救援, 需要救援队."""
    calls = [item for item in found if item.kind == vocabulary.RESCUE and item.quantity is None]

    def told_again(item: FoundItem) -> bool:
        return item in calls and any(
            item.name in other.name and item.direction == other.direction and len(item.name) < len(other.name)
            for other in calls
        )

    return [item for item in found if not told_again(item)]


def _first(found: list[FoundItem], general: Callable[[FoundItem], bool]) -> FoundItem | None:
    return next((item for item in found if general(item)), None)


def wanted(items: list[FoundItem]) -> Iterator[FoundItem]:
    """Yield the things that are asked for or offered, without those said to be not needed."""
    return (item for item in items if item.direction != NOT_WANTED)


def direction_of(item: FoundItem, default: ReadingType) -> ReadingType:
    """Return the direction of a thing; *default* rules where no cue word does."""
    if item.direction is None:
        return default
    return ReadingType.OFFER if item.direction == ReadingType.OFFER.value else ReadingType.NEED


def alone_in(name: str, told: str) -> bool:
    """True where *told* is the name and at most a word before it: 专业|救援人员."""
    return told.endswith(name) and _AND.split(told[: len(told) - len(name)])[-1] in _BEFORE_ALONE


def counted(item: FoundItem) -> bool:
    """True where a number, or 不限, is told of a thing."""
    return item.quantity is not None and item.quantity.kind is not QuantityKind.UNKNOWN
