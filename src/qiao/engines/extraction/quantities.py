"""Quantities with their kind, unit and pack: 两万只, 200-300套, 至少50台, 若干, 不限, 50箱(*1000)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from qiao.engines.extraction.cued import EVERYTHING, Cued, Seen
from qiao.engines.extraction.numerals import NUMERAL, parse_numeral
from qiao.engines.extraction.phrases import words
from qiao.engines.extraction.readings import Pack, QuantityKind

_GOODS_UNITS = words(
    "小箱 大箱 小盒 大盒 小包 大包 小袋 大袋 小瓶 大瓶 小桶 大桶 公斤 千克 毫升 平方米 平米 人份 人次 只 个 套 件 箱 包 盒 瓶 支 台 双 副 条 张 部 辆 吨 斤 升 桶 卷 片 "
    "袋 份 床 顶 艘 把 根 块 车 罐 听 枚 粒 板 组 对 米 面 具 架 间 栋 捆 扎 杯 餐 幅 打 提 克 头 本 筐 壶 管 "
    "付 幢 盏 座 枝 kg ml l pcs"
)
PEOPLE_UNITS = words("人 名 位 口 户")
MONEY_UNITS = ("万元", "亿元", "元", "块钱", "美元", "港元")
UNIT = "|".join(sorted({*_GOODS_UNITS, *PEOPLE_UNITS, *MONEY_UNITS}, key=lambda unit: (-len(unit), unit)))
# A unit letter must end there: 10 l, but not 10 lamps.
_UNIT = rf"(?:(?!部[分门队委])(?:{UNIT})(?:(?<![a-z])|(?![a-z])))"
PIECE_UNIT = f"(?:{'|'.join(sorted(_GOODS_UNITS, key=lambda unit: (-len(unit), unit)))})"

_COUNTED = re.compile(
    r"(?=[至不少起最约大近上共合总各需\s\d零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟几数好俩仨])"
    r"(?P<at_least>至少|不少于|最少|起码|不低于)?(?P<at_most>最多|不超过|至多)?"
    r"(?P<each>各)?(?:约|大约|大概|近|上(?=[百千万])|共计|合计|总计|共)?(?:需要?)?\s{0,2}"
    rf"(?<![a-z0-9.\-/第])(?P<low>{NUMERAL})"
    rf"(?:\s?(?P<low_unit>{_UNIT})?\s?[\-~至到—]{{1,2}}\s?(?P<high>{NUMERAL}))?"
    rf"(?P<more>[多余来]|\+)?(?:\s{{0,2}}(?P<unit>{_UNIT}))?(?P<after>以上|起|左右)?"
)
UNCOUNTED = Cued(
    r"(?P<open>(?:数量|用量)?不限(?:量|数量)?|越多越好|多多益善|有多少要多少|长期(?:需要|需求|有效)?"
    r"|持续需要|无上限|多少都?(?:行|要|可以|收)|有多少收多少|来者不拒)|(?P<unknown>若干|一批|一部分|大批|大量|许多|很多|一些|少量|数量待定|数量不详|[多数](?:名|个|台|辆|张|件|支|位|箱))"
)
_ENDS_A_NUMBER = re.compile(r"[\d%°℃度年月日天号点时岁楼层栋室期级线路米mcg:/]|小时|分钟|[a-z]")
# 70个小时, 14个村, 一个两岁小孩: counted, but nothing that is sent or needed.
_NO_THING = re.compile(
    r"多?(?:小时|深|高(?!压)|宽|钟头|月|星期|工作日|村|乡镇|镇|小区|县|省|市|区|社区|病区|科室|楼|单元|[一二两三四五六七八九十\d]+岁|孩子|小孩|大人|成人|成年人|妇女|同学|老人|老|人(?!份)|家庭|灾民|学校|医院|安置点|点|方面|问题|部门|受灾|字|之力|视频|微博|电话|信息|消息)"
)
# 一个救援队都没有: none of them, and no count.
_NOT_ONE = re.compile(r"[^，。;!\n]{0,8}[都也](?:没|不|无)")
_A_DIGIT = re.compile("[0-9零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟几数俩仨]")
_DIGITS = frozenset("一二三四五六七八九0123456789")
_ARABIC_START = re.compile(r"\d")
# Weights that are written as fractions are counted in the next smaller unit.
_SMALLER = {"吨": (1000, "公斤"), "公斤": (1000, "克"), "千克": (1000, "克"), "kg": (1000, "克"), "斤": (500, "克"),
            "升": (1000, "毫升"), "l": (1000, "毫升")}  # fmt: skip


@dataclass(slots=True)
class FoundQuantity:
    """A quantity in the normalised text; start and end count its characters."""

    low: int | None
    high: int | None
    kind: QuantityKind
    unit: str | None
    pack: Pack | None
    start: int
    end: int
    each: bool = False
    bare: bool = False
    article: bool = False

    @property
    def counts_people(self) -> bool:
        """True for 200人, 三户."""
        return self.unit in PEOPLE_UNITS

    @property
    def is_money(self) -> bool:
        """True for 5万元."""
        return self.unit in MONEY_UNITS


def whole(value: Fraction, unit: str | None) -> tuple[int | None, str | None]:
    """Return *value* as a whole number, in a smaller unit where it must be, else (None, unit)."""
    if value.denominator == 1:
        return int(value), unit
    factor, smaller = _SMALLER.get(unit or "", (1, unit))
    scaled = value * factor
    return (int(scaled), smaller) if scaled.denominator == 1 else (None, unit)


def _bounds(found: re.Match[str]) -> tuple[Fraction, Fraction] | None:
    low, high = parse_numeral(found["low"]), parse_numeral(found["high"]) if found["high"] else None
    if low is None or (found["high"] and high is None):
        return None
    if high is None:
        return low
    # 2-3万 is 20,000 to 30,000: a short lower bound takes the scale of the upper.
    scale = Fraction(1)
    if high[0] > low[0] * 100 and found["high"][-1:] in "百千万亿":
        scale = Fraction(int(parse_numeral("1" + found["high"][-1])[0]))  # type: ignore[index]
    return (low[0] * scale, high[1]) if low[0] * scale < high[1] else None


def _counted(found: re.Match[str], text: str) -> FoundQuantity | None:
    unit = found["unit"] or found["low_unit"]
    if _NO_THING.match(text, found.end()) or (found["low"] == "一" and _NOT_ONE.match(text, found.end())):
        return None
    if unit == "米" and text[found.end() : found.end() + 1] in _DIGITS:
        # 四米二: a length, and no count.
        return None
    if unit is None and not _stands_alone(found, text):
        return None
    bounds = _bounds(found)
    if bounds is None:
        return None
    low, low_unit = whole(bounds[0], unit)
    high, high_unit = whole(bounds[1], unit)
    kind = QuantityKind.EXACT if low == high else QuantityKind.RANGE
    if low is None or high is None or low_unit != high_unit:
        low = high = None
        kind = QuantityKind.UNKNOWN
    elif found["at_most"]:
        low, kind = None, QuantityKind.RANGE
    elif found["at_least"] or found["more"] or found["after"] in {"以上", "起"}:
        high, kind = None, QuantityKind.RANGE
    elif kind is QuantityKind.EXACT:
        high = None
    start = _written_start(found)
    return FoundQuantity(
        low,
        high,
        kind,
        low_unit,
        None,
        start,
        found.start() + len(found[0].rstrip()),
        each=bool(found["each"]),
        bare=unit is None,
        article=found["low"] == "一",
    )


def _written_start(found: re.Match[str]) -> int:
    """Return the first character that is not white space."""
    matched = found[0]
    return found.start() + len(matched) - len(matched.lstrip())


def _stands_alone(found: re.Match[str], text: str) -> bool:
    """True when a number without a unit may still be a quantity: Arabic, and nothing glued to its end."""
    if not (_ARABIC_START.match(found["low"]) or found["low"][0] in "几数好"):
        return False
    return not _ENDS_A_NUMBER.match(text, found.end())


def has_digit(text: str, start: int, end: int) -> bool:
    """Return whether ``text[start:end]`` holds any character of a numeral."""
    return _A_DIGIT.search(text, start, end) is not None


def find_quantities(text: str, start: int, end: int) -> Iterator[FoundQuantity]:
    """Yield the quantities of ``text[start:end]``, left to right.

    ``bare`` marks a number without a unit, which only its neighbourhood can make a quantity.
    """
    if not has_digit(text, start, end):
        return
    for found in _COUNTED.finditer(text, start, end):
        quantity = _counted(found, text)
        if quantity:
            yield quantity


def find_uncounted(text: str, start: int, end: int, seen: Seen = EVERYTHING) -> FoundQuantity | None:
    """Return the first 若干 (UNKNOWN) or 不限 (OPEN) of ``text[start:end]``."""
    found = UNCOUNTED.pattern.search(text, start, end) if UNCOUNTED.may_match(seen) else None
    if not found:
        return None
    kind = QuantityKind.OPEN if found["open"] else QuantityKind.UNKNOWN
    return FoundQuantity(None, None, kind, None, None, *found.span())
