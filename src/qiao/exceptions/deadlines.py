"""Refusals about what the law asks for by a day."""

from qiao.exceptions import QiaoError


class DisclosureAheadError(QiaoError):
    code = "disclosure_ahead"
    status = 422
    message_zh = "办理日期 {day} 还没有到，或早于活动开始。请填实际办理的那一天。"
    message_en = (
        "The day {day} has not come, or lies before the campaign. State the day on which it was done."
    )


class DisclosureWithdrawnError(QiaoError):
    code = "disclosure_withdrawn"
    status = 409
    message_zh = "这一条已经收回过了。仍然办过的，请另登记一条。"
    message_en = "This entry was taken back already. Where it was done all the same, record it again."


class CampaignEndedError(QiaoError):
    code = "campaign_ended"
    status = 409
    message_zh = "这个募捐活动已经登记为结束，不能再改。日期写错的，请联系管理员。"
    message_en = "This campaign is recorded as ended already. Where the day is wrong, ask your administrator."
