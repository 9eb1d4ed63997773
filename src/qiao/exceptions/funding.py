"""Refusals of the ledger, of campaigns, grants and gifts."""

from qiao.exceptions import QiaoError


class LedgerPurposeError(QiaoError):
    code = "ledger_purpose"
    status = 422
    message_zh = "限定性收入要写明限定用途，非限定性收入不写。请改科目，或填上、去掉用途。"
    message_en = "Restricted income names its purpose and unrestricted income has none. Change the account, or the purpose."


class LedgerFundShortError(QiaoError):
    code = "ledger_fund_short"
    status = 409
    message_zh = (
        "“{purpose}”只剩 {left} 元，这笔账要用 {asked} 元。限定用途的钱不能挪作他用（慈善法第五十六条）；"
        "请分摊到还有余额的用途，或先登记收入、期初余额；合作公募方代管的钱要先登记拨付。"
    )
    message_en = (
        "“{purpose}” has CNY {left} left, and this entry takes {asked}. Restricted money serves nothing else (Charity"
        " Law art. 56): charge purposes that still have money, or book the income or opening balance first; what a host"
        " holds is entered as passed on first."
    )


class LedgerConsentError(QiaoError):
    code = "ledger_consent"
    status = 422
    message_zh = "冲减限定性收入就是改变捐赠用途，要写明捐赠人同意书或变更备案的编号（慈善法第五十六条）。记错的账请用“冲销”。"
    message_en = (
        "Taking restricted income back changes what it was given for: name the donor's consent or the refiled plan"
        " (Charity Law art. 56). An entry booked by mistake is reversed instead."
    )


class LedgerUnpricedError(QiaoError):
    code = "ledger_unpriced"
    status = 422
    message_zh = "物资入账要写明按哪条规则计价、价格来源和日期；金额等于数量乘单价。请补齐。"
    message_en = (
        "Goods are booked with the rule, source and day of their price; the amount is quantity times unit price."
        " Complete them."
    )


class LedgerOwnApprovalError(QiaoError):
    code = "ledger_own_approval"
    status = 409
    message_zh = "自己记的账不能自己审核。请换一位有审核权的同事。"
    message_en = (
        "Whoever booked an entry may not approve it. Ask another colleague with the right to approve."
    )


class LedgerDecidedError(QiaoError):
    code = "ledger_decided"
    status = 409
    message_zh = "第 {number} 号分录已经审核过了。要更正就冲销，另记一笔。"
    message_en = "Entry {number} was decided on already. To correct it, reverse it and book a new one."


class LedgerReversedError(QiaoError):
    code = "ledger_reversed"
    status = 409
    message_zh = "第 {number} 号分录已经冲销过，或本身就是冲销，不能再冲销。请另记一笔。"
    message_en = "Entry {number} was reversed already, or is a reversal itself. Book a new entry instead."


class LedgerTableError(QiaoError):
    code = "ledger_table"
    status = 422
    message_zh = (
        "前 20 行里没有同时写着日期和金额（或收入、支出）的表头。请把这两列的名称写成“日期”“金额”再试。"
    )
    message_en = (
        "None of the first 20 rows is a head with a date and an amount (or paid in, paid out). Name the two columns"
        " “date” and “amount” and try again."
    )


class CampaignPapersError(QiaoError):
    code = "campaign_papers"
    status = 409
    message_zh = (
        "募捐方案还缺：{missing}（慈善法第二十四至二十六条）。补齐后再确认；没有评估和书面协议不能联合公募。"
    )
    message_en = (
        "The plan still lacks: {missing} (Charity Law arts. 24-26). Complete it, then confirm; without an assessment and"
        " a written agreement there is no co-launch."
    )


class AppealMembersError(QiaoError):
    code = "appeal_members"
    status = 409
    message_zh = (
        "{day} 名录里没有本组织的会员（这次面向{members}），定向募捐没有可以面向的人（慈善法第二十九条：只面向发起人、理事会成员和会员）。"
        "请先在“志愿者和会员”登记会员，或改走别的途径。"
    )
    message_en = (
        "On {day} the registry held no member of the organisation of the kind asked ({members}), so a directed appeal has nobody to turn to (Charity Law"
        " art. 29: founders, council and members alone). Enter the members under volunteers and members first, or take"
        " another route."
    )


class PlanOwnConfirmError(QiaoError):
    code = "plan_own_confirm"
    status = 409
    message_zh = "填写方案的人不能自己确认。请换一位同事。"
    message_en = "Whoever wrote the plan may not confirm it. Ask another colleague."


class GrantStateError(QiaoError):
    code = "grant_state"
    status = 409
    message_zh = "这项资助现在是“{state}”，不能这样做。请刷新页面看最新情况。"
    message_en = "This grant is now “{state}”, so this cannot be done. Reload the page to see how it stands."


class GrantOverError(QiaoError):
    code = "grant_over"
    status = 422
    message_zh = "各期拨款合计超过了获批金额，最多还可以排 {left} 元。请改小金额。"
    message_en = (
        "The instalments come to more than the award; CNY {left} is left to plan. Enter a smaller amount."
    )


class GrantInstalmentError(QiaoError):
    code = "grant_instalment"
    status = 409
    message_zh = "这期拨款已经入过账了。金额不对请冲销那笔分录。"
    message_en = "This instalment was booked already. If the amount is wrong, reverse its entry."


class GiftCodeUnknownError(QiaoError):
    code = "gift_code_unknown"
    status = 404
    message_zh = "没有找到这个查询码。请对照感谢信上的十六位数字再输一次，或联系收到捐赠的组织。"
    message_en = (
        "Nobody has this code. Compare it with the sixteen digits of the letter of thanks, or ask the organisation that"
        " received the gift."
    )


class GiftCodeLockedError(QiaoError):
    code = "gift_code_locked"
    status = 429
    message_zh = "输错次数太多，请十分钟后再试。"
    message_en = "Too many wrong codes. Try again in ten minutes."


class InvoiceNumberError(QiaoError):
    code = "invoice_number"
    status = 422
    message_zh = "已开具的票据要写明票据号码和开票日期。请补上再保存。"
    message_en = "An issued receipt has its number and day. Add them and save again."
