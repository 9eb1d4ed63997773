"""How needs stand to a scope, in words."""

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.engines.scope import Answer, Aspect, Said, Standing

STANDINGS: dict[Standing, tuple[Promise, str]] = {
    Standing.FITS: (_("合适，手头够"), "done"),
    Standing.SHORT: (_("该我们做，力量不够"), "wait"),
    Standing.UNKNOWN: (_("说不准"), "past"),
    Standing.ELSEWHERE: (_("不在服务地域"), "move"),
    Standing.OUTSIDE: (_("超出业务范围"), "stop"),
}
"""A standing → its words and the tone of its badge."""

ASPECTS: dict[Aspect, Promise] = {
    Aspect.SCOPE: _("业务范围"),
    Aspect.PLACE: _("地域"),
    Aspect.SKILL: _("技能"),
    Aspect.MEANS: _("力量"),
}
ANSWERS: dict[Answer, tuple[Promise, str]] = {
    Answer.YES: (_("合"), "done"),
    Answer.PARTLY: (_("部分"), "wait"),
    Answer.NO: (_("不合"), "stop"),
    Answer.UNKNOWN: (_("未知"), "past"),
}


def is_english() -> bool:
    """Say whether the page is in English."""
    return (get_language() or "").startswith("en")


def in_words(said: Said) -> str:
    """Return a sentence of the engine in the language of the page."""
    return said.en if is_english() else said.zh
