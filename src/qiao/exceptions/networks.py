"""Refusals about networks of organisations, partners and the support of their capacity."""

from qiao.exceptions import QiaoError


class NetworkStandsError(QiaoError):
    code = "network_stands"
    status = 409
    message_zh = "已经有一个叫“{name}”的协作网络。请打开它，在那里加成员。"
    message_en = "There is a network called “{name}” already. Open it and add members there."


class NetworkMemberStandsError(QiaoError):
    code = "network_member_stands"
    status = 409
    message_zh = "“{name}”已经在这个网络里。身份或地域变了，请先登记退出，再重新加入。"
    message_en = "“{name}” is in this network already. Where its part or place changed, enter that it left, then add it anew."


class NetworkMemberLeftError(QiaoError):
    code = "network_member_left"
    status = 409
    message_zh = "这个成员已经登记为退出，没有改动。"
    message_en = "This member is down as having left; nothing was changed."


class SupportWithdrawnError(QiaoError):
    code = "support_withdrawn"
    status = 409
    message_zh = "这一笔支持已经收回过了，没有改动。"
    message_en = "This support was taken back already; nothing was changed."


class PartnerSaidTodayError(QiaoError):
    code = "partner_said_today"
    status = 409
    message_zh = "{day} 这一天已经登记过一次。请换一个日期；原来写的留着。"
    message_en = "Something is down for {day} already. Choose another day; what was written stays."
