"""One message, several organisations, each with its own list: a copy of the text for each of them."""

import re

from qiao.engines.extraction.cued import Cued, Seen
from qiao.engines.extraction.lexicon import Lexicon
from qiao.engines.extraction.readings import Span

_BLANK = "\n"
_OPENS_A_LIST = re.compile(
    r"\s{0,2}(?:\([^()\n]{0,30}\)\s?)?(?::|(?:目前|现在|现|也|均|还|共)?(?:急需|急缺|急求|亟需|需要|紧缺|尚缺|还缺|需求|需|缺(?!口)|求)"
    r"|\s*\n|[^，。;、\n:\d]{1,16}\d)"
)
_MAY_STAND_BEFORE = re.compile(r"(?:^|[\s，,、;。:!)】\]\d-]|[和及与])$")
_TELLS_WHAT = re.compile(
    r"(?:地址|单位|医院|名称|收货|收件|联系|来源|转自|位置|地点|机构|发布)[^\n:]{0,6}:\s?$"
)
_FOR_ALL = re.compile(r"(?:^|[\n。;])\s*(?:以上)?(?:统一)?(?:联系人|联系电话|联系方式|联络人|对接人|电话)")
_PHONE_LIKE = re.compile(r"\d{7}|\d{3,4}[ -]\d{4}|联系")
_PLACE_HEAD = Cued("[省市县区州旗镇乡盟道]:")
_FEWEST = 2


def _heads(text: str, organizations: list[Span], lexicon: Lexicon, seen: Seen) -> list[Span]:
    """Return the organisations, or places with a colon, that each open a list; the next of a name apart."""
    found = {span[0]: span for span in organizations if _OPENS_A_LIST.match(text, span[1])}
    for start, end, name in lexicon.place_index.find(text) if _PLACE_HEAD.search(text, seen) else ():
        if name.full and text[end : end + 1] == ":":
            found.setdefault(start, (start, end))
    heads: list[Span] = []
    for start, end in sorted(found.values()):
        opens = _MAY_STAND_BEFORE.search(text[max(0, start - 1) : start])
        told = _TELLS_WHAT.search(text[max(0, start - 12) : start])
        fresh = not heads or (start >= heads[-1][1] and text[slice(*heads[-1])] != text[start:end])
        if opens and not told and fresh:
            heads.append((start, end))
    return heads


def _kept(text: str, spans: tuple[Span, ...]) -> str:
    """Return *text* with all but *spans* blanked, in the same length."""
    shown = list(_BLANK * len(text))
    for start, end in spans:
        shown[start:end] = text[start:end]
    return "".join(shown)


def sections(text: str, organizations: list[Span], lexicon: Lexicon, seen: Seen) -> list[str]:
    """Return a copy of the normalised *text* for each of its *organizations* that has a list of its own.

    Each copy has the length of the text and keeps what stands before the first list, the one list, and
    a contact told once at the end for all. A text with fewer than two lists comes back alone.
    """
    heads = _heads(text, organizations, lexicon, seen)
    if len(heads) < _FEWEST:
        return [text]
    starts = [start for start, _ in heads]
    last = _for_all(text, starts)
    ends = [*starts[1:], last]
    common: tuple[Span, ...] = ((0, starts[0]), (last, len(text)))
    return [_kept(text, (*common, own)) for own in zip(starts, ends, strict=True)]


def _for_all(text: str, starts: list[int]) -> int:
    """Return where the contact begins that is told once for all lists, or the end of the text."""
    if _PHONE_LIKE.search(text, starts[0], starts[-1]):
        return len(text)
    found = _FOR_ALL.search(text, starts[-1])
    return found.start() if found else len(text)
