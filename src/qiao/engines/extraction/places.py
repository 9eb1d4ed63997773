"""Which administrative place a message is about: mentions, weighed by context and by their parents."""

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from qiao.engines.extraction.cued import EVERYTHING, Cued, Seen
from qiao.engines.extraction.lexicon import Lexicon
from qiao.engines.extraction.normal import NormalText
from qiao.engines.extraction.phrases import words
from qiao.engines.extraction.place_names import PlaceName, Sense
from qiao.engines.extraction.readings import PlaceReading
from qiao.engines.extraction.township_readings import with_township

_WINDOW = 12
_COUNTY_DEPTH, _LONGEST_SHORT = 2, 3
_NOTHING: frozenset[str] = frozenset()
# A street, a bank, a company or a team carries a place's name without lying there.
_NOT_THE_PLACE = re.compile(
    r"[东南西北中]?(?:路(?!断|通|上|不|口|况)|街(?!上)|大道|胡同|立交|高架|银行|牌|菜|话)|镇(?![上里政区])"
)
# 全国人民|和你, 开通|河南: the end of one word and the beginning of another are no place.
_WORDS_ACROSS = frozenset(
    words(
        "人民 开通 交通 普通 公安 平安 村民 居民 市民 农民 灾民 渔民 难民 云台 便宜 物资 面临 来临 降临 艳阳"
    )
)
_COMPANY = Cued(r"[\u4e00-\u9fa5]{0,10}?(?:公司|集团|股份)")
_ANOTHER_NAME = Cued(
    r"[^\W\d_请求需缺要找等盼望叫派求]{0,6}?(?:救援队|支援队|医疗队|志愿团|志愿队|车队|车友|爱心团|商会|同乡会|网友|同胞|女子|籍|老乡|老百姓|后援会)"
    r"|的?[a-z]?\d{0,5}次?(?:列车|火车|高铁|动车|航班)(?![站票])|人民(?!医院|政府|法院|检察|公园|广场|[东西南北中]?路|警察|币)"
)
_NAME_OF_THE_EVENT = Cued(
    r"(?:暴雨|特大暴雨|洪水|水灾|疫情|抗疫|地震|台风|泄洪|救灾|防汛|救援|捐款|加油|挺住|互助|必胜|力量|求助|[^。\n]{0,6}超话)"
)
_ORIGIN = Cued(r"(?:从|由|来自|自|驻|支援队?来自|出发地|发货地|装货地|起点|始发)(?:位置|地址|地点)?[:\s]*$")
_TARGET = Cued(
    r"(?:地址|位置|地点|所在地|送到|送往|送至|寄到|寄往|发往|运往|运到|来到|前往|停在|困在|滞留在|位于|现居|支援|驰援|驻地|目的地|向)[^。\n]{0,8}$"
)
# "in He County", but not "the county".
_WITHIN_A_WORD = re.compile("[a-z]")
_HASHTAG = re.compile(r"#[^#\n]{1,30}#")
_STAMP = re.compile(r"[\u4e00-\u9fa5]{2,8}·[\u4e00-\u9fa5·]{2,24}\s*$")
_LAST_WORD = re.compile(r"\s[\u4e00-\u9fa5]{2,6}\s*$")

_FULL, _SHORT = 3.0, 2.0
_DEPTH_WEIGHT = (0.0, 1.6, 3.2, 3.6)
_PARENT_BESIDE, _PARENT_NAMED, _TARGETED = 2.5, 1.2, 1.5
_FROM_THERE, _IN_A_NAME, _IN_A_TAG, _IN_AN_EVENT, _AT_THE_END = -4.0, -6.0, -1.5, -1.5, -1.5
_REPEATED, _MOST_REPEATS = 0.6, 2
_EARLIER = 0.001
_CONFIDENCE_FULL, _CONFIDENCE_SHORT, _CONFIDENCE_PARENT, _CONFIDENCE_DOUBT = 0.85, 0.65, 0.1, 0.35


Mention = tuple[int, int, PlaceName]
"""Where a name stands, and the name."""


@dataclass(slots=True)
class _Candidate:
    mention: Mention
    sense: Sense
    score: float
    parent: str | None
    doubtful: bool


def _mentions(text: str, lexicon: Lexicon) -> list[Mention]:
    found = [
        one if one[2].full or one[2].senses[0].depth < _COUNTY_DEPTH else _whole_word(text, one, lexicon)
        for one in lexicon.place_index.find(text)
    ]
    stamp = _STAMP.search(text) if found and "·" in text else None
    limit = stamp.start() if stamp else len(text)
    return [
        (start, end, name)
        for start, end, name in found
        if start < limit
        and (name.full or text[start - 1 : start + 1] not in _WORDS_ACROSS)
        and (name.full or not _NOT_THE_PLACE.match(text, end))
        and not (
            name.name.isascii()
            and _WITHIN_A_WORD.search(text[max(0, start - 1) : start] + text[end : end + 1])
        )
    ]


def _whole_word(text: str, mention: Mention, lexicon: Lexicon) -> Mention:
    """Return the province or city that begins within a county's short name: 开通河南 names 河南, not 通河."""
    start, end, _ = mention
    for first, last, other in lexicon.place_index.find(text[start + 1 : end + _LONGEST_SHORT]):
        if start + 1 + first < end < start + 1 + last and other.senses[0].depth < _COUNTY_DEPTH:
            return start + 1 + first, start + 1 + last, other
    return mention


class _Scene:
    """The mentions of one text and what they say about each other."""

    def __init__(self, text: str, mentions: list[Mention], seen: Seen) -> None:
        self.text = text
        self.seen = seen
        self.mentions = mentions
        self.at_the_end = _LAST_WORD.search(text)
        self.tags = [found.span() for found in _HASHTAG.finditer(text)] if "#" in text else []
        self.codes = {name.name: {sense.place.code for sense in name.senses} for _, _, name in mentions}
        self.named = Counter(code for _, _, name in mentions for code in self.codes[name.name])
        self.ending: dict[int, set[str]] = {}
        for _, end, name in mentions:
            self.ending.setdefault(end, set()).update(self.codes[name.name])

    def candidates(self) -> Iterator[_Candidate]:
        """Yield the likeliest sense of each mention that has one."""
        chain, last = 0, -1
        for mention in self.mentions:
            start, end, name = mention
            chain = chain if start == last else start
            last = end
            tagged = bool(self.tags) and self._is_tagged(start)
            in_event = tagged or _NAME_OF_THE_EVENT.match(self.text, end, self.seen) is not None
            weight = self._context_weight(end, chain)
            if in_event:
                weight += _IN_A_TAG if tagged else _IN_AN_EVENT
            if self.at_the_end and start >= self.at_the_end.start():
                weight += _AT_THE_END
            # A name is no evidence for itself: 新乡 does not tell 新乡县 from 新乡市.
            beside = (
                {code for other, codes in self.codes.items() if other != name.name for code in codes}
                if len(self.codes) > 1
                else _NOTHING
            )
            before = self.ending.get(start, _NOTHING) | self.ending.get(start - 1, _NOTHING)
            best: _Candidate | None = None
            for sense in name.senses:
                if self._is_refused(name, sense, in_event=in_event):
                    continue
                found = self._candidate(mention, sense, weight, beside, before)
                parentless = (
                    name.plain or sense.is_short_district or (sense.depth > _COUNTY_DEPTH and found.doubtful)
                )
                if found.parent is None and parentless:
                    continue
                if best is None or found.score > best.score:
                    best = found
            if best:
                yield best

    def _is_tagged(self, start: int) -> bool:
        return any(low <= start < high for low, high in self.tags)

    def _context_weight(self, end: int, chain: int) -> float:
        """Return what the words around a mention say for it (positive) or against it.

        *chain* is where the names that lead up to the mention begin (河南省新乡市|牧野区).
        """
        text, seen = self.text, self.seen
        weight = 0.0
        if _TARGET.may_match(seen) or _ORIGIN.may_match(seen):
            before = text[max(0, chain - _WINDOW) : chain]
            if _ORIGIN.search(before, seen):
                weight = _FROM_THERE
            elif _TARGET.search(before, seen):
                weight = _TARGETED
        if _COMPANY.match(text, end, seen) or _ANOTHER_NAME.match(text, end, seen):
            weight += _IN_A_NAME
        return weight

    def _candidate(
        self,
        mention: Mention,
        sense: Sense,
        weight: float,
        beside: AbstractSet[str],
        before: AbstractSet[str],
    ) -> _Candidate:
        start, _, name = mention
        score = weight + _DEPTH_WEIGHT[sense.depth] + (_FULL if name.full else _SHORT)
        named = [up for up in sense.above if up.code in beside] if beside else []
        score += _PARENT_NAMED * len(named)
        if before and any(up.code in before for up in sense.above):
            score += _PARENT_BESIDE
        again = self.named[sense.place.code] - 1
        # 河南暴雨 stands in every other tag: a province told again and again is no nearer to the place.
        score += _REPEATED * (again if sense.depth else min(again, _MOST_REPEATS)) - _EARLIER * start
        parent = named[0].name if named else None
        # Among equal names the one whose parent stands in the text wins; else it stays doubtful.
        return _Candidate(mention, sense, score, parent, doubtful=parent is None and not sense.is_alone)

    def _is_refused(self, name: PlaceName, sense: Sense, *, in_event: bool) -> bool:
        """True for a province that only names the event, and for the county of a province's or city's name."""
        if sense.depth == 0:
            return in_event
        # 河南 said alone is the province, 新乡 the city; the counties of that name need their parent.
        highest = name.senses[0]
        return highest.depth < sense.depth and not any(
            up.code in self.named and up.code not in highest.chain for up in sense.above
        )


def _reason(candidate: _Candidate, others: int) -> tuple[str, str]:
    _, _, called = candidate.mention
    name, full = called.name, called.full
    chinese = [f"{'全称' if full else '简称'}“{name}”"]
    english = [f"{'full' if full else 'short'} name “{name}”"]
    if candidate.parent:
        chinese.append(f"同文提到上级“{candidate.parent}”")
        english.append(f"its parent “{candidate.parent}” stands in the text")
    if candidate.doubtful:
        chinese.append(f"全国同名{len(called.senses)}处，未见上级地名")
        english.append(f"{len(called.senses)} places bear this name and no parent is named")
    if others:
        chinese.append(f"文中还有{others}处其他地名")
        english.append(f"{others} other places are named")
    return "，".join(chinese), ", ".join(english)


def find_place(message: NormalText, lexicon: Lexicon, seen: Seen = EVERYTHING) -> PlaceReading | None:
    """Return the place that the message is about, to the lowest level named, or None.

    Full and short names are matched longest first. A place scores by its level, by parents named
    beside it or elsewhere, by words that point to it (送到, 地址) or away (从), and less inside a
    hashtag, a company's name or the name of the event. A province that only names the event (河南暴雨)
    is no place.
    """
    mentions = _mentions(message.text, lexicon)
    candidates = list(_Scene(message.text, mentions, seen).candidates()) if mentions else []
    best = max(candidates, key=lambda one: one.score, default=None)
    if best is None or best.score <= 0:
        return None
    start, end, name = best.mention
    confidence = _CONFIDENCE_FULL if name.full else _CONFIDENCE_SHORT
    confidence += _CONFIDENCE_PARENT if best.parent else 0.0
    if best.doubtful:
        confidence = _CONFIDENCE_DOUBT
    reason, reason_en = _reason(best, len({one.sense.place.code for one in candidates}) - 1)
    found = PlaceReading(
        code=best.sense.place.code,
        name=best.sense.place.name,
        confidence=round(confidence, 2),
        reason=reason,
        reason_en=reason_en,
        span=message.span(start, end),
    )
    ends = [end for _, end, name in mentions if best.sense.place.code in name.codes]
    return with_township(found, message, lexicon, ends)
