"""What the pages for phones say by themselves, with or without a network."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

RECEIPT_WORDS: Mapping[str, Any] = {
    "states": {
        "waiting": _("等网络，会自动发"),
        "sending": _("正在发"),
        "sent": _("已收到"),
        "refused": _("没有收下"),
    },
    "outcome": _("请先选：如数收到、少了，还是多了。"),
    "quantity": _("请填实际收到的数量；一件也没收到就填 0。"),
    "less": _("选了“少了”，数量应小于发出的 {n}。"),
    "more": _("选了“多了”，数量应大于发出的 {n}。"),
    "errors": _("还差一点：请看标红的地方，改好再提交。您填的都在。"),
    "full": _("手机存不下了。请去掉照片再提交。"),
    "unkept": _("这部手机不让保存。请不要关掉本页，有网时再提交。"),
    "photos": _("最多 3 张照片。"),
    "photo": _("这张照片打不开，没有加上。请换一张。"),
    "photoNumber": _("第 {n} 张照片"),
    "drop": _("去掉"),
    "said": _("实收 {n}"),
    "kept": _("已存在这部手机里，有网络就自动发出，不会重复。可以关掉这一页，过后再打开看。"),
    "sending": _("正在发送……"),
    "sent": _("已经收到，谢谢。"),
    "refused": _("没有收下："),
    "tried": _("试过 {n} 次，还没发出去。"),
    "now": _("现在就发"),
    "again": _("重新填写"),
    "againSure": _("这一份还没有发出去。确定不要它、重新填写吗？"),
    "onItsWay": _("它正在发出，请稍等。"),
}
"""The receiving page."""

DRIVER_WORDS: Mapping[str, Any] = {
    "states": {
        "waiting": _("等网络，会自动发"),
        "sending": _("正在发"),
        "sent": _("已收到"),
        "refused": _("没有收下"),
    },
    "kinds": {"LEFT": _("出发"), "ARRIVED": _("到达"), "HANDED": _("交付"), "PROBLEM": _("有问题")},
    "empty": _("请写一句：什么问题。"),
    "unkept": _("这部手机不让保存。请不要关掉本页，有网时再报。"),
    "refused": _("没有收下："),
    "now": _("现在就发"),
    "discard": _("不要了"),
}
"""The driver's page."""

STAYS: Mapping[str, Any] = {
    "TOO_HEAVY": _("没有一辆车装得下：换大车，或撤回后分成几条对接"),
    "TOO_FAR": _("哪辆车都赶不上期限或收货时间"),
    "NO_ROOM": _("车不够：装不下，或赶不上"),
    "NO_PLACE": _("存放地或接收地没有登记，算不出路程；可以自己放到车上"),
    "WEIGHT_UNKNOWN": _("不知道重量，请在上面写，或自己放到车上"),
    "VOLUME_UNKNOWN": _("不知道体积，请在上面写，或自己放到车上"),
    "BY_HAND": _("这次不走"),
    "NEW": _("刚勾选，还没有分车"),
}
"""Why goods stay behind when lorries are shared."""
