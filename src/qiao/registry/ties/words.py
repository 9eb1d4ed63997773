"""What the verdicts on rows of a table of ties say."""

from django.utils.translation import gettext_lazy as _

COLUMN_WORDS = {
    "kind": _("种类"),
    "name": _("对方"),
    "people": _("人数"),
    "since": _("从何时起"),
    "last_contact_on": _("最近联系"),
    "note": _("说明"),
}
LEVELS = {
    "OK": (_("可以载入"), "done"),
    "READ_AS": (_("只按名称登记"), "go"),
    "REPEATED": (_("已有"), "past"),
    "REFUSED": (_("不能载入"), "stop"),
}
REMARKS = {
    "PERSONAL": _("像是个人的姓名或电话。联系方式请登记在名录里，这里只写单位或群体。"),
    "LONG": _("太长，请写短些。"),
    "KIND": _("要写：会员、合作伙伴、政府部门、基金会、受益者。"),
    "EMPTY": _("没有写对方。"),
    "DAY": _("不是日期，请写成 2020-01-31。"),
    "AHEAD": _("这一天还没有到。"),
    "ORDER": _("最近联系不能早于开始。"),
    "NUMBER": _("不是人数，请只写数字。"),
    "NO_RECORD": _("名录里没有这个名称，只记下名称；登记组织或部门后再载入，就会连上。"),
    "STANDS": _("这条联系已经有了，不再登记。"),
}
