"""Things asked for or offered: name and quantity from the grammar of lists, scope from cue words."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from qiao.engines.extraction import noise, vocabulary
from qiao.engines.extraction.cued import EVERYTHING, Seen
from qiao.engines.extraction.directions import (
    CUE,
    HAVE_AND_LACK,
    LABEL,
    LOST,
    NOT_A_NEED,
    NOT_AN_OFFER,
    NOT_WANTED,
    TOLD,
    may_follow,
    wall,
    wall_unless_need,
)
from qiao.engines.extraction.found_items import (
    FoundItem,
    Scope,
    alone_in,
    asked_outright,
    counted,
    drop_general,
    lacking,
    listed,
    once,
    parted,
    spread,
)
from qiao.engines.extraction.lexicon import Lexicon
from qiao.engines.extraction.list_shapes import (
    ANOTHERS,
    CHINESE,
    IS_NAMED,
    NOTE,
    SEGMENT,
    SPECIFIES,
    without_false_cuts,
)
from qiao.engines.extraction.packs import take_packs, with_packs
from qiao.engines.extraction.phrases import WordEnds
from qiao.engines.extraction.pieces import counts_after, lone_quantity, names_first, pieces, quantities_of
from qiao.engines.extraction.quantities import (
    UNCOUNTED,
    FoundQuantity,
    find_uncounted,
    has_digit,
)
from qiao.engines.extraction.readings import QuantityKind, ReadingType, Span
from qiao.engines.extraction.thing_names import (
    PEOPLE_KINDS,
    after_a_place,
    kind_of,
    opening_head,
    stands_as_a_thing,
)
from qiao.engines.extraction.trimming import trim

_HEADS = WordEnds(name for name in vocabulary.HEAD_KINDS if len(name) > 1)
_HANDED_OVER = "收到"
_LONGEST_SHORT_HEAD = 8
_LONGEST_LISTED = 18
_LONGEST_NOTE = 14
_SHORTEST_NAME = 2
_MOST_UNKNOWN = 3
_BETWEEN = frozenset("、，,!❗❕‼➕")
_LISTS = frozenset({ReadingType.NEED.value, ReadingType.OFFER.value})
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


class ItemReader:
    """Reads the things of one message. ``text`` is normalised, ``plain`` the same text blanked."""

    def __init__(self, text: str, plain: str, lexicon: Lexicon, seen: Seen = EVERYTHING) -> None:
        self.text = text
        self.lexicon = lexicon
        # A last place behind the text spares every look the question whether there is one.
        self.heads = [*_HEADS.ends(text), len(text) + 1]
        self.things = [*lexicon.thing_words.marks(text), len(text) + 1]
        plain, self.packs = take_packs(plain)
        if HAVE_AND_LACK.search(plain, seen):
            plain = HAVE_AND_LACK.sub(lambda found: _HANDED_OVER.ljust(len(found[0])), plain)
            seen = EVERYTHING
        plain = without_false_cuts(plain)
        plain = NOT_A_NEED.sub(wall, LABEL.sub(wall, plain, seen), seen)
        self.plain = NOT_AN_OFFER.sub(wall_unless_need, plain, seen)
        self.seen = seen
        self.marks = CUE.marks(self.plain)
        self.may_be_lost = LOST.may_match(seen)

    def read(self) -> list[FoundItem]:
        """Return the things of the message, in order, each once, general words last resort."""
        scope, found, last, beside = Scope(), list[FoundItem](), 0, False
        for segment in SEGMENT.finditer(self.plain):
            start, end = segment.span()
            if segment[0] == noise.GROUP_OPEN:
                if found and found[-1].end == start:
                    found.pop()
                cues = CUE.find_all(self.plain, self.marks, last, start)
                opens = cues[-1].end() if cues else last
                scope.group_head = self._named(opens, start, None, ReadingType.NEED.value, scope)
                continue
            last = start
            if segment[0] == noise.GROUP_CLOSE:
                scope.group_head = None
                continue
            items = self._segment(start, end, scope)
            if not items and found:
                self._told_after(start, end, found, beside=beside)
            beside = bool(items)
            for item in items:
                found = spread(found, item) if item.quantity and item.quantity.each else found
                found.append(item)
        found = once(asked_outright(parted(listed(found, self.plain)), self.plain))
        return with_packs(drop_general(found, self.text), self.packs, self.plain)

    def _segment(self, start: int, end: int, scope: Scope) -> list[FoundItem]:
        cues = CUE.find_all(self.plain, self.marks, start, end)
        before, scope.unknown = scope.unknown, []
        if cues:
            return self._ruled(start, end, cues, scope)
        if scope.direction is None and not self._worth_a_look(start, end):
            return []
        return self._going_on(start, end, before, scope)

    def _going_on(self, start: int, end: int, before: list[FoundItem], scope: Scope) -> list[FoundItem]:
        """Return the things of a segment without a cue; *before* are unknown words that a thing here makes things."""
        if self.may_be_lost and LOST.pattern.search(self.plain, start, end):
            scope.direction = None
            return []
        items = self._body(start, end, scope.direction, scope)
        if scope.lacked:
            items = lacking(items)
        if scope.direction is not None and self.plain[start - 1 : start] != "、":
            alone = self.plain[start:end].strip()
            items = [
                i for i in items if i.kind not in _ONLY_AT_ITS_CUE or counted(i) or alone_in(i.name, alone)
            ]
        if items or not CHINESE.search(self.plain, start, end):
            return before + items
        room = len(before) < _MOST_UNKNOWN and scope.direction in _LISTS
        if room and self.plain[start - 1 : start] in _BETWEEN and (name := self._unknown(start, end, scope)):
            scope.unknown = [*before, name]
        elif self.plain[start:end].rstrip()[-1:] != ":" and self.plain[end : end + 1] != "、":
            scope.direction = None
        return []

    def _ruled(self, start: int, end: int, cues: list[re.Match[str]], scope: Scope) -> list[FoundItem]:
        """Return the things of a segment that cues rule."""
        items, last = self._before(start, cues[0], scope), start
        for place, cue in enumerate(cues):
            stop = cues[place + 1].start() if place + 1 < len(cues) else end
            scope.direction, scope.lacked = str(cue.lastgroup), cue[0].startswith("没有")
            after = self._body(cue.end(), stop, scope.direction, scope)
            behind, at_the_end = may_follow(cue[0])
            called = cue[0][-1] == "给" or all(item.kind == vocabulary.RESCUE for item in after)
            if called and (behind or (at_the_end and self._ends_its_clause(cue.end(), end, after))):
                after = self._body(last, cue.start(), scope.direction, scope) or after
                after = after or (self._at_the_end(last, cue.start(), scope.direction) if behind else [])
            told = after or self._counted_later((last, cue.start()), (cue.end(), stop), scope)
            items += lacking(told) if scope.lacked else told
            last = stop
        if not after and scope.direction in _LISTS and (name := self._unknown(cue.end(), end, scope)):
            scope.unknown = [name]
        return items

    def _ends_its_clause(self, start: int, end: int, after: list[FoundItem]) -> bool:
        """True where nothing follows a cue, or white space and nothing that names a thing: 药品急缺 求扩散."""
        return not self.plain[start:end].strip(noise.WALL + " ") or (
            not after and self.plain[start : start + 1].isspace()
        )

    def _unknown(self, start: int, end: int, scope: Scope) -> FoundItem | None:
        """Return what stands in an open list as a thing stands, known only if a thing follows: 口哨，冰袖，救生圈."""
        told = self.plain[start:end]
        name = told.strip(" :")
        place = start + told.index(name)
        if self.plain[end : end + 1] not in _BETWEEN or not stands_as_a_thing(name, self.lexicon):
            return None
        return FoundItem(name, place, place + len(name), None, scope.direction, vocabulary.GOODS, known=False)

    def _at_the_end(self, start: int, end: int, direction: str | None) -> list[FoundItem]:
        """Return the well-known thing that half a sentence ends with: 但是人多船|不够."""
        told = self.plain[start:end].rstrip()[-vocabulary.LONGEST_HEAD :]
        length = vocabulary.head_length(told)
        name = told[len(told) - length :]
        if not length or direction != ReadingType.NEED.value or not vocabulary.is_lone(name):
            return []
        place = start + len(self.plain[start:end].rstrip()) - length
        return [FoundItem(name, place, place + length, None, direction, vocabulary.HEAD_KINDS[name])]

    def _before(self, start: int, cue: re.Match[str], scope: Scope) -> list[FoundItem]:
        """Return what stands before the first cue of its segment: the list of the segment before goes on, or one begins."""
        if not self._has_head(start, cue.start()):
            return []
        behind, at_the_end = may_follow(cue[0])
        if behind or (at_the_end and not self.plain[cue.end() : cue.end() + 1].strip(noise.WALL + " ")):
            return []
        if scope.direction in _LISTS:
            short = cue.start() - start <= _LONGEST_SHORT_HEAD
            found = self._body(start, cue.start(), scope.direction, scope) if short else []
            return [
                item for item in found if item.name in vocabulary.HEAD_KINDS and item.kind == vocabulary.GOODS
            ]
        found = self._body(start, cue.start(), None, scope)
        return [item for item in found if item.listed]

    def _counted_later(self, before: Span, after: Span, scope: Scope) -> list[FoundItem]:
        """Return the thing told before, where only its number follows: 口罩还缺300个; 口罩紧缺，需要500只."""
        quantity = lone_quantity(self.plain, *after) if scope.direction not in {TOLD, NOT_WANTED} else None
        if quantity is None:
            return []
        here = self._named(*before, quantity, scope.direction, scope)
        return [here] if here else self._carried(quantity, scope)

    def _carried(self, quantity: FoundQuantity, scope: Scope) -> list[FoundItem]:
        """Return the thing named last with a quantity told after it."""
        item = scope.last
        if item is None or quantity.is_money or (quantity.counts_people and item.kind not in PEOPLE_KINDS):
            return []
        return [replace(item, quantity=quantity, direction=scope.direction, listed=False)]

    def _told_after(self, start: int, end: int, found: list[FoundItem], *, beside: bool) -> None:
        """Give 越多越好 to the things of the list before, and a number of its own line to the last of them."""
        uncounted = find_uncounted(self.plain, start, end, self.seen)
        if uncounted and uncounted.kind is QuantityKind.OPEN:
            for place, item in enumerate(found):
                if item.quantity is None:
                    found[place] = replace(item, quantity=uncounted)
        if not beside or found[-1].kind in PEOPLE_KINDS or counted(found[-1]):
            return
        alone = lone_quantity(self.plain, start, end)
        if alone and not (alone.bare or alone.is_money or alone.counts_people):
            found[-1] = replace(found[-1], quantity=alone, listed=False)

    def _body(self, start: int, end: int, direction: str | None, scope: Scope) -> list[FoundItem]:
        if not self._may_name(start, end):
            return []
        opened, colon = start, self.plain.rfind(":", start, end)
        specified = colon >= 0 and self._has_head(start, colon) and bool(SPECIFIES.match(self.plain, colon))
        if specified or (colon > start and not self.plain[colon + 1 : end].strip(" \n\ue000*")):
            # 急需冲锋舟 请联系我：154…: what stands before the colon, for nothing follows it.
            end = colon
        elif colon >= 0 and not counts_after(self.plain, colon + 1, end):
            start = colon + 1
        found = self._pieces(start, end, direction, scope)
        if not found and start == colon + 1 and direction in _LISTS and IS_NAMED.match(self.plain, colon):
            # 征集冲锋艇驾驶员：李先生: a name follows the colon, the thing stands before it.
            found = self._pieces(opened, colon, direction, scope)
        if specified:
            found = [replace(item, listed=False) for item in found]
        return [] if direction == TOLD else found

    def _pieces(self, start: int, end: int, direction: str | None, scope: Scope) -> list[FoundItem]:
        found: list[FoundItem] = []
        for first, stop in pieces(self.plain, start, end):
            found += self._piece(first, stop, direction, scope)
        return found

    def _piece(self, start: int, end: int, direction: str | None, scope: Scope) -> list[FoundItem]:
        quantities = quantities_of(self.plain, start, end) if has_digit(self.plain, start, end) else []
        if not quantities:
            return self._uncounted(start, end, direction, scope)
        found: list[FoundItem] = []
        last = start
        each_follows = names_first(self.plain, quantities, start, end)
        for place, quantity in enumerate(quantities):
            stop = quantities[place + 1].start if place + 1 < len(quantities) else end
            # 可以参与救援的七辆车: what stands before 的 is no thing.
            relative = self.plain[quantity.start - 1 : quantity.start] == "的"
            item = None if relative else self._named(last, quantity.start, quantity, direction, scope)
            last = quantity.end
            if not quantity.bare and not each_follows and not (item and item.known):
                # 合住两顶帐篷: a known thing after the number before an unknown word ahead of it.
                after = self._named(quantity.end, stop, quantity, direction, scope)
                article = direction is None and self.text[quantity.start] == "一" and quantity.low == 1
                shaped = item is not None and (item.known or item.name[-1] in vocabulary.SHORT_HEADS)
                if not shaped and not after and CHINESE.match(self.plain, quantity.end):
                    # 山上四个水库: an unknown word is not counted by the number of another.
                    item = None
                last = stop if after else last
                item = None if after and article else after or item
            if item:
                found.append(item)
        return found

    def _uncounted(self, start: int, end: int, direction: str | None, scope: Scope) -> list[FoundItem]:
        uncounted = find_uncounted(self.plain, start, end, self.seen)
        if uncounted:
            before = self._named(start, uncounted.start, uncounted, direction, scope)
            item = before or self._named(uncounted.end, end, uncounted, direction, scope)
            # 有大量外省志愿者赶到: nobody asks for them.
            told = (
                direction is None
                and item
                and item.kind in PEOPLE_KINDS
                and uncounted.kind is QuantityKind.UNKNOWN
            )
            return [item] if item and not told else []
        if direction is None and (end - start > _LONGEST_LISTED or not self._has_head(start, end)):
            return []
        item = self._named(start, end, None, direction, scope)
        if item and direction is None:
            whole = vocabulary.is_lone(item.name) or self.plain[start - 1 : start] in _BETWEEN
            whole = whole and item.known and item.kind == vocabulary.GOODS
            item = replace(item, listed=True) if whole else None
        return [item] if item else []

    def _may_name(self, start: int, end: int) -> bool:
        """False where ``text[start:end]`` holds no thing, no digit and nothing like 若干: nothing there is asked for."""
        return (
            self.things[bisect_left(self.things, start)] < end
            or UNCOUNTED.may_match(self.seen)
            or has_digit(self.plain, start, end)
        )

    def _worth_a_look(self, start: int, end: int) -> bool:
        """True when ``text[start:end]`` holds a known thing or a digit."""
        return self._has_head(start, end) or has_digit(self.plain, start, end)

    def _has_head(self, start: int, end: int) -> bool:
        """True when a known thing ends in ``text[start:end]``."""
        return self.heads[bisect_right(self.heads, start)] <= end

    def _named(
        self, start: int, end: int, quantity: FoundQuantity | None, direction: str | None, scope: Scope
    ) -> FoundItem | None:
        """Return the thing that ``text[start:end]`` names, if it names one."""
        first, stop, unit = trim(self.plain[start:end])
        start, end = start + first, start + stop
        core = self.plain[start:end]
        core = (NOTE.sub("", core) if "(" in core else core).strip().rstrip(noise.SOFT)
        if not core:
            return self._another_size(start, end, quantity, scope)
        note = end - start - len(core) > _LONGEST_NOTE
        name, head = core if note else self.text[start:end].strip(), scope.group_head
        if head and quantity and head.name not in name:
            name = f"{name}{head.name}"
            return FoundItem(name, start, end, quantity, direction, head.kind, unit)
        spoken = self.text[start : start + len(core)]
        if not quantity and ANOTHERS.match(self.plain, start + len(core)):
            return None
        kind = kind_of(spoken, quantity, direction, start=start, lexicon=self.lexicon)
        if kind is None and direction and (ahead := after_a_place(spoken, self.lexicon)):
            return self._named(start + ahead, end, quantity, direction, scope)
        if kind:
            known = vocabulary.head_kind(spoken) is not None
            item = FoundItem(name, start, start + len(name), quantity, direction, kind, unit, known=known)
            scope.last, scope.last_name = item, spoken
            return item
        return self._opening(spoken, start, quantity, direction, unit) if direction else None

    def _opening(
        self, spoken: str, start: int, quantity: FoundQuantity | None, direction: str, unit: str | None
    ) -> FoundItem | None:
        """Return the well-known thing that *spoken* opens with, if a number before it counts such a thing."""
        length = opening_head(spoken)
        if not length or ANOTHERS.match(spoken, length):
            return None
        kind = vocabulary.head_kind(spoken[:length]) or vocabulary.GOODS
        people = quantity is not None and quantity.counts_people
        leads = quantity is not None and quantity.low is not None and quantity.start < start
        # 一名志愿者参与救援 counts people and nothing else; 两箱水泵坏了 counts no pumps.
        if (people and kind not in PEOPLE_KINDS) or (leads and not people):
            return None
        return FoundItem(spoken[:length], start, start + length, quantity, direction, kind, unit)

    def _another_size(
        self, start: int, end: int, quantity: FoundQuantity | None, scope: Scope
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
