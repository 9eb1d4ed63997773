"""Refusals of cash and vouchers to persons."""

from qiao.exceptions import QiaoError


class CashPersonError(QiaoError):
    code = "cash_person"
    status = 422
    message_zh = (
        "受助人只写编码：字母、数字和短横，数字不超过八位，不写姓名、电话、证件号。留空就由系统编一个。"
    )
    message_en = (
        "A person is a code here: letters, digits and hyphens, eight digits at most; no name, telephone or number of"
        " identity. Left empty, a code is made."
    )


class CashConsentError(QiaoError):
    code = "cash_consent"
    status = 422
    message_zh = "同意日期不能晚于今天。没有本人或监护人的同意，不能提出。"
    message_en = (
        "The day of consent cannot lie ahead. Without the person's or guardian's consent nothing is proposed."
    )


class CashOwnError(QiaoError):
    code = "cash_own"
    status = 409
    message_zh = "提出、批准、发放要分开：提出的人不能批准，也不能发放；有别人可以发放时批准的人不能发放。请换一位有权的同事（管理员或财务）。"
    message_en = (
        "Proposing, approving and paying are kept apart: who proposes neither approves nor pays, and who approves does"
        " not pay where somebody else may. Ask a colleague with the right (administrator or finance)."
    )


class CashStateError(QiaoError):
    code = "cash_state"
    status = 409
    message_zh = "这一笔现在的状态不能做这一步：批准之后才能发放，决定过的不再决定。请刷新页面看。"
    message_en = "Its state does not allow this step: it is paid after approval and decided on once. Load the page again."


class CashReceiptError(QiaoError):
    code = "cash_receipt"
    status = 422
    message_zh = "发放要写收据编号（受助人签收的那张）和日期；日期不早于同意、不晚于今天。"
    message_en = "A payment names the receipt the person signed and its day, not before the consent and not after today."
