"""Tables handed out: members, answers to calls, shifts. Nobody's name or number is in them."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.batch.tables import table_bytes
from qiao.registry.leaving import Leaving
from qiao.volunteering.models import Enrolment, HelpAnswer, Shift


def answers_file(rows: Sequence[HelpAnswer], form: str) -> bytes:
    """Return how a call was answered, a line each; enterprises are named, persons not."""
    leaving = Leaving()
    heads = [
        _("会员"),
        _("所在地"),
        _("答复"),
        _("什么、什么时候"),
        _("数量"),
        _("单位"),
        _("等了几小时"),
        _("结果"),
    ]
    return table_bytes(heads, (_answer(one, leaving) for one in rows), f".{form}")


def _answer(one: HelpAnswer, leaving: Leaving) -> list[object]:
    waited = one.waited
    became = _("成为资源") if one.report_id else _("成为排班") if one.assignment_id else ""
    return [
        one.enrolment.enterprise_name or _("个人"),
        one.enrolment.place.name if one.enrolment.place else "",
        _(one.get_kind_display()) if one.kind else _("还没有答复"),
        leaving.text(one.what),
        one.quantity,
        one.unit,
        None if waited is None else round(waited.total_seconds() / 3600, 1),
        became,
    ]


def members_file(rows: Iterable[Enrolment], form: str) -> bytes:
    """Return the members: what they can do and give, and what they agreed to; persons without name and number."""
    leaving = Leaving()
    heads = [
        _("个人或单位"),
        _("单位名称"),
        _("所在地"),
        _("会什么"),
        _("能提供什么"),
        _("会说的话"),
        _("同意的用途"),
    ]
    lines = (
        [
            _(one.get_kind_display()),
            one.enterprise_name,
            one.place.name if one.place else "",
            "、".join(one.skill_words),
            "；".join(leaving.text(str(thing)) for thing in one.capacities.all()),
            leaving.text(one.languages),
            "；".join(_(each.get_purpose_display()) for each in one.standing),  # type: ignore[attr-defined]
        ]
        for one in rows
    )
    return table_bytes(heads, lines, f".{form}")


def shifts_file(rows: Iterable[Shift], form: str) -> bytes:
    """Return shifts with their places, and how many have one, wait and came."""
    leaving = Leaving()
    heads = [
        *(_("活动"), _("地点"), _("集合地点"), _("开始"), _("结束"), _("所需技能")),
        *(_("人数"), _("已报名"), _("候补"), _("指挥机构"), _("取消原因")),
    ]
    lines = (
        [
            leaving.text(one.activity.title),
            one.activity.place.name if one.activity.place else "",
            leaving.text(one.meet_at),
            f"{timezone.localtime(one.starts_at):%Y-%m-%d %H:%M}",
            f"{timezone.localtime(one.ends_at):%Y-%m-%d %H:%M}",
            one.skill_word,
            one.slots,
            one.taken,  # type: ignore[attr-defined]
            one.standing_by,  # type: ignore[attr-defined]
            leaving.text(one.ordered_by),
            leaving.text(one.cancel_reason),
        ]
        for one in rows
    )
    return table_bytes(heads, lines, f".{form}")
