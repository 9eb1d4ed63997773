"""What the verdicts on rows of a year's accounts say."""

from django.utils.translation import gettext_lazy as _

COLUMN_WORDS = {
    "stream": _("收入类别"),
    "funder": _("来源"),
    "amount": _("金额"),
    "restricted": _("是否限定"),
    "ends_on": _("合同截止"),
}
LEVELS = {
    "OK": (_("可以载入"), "done"),
    "READ_AS": (_("按推断载入"), "go"),
    "BALANCE": (_("年末余额"), "done"),
    "TOTAL": (_("合计，不载入"), "past"),
    "TITLE": (_("标题或说明，不读"), "past"),
    "REFUSED": (_("不能载入"), "stop"),
}
REMARKS = {
    "STREAM": _(
        "认不出类别。请写：会费、个人捐赠、企业捐赠、基金会资助、政府补助、服务收入、投资收益、其他。"
    ),
    "BROAD": _("分不清是个人、企业还是基金会。请写明类别，或在“来源”里写单位全称。"),
    "BY_FUNDER": _("类别按来源的名称推断。"),
    "AS_ABOVE": _("类别空着，按上一行的类别读入。"),
    "NUMBER": _("不是金额。请只写数字，最小到分。"),
    "NEGATIVE": _("金额小于零。退款请从那一笔收入里减去。"),
    "PERSONAL": _("像是个人的电话或账号。来源只写单位，个人的写“个人”。"),
    "RESTRICTED": _("请写“是”或“否”（限定性、非限定性也认得）。"),
    "TAKEN_AS_RESTRICTED": _("没有写是否限定，按限定性读入；可以自由使用的请写“否”。"),
    "DAY": _("不是日期，请写成 2026-12-31。"),
    "SUM_DIFFERS": _("与上面各行之和不符：可能有行没有读入，请核对。"),
}
