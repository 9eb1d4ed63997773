"""Things asked for or offered: name and quantity from the grammar of lists, scope from cue words."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qiao.engines.extraction import noise, vocabulary
from qiao.engines.extraction.directions import (
    CUE,
    HAVE_AND_LACK,
    LABEL,
    LAST_WORD_CUE,
    NOT_A_NEED,
    NOT_AN_OFFER,
    NOT_WANTED,
    POST_CUE,
    TOLD,
)
from qiao.engines.extraction.found_items import FoundItem, drop_general, listed, once, parted, spread
from qiao.engines.extraction.lexicon import Lexicon
from qiao.engines.extraction.numerals import NUMERAL
from qiao.engines.extraction.packs import take_packs, with_packs
from qiao.engines.extraction.phrases import PhraseIndex
from qiao.engines.extraction.quantities import UNIT, FoundQuantity, find_quantities, find_uncounted, has_digit
from qiao.engines.extraction.readings import QuantityKind, ReadingType, Span
from qiao.engines.extraction.thing_names import PEOPLE_KINDS, is_no_name, is_sort, kind_of

_HEADS = PhraseIndex(pair for pair in vocabulary.HEAD_KINDS.items() if len(pair[0]) > 1)
_SEGMENT = re.compile(
    r"(?:[^、，,;。!?\n|【】\[\]…“”\"\ue000\ue002\ue003]+|(?<=\d),(?=\d{3}(?!\d)))+|[\ue002\ue003]"
)
_PIECE = re.compile(
    rf"(?=[以还和及与或+\s吃喝用穿])(?:以及|还有|和|及|与|或者|\+)|(?<=的)(?=[吃喝用穿]的)|(?<=[^\s、，:;】][^\s、，:;】])\s+(?=\S\S)(?!\s*(?:[*x:]\s?)?(?:(?:约|大约|大概|近|至少|最少|共|共计)?\s?\d|\(|(?:约|大约|大概|近|至少)?(?:好?几|数|十几)?[一二两三四五六七八九十百千万]+几?[多余来]?\s?(?:{UNIT})|[万千百]\s?(?:{UNIT})"
    rf"|(?:{UNIT})(?:\W|$)|若干|一批|(?:数量|用量)?不限|多多益善|越多越好|有多少))"
)
_LEAD = re.compile(
    r"(?:[^\w\u4e00-\u9fa5(\ue000-\ue003]|[\s:*\-·.。~—>）)\"'’”🙏•●■]|[a-z]?\d{1,2}\s?[.)](?!\d)|[①-⑳]|\(\d{1,2}\)|现在?|目前|主要|还|也|并且|而且|同时|甚至|另外|另|其次|首先|再次|最|是|为|有|的|各类|各种|各式|各|一些|些|一批|大量|大批"
    r"|部分|少量|若干|许多|很多|更多|所有|如下|以下|下列|(?:不用|不要|闲置|多余|富余|全新|崭新|库存)的|大型|大功率|小型|简易|简单|能够?直接|干净的?|约|共|合计|通过|采购|购买|购置|补充|配备|发放|捐|送|救灾物资|包括|包含|例如|比如|如|等|了|点|可以|用于|中|一次需|我们?(?:这边|这里|院|村|县|校|单位)?|他们(?:那边|那里)?|这边|这里|全部|社会|专业)+"
)
_TAIL = re.compile(
    r"(?:[\s:*x\-·.~—(=]|等+(?:物资|用品|设备|物品|防护用品|医疗物资|工具|东西|应急物资|生活物资|救援物资|防护物资|及|各类)?|(?:这些|这类|此类|之类|一类|类|负责|进行|用于|用来|送到|前往|赶赴|送往|送给|寄往|寄到|寄给|发往|运往|运到|捐给|赠给|(?<![补供自配])给(?![水排氧])|运输(?![车船机队])|配送|拉货|运货|交(?=[给到由])|送货|装卸|(?<=.)(?:卸货|卸车|卸物|分拣|搬物|搬东西|装车)|搬运(?![工车])|可以|能够|愿意|也行|都行|就行|即可|也可).*|的(?:爱心)?(?:人士|朋友|单位|企业|组织|厂家|商家|老板|好心人|伙伴|同胞|志愿者|救援队|人|话).*|(?<![吃喝用穿])的|若干|大量|一批|(?:早上|今天|昨天|昨晚|今早|今晚|明天|刚才|刚刚|晚上|中午|下午|凌晨|到现在)(?!的).*|(?:尊敬的|各位|恳请|谢谢|感谢|麻烦|拜托|希望|求转|求扩).*|(?:抵达|到达|协助|帮忙|帮助|赶|支援|去往|开往|拉到|抢修|焊成|去(?![污渍湿味])|到)(?=[\u4e00-\u9fa5]{2}).*|缺口|数量|需求|需要|共计?|合计|总计|约|各|支援|援助|现货|严重|极度|也|都|已经?|全面"
    r"|都|非常|十分|特别|很|库存|均|仍|全|供应|来|了|们|吗|么|嘛|呢|呀|啊|哦|援救|尤其|急|为|是|有|需|还|现|一共|大概|大约|至少|最少|最多|比较|多|快|即将|马上|[^\w\u4e00-\u9fa5)%\ue001])+$"
)
# 胶囊(盒)*4000; the columns 口罩 只 5000.
_UNIT_BRACKET = re.compile(rf"(?:\(({UNIT})\)|(?<=\S)\s({UNIT}))[\s*:x]*$")
_NOTE = re.compile(r"\([^()]*\)?\s*$")
_HANDED_OVER = "收到"
# 50箱 口罩: the number, white space, the thing.
_NUMBER_LEADS = re.compile(rf"\s*(?:共|约)?{NUMERAL}\s?(?:{UNIT})\s+(?=[^\s\d])")
# 6、7个: a guess, not a list.
_SIX_OR_SEVEN = re.compile(rf"(?<=(?<!\d)[1-9])、(?=[1-9]\s?(?:{UNIT}))")
_NOT_COUNTED_IN = re.compile("被困|受困|未救|没救|受灾|滞留|失联|遇难|死亡|受伤|伤员|救出|转移")
# What stands after a name and makes it a part of another: 中医药大学, 面包店.
_ANOTHERS = re.compile(r"大学|学院|公司|集团|[厂店局站]|超市|商[场店城]|市场|批发|仓库|电话|渠道")
_NUMBER_LABEL = re.compile("(?:需求|所需|需要|捐赠|现有|物资)?(?:数量|总量|总数)")
_MORE_THAN_A_COUNT = re.compile(r"[^\s，,、:*()\ue000\ue001了吧呢就够左右的即可谢急现货库存共约各大概]")
_LONGEST_SHORT_HEAD = 8
_LONGEST_LISTED = 18
_LONGEST_NOTE = 14
_SHORTEST_NAME, _LONGEST_REST = 2, 12
_LISTS = frozenset({ReadingType.NEED.value, ReadingType.OFFER.value})
# 不用的垫子, 连口罩, 某某卫生院口罩: what stands before the thing.
_OWNER = re.compile(
    r".+(?:(?<![吃喝用穿])的|连(?![花衣体接帽鞋线])|医院|卫生院|敬老院|养老院|协会|村委会|安置点|小学|中学|服务中心|服务站|红十字会)(?=..)"
)
# A list of goods runs on over commas; 救援队 three clauses after 急需 is somebody who acts.
_ONLY_AT_ITS_CUE = frozenset(
    {
        vocabulary.RESCUE,
        vocabulary.VOLUNTEERS,
        vocabulary.SHELTER,
        vocabulary.MISSING,
        vocabulary.INFORMATION,
        vocabulary.PSYCHOLOGICAL,
    }
)


@dataclass(slots=True)
class _Scope:
    """What the last cue word said, while the list that it opened goes on."""

    direction: str | None = None
    group_head: FoundItem | None = None
    last: FoundItem | None = None
    last_name: str | None = None


class ItemReader:
    """Reads the things of one message. ``text`` is normalised, ``plain`` the same text blanked."""

    def __init__(self, text: str, plain: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.heads = [end for _, end, _ in _HEADS.find(text)]
        plain, self.packs = take_packs(plain)
        plain = HAVE_AND_LACK.sub(lambda found: _HANDED_OVER.ljust(len(found[0])), plain)
        plain = _SIX_OR_SEVEN.sub("-", plain)
        self.plain = NOT_A_NEED.sub(_wall, LABEL.sub(_wall, plain))
        self.plain = NOT_AN_OFFER.sub(_wall_unless_need, self.plain)

    def read(self) -> list[FoundItem]:
        """Return the things of the message, in order, each once, general words last resort."""
        scope, found, last, beside = _Scope(), list[FoundItem](), 0, False
        for segment in _SEGMENT.finditer(self.plain):
            start, end = segment.span()
            if segment[0] == noise.GROUP_OPEN:
                if found and found[-1].end == start:
                    found.pop()
                cues = list(CUE.finditer(self.plain, last, start))
                opens = cues[-1].end() if cues else last
                scope.group_head = self._named(opens, start, None, ReadingType.NEED.value, scope)
                continue
            last = start
            if segment[0] == noise.GROUP_CLOSE:
                scope.group_head = None
                continue
            items = self._segment(start, end, scope)
            if not items:
                self._told_after(start, end, found, beside=beside)
            beside = bool(items)
            for item in items:
                found = spread(found, item) if item.quantity and item.quantity.each else found
                found.append(item)
        found = once(parted(listed(found, self.plain)))
        return with_packs(drop_general(found, self.text), self.packs, self.plain)

    def _segment(self, start: int, end: int, scope: _Scope) -> list[FoundItem]:
        cues = list(CUE.finditer(self.plain, start, end))
        if not cues and scope.direction is None and not self._worth_a_look(start, end):
            return []
        if not cues:
            items = self._body(start, end, scope.direction, scope)
            if scope.direction is not None and self.plain[start - 1 : start] != "、":
                items = [item for item in items if item.kind not in _ONLY_AT_ITS_CUE or _counted(item)]
            header = self.plain[start:end].rstrip()[-1:] == ":"
            if (
                not items
                and not header
                and self.plain[end : end + 1] != "、"
                and any("\u4e00" <= char <= "\u9fa5" for char in self.plain[start:end])
            ):
                scope.direction = None
            return items
        items, last = self._before(start, cues[0], scope), start
        for place, cue in enumerate(cues):
            stop = cues[place + 1].start() if place + 1 < len(cues) else end
            scope.direction = str(cue.lastgroup)
            after = self._body(cue.end(), stop, scope.direction, scope)
            if not after and (POST_CUE.search(cue[0]) or (cue.end() == end and LAST_WORD_CUE.search(cue[0]))):
                after = self._body(last, cue.start(), scope.direction, scope)
            items += after or self._counted_later((last, cue.start()), (cue.end(), stop), scope)
            last = stop
        return items

    def _before(self, start: int, cue: re.Match[str], scope: _Scope) -> list[FoundItem]:
        """Return what stands before the first cue of its segment: the list of the segment before goes on, or one begins."""
        if POST_CUE.search(cue[0]) or (
            LAST_WORD_CUE.search(cue[0]) and not self.plain[cue.end() :][:1].strip()
        ):
            return []
        if not self._has_head(start, cue.start()):
            return []
        if scope.direction in _LISTS:
            short = cue.start() - start <= _LONGEST_SHORT_HEAD
            found = self._body(start, cue.start(), scope.direction, scope) if short else []
            return [
                item for item in found if item.name in vocabulary.HEAD_KINDS and item.kind == vocabulary.GOODS
            ]
        found = self._body(start, cue.start(), None, scope)
        return [item for item in found if item.listed]

    def _counted_later(self, before: Span, after: Span, scope: _Scope) -> list[FoundItem]:
        """Return the thing told before, where only its number follows: 口罩还缺300个; 口罩紧缺，需要500只."""
        quantity = self._lone_quantity(*after) if scope.direction not in {TOLD, NOT_WANTED} else None
        if quantity is None:
            return []
        here = self._named(*before, quantity, scope.direction, scope)
        return [here] if here else self._carried(quantity, scope)

    def _lone_quantity(self, start: int, end: int) -> FoundQuantity | None:
        """Return the one quantity that ``text[start:end]`` holds, if it holds nothing else."""
        quantities = list(find_quantities(self.plain, start, end))
        if len(quantities) != 1 or (
            quantities[0].counts_people and _NOT_COUNTED_IN.search(self.plain, start, end)
        ):
            return None
        (quantity,) = quantities
        before = _NUMBER_LABEL.sub("", self.plain[start : quantity.start])
        rest = f"{before} {self.plain[quantity.end : end]}"
        return None if _MORE_THAN_A_COUNT.search(rest) else quantity

    def _carried(self, quantity: FoundQuantity, scope: _Scope) -> list[FoundItem]:
        """Return the thing named last with a quantity told after it."""
        item = scope.last
        if item is None or quantity.is_money or (quantity.counts_people and item.kind not in PEOPLE_KINDS):
            return []
        return [replace(item, quantity=quantity, direction=scope.direction, listed=False)]

    def _told_after(self, start: int, end: int, found: list[FoundItem], *, beside: bool) -> None:
        """Give 越多越好 to the things of the list before, and a number of its own line to the last of them."""
        uncounted = find_uncounted(self.plain, start, end)
        if uncounted and uncounted.kind is QuantityKind.OPEN:
            for place, item in enumerate(found):
                if item.quantity is None:
                    found[place] = replace(item, quantity=uncounted)
        if not beside or not found or found[-1].kind in PEOPLE_KINDS or _counted(found[-1]):
            return
        alone = self._lone_quantity(start, end)
        if alone and not (alone.bare or alone.is_money or alone.counts_people):
            found[-1] = replace(found[-1], quantity=alone, listed=False)

    def _body(self, start: int, end: int, direction: str | None, scope: _Scope) -> list[FoundItem]:
        colon = self.plain.rfind(":", start, end)
        if colon >= 0 and not self._counts_after(colon + 1, end):
            start = colon + 1
        found: list[FoundItem] = []
        for first, stop in self._pieces(start, end):
            found += self._piece(first, stop, direction, scope)
        return [] if direction == TOLD else found

    def _pieces(self, start: int, end: int) -> Iterator[Span]:
        """Yield the pieces of a list: cut at 和 and white space, or before each number that leads its thing."""
        led = _NUMBER_LEADS.match(self.plain, start, end)
        quantities = list(find_quantities(self.plain, start, end)) if led else []
        if quantities and not quantities[0].bare and not self.plain[start : quantities[0].start].strip():
            starts = [quantity.start for quantity in quantities]
            yield from zip(starts, [*starts[1:], end], strict=True)
            return
        last = start
        for cut in _PIECE.finditer(self.plain, start, end):
            yield last, cut.start()
            last = cut.end()
        yield last, end

    def _counts_after(self, start: int, end: int) -> bool:
        first = next(find_quantities(self.plain, start, end), None)
        return first is not None and not self.plain[start : first.start].strip(" *x")

    def _piece(self, start: int, end: int, direction: str | None, scope: _Scope) -> list[FoundItem]:
        lead = _LEAD.match(self.plain, start, end)
        quantities = [
            quantity
            for quantity in find_quantities(self.plain, lead.end() if lead and "." in lead[0] else start, end)
            if not quantity.bare or self._ends_the_piece(quantity, end)
        ]
        if not quantities:
            return self._uncounted(start, end, direction, scope)
        found: list[FoundItem] = []
        last = start
        for place, quantity in enumerate(quantities):
            stop = quantities[place + 1].start if place + 1 < len(quantities) else end
            # 可以参与救援的七辆车: what stands before 的 is no thing.
            relative = self.plain[quantity.start - 1 : quantity.start] == "的"
            item = None if relative else self._named(last, quantity.start, quantity, direction, scope)
            last = quantity.end
            if not quantity.bare and not (item and item.known):
                # 合住两顶帐篷: a known thing after the number before an unknown word ahead of it.
                after = self._named(quantity.end, stop, quantity, direction, scope)
                article = direction is None and self.text[quantity.start] == "一" and quantity.low == 1
                last = stop if after else last
                item = None if after and article else after or item
            if item:
                found.append(item)
        return found

    def _ends_the_piece(self, quantity: FoundQuantity, end: int) -> bool:
        rest = self.plain[quantity.end : end].strip(" )")
        return not rest or rest[0] in "(*"

    def _uncounted(self, start: int, end: int, direction: str | None, scope: _Scope) -> list[FoundItem]:
        uncounted = find_uncounted(self.plain, start, end)
        if uncounted:
            before = self._named(start, uncounted.start, uncounted, direction, scope)
            item = before or self._named(uncounted.end, end, uncounted, direction, scope)
            return [item] if item else []
        if direction is None and (end - start > _LONGEST_LISTED or not self._has_head(start, end)):
            return []
        item = self._named(start, end, None, direction, scope)
        if item and direction is None:
            whole = len(item.name) >= _SHORTEST_NAME and vocabulary.head_kind(item.name) == vocabulary.GOODS
            item = replace(item, listed=True) if whole else None
        return [item] if item else []

    def _worth_a_look(self, start: int, end: int) -> bool:
        """True when ``text[start:end]`` holds a known thing or a digit."""
        return self._has_head(start, end) or has_digit(self.plain, start, end)

    def _has_head(self, start: int, end: int) -> bool:
        """True when a known thing ends in ``text[start:end]``."""
        place = bisect_right(self.heads, start)
        return place < len(self.heads) and self.heads[place] <= end

    def _named(
        self, start: int, end: int, quantity: FoundQuantity | None, direction: str | None, scope: _Scope
    ) -> FoundItem | None:
        """Return the thing that ``text[start:end]`` names, if it names one."""
        start, end, unit = self._trim(start, end)
        core = self.plain[start:end]
        core = (_NOTE.sub("", core) if "(" in core else core).strip().rstrip(noise.SOFT)
        if not core:
            return self._another_size(start, end, quantity, scope)
        note = end - start - len(core) > _LONGEST_NOTE
        name, head = core if note else self.text[start:end].strip(), scope.group_head
        if head and quantity and head.name not in name:
            name = f"{name}{head.name}"
            return FoundItem(name, start, end, quantity, direction, head.kind, unit)
        spoken = self.text[start : start + len(core)]
        if not quantity and _ANOTHERS.match(self.plain, start + len(core)):
            return None
        kind = kind_of(spoken, quantity, direction, start=start, lexicon=self.lexicon)
        if kind:
            known = vocabulary.head_kind(spoken) is not None
            item = FoundItem(name, start, start + len(name), quantity, direction, kind, unit, known=known)
            scope.last, scope.last_name = item, spoken
            return item
        length = (
            self._opening_head(spoken)
            if direction and not (quantity and quantity.low is not None and quantity.start < start)
            else 0
        )
        if length:
            kind = vocabulary.head_kind(spoken[:length]) or vocabulary.GOODS
            return FoundItem(spoken[:length], start, start + length, quantity, direction, kind, unit)
        return None

    def _another_size(
        self, start: int, end: int, quantity: FoundQuantity | None, scope: _Scope
    ) -> FoundItem | None:
        """Return the thing named before in another size: 棉片210*160mm5500片，140*90mm3900片."""
        if (
            quantity is None
            or quantity.low is None
            or scope.last_name is None
            or noise.SOFT not in self.plain[start:end]
        ):
            return None
        name = scope.last_name + self.text[start:end].strip()
        return FoundItem(name, start, end, quantity, scope.direction, vocabulary.GOODS)

    def _opening_head(self, name: str) -> int:
        """Return the length of a well-known thing that *name* opens with (志愿者卸货), or 0."""
        for length in range(min(len(name), _LONGEST_SHORT_HEAD), 1, -1):
            kind = vocabulary.head_kind(name[:length])
            far = len(name) - length > _LONGEST_REST
            if kind and not far and not is_no_name(name[:length]) and is_sort(name[:length], kind):
                return length
        return 0

    def _trim(self, start: int, end: int) -> tuple[int, int, str | None]:
        """Return the bounds without leading and trailing fillers, and a unit told in brackets."""
        told = self.plain[start:end]
        unit = _UNIT_BRACKET.search(told) if "(" in told or " " in told else None
        if unit:
            end = start + unit.start()
        lead = _LEAD.match(self.plain, start, end)
        if lead:
            start = lead.end()
        tail = _TAIL.search(self.plain[start:end])
        if tail and tail.start() > 0:
            end = start + tail.start()
        owner = _OWNER.match(self.plain, start, end)
        if owner:
            start = owner.end()
        return start, end, (unit[1] or unit[2]) if unit else None


def _counted(item: FoundItem) -> bool:
    """True where a number, or 不限, is told of a thing."""
    return item.quantity is not None and item.quantity.kind is not QuantityKind.UNKNOWN


def _wall(found: re.Match[str]) -> str:
    return noise.WALL * len(found[0])


def _wall_unless_need(found: re.Match[str]) -> str:
    """Wall 有渠道的请联系; keep 接受捐赠, which asks."""
    return found[0] if found[0].startswith(("接受", "接收", "呼吁")) else noise.WALL * len(found[0])
