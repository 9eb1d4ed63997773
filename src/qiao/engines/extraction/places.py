"""Which administrative place a message is about: mentions, weighed by context and by their parents."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from qiao.engines.extraction.lexicon import Lexicon
from qiao.engines.extraction.normal import NormalText
from qiao.engines.extraction.place_names import Place, PlaceName
from qiao.engines.extraction.readings import PlaceReading
from qiao.engines.extraction.township_readings import with_township

_WINDOW = 12
_COUNTY_DEPTH = 2
# A street, a bank, a company or a team carries a place's name without lying there.
_NOT_THE_PLACE = re.compile(
    r"[东南西北中]?(?:路(?!断|通|上|不|口|况)|街(?!上)|大道|胡同|立交|高架|银行|牌|菜|话)"
)
_COMPANY = re.compile(r"[\u4e00-\u9fa5]{0,10}?(?:公司|集团|股份)")
_ANOTHER_NAME = re.compile(
    r"[\u4e00-\u9fa5]{0,6}?(?:救援队|志愿团|志愿队|车队|爱心团|商会|同乡会|网友|同胞|女子|籍)"
)
_NAME_OF_THE_EVENT = re.compile(
    r"(?:暴雨|特大暴雨|洪水|水灾|疫情|抗疫|地震|台风|泄洪|救灾|防汛|救援|捐款|加油|挺住|互助|必胜|力量|求助|[^。\n]{0,6}超话)"
)
_ORIGIN = re.compile(
    r"(?:从|由|来自|自|驻|支援队?来自|出发地|发货地|装货地|起点|始发)(?:位置|地址|地点)?[:\s]*$"
)
_TARGET = re.compile(
    r"(?:地址|位置|地点|所在地|送到|送往|送至|寄到|寄往|发往|运往|运到|来到|前往|位于|现居|支援|驰援|驻地|目的地|向)[^。\n]{0,8}$"
)
# "in He County", but not "the county".
_WHOLE_WORDS = re.compile("[^a-z]*")
_HASHTAG = re.compile(r"#[^#\n]{1,30}#")
_STAMP = re.compile(r"[\u4e00-\u9fa5]{2,8}·[\u4e00-\u9fa5·]{2,24}\s*$")
_LAST_WORD = re.compile(r"\s[\u4e00-\u9fa5]{2,6}\s*$")

_FULL, _SHORT = 3.0, 2.0
_DEPTH_WEIGHT = (0.0, 1.6, 3.2, 3.6)
_PARENT_BESIDE, _PARENT_NAMED, _TARGETED = 2.5, 1.2, 1.5
_FROM_THERE, _IN_A_NAME, _IN_A_TAG, _IN_AN_EVENT, _AT_THE_END = -4.0, -6.0, -1.5, -1.5, -1.5
_REPEATED = 0.6
_EARLIER = 0.001
_CONFIDENCE_FULL, _CONFIDENCE_SHORT, _CONFIDENCE_PARENT, _CONFIDENCE_DOUBT = 0.85, 0.65, 0.1, 0.35


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    name: PlaceName


@dataclass(frozen=True, slots=True)
class _Candidate:
    mention: _Mention
    place: Place
    score: float
    parent: str | None
    doubtful: bool


def _mentions(text: str, lexicon: Lexicon) -> Iterator[_Mention]:
    stamp = _STAMP.search(text) if "·" in text else None
    limit = stamp.start() if stamp else len(text)
    for start, end, name in lexicon.place_index.find(text):
        if name.name.isascii() and not _WHOLE_WORDS.fullmatch(
            text[max(0, start - 1) : start] + text[end : end + 1]
        ):
            continue
        if start < limit and (name.full or not _NOT_THE_PLACE.match(text, end)):
            yield _Mention(start, end, name)


def _context_weight(text: str, mention: _Mention, chain: int, tags: list[tuple[int, int]]) -> float:
    """Return what the words around a mention say for it (positive) or against it.

    *chain* is where the names that lead up to the mention begin (河南省新乡市|牧野区).
    """
    before = text[max(0, chain - _WINDOW) : chain]
    weight = _TARGETED if _TARGET.search(before) else 0.0
    if _ORIGIN.search(before):
        weight = _FROM_THERE
    if _COMPANY.match(text, mention.end) or _ANOTHER_NAME.match(text, mention.end):
        weight += _IN_A_NAME
    if any(start <= mention.start < end for start, end in tags):
        weight += _IN_A_TAG
    elif _NAME_OF_THE_EVENT.match(text, mention.end):
        weight += _IN_AN_EVENT
    return weight


class _Scene:
    """The mentions of one text and what they say about each other."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.mentions = list(_mentions(text, lexicon))
        self.at_the_end = _LAST_WORD.search(text)
        self.tags = [found.span() for found in _HASHTAG.finditer(text)] if "#" in text else []
        self.ending: dict[int, set[str]] = {}
        for mention in self.mentions:
            self.ending.setdefault(mention.end, set()).update(mention.name.codes)
        self.named = Counter(code for mention in self.mentions for code in mention.name.codes)
        names = {mention.name.name: mention.name.codes for mention in self.mentions}
        # A name is no evidence for itself: 新乡 does not tell 新乡县 from 新乡市.
        self.beside = {
            name: {code for other, codes in names.items() if other != name for code in codes}
            for name in names
        }

    def candidates(self) -> Iterator[_Candidate]:
        chain, last = 0, -1
        for mention in self.mentions:
            chain = chain if mention.start == last else mention.start
            last = mention.end
            weight = _context_weight(self.text, mention, chain, self.tags)
            if self.at_the_end and mention.start >= self.at_the_end.start():
                weight += _AT_THE_END
            before = self._codes_just_before(mention)
            found = [self._candidate(mention, code, weight, before) for code in mention.name.codes]
            sure = [candidate for candidate in found if candidate and not self._refused(candidate)]
            yield from sorted(sure, key=lambda one: -one.score)[:1]

    def _candidate(self, mention: _Mention, code: str, weight: float, before: frozenset[str]) -> _Candidate:
        place = self.lexicon.places[code]
        ancestors = self.lexicon.ancestors[place.code]
        named = self.beside[mention.name.name]
        parent = next((up.name for up in ancestors if up.code in named), None)
        score = weight + _DEPTH_WEIGHT[place.depth] + (_FULL if mention.name.full else _SHORT)
        score += _PARENT_NAMED * sum(up.code in named for up in ancestors)
        score += _PARENT_BESIDE * any(up.code in before for up in ancestors)
        score += _REPEATED * (self.named[code] - 1) - _EARLIER * mention.start
        # Among equal names the one whose parent stands in the text wins; else it stays doubtful.
        same_level = [c for c in mention.name.codes if self.lexicon.places[c].depth == place.depth]
        doubtful = len(same_level) > 1 and parent is None
        return _Candidate(mention, place, score, parent, doubtful)

    def _codes_just_before(self, mention: _Mention) -> frozenset[str]:
        """Return what the names that end where *mention* begins may stand for."""
        near = (self.ending.get(mention.start, set()), self.ending.get(mention.start - 1, set()))
        return frozenset().union(*near)

    def _refused(self, candidate: _Candidate) -> bool:
        """True for 城区 without its city, 武昌 (short for a district) without 武汉, an unsure township."""
        mention, place = candidate.mention, candidate.place
        needs_parent = mention.name.plain or (not mention.name.full and place.name.endswith("区"))
        # 河南 said alone is the province, 新乡 the city; the counties of that name need their parent.
        highest = self.lexicon.places[mention.name.codes[0]]
        if highest.depth < place.depth and not self._parent_apart(place, highest):
            return True
        needs_parent = needs_parent or (place.depth > _COUNTY_DEPTH and candidate.doubtful)
        in_event = place.depth == 0 and (
            any(start <= mention.start < end for start, end in self.tags)
            or bool(_NAME_OF_THE_EVENT.match(self.text, mention.end))
        )
        return in_event or (needs_parent and candidate.parent is None)

    def _parent_apart(self, place: Place, highest: Place) -> bool:
        """True where a parent of *place* is named that is no parent of the higher place of that name."""
        shared = {highest.code, *(up.code for up in self.lexicon.ancestors[highest.code])}
        return any(
            up.code in self.named and up.code not in shared for up in self.lexicon.ancestors[place.code]
        )


def _reason(candidate: _Candidate, others: int) -> tuple[str, str]:
    name, full = candidate.mention.name.name, candidate.mention.name.full
    chinese = [f"{'全称' if full else '简称'}“{name}”"]
    english = [f"{'full' if full else 'short'} name “{name}”"]
    if candidate.parent:
        chinese.append(f"同文提到上级“{candidate.parent}”")
        english.append(f"its parent “{candidate.parent}” stands in the text")
    if candidate.doubtful:
        chinese.append(f"全国同名{len(candidate.mention.name.codes)}处，未见上级地名")
        english.append(f"{len(candidate.mention.name.codes)} places bear this name and no parent is named")
    if others:
        chinese.append(f"文中还有{others}处其他地名")
        english.append(f"{others} other places are named")
    return "，".join(chinese), ", ".join(english)


def find_place(message: NormalText, lexicon: Lexicon) -> PlaceReading | None:
    """Return the place that the message is about, to the lowest level named, or None.

    Full and short names are matched longest first. A place scores by its level, by parents named
    beside it or elsewhere, by words that point to it (送到, 地址) or away (从), and less inside a
    hashtag, a company's name or the name of the event. A province that only names the event (河南暴雨)
    is no place.
    """
    scene = _Scene(message.text, lexicon)
    candidates = sorted(scene.candidates(), key=lambda one: -one.score)
    if not candidates or candidates[0].score <= 0:
        return None
    best = candidates[0]
    confidence = _CONFIDENCE_FULL if best.mention.name.full else _CONFIDENCE_SHORT
    confidence += _CONFIDENCE_PARENT if best.parent else 0.0
    if best.doubtful:
        confidence = _CONFIDENCE_DOUBT
    reason, reason_en = _reason(best, len({one.place.code for one in candidates}) - 1)
    found = PlaceReading(
        code=best.place.code,
        name=best.place.name,
        confidence=round(confidence, 2),
        reason=reason,
        reason_en=reason_en,
        span=message.span(best.mention.start, best.mention.end),
    )
    ends = [one.end for one in scene.mentions if best.place.code in one.name.codes]
    return with_township(found, message, lexicon, ends)
