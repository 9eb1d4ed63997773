"""Sentences of the verification desk: why an entry stands where it stands, and what was learnt by calling."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qiao.intake.desk.priority import Factor
from qiao.intake.desk.supplies import daily_use_of, days_of_supply
from qiao.intake.models import Need, Offer

FACTORS: Mapping[str, Promise] = {
    "frail": _("有老幼病残孕"),
    "silent": _("当地还没有核实过的消息"),
    "public": _("公开过的已过期"),
}
ANSWERS: Mapping[str, Promise] = {
    "stock_on_hand": _("还剩"),
    "daily_use": _("一天用"),
    "people": _("几个人用"),
    "each_daily": _("每人一天用"),
    "quantity_now": _("现在的数量"),
    "refused": _("不收"),
    "standard": _("标准、批号、效期"),
    "receiving_hours": _("收货或提货"),
    "permit": _("车辆与证件"),
    "contact_right": _("电话"),
}
CONTACT_WORDS: Mapping[str, Promise] = {"YES": _("对"), "CHANGED": _("换人了")}


def factor_text(factor: Factor) -> str:
    """Say one reason of an entry's place in the queue."""
    value = factor.value or 0
    if factor.code == "tier":
        return gettext(str(Need.Tier(int(value)).label))
    if factor.code == "age":
        return gettext("已过 %(times)s 个有效期") % {"times": f"{value:g}"}
    if factor.code == "stock_out":
        return gettext("只够用 %(days)s 天") % {"days": f"{value:g}"}
    if factor.code == "told":
        return gettext("被讲过 %(times)d 次") % {"times": int(value)}
    if factor.code == "people":
        return gettext("涉及 %(count)d 人") % {"count": int(value)}
    return str(FACTORS.get(factor.code, factor.code))


def answer_lines(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was learnt by a call as (question, answer)."""
    lines = []
    for name, word in ANSWERS.items():
        if name in answers:
            value = answers[name]
            shown = str(CONTACT_WORDS.get(value, value)) if name == "contact_right" else value
            lines.append((str(word), f"{shown:,}" if isinstance(shown, int) else str(shown)))
    days = days_of_supply(answers.get("stock_on_hand"), daily_use_of(answers))
    if days is not None:
        lines.append((gettext("够用"), gettext("%(days)s 天") % {"days": f"{days:g}"}))
    return lines


def message_to_sender(voice: Need | Offer) -> str:
    """Return the short message for somebody in danger, whose battery a call would drain."""
    return gettext("志愿者核实求助：%(what)s。若仍需要请回“1”，已获救请回“2”，保留电量。") % {
        "what": voice.what
    }
