"""What a text asks for, without a dictionary of things: whatever follows a verb of need.

Only verbs of need and closed-class words stand here (measures, pronouns, particles, the vocabulary of asking
itself). No thing is named, so a thing nobody thought of is found as well as one everybody knows.
"""

import re
from itertools import zip_longest

_WANT = (
    "急需|急缺|紧缺|急求|急寻|急要|必需|所需|需要|需求|亟需|亟待|需|缺少|缺乏|短缺|欠缺|奇缺|缺|没有|"
    "求购|寻求|请求|求助|求救|求|寻找|寻|找|想要|等待"
)
_NEED = re.compile(f"(?P<want>{_WANT})|(?P<lack>[断停失没])|(?P<suffer>被)")
_WITH_ONE = frozenset("寻找求缺")
"""Verbs of need that make a word of their own with the one character after them."""
_UNABLE = re.compile(
    r"(?=(?P<long>[\u4e00-\u9fa5]?)(?P<short>[\u4e00-\u9fa5]不(?:[上到了出进通着动]|下(?!雨))))"
)
_BREAK = re.compile(r"[^\u4e00-\u9fa5A-Za-z0-9、+/]+")
_ENUMERATION = re.compile(r"[、+/]|以及|还有|或者|[和及与或跟]")
_BLANKED = re.compile(r"#[^#\n]{1,40}#|@[\w\-·]+|https?://[\w./?=&%#-]+|\[[\u4e00-\u9fa5A-Za-z]{1,8}\]")
_NUMBER = r"[0-9０-９一二两三四五六七八九十百千万几数多余来约近上]+"
_MEASURE = (
    "(?:个|台|只|件|套|箱|瓶|份|名|位|辆|艘|条|顶|床|袋|吨|斤|公斤|桶|人|户|批|车|张|双|支|包|盒|部|块|片|米|卷|根|把|棵|间|次|天|日"
    "|点|号|月|年|小时|分钟)"
)
_LEADING = re.compile(
    rf"^(?:{_NUMBER}{_MEASURE}?|大量的?|一些|一批|一个|有|更多的?|紧急|急需|急缺|需要|缺少|缺|尽快|大家|我们|社会|各种|各类|其他|其它|任何"
    r"|一切|的|了|到|是|能|可以|以下|如下|这些|那些|部分|少量|足够的?|充足的?|相关|大型的?|小型的?|专业的?|有效|在|很|非常|好心人|这|那|你|他|她"
    r"|它|我|您|去|来|帮忙|帮助|马上|立刻|立即|目前|现在)"
)
_TRAILING = re.compile(
    rf"(?:{_NUMBER}{_MEASURE}?|的|了|等|等等|等物资|之类|一类|这些|多|人|啊|吗|呢|吧|着|若干|左右|以上|以内)$"
)
ASKING = re.compile(
    "支援|救助|援助|求助|帮助|帮忙|扩|转发|信息|电话|物资|物质|内容|地方|情况|姓名|求救|求援|关注|核实|启事|联系(?!不)|时间|问题|看到"
    "|求求|被救|没事|没人|需求"
)
"""The vocabulary of asking itself, which names no need."""
_LONGEST, _FURTHEST = 10, 14


def blanked(text: str) -> str:
    """Return the text with tags, mentions, links and emoticons blanked; every character keeps its place."""
    return _BLANKED.sub(lambda found: " " * len(found.group()), text)


def trimmed(chunk: str) -> str:
    """Return a chunk without the measures, pronouns and particles around it."""
    while True:
        shorter = _LEADING.sub("", _TRAILING.sub("", chunk))
        if shorter == chunk:
            return chunk
        chunk = shorter


def _single(found: re.Match[str]) -> bool:
    return found.lastgroup != "want" or found.group() in _WITH_ONE


def asked_for(text: str) -> dict[str, bool]:
    """Return the phrases of a text: what stands after a verb of need → whether it is set apart on both sides."""
    phrases: dict[str, bool] = {}
    for clause in _BREAK.split(blanked(text)):
        found = [*_NEED.finditer(clause)]
        for one, following in zip_longest(found, found[1:]):
            end = following.start() if following else len(clause)
            if end == one.end():
                continue
            if _single(one):
                word = one.group() + clause[one.end()]
                phrases[word] = phrases.get(word, False) or one.end() + 1 == end
            if one.lastgroup == "want":
                for part in _ENUMERATION.split(clause[one.end() : min(end, one.end() + _FURTHEST)]):
                    thing = trimmed(part)
                    if 1 < len(thing) <= _LONGEST:
                        phrases[thing] = True
        for unable in _UNABLE.finditer(ASKING.sub(" ", clause)):
            phrases[unable["short"]] = phrases[unable["long"] + unable["short"]] = True
    return phrases
