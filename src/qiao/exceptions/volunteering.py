"""Refusals of shifts that are taken, of who was there, and of proofs of hours."""

from qiao.exceptions import QiaoError


class ShiftClosedError(QiaoError):
    code = "shift_closed"
    status = 409
    message_zh = "这个班次已经结束或取消了，不能再报名。请另选一个。"
    message_en = "This shift is over or was called off and cannot be taken any more. Choose another."


class ShiftTakenAlreadyError(QiaoError):
    code = "shift_taken_already"
    status = 409
    message_zh = "已经报过这个班次了，不用再报。"
    message_en = "This shift was taken already; there is nothing more to do."


class ShiftClashError(QiaoError):
    code = "shift_clash"
    status = 409
    message_zh = "时间冲突：{start}–{end} 已经报了“{title}”。请先退出那一班，或请协调员写明原因后安排。"
    message_en = (
        "This clashes with “{title}”, {start}–{end}. Leave that one first, or ask the coordinator to enter you with"
        " a reason."
    )


class ShiftFullError(QiaoError):
    code = "shift_full"
    status = 409
    message_zh = "人已经满了。可以报候补，有人退出时先找候补的人。"
    message_en = "It is full. You may stand by: who stands by is asked first when somebody leaves."


class SkillMissingError(QiaoError):
    code = "skill_missing"
    status = 409
    message_zh = "这一班要会“{skill}”，您的技能里没有，或证件还没有查验、已过期。请先在“我的志愿服务”里补上。"
    message_en = (
        "This shift asks for “{skill}”, which you have not told, or whose licence nobody has seen or has run out."
        " Enter it under “My volunteering” first."
    )


class RiskUnreadError(QiaoError):
    code = "risk_unread"
    status = 422
    message_zh = "请先看风险告知，勾选“已看过，自愿参加”（慈善法第六十四条）。"
    message_en = (
        "Read the notice of risks first and tick that you take part of your own will (Charity Law art. 64)."
    )


class ShiftLeftAlreadyError(QiaoError):
    code = "shift_left_already"
    status = 409
    message_zh = "已经退出了，或已经签到。签到以后要改，请找协调员。"
    message_en = "You have left it already, or checked in. After checking in, ask the coordinator."


class ShiftCodeUnknownError(QiaoError):
    code = "shift_code_unknown"
    status = 404
    message_zh = "没有这个签到码。请照手机上或名单上的十六位数字再输一遍。"
    message_en = "There is no such code. Type the sixteen digits on your phone or on the list once more."


class ShiftCodeLockedError(QiaoError):
    code = "shift_code_locked"
    status = 429
    message_zh = "从这里输错的码太多了。请过十分钟再试，或请现场负责人登记。"
    message_en = (
        "Too many wrong codes came from here. Try again in ten minutes, or ask whoever leads on site."
    )


class PresenceConflictError(QiaoError):
    code = "presence_conflict"
    status = 409
    message_zh = "这一条先前已经收到，内容不同。先前的一条有效，没有改动。"
    message_en = "This came in before with another content. The first one stands; nothing was changed."


class PresenceTimeError(QiaoError):
    code = "presence_time"
    status = 422
    message_zh = (
        "时间不对：签到签退只在班次开始前两小时到结束后十二小时之间，签退不能早于签到。请找协调员登记。"
    )
    message_en = (
        "That time cannot be: from two hours before the shift to twelve hours after it, and leaving not before coming."
        " Ask the coordinator to enter it."
    )


class PresenceStandbyError(QiaoError):
    code = "presence_standby"
    status = 409
    message_zh = "您在这一班是候补，还没有转正，或已经退出。请找现场负责人。"
    message_en = (
        "You stand by for this shift and have no place yet, or you have left it. Ask whoever leads on site."
    )


class NothingVerifiedError(QiaoError):
    code = "nothing_verified"
    status = 409
    message_zh = "还没有已核实的志愿服务时间，不能出具证明。请先由协调员核实。"
    message_en = (
        "No time is verified yet, so there is nothing to certify. A coordinator has to verify it first."
    )


class EnrolmentUnconfirmedError(QiaoError):
    code = "enrolment_unconfirmed"
    status = 409
    message_zh = "协调员还没有确认您的登记，暂时不能报班次。确认以后，用同一个登记码再来。"
    message_en = "The coordinator has not confirmed your entry yet, so shifts cannot be taken. Come back with the same code."


class EnrolmentConflictError(QiaoError):
    code = "enrolment_conflict"
    status = 409
    message_zh = "这一份先前已经收到，内容不同。先前的一份有效；要改，请凭登记码打开它。"
    message_en = (
        "This came in before with another content. The first one stands; open it by its code to change it."
    )


class EnrolmentEndedError(QiaoError):
    code = "enrolment_ended"
    status = 409
    message_zh = "这份登记已经结束，姓名和电话已销毁。要再来，请重新登记。"
    message_en = "This entry has ended; name and telephone are destroyed. To come back, enter your name anew."


class EnrolmentUndecidedError(QiaoError):
    code = "enrolment_decided"
    status = 409
    message_zh = "这份登记已经处理过了，没有改动。请刷新名单。"
    message_en = "This entry was decided already; nothing was changed. Load the list anew."


class CallNobodyError(QiaoError):
    code = "call_nobody"
    status = 409
    message_zh = "这一组里没有人同意在需要帮忙时被问。请换一组，或先请会员在自己的页面上勾选。"
    message_en = "Nobody of this group agreed to be asked when help is needed. Choose another group, or ask members to tick it."


class CallTakenError(QiaoError):
    code = "call_taken"
    status = 409
    message_zh = "这个答复已经用上了，不能再改。有变化请直接联系协调员。"
    message_en = "This answer was acted on already and stays as it is. Tell the coordinator what has changed."


class CallAnswerUnfitError(QiaoError):
    code = "call_answer_unfit"
    status = 409
    message_zh = "这个答复现在还用不上：要先答“能”；排进班次的，呼吁要写明班次，答复的人要是个人。"
    message_en = "This answer cannot be acted on: it has to be a yes; for a shift, the call has to name one, and a person answers."


class CallLinkUnknownError(QiaoError):
    code = "call_link_unknown"
    status = 404
    message_zh = "这个链接打不开，可能没有复制全。请回到收到的那条信息，再点一次。"
    message_en = (
        "This link opens nothing; perhaps it was not copied whole. Go back to the message and tap it again."
    )
