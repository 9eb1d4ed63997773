"""What the pages of volunteering say by themselves, with or without a network."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

PRESENCE_WORDS: Mapping[str, Any] = {
    "states": {
        "waiting": _("等网络，会自动发"),
        "sending": _("正在发"),
        "sent": _("已收到"),
        "refused": _("没有收下"),
    },
    "kinds": {"IN": _("签到"), "OUT": _("签退")},
    "unkept": _("这部手机不让保存。请不要关掉本页，有网时再点。"),
    "refused": _("没有收下："),
    "now": _("现在就发"),
    "discard": _("不要了"),
}
"""The page on which volunteers come and go."""

TIRED: Mapping[str, Any] = {
    "week": _("七天里四十小时以上"),
    "month": _("四周里一百六十小时以上"),
    "rest": _("两班之间歇不到十一小时"),
    "row": _("连着六天以上没歇"),
}
"""Why somebody should rest."""
