"""Refusals about contacts and look-alikes."""

from qiao.exceptions import QiaoError


class ContactSameError(QiaoError):
    code = "contact_same"
    status = 409
    message_zh = "新的和现在的是同一个，没有要改的。"
    message_en = "The new value is the one that stands already; there is nothing to change."


class ContactKnownError(QiaoError):
    code = "contact_known"
    status = 409
    message_zh = (
        "这里已有同种类、同名目的联系方式。要换成新的，请打开它并“要求更改”；另有一个，请写不同的名目。"
    )
    message_en = (
        "A contact of this kind and label stands here already. To replace it, open it and ask for a change; "
        "for a further one, give it another label."
    )


class ContactPendingError(QiaoError):
    code = "contact_pending"
    status = 409
    message_zh = "这一处已有一个更改在等核实。请先核实、否认或撤回它。"
    message_en = "A change of this contact already waits for verification. Verify, deny or withdraw it first."


class ContactOwnCheckError(QiaoError):
    code = "contact_own_check"
    status = 403
    message_zh = "提出更改的人不能自己核实。请另一位同事回拨原来的电话。"
    message_en = (
        "Whoever asked for a change cannot verify it. Let a colleague call back on the old telephone."
    )


class ContactChannelError(QiaoError):
    code = "contact_channel"
    status = 409
    message_zh = (
        "不能用这个电话核实：回拨要用更改提出至少 {hours} 小时以前就在用的电话，不能用新给的。"
        "没有这样的电话，请上门，或凭盖章函件、官网公告核实。"
    )
    message_en = (
        "This telephone cannot verify it: call back on one that stood at least {hours} hours before the change was "
        "asked for, never on a new one. Where there is none, visit, or use a sealed letter or official notice."
    )


class ContactNoteMissingError(QiaoError):
    code = "contact_note_missing"
    status = 422
    message_zh = "不是回拨原电话核实的，请写清见了谁、看了什么文件（至少 {least} 个字）。"
    message_en = (
        "Without a call-back, write whom you met or which paper you saw (at least {least} characters)."
    )


class ContactSettledError(QiaoError):
    code = "contact_settled"
    status = 409
    message_zh = "这次更改已经有了结果，没有再动。"
    message_en = "This change was settled already; nothing was done again."


class LookAlikeOwnError(QiaoError):
    code = "look_alike_own"
    status = 403
    message_zh = "名称相像的两家中有您自己的组织，请由别的组织或系统运维判断。"
    message_en = "One of the two is your own organisation. Somebody else, or the operator, has to decide."
