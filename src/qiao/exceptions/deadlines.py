"""Refusals about deadlines of the law, a year of accounts and readiness."""

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


class AccountsHeadError(QiaoError):
    code = "accounts_head"
    status = 422
    message_zh = (
        "表里没有找到列名“类别”和“金额”。请在前十五行里写上列名：类别、来源、金额、是否限定、合同截止。"
    )
    message_en = "No row names the columns “stream” and “amount”. Name them within the first fifteen rows: stream, funder, amount, restricted, ends."


class AccountsTooLongError(QiaoError):
    code = "accounts_too_long"
    status = 422
    message_zh = "这张表有 {rows} 行，一次最多 {most} 行。请按来源合并后再传。"
    message_en = "This table has {rows} rows; one upload takes {most}. Add the rows of one funder up first."


class AccountsStateError(QiaoError):
    code = "accounts_state"
    status = 409
    message_zh = "这份账目现在是“{state}”，不能做这一步。请刷新页面看它的状态。"
    message_en = (
        "The state of these accounts does not allow this step. Load the page again to see how they stand."
    )


class AccountsYearTakenError(QiaoError):
    code = "accounts_year_taken"
    status = 409
    message_zh = "{year} 年的账目已经载入过一份。请先撤销那一份，再载入这一份。"
    message_en = "Accounts of {year} are loaded already. Undo those first, then load these."


class ReadinessTaskDoneError(QiaoError):
    code = "readiness_task_done"
    status = 409
    message_zh = "这件事已经记为完成。要补充，请另加一件事。"
    message_en = "This task is recorded as done already. Add another one where more is to be done."
