"""Refusals about ties, partnerships and cooperation."""

from qiao.exceptions import QiaoError


class TieStandsError(QiaoError):
    code = "tie_stands"
    status = 409
    message_zh = "这条联系已经登记过了。请打开原来那条，在那里记来往。"
    message_en = "This tie is recorded already. Open it and note the contact there."


class TieWithdrawnError(QiaoError):
    code = "tie_withdrawn"
    status = 409
    message_zh = "这条联系已经收回，不能再改。仍有来往的，请另登记一条。"
    message_en = "This tie was taken back and cannot be changed. Where it stands again, record a new one."


class TieTableHeadError(QiaoError):
    code = "tie_table_head"
    status = 422
    message_zh = (
        "表里没有找到列名“种类”和“对方”。请在前十行里写上列名：种类、对方、人数、从何时起、最近联系、说明。"
    )
    message_en = "No row names the columns “kind” and “with”. Name them within the first ten rows: kind, with, people, since, last contact, note."


class TieTableTooLongError(QiaoError):
    code = "tie_table_too_long"
    status = 422
    message_zh = "这张表有 {rows} 行，一次最多 {most} 行。请分成几份。"
    message_en = "This table has {rows} rows; one upload takes {most}. Split it."


class TieTableStateError(QiaoError):
    code = "tie_table_state"
    status = 409
    message_zh = "这张表现在是“{state}”，不能做这一步。请刷新页面看它的状态。"
    message_en = "The state of this table does not allow this step. Load the page again to see how it stands."


class PartnershipStandsError(QiaoError):
    code = "partnership_stands"
    status = 409
    message_zh = "这两个组织在这个地方的合作已经登记过了。请打开原来那条。"
    message_en = "These two are recorded as partners in this place already. Open that record."


class PartnershipStateError(QiaoError):
    code = "partnership_state"
    status = 409
    message_zh = "这条合作现在是“{state}”，不能做这一步。请刷新页面。"
    message_en = "The state of this partnership does not allow this step. Load the page again."


class ObstacleResolvedError(QiaoError):
    code = "obstacle_resolved"
    status = 409
    message_zh = "这个障碍已经写过怎样解决，不能再改。又遇到的，请另记一条。"
    message_en = "How this obstacle was overcome is written down and cannot be changed. Record a new one where it came back."


class BroughtStandsError(QiaoError):
    code = "brought_stands"
    status = 409
    message_zh = "这一方的这种资源已经登记过了。要改，请先收回原来那条并写明理由。"
    message_en = "What this side brought of that kind is recorded already. Take that entry back, with the reason, to change it."


class BroughtWithdrawnError(QiaoError):
    code = "brought_withdrawn"
    status = 409
    message_zh = "这一条已经收回过了。"
    message_en = "This entry was taken back already."
