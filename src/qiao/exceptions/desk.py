"""Refusals of the verification desk."""

from qiao.exceptions import QiaoError


class DeskEmptyError(QiaoError):
    code = "desk_empty"
    status = 409
    message_zh = "眼下没有轮到您核实的。换个筛选，或过一会儿再来。"
    message_en = "Nothing waits for you just now. Change the filter, or come back in a while."


class TurnTakenError(QiaoError):
    code = "turn_taken"
    status = 409
    message_zh = "这一条正在别人手上，或您手上还有一条。请先把手上的记完或放回。"
    message_en = "Somebody else holds this entry, or you still hold one. Finish it or put it back first."


class TurnEndedError(QiaoError):
    code = "turn_ended"
    status = 409
    message_zh = "这一条已经记过结果或放回了。要再记，请重新取它。"
    message_en = "This entry was already recorded or put back. Take it again to record another result."


class TurnNotYoursError(QiaoError):
    code = "turn_not_yours"
    status = 403
    message_zh = "这一条不在您手上。请从核实台取一条。"
    message_en = "This entry is not in your hands. Take one from the verification desk."


class RevealsSpentError(QiaoError):
    code = "reveals_spent"
    status = 429
    message_zh = "今天已看过 {most} 条的电话，到上限了。请交给同事，或由管理员看原文。"
    message_en = (
        "You have seen the telephone of {most} entries today, the most allowed. Hand over to a colleague."
    )


class UndoTooLateError(QiaoError):
    code = "undo_too_late"
    status = 409
    message_zh = "这次结果不能撤销了：已过十分钟，或之后又有改动。请重新核实一次。"
    message_en = "This result can no longer be undone: ten minutes have passed, or something changed since. Check it again."
