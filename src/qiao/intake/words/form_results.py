"""Words of what filled forms changed: why a line waits, and what it says."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qiao.intake.models import Need

REASONS: Mapping[str, Promise] = {
    "changed_meanwhile": _("填表以后这条记录有人改过或核实过。请对照两边再决定。"),
    "has_its_end": _("这条记录已经关闭。"),
    "merged": _("这条记录已并入另一条。"),
    "no_record": _("没有找到表上所指的记录。"),
    "nothing_said": _("表上没有写明现在怎样，或还缺多少。"),
    "nothing_counted": _("表上没有可用的数字。"),
    "lots_several": _("这个地点的这种物资有几批，分不清是哪一批。"),
    "stock_exhausted": _("缺的比可用的多：已为对接留下的货不在了。请先查清。"),
    "times_impossible": _("开始和结束时间不通：要在 1 分钟到 24 小时之间。"),
    "person_unknown": _("会员和工作人员里没有这个姓名。登记此人后再点“按表登记”。"),
    "persons_several": _("有两个人叫这个姓名。"),
    "verified_already": _("原来的时间已经核实，不能再改。"),
    "corrected": _("后来的更正代替了这一份。"),
}

OUTCOMES: Mapping[str, Promise] = {
    "STILL": _("还需要"),
    "CHANGED": _("数量变了"),
    "MET": _("已满足"),
    "GONE": _("不再需要"),
}

LABELS: Mapping[str, Promise] = {
    "item": _("物资或事项"),
    "amount": _("数量"),
    "place": _("地点"),
    "tier": _("紧急程度"),
    "state": _("状态"),
    "outcome": _("现在怎样"),
    "left": _("还缺多少"),
    "received": _("收到多少"),
    "counted": _("数到多少"),
    "minutes": _("分钟"),
    "day": _("日期"),
}


def reason_text(code: str) -> str:
    """Return why a line waits."""
    return str(REASONS.get(code, code))


def said_lines(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what one side says, label by label."""
    return [(str(LABELS[name]), _shown(name, said[name])) for name in LABELS if name in said]


def _shown(name: str, value: Any) -> str:
    if name == "outcome":
        return str(OUTCOMES.get(value, value))
    if name == "state":
        return _now(str(dict(Need.State.choices).get(value, value)))
    if name == "tier":
        return _now(str(dict(Need.Tier.choices).get(value, value)))
    return f"{value:,}" if isinstance(value, int) else str(value)
