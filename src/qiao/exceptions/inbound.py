"""Refusals of what other systems send: checks with ids of their own, hooks, public warnings."""

from qiao.exceptions import QiaoError


class VerificationConflictError(QiaoError):
    code = "verification_conflict"
    status = 409
    message_zh = "编号 {id} 的核实已经记过，内容不同。没有改动；要再记一次，请换一个新编号。"
    message_en = (
        "A check with the id {id} is on record with another content. Nothing was changed; send a new id."
    )
