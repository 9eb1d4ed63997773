"""Blank out what looks like a number or a name but is none: dates, standards, models, links, tags.

All functions keep the length, so that places in the blanked text are places in the normalised text.
"""

import re
from collections.abc import Iterable

from qiao.engines.extraction import vocabulary
from qiao.engines.extraction.cued import EVERYTHING, Cued, Seen
from qiao.engines.extraction.numbering import blank_numbering
from qiao.engines.extraction.packs import PACK
from qiao.engines.extraction.quantities import PIECE_UNIT, UNCOUNTED, UNIT

WALL = "\ue000"
"""Parts a sentence: nothing reaches across it."""
SOFT = "\ue001"
"""Belongs to a name but is no number: GB 19083, 75 %, (10 ml)."""
GROUP_OPEN, GROUP_CLOSE = "\ue002", "\ue003"
"""A bracket that lists sorts of the thing before it: 口罩(KN95型1200盒、一次性口罩3.4万只)."""

_CLOCK = r"\d{1,2}\s?[:]\s?\d{2}(?::\d{2})?|(?:\d{1,2}|(?!一点(?![钟半多到左前]))[一二两三四五六七八九十]{1,3})[点时](?!之前|以前|前)\d{0,2}分?"
_WALLS = re.compile(
    r"(?=[.hw@#\[a-z\d编邮标序账帐代税群一二三四五六七八九十])(?:"
    r"(?<=[\u4e00-\u9fa5])\.(?=[\u4e00-\u9fa5])|https?://[^\s\u4e00-\u9fa5]+|www\.[^\s\u4e00-\u9fa5]+|[a-z\d._+-]{1,64}@[a-z\d-]{1,64}\.[a-z\d.]+|@[^\s@,，:。#]{1,20}"
    r"|#[^#\n]{1,40}#|\[[\u4e00-\u9fa5a-z]{1,6}\]"
    r"|20\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}[日号]?|\d{1,2}\s?月\s?\d{1,2}\s?[日号]?|(?<![\d.])\d{1,2}\.\d{1,2}[日号晚]"
    rf"|(?<![\d.])\d{{1,2}}\.\d{{1,2}}\.\d{{1,2}}(?:\.\d{{1,2}})?|{_CLOCK}|\d{{1,2}}[日号](?=[晚早上下中凌,，\s])|20\d\d年"
    r"|[a-z]{0,3}\d{3,}\s?(?:国道|省道|高速|公交)|[\d一二三四五六七八九十]{1,8}(?:号楼?|楼|层|栋|单元|室|路|弄|巷)"
    r"|(?:编号|邮编|标号|序号|账号|帐号|代码|税号|qq群?|群号)[:为 ]{0,2}[a-z]?\d+|\d[\d*]{10,}[\dx]?)"
)
_SOFTS = Cued(
    r"(?=[a-z\d])(?:\d+(?:\.\d+)?(?:\s?(?:mm|cm|m|厘米|毫米)?\s?\*\s?\d+(?:\.\d+)?){1,2}\s?(?:mm|cm|厘米|毫米|m(?![a-z]))"
    r"|(?:gb|yy|iso|en|astm|din|as/nzs)\s?/?\s?t?\s?\d{3,6}(?:[-.—:]\d{1,4})*|3m\s?\d{3,5}[a-z]*|(?:k?n|ffp|p)\d{1,3}(?![\d])"
    r"|\d+(?:\.\d+)?\s?(?:-\s?\d+(?:\.\d+)?)?\s?(?:%|‰|℃|°c?|度|mm|cm|ml|mg|ug|μg|iu|kw|kva|kwh|ah|mah|w|v|寸|目|型|a4)(?![a-z])"
    rf"|84(?=消毒)|[a-z]{{1,20}}-?\d++(?!\s?{PIECE_UNIT})[a-z0-9]*(?:-\d+)?|ph\d|\d{{1,2}}[ ]?[a-z](?=型))"
)
_JOINTS, _AND_SO_ON, _FEWEST = (
    re.compile(r"[、，,;\s和及]+"),
    re.compile("(?:等等?|等物资?|之类的?|什么的)?[.…]*$|(?<=[\u4e00-\u9fa5])\\d{1,7}$"),
    2,
)
_BRACKET = re.compile(r"\(([^()\n]*)\)")
_COUNT = r"(?:\d[\d.,]*\s?[十百千万]*|[一二两三四五六七八九十百千万]+)"
# 编织袋(几万条), 帐篷(约50顶), 水泵(5-8台): no count to the unit, but nothing else either.
_ABOUT = rf"(?:约|大约|大概|近|至少|最少|共|共计)?\s?(?:{_COUNT}|(?:好?几|数)[十百千万]*|十几)(?:\s?[-~至到]\s?{_COUNT})?[多余来]?"
_ONLY_A_COUNT = re.compile(rf"\s*{_ABOUT}\s?(?:{UNIT})(?:左右|以上|起)?\s*")
_ONLY_A_UNIT = re.compile(rf"\s*(?:{UNIT})\s*")
_TIMES = re.compile(r"\s*\*\s?\d")
_HAS_A_COUNT = re.compile(rf"{_COUNT}\s?(?:{UNIT})")
_THEN_A_COUNT = re.compile(rf"\s{{0,2}}(?:[*:x]\s?)?(?:\d|[一二两三四五六七八九十百千万]+\s?(?:{UNIT}))")
# 口罩(5000)、防护服(200); a year stays a year.
_BARE_COUNT = re.compile(r"\s*(?!(?:19|20[12])\d\d\s*$)\d{1,7}\s*")
_NAME_BEFORE = re.compile("[\u4e00-\u9fa5]")
_ENDS_THERE = re.compile(r"\s*(?:$|[、，,;。\n])")
# N95口罩x500: the letter that stands for a sign of multiplication.
_LETTER_TIMES = re.compile(r"x(?<=[\u4e00-\u9fa5) ]x)(?=\s?\d)")
# 口罩3万只(其中外科口罩1万只): the sorts of what is counted already, no further things.
_COUNTED = re.compile(rf"{_COUNT}\s?(?:{UNIT})[\u4e00-\u9fa5]{{0,6}}\s*$|(?:一批|若干)\s*$")
_REACH = 12
_PEOPLE_ONLY = re.compile(r"[人名位户口]\W*$")
# 车坏了（需要拖车）
_ASKS_INSIDE = re.compile(r"\s*(?:现在?|还|急|主要)?(?:需要?|缺)(?![求口要])[\u4e00-\u9fa5]")
_NOT_WALL = re.compile(r"[^\ue000]")


def _fill(text: str, spans: Iterable[tuple[int, int]], filler: str) -> str:
    parts, last = [], 0
    for start, end in spans:
        if start >= last:
            parts += [text[last:start], filler * (end - start)]
            last = end
    return "".join([*parts, text[last:]])


def _names_things(inner: str) -> bool:
    """True for a bracket that lists known things: 卫生物资(卫生巾，酒精，感冒药等)."""
    names = [name for name in _JOINTS.split(inner) if name]
    return (
        sum(vocabulary.head_kind(_AND_SO_ON.sub("", name)) == vocabulary.GOODS for name in names) >= _FEWEST
    )


def _bracket(found: re.Match[str]) -> str:
    """Return the bracket as the reader of things should see it, in the same length."""
    inner = found[1]
    bare = _BARE_COUNT.fullmatch(inner) and _NAME_BEFORE.match(found.string, found.start() - 1)
    if (
        (bare and _ENDS_THERE.match(found.string, found.end()))
        or _ONLY_A_COUNT.fullmatch(inner)
        or UNCOUNTED.pattern.fullmatch(inner)
        or (
            _ASKS_INSIDE.match(inner)
            and not vocabulary.head_length(found.string[: found.start()].rstrip()[-8:])
        )
    ):
        return f" {inner} "
    if _ONLY_A_UNIT.fullmatch(inner) or _TIMES.match(inner):
        return found[0]
    if _names_things(inner) and not _THEN_A_COUNT.match(found.string, found.end()):
        return f"、{inner}、"
    without = PACK.sub("", found[0] if PACK.match(found[0]) else inner)
    if without != inner and (not without.strip("() ") or _ONLY_A_COUNT.fullmatch(without)):
        return f" {inner} " if without.strip("() ") else found[0]
    told_before = _COUNTED.search(found.string, max(0, found.start() - _REACH), found.start())
    counted = _HAS_A_COUNT.search(inner) and not (_PEOPLE_ONLY.search(inner) or told_before)
    if counted and not _THEN_A_COUNT.match(found.string, found.end()):
        return f"{GROUP_OPEN}{inner}{GROUP_CLOSE}"
    return f"({_NOT_WALL.sub(SOFT, inner)})"


def blank(text: str, phones: Iterable[tuple[int, int]], seen: Seen = EVERYTHING) -> str:
    """Return the normalised *text* with phones, links, tags and dates walled and specifications softened."""
    walled = _fill(text, phones, WALL)
    walled = _WALLS.sub(lambda found: WALL * len(found[0]), walled)
    if "x" in walled:
        walled = _LETTER_TIMES.sub("*", walled)
    softened = _SOFTS.sub(lambda found: SOFT * len(found[0]), walled, seen)
    softened = blank_numbering(softened)
    return _BRACKET.sub(_bracket, softened) if "(" in softened else softened
