"""Refusals of the case book."""

from qiao.exceptions import QiaoError


class JointLeadsError(QiaoError):
    code = "joint_leads"
    status = 422
    message_zh = "联合行动要写明至少两个组织；其他篇章的案例只讲一个组织。请改篇章，或改“一起行动的组织”。"
    message_en = "A joint action names at least two organisations; a case of another chapter tells of one. Change the chapter, or the organisations that acted together."


class SnapshotSameError(QiaoError):
    code = "snapshot_same"
    status = 409
    message_zh = "记录和上次定格时一样，没有新的定格。"
    message_en = "The record says what it said at the last snapshot; nothing new was frozen."


class TextDecidedError(QiaoError):
    code = "text_decided"
    status = 409
    message_zh = "这份申领已经处理过，没有改动。请刷新看最新情况。"
    message_en = "This application was already decided; nothing was changed. Reload to see where it stands."


class TextRequestUnknownError(QiaoError):
    code = "text_request_unknown"
    status = 404
    message_zh = "没有找到这份申领。请核对查询码，或重新申领。"
    message_en = "No application was found. Check the code, or apply again."


class TextLinkClosedError(QiaoError):
    code = "text_link_closed"
    status = 403
    message_zh = "这个全文链接已到期或已收回。需要的话，请重新申领。"
    message_en = "This link to the full text has expired or was taken back. Apply again if you need it."


class PartHeldError(QiaoError):
    code = "part_held"
    status = 422
    message_zh = "这一部分还不能定稿：{reason}。"
    message_en = "This part cannot be final yet: {reason}."


class TakedownUnknownError(QiaoError):
    code = "takedown_unknown"
    status = 404
    message_zh = "没有找到这个下架请求。请核对查询码，或重新提出。"
    message_en = "No takedown request was found. Check the code, or ask again."


class TakedownDecidedError(QiaoError):
    code = "takedown_decided"
    status = 409
    message_zh = "这个下架请求已经处理过，没有改动。"
    message_en = "This takedown request was already decided; nothing was changed."


class TakedownWaitingError(QiaoError):
    code = "takedown_waiting"
    status = 409
    message_zh = "这份文字已有一个下架请求在处理，{until} 前会有答复，不必再提。"
    message_en = "A takedown request for this text is being dealt with and will be answered by {until}; there is no need for another."


class ChallengesStatedError(QiaoError):
    code = "challenges_stated"
    status = 409
    message_zh = "这个案例已经写了困难，不能再声明来源没有写。要声明，请先删去那段文字。"
    message_en = "This case has its challenges written, so it cannot be declared that the source states none. Remove the text first."


class ReviewActionDoneError(QiaoError):
    code = "review_action_done"
    status = 409
    message_zh = "这件改进事项已经完成，没有改动。"
    message_en = "This action was already done; nothing was changed."


class LessonPersonalError(QiaoError):
    code = "lesson_personal"
    status = 422
    message_zh = "经验会给别人看，不能指到人：{reason}"
    message_en = "Others will read the lesson, it must point to nobody: {reason}"
