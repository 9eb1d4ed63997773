"""Refusals of the bulletin."""

from qiao.exceptions import QiaoError


class BulletinNotLaterError(QiaoError):
    code = "bulletin_not_later"
    status = 409
    message_zh = "上一期已截至 {as_of}。新的一期要晚于它；要改上一期，请发更正。"
    message_en = (
        "The last issue already goes up to {as_of}. A new one must be later; to change the last, correct it."
    )


class BulletinUnchangedError(QiaoError):
    code = "bulletin_unchanged"
    status = 409
    message_zh = "按现在的账重算，这一期没有变化，不用更正。请先在出入库里更正。"
    message_en = (
        "Made anew from the books as they are, this issue does not change. Correct the stock movements first."
    )


class BulletinPersonalError(QiaoError):
    code = "bulletin_personal"
    status = 422
    message_zh = "公告里不能有电话、证件号、账号或邮箱。请去掉再发。"
    message_en = "A bulletin holds no telephone, identity or account number and no mailbox. Take it out and send again."
