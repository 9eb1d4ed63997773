"""What one pack holds: 50箱(*1000), 每箱20包，每包50只, 1000只/箱; told before or after the thing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qiao.engines.extraction.found_items import FoundItem
from qiao.engines.extraction.numerals import parse_numeral
from qiao.engines.extraction.quantities import PIECE_UNIT, whole
from qiao.engines.extraction.readings import Pack

_BOX = "[箱件盒包袋桶捆提瓶罐筐篮板卷]"
_NUMBER = r"(?:(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s?[百千万]?|[一二两三四五六七八九十百千万]+)"
_EACH = rf"每\s?一?{_BOX}[内里]?(?:各?装|有|含|为|是|共|=|:)?\s?{_NUMBER}\s?{PIECE_UNIT}"
_ONE = rf"(?<=[，,;(\s])[一1]\s?{_BOX}[内里]?(?:装|有|含|为|是|共|=|:)?\s?{_NUMBER}\s?{PIECE_UNIT}"
_PER = rf"(?<![\d.]){_NUMBER}\s?{PIECE_UNIT}(?:\s?/\s?|\s?每\s?|一(?=.(?![\u4e00-\u9fa5]))){_BOX}"
_TIMES = rf"\*\s?{_NUMBER}\s?{PIECE_UNIT}?"
_TOLD = rf"(?:{_EACH}|{_ONE}|{_PER})"
PACK = re.compile(
    rf"(?=[\d一二两三四五六七八九十百千万每，,(\s])(?:{_NUMBER}\s?(?P<box>{_BOX})\s?(?P<times>\(\s?{_TIMES}(?:\s?{_TIMES})*\s?\)|{_TIMES}(?:\s?{_TIMES})*)"
    rf"|(?P<told>[，,;\s]?\s?(?P<open>\()?\s?{_TOLD}(?:\s?[，,、;]?\s?{_TOLD})*\s?(?(open)\)?)(?:[，,](?=\s?(?:一?共|合计|总计)?\s?{_NUMBER}\s?{_BOX}))?))"
)
_LEVEL = re.compile(
    rf"(?:[每一1]\s?一?(?P<of>{_BOX})[内里]?(?:各?装|有|含|为|是|共|=|:)?\s?(?P<number>{_NUMBER})\s?(?P<unit>{PIECE_UNIT})"
    rf"|(?P<number_per>{_NUMBER})\s?(?P<unit_per>{PIECE_UNIT})(?:\s?[/每]\s?|一)(?P<of_per>{_BOX}))"
)
_FACTOR = re.compile(rf"\*\s?(?P<number>{_NUMBER})\s?(?P<unit>{PIECE_UNIT})?")
# A star is a sign before a number only: most stars in messages hide a name (李**).
_SIGN = re.compile(rf"[每/]|\*\s?[\d一二两三四五六七八九十百千万]|[一1]\s?{_BOX}")
_JOINT = re.compile(r"[\s，,、;()\ue002\ue003]*")
_EDGE = " ，,、;\n"


@dataclass(frozen=True, slots=True)
class FoundPack:
    """A pack in the blanked text: one *box* holds ``pack``; start and end count characters."""

    box: str
    pack: Pack
    start: int
    end: int


def _levels(found: re.Match[str]) -> Iterator[tuple[str | None, str, str | None]]:
    """Yield (container, number, unit) of the pack and of the packs within it."""
    if found["times"]:
        for factor in _FACTOR.finditer(found["times"]):
            yield None, factor["number"], factor["unit"]
        return
    for level in _LEVEL.finditer(found["told"]):
        yield (
            level["of"] or level["of_per"],
            level["number"] or level["number_per"],
            level["unit"] or level["unit_per"],
        )


def _pack(found: re.Match[str]) -> tuple[str, Pack] | None:
    """Return the container and what it holds in the smallest pieces told, or None for no whole number."""
    box, size, unit = found["box"], 1, None
    for of, number, told_unit in _levels(found):
        if unit is not None and of not in {None, unit}:
            break
        box = box or of
        bounds = parse_numeral(number)
        count, pieces = whole(bounds[0], told_unit) if bounds else (None, None)
        if not count:
            return None
        size, unit = size * count, pieces
    return (box, Pack(size, unit)) if box else None


def take_packs(plain: str) -> tuple[str, list[FoundPack]]:
    """Return *plain* with the packs blanked out, in the same length, and the packs."""
    if not _SIGN.search(plain):
        return plain, []
    packs: list[FoundPack] = []
    blanked = plain
    for found in PACK.finditer(plain):
        start, end = found.span("times" if found["times"] else "told")
        told = _pack(found)
        if told is None or (found["told"] and not _counted_so(plain, told[0], found)):
            continue
        blanked = f"{blanked[:start]}{' ' * (end - start)}{blanked[end:]}"
        # The span of a pack is the words, not the comma before them.
        words = plain[start:end]
        start += len(words) - len(words.lstrip(_EDGE))
        packs.append(FoundPack(*told, start, end - len(words) + len(words.rstrip(_EDGE))))
    return blanked, packs


def _counted_so(plain: str, box: str, found: re.Match[str]) -> bool:
    """True unless 一箱 may be the count itself: 一箱1000只 needs 50箱 elsewhere to be a pack."""
    if found["told"].lstrip(f"{_EDGE}(")[:1] not in {"一", "1"} or "/" in found["told"]:
        return True
    return box in plain[: found.start()]


def with_packs(items: list[FoundItem], packs: list[FoundPack], blanked: str) -> list[FoundItem]:
    """Return *items* with the pack that stands beside each one that is counted in such packs."""
    return [_with_pack(item, packs, blanked) for item in items] if packs else items


def _with_pack(item: FoundItem, packs: list[FoundPack], blanked: str) -> FoundItem:
    quantity = item.quantity
    if quantity is None or quantity.low is None:
        return item
    first = min(item.start, quantity.start)
    last = max(item.end, quantity.end)
    for pack in packs:
        if (
            pack.box != quantity.unit
            or pack.start < first
            or not _JOINT.fullmatch(blanked[last : pack.start])
        ):
            continue
        beside = pack.start >= quantity.end and _JOINT.fullmatch(blanked[quantity.end : pack.start])
        outside = pack.start >= last or item.end <= quantity.start or pack.end <= item.start
        end = pack.end if beside and outside else quantity.end
        return replace(item, quantity=replace(quantity, pack=pack.pack, end=end))
    return item
