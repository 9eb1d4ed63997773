"""Refusals of the desk of service quality."""

from qiao.exceptions import QiaoError


class FeedbackEmptyError(QiaoError):
    code = "feedback_empty"
    status = 422
    message_zh = "请打一个分，或写一句话。"
    message_en = "Give a score or write a sentence."


class FeedbackConflictError(QiaoError):
    code = "feedback_conflict"
    status = 409
    message_zh = "之前那份已经收到。要再说一件，请刷新页面重新填。"
    message_en = "The one before was received. To tell something else, reload the page and write again."


class FocalPointMissingError(QiaoError):
    code = "focal_point_missing"
    status = 409
    message_zh = "这类投诉只交给专人，现在没有一位您放心的专人可以受理，所以没有保存。有危险请打 110；也可以打 12345 或 12338（妇女维权热线），向民政部门反映。"
    message_en = "Such a complaint goes to named persons only, and none whom you trust is there now, so nothing was saved. In danger call 110; you can also call 12345 or 12338 (women's rights line), or tell the civil affairs authority."


class ComplaintStateError(QiaoError):
    code = "complaint_state"
    status = 409
    message_zh = "这件投诉现在的状态不能这样做：先答复，告知结果以后才能结束。请刷新看最新情况。"
    message_en = "The complaint cannot take this as it stands: answer first, close once the result was told. Reload to see how it stands."


class HandlerConcernedError(QiaoError):
    code = "handler_concerned"
    status = 409
    message_zh = "投诉的就是这个人，或他没有受理投诉的资格，不能由他处理。请另选一位。"
    message_en = "The complaint is about this person, or they may not take complaints. Choose somebody else."
