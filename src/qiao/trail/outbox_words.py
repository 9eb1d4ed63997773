"""Why a notice was not sent, in words that say what to do."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qiao.trail.kinds import KINDS

REASONS = {
    "no_consent": _("本人没有同意接收这类通知。"),
    "no_address": _("账号没有填邮箱。"),
    "too_old": _("一天内没有发成，已经过时。"),
    "personal": _("内容像是有电话、证件号或邮箱，已拦下。"),
    "address_invalid": _("地址不对。请填完整的网址，以 https:// 开头。"),
    "host_not_allowed": _("这个主机不在允许之列。请运维把它加进 QIAO_NOTICE_HOSTS。"),
    "inner_address": _("这个主机指向内部网络，不能发。确是自己的系统，请运维加进 QIAO_NOTICE_INNER_HOSTS。"),
    "not_encrypted": _("请用 https:// 开头的网址。"),
    "redirected": _("对方要求转到别的地址，已拒绝。请填最终的网址。"),
    "refused": _("对方拒收。请核对网址和密钥。"),
    "robot_refused": _("群机器人拒收。请核对网址、加签密钥和关键词。"),
    "too_many": _("发得太频繁。"),
    "try_later": _("对方暂时不能收。"),
    "timed_out": _("对方没有回应。"),
    "unreachable": _("连不上对方。"),
    "certificate": _("对方的证书有问题。"),
    "answer_unreadable": _("对方的回答读不懂。"),
    "mail_server": _("邮件服务器没有收下。"),
    "mail_refused": _("邮件服务器拒收。请核对邮箱和账号。"),
    "no_mail_server": _("还没有设邮件服务器。请运维设 QIAO_SMTP_HOST。"),
    "no_sms_gateway": _("还没有设短信网关。请运维设 QIAO_SMS_URL。"),
    "unexpected": _("意外错误，详情见服务日志。"),
}


def reason_text(code: str) -> str:
    """Return why, in the language of the page; empty where all went well."""
    return str(REASONS.get(code, gettext("意外错误，详情见服务日志。"))) if code else ""


def kind_text(key: str) -> str:
    """Return what a kind of notice is called."""
    return str(KINDS[key].label) if key in KINDS else key
