"""How values are said to people: ages, amounts, units, states, names in two languages."""

import csv
from datetime import datetime
from functools import cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from qiao.accounts.rights import TABLE
from qiao.registry.models import Place, QuantityKind
from qiao.registry.place_english import place_in_english
from qiao.registry.units import in_plural

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
DAYS_AS_AGE = 30
"""Beyond so many days a date says more than an age."""

FEN = 100

UNITS = (
    gettext_noop("只"),
    gettext_noop("套"),
    gettext_noop("件"),
    gettext_noop("盒"),
    gettext_noop("箱"),
    gettext_noop("瓶"),
    gettext_noop("桶"),
    gettext_noop("双"),
    gettext_noop("台"),
    gettext_noop("个"),
    gettext_noop("张"),
    gettext_noop("包"),
    gettext_noop("袋"),
    gettext_noop("副"),
    gettext_noop("支"),
    gettext_noop("床"),
    gettext_noop("顶"),
    gettext_noop("吨"),
)
"""Units people write that may differ from an item's own; here so that the catalogue holds them."""

BREAKS = (gettext_noop("序号不连续"), gettext_noop("与前一条对不上"), gettext_noop("内容被改动"))

TONES = {
    "NEW": "wait",
    "PROPOSED": "wait",
    "EXPIRED": "wait",
    "DRAFT": "wait",
    "ASKED": "wait",
    "WAITING": "wait",
    "HELD": "go",
    "FILED": "move",
    "SENT": "move",
    "IN_TRANSIT": "move",
    "CHECKING": "move",
    "READING": "move",
    "READ": "wait",
    "SAVED": "done",
    "RUNNING": "move",
    "MET": "done",
    "RECEIVED": "done",
    "SIGNED": "done",
    "CONFIRMED": "done",
    "DONE": "done",
    "PUBLISHED": "done",
    "ADOPTED": "done",
    "PARTLY": "done",
    "ENACTED": "done",
    "IMPLEMENTED": "done",
    "ANSWERED": "done",
    "GRANTED": "done",
    "ACTED": "done",
    "OPEN": "go",
    "REJECTED": "stop",
    "FAILED": "stop",
    "RETURNED": "stop",
    "CANCELLED": "past",
    "NOT_ADOPTED": "stop",
    "REFUSED": "stop",
}
TONES_OF_MODEL = {("alert", "OPEN"): "stop", ("gap", "OPEN"): "wait", ("outcome", "RECEIVED"): "move"}
"""Where the same code means another thing for one kind of record."""


def in_english() -> bool:
    """Say whether the page is in English."""
    return (get_language() or "").startswith("en")


def translated(text: object) -> str:
    """Return a Chinese label in the language of the page. Empty stays empty."""
    return gettext(str(text)) if text else ""


def age_text(moment: datetime, now: datetime) -> str:
    """Return how long ago `moment` was or how far ahead it lies; beyond a month, its date."""
    seconds = round((now - moment).total_seconds())
    if abs(seconds) >= DAYS_AS_AGE * DAY:
        return date_format(timezone.localtime(moment), "Y-m-d")
    size, past, ahead = _span(abs(seconds))
    if size == 0:
        return gettext("刚刚")
    return (past if seconds > 0 else ahead) % {"n": size}


def _span(seconds: int) -> tuple[int, str, str]:
    if seconds < HOUR:
        n = seconds // MINUTE
        return (
            n,
            ngettext("%(n)d 分钟前", "%(n)d 分钟前", n),
            ngettext("还有 %(n)d 分钟", "还有 %(n)d 分钟", n),
        )
    if seconds < DAY:
        n = seconds // HOUR
        return (
            n,
            ngettext("%(n)d 小时前", "%(n)d 小时前", n),
            ngettext("还有 %(n)d 小时", "还有 %(n)d 小时", n),
        )
    n = seconds // DAY
    return n, ngettext("%(n)d 天前", "%(n)d 天前", n), ngettext("还有 %(n)d 天", "还有 %(n)d 天", n)


def moment_text(moment: datetime) -> str:
    """Return the moment in full, in local time."""
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def unit_text(unit: str, item: object = None) -> str:
    """Return the unit in the language of the page, by the item's own English word where it has one."""
    if not in_english() or not unit:
        return unit
    own = getattr(item, "unit_en", "") if getattr(item, "unit", None) == unit else ""
    return in_plural(own) if own else gettext(unit)


def quantity_words(kind: str) -> str:
    """Return the words of a quantity that has no number."""
    return {
        QuantityKind.OPEN.value: gettext("不限量"),
        QuantityKind.NONE.value: gettext("不需要"),
    }.get(kind, gettext("未知"))


def tone_of(record: object, state: str) -> str:
    """Return what a state means: wait, go, move, done, stop or past."""
    name = type(record).__name__.lower()
    return TONES_OF_MODEL.get((name, state)) or TONES.get(state, "past")


def name_of(thing: object) -> str:
    """Return the name of an item, place, organisation or crisis in the language of the page."""
    if thing is None or thing == "":
        return ""
    name = str(getattr(thing, "name", None) or getattr(thing, "title", None) or thing)
    if not in_english():
        return name
    own = getattr(thing, "name_en", "") or getattr(thing, "title_en", "")
    if own:
        return str(own)
    return place_in_english(name) if isinstance(thing, Place) else name


@cache
def verb_words() -> dict[str, tuple[str, str]]:
    """Return the Chinese and the English words of every verb of the table of rights."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["verb"]: (row["zh"], row["en"]) for row in csv.DictReader(file)}


def break_text(reason: str) -> str:
    """Return why the trail does not hold at an entry, in the language of the page."""
    return next((gettext(one) for one in BREAKS if reason.startswith(one)), reason)


def verb_text(verb: str) -> str:
    """Return what a verb does, in words; the verb itself where the table lacks it."""
    zh, en = verb_words().get(verb, (verb, verb))
    return en if in_english() else zh
