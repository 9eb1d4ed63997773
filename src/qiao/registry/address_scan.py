"""Scan a string for place names and keep the chain of names that goes deepest without contradiction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from qiao.registry.place_names import Form
from qiao.registry.place_rows import Level, PlaceRow

Named = tuple[PlaceRow, Form]
Lineage = Mapping[str, tuple[str, ...]]

_KEY: Final = 2
_LONE_SHORT_CONFIDENCE: Final = 0.75
_WIDEST_GAP: Final = 6
_BREAKS: Final = frozenset("。；;！!？?\n\r")
_SEPARATORS: Final = " \t　,，、-—·/>（("
# 南京路, 英山村: a short name before such a word names a road or a village.
_NAMES_SOMETHING_ELSE: Final = (
    "路", "街", "大道", "巷", "胡同", "村", "镇", "乡", "广场", "大厦", "宾馆", "酒店", "饭店", "小区", "花园", "苑", "巴巴",
)  # fmt: skip
# Short names that are everyday words; they count only below a place already named.
_EVERYDAY_WORDS: Final = (
    "合作 通道 清水 富裕 和平 大方 平和 中方 东方 新兴 新和 兴隆 团结 友好 长寿 平安 民乐 平原 高台 东光 新建 互助 文明 太平 "
    "安全 光明 建设 开放 万全 永安 大通 明光 安定 石门 沙河 江口 河口 城口 大化 正安 工农 向阳 前进 东风 红旗 新城 阿里 三江 "
    "红河 公安 资源 万年 阳光 富民 南部 新民 同心 民和 无为"
)
_EVERYDAY: Final = frozenset(_EVERYDAY_WORDS.split())
_DEPTH: Final = {Level.PROVINCE: 1.0, Level.CITY: 2.0, Level.COUNTY: 3.0}
_LONE_SHORT_COUNTY_DEPTH: Final = 1.5
"""A county named by a bare short name alone weighs more than a province and less than a city."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in the text, at [start, end), and the places that go by it."""

    start: int
    end: int
    named: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """The place a text names, the characters [start, end) that name it, and the names used."""

    named: tuple[Named, ...]
    start: int
    end: int
    mentions: tuple[Mention, ...]

    @property
    def places(self) -> tuple[PlaceRow, ...]:
        """All places that fit the text equally well."""
        return tuple(row for row, _ in self.named)

    @property
    def place(self) -> PlaceRow | None:
        """The one place meant, or None when several fit."""
        return self.named[0][0] if len(self.named) == 1 else None

    @property
    def confidence(self) -> float:
        """Between 0 and 1: shared out among the places that fit, less for a bare short name."""
        alone = len(self.mentions) == 1 and self.named[0][1] is not Form.FULL
        return round((_LONE_SHORT_CONFIDENCE if alone else 1.0) / len(self.named), 4)


def _is_urban(row: PlaceRow) -> bool:
    return row.level is Level.COUNTY and row.name.endswith("区") and not row.name.endswith(("林区", "特区"))


def _stands_alone(name: str, row: PlaceRow, form: Form) -> bool:
    """Say whether a name may open a chain: 英山 may, 郊区 or 江汉 only below a place already named."""
    if row.level is Level.PROVINCE:
        return True
    if form is Form.SHORT or (
        form is Form.FORMER and not name.endswith(("县", "市", "区", "旗", "州", "盟"))
    ):
        return name not in _EVERYDAY and not _is_urban(row)
    return not (len(name) == _KEY and name.endswith("区")) and name != "市中区"


@dataclass(slots=True)
class _Chain:
    """Names from above to below which agree with each other so far."""

    named: list[Named]
    mentions: list[Mention]

    @property
    def end(self) -> int:
        return self.mentions[-1].end

    def rank(self) -> tuple[float, int, bool, int]:
        row, form = self.named[0]
        depth = _DEPTH[row.level]
        if row.level is Level.COUNTY and form is Form.SHORT and len(self.mentions) == 1:
            depth = _LONE_SHORT_COUNTY_DEPTH
        return depth, len(self.mentions), len(self.named) == 1, -self.mentions[0].start


class AddressScanner:
    """Leftmost-longest matching over all names, then chains of names from the province down.

    Parameters
    ----------
    index
        Every name with the places that go by it.
    lineage
        Per code the codes from the place up to its province.

    """

    def __init__(self, index: Mapping[str, tuple[Named, ...]], lineage: Lineage) -> None:
        self._lineage = lineage
        self._openers: dict[str, tuple[Named, ...]] = {}
        self._buckets: defaultdict[str, list[str]] = defaultdict(list)
        self._index = index
        for name, named in index.items():
            self._buckets[name[:_KEY]].append(name)
            self._openers[name] = tuple((row, form) for row, form in named if _stands_alone(name, row, form))
        self._short = {name for name, found in index.items() if all(form is Form.SHORT for _, form in found)}
        self._weak = {
            name for name in self._short if all(row.level is Level.COUNTY for row, _ in index[name])
        }
        for names in self._buckets.values():
            names.sort(key=len, reverse=True)

    def scan(self, text: str, scope: Sequence[frozenset[str]]) -> Address | None:
        """Return the deepest chain of names in `text` which lies within `scope`, or None.

        Parameters
        ----------
        text
            The string, as it came.
        scope
            Sets of codes; a place counts when its lineage meets each of them.

        Returns
        -------
        Address | None
            The first of the deepest chains.

        """
        best: _Chain | None = None
        chain: _Chain | None = None
        for mention in self._mentions(text):
            grown = self._grow(chain, mention, text) if chain else None
            if grown is None:
                grown = self._open(text, mention, scope)
            if grown is None:
                continue
            chain = grown
            if best is None or chain.rank() > best.rank():
                best = chain
        if best is None:
            return None
        return Address(
            tuple(self._widest(best.named)), best.mentions[0].start, best.end, tuple(best.mentions)
        )

    def _widest(self, named: list[Named]) -> list[Named]:
        """Of places sharing a bare short name take the one above all others, or the province.

        新乡 alone is at least 新乡市, whether or not 新乡县 is meant; 河南 alone is the province.
        """
        if len(named) == 1 or any(form is not Form.SHORT for _, form in named):
            return named
        for row, form in named:
            if row.level is Level.PROVINCE or all(
                row.code in self._lineage[other.code] for other, _ in named
            ):
                return [(row, form)]
        return named

    def _match(self, text: str, start: int) -> str | None:
        for name in self._buckets.get(text[start : start + _KEY], ()):
            if text.startswith(name, start) and not (
                name.endswith("市")
                and text.startswith("中区", start + len(name))
                and name[:-1] in self._index
            ):
                return name
        return None

    def _mentions(self, text: str) -> Iterator[Mention]:
        buckets, position, last = self._buckets, 0, len(text) - 1
        while position < last:
            name = self._match(text, position) if text[position : position + _KEY] in buckets else None
            if name is None or (name in self._weak and self._is_cut(text, position, position + len(name))):
                position += 1
                continue
            end = position + len(name)
            if not (name in self._short and self._names_something_else(text, end)):
                yield Mention(position, end, self._index[name])
            position = end

    def _names_something_else(self, text: str, end: int) -> bool:
        return text.startswith(_NAMES_SOMETHING_ELSE, end) and not self._match(text, end)

    def _is_cut(self, text: str, start: int, end: int) -> bool:
        """Say whether a stronger name begins inside and runs on: 开通河南 holds 河南, not 通河."""
        for inside in range(start + 1, end):
            other = self._match(text, inside)
            if other and other not in self._weak and inside + len(other) > end:
                return True
        return False

    def _open(self, text: str, mention: Mention, scope: Sequence[frozenset[str]]) -> _Chain | None:
        named: Sequence[Named] = self._openers[text[mention.start : mention.end]]
        if scope:
            named = [(row, form) for row, form in mention.named if self._within(row, scope)]
        return _Chain(_best_forms(named), [mention]) if named else None

    def _within(self, row: PlaceRow, scope: Sequence[frozenset[str]]) -> bool:
        lineage = self._lineage[row.code]
        return all(not codes.isdisjoint(lineage) for codes in scope)

    def _grow(self, chain: _Chain, mention: Mention, text: str) -> _Chain | None:
        """Return the chain with a place below it, or the same place said again; None when it disagrees."""
        gap = text[chain.end : mention.start]
        if len(gap) > _WIDEST_GAP or not _BREAKS.isdisjoint(gap):
            return None
        above = {row.code for row, _ in chain.named}
        again = [pair for pair in chain.named if any(row is pair[0] for row, _ in mention.named)]
        below = [
            (row, form)
            for row, form in mention.named
            if row.code not in above and not above.isdisjoint(self._lineage[row.code])
        ]
        if below and gap.strip(_SEPARATORS):
            openers = self._openers[text[mention.start : mention.end]]
            below = [pair for pair in below if pair in openers]
        if not below and not again:
            return None
        return _Chain(_best_forms(below) if below else again, [*chain.mentions, mention])


def _best_forms(named: Sequence[Named]) -> list[Named]:
    """Keep the places whose name fits best; a code before its successor counts as equal to it."""
    best = min(form for _, form in named)
    heirs = {row.replaced_by for row, form in named if form is best}
    return [(row, form) for row, form in named if form is best or row.code in heirs]
