"""Hearsay: what is only said to be so. It becomes information and a task to check, never a need."""

import re
import unicodedata

_HEARSAY = re.compile(
    r"网传|据传|传言|谣传|传说|都在传|有人说|有人传|听说|听人说|据说|据悉|求证|求核实|求辟谣|是不是真的|真的假的|不知真假|真假不知|"
    r"(?<!不要发)未(?:经)?核实|网上说|朋友圈(?:都|里)|没有来源|哪位能确认|谁能确认|有人知道吗|紧急扩散|速速?扩散|疯传|刷屏|"
    r"\brumou?rs?\b|unconfirmed|can anyone confirm|is it true",
    re.IGNORECASE,
)
_OWN_WORD = re.compile(
    r"(?<!未经)(?<!未)(?<!没有)已(?:经)?核实|核实完毕|亲眼|刚(?:跟|和|给).{1,20}(?:通了?电话|打了?电话)|本人|我是"
)
_NEVER = re.compile(r"(?:不要|别|请勿|勿)(?:发|转|信|传)[^。！]{0,8}(?:没有核实|未核实|未经核实|谣言)")


def is_hearsay(text: str, *, has_phone: bool) -> bool:
    """Say whether a message only passes on what is said, with nobody in it who could be asked.

    Somebody who can be called, or who says to have seen or asked for themselves, is a source.
    """
    if has_phone:
        return False
    plain = unicodedata.normalize("NFKC", text)
    return bool(_HEARSAY.search(plain)) and not _OWN_WORD.search(plain) and not _NEVER.search(plain)
