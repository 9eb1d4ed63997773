"""Refusals of the desk of care."""

from qiao.exceptions import QiaoError


class ConsentMissingError(QiaoError):
    code = "consent_missing"
    status = 422
    message_zh = "没有有效的同意（{purpose_zh}：{receiver}），所以没有做。请先向当事人说明交给谁、为什么、交出什么，单独取得同意并记录（个人信息保护法第二十三条）。"
    message_en = "There is no valid consent ({purpose_en}: {receiver}), so this was not done. First tell the person to whom, why and what is handed over, get a separate consent and record it (PIPL art. 23)."


class GuardianConsentError(QiaoError):
    code = "guardian_consent"
    status = 422
    message_zh = "当事人不满十四岁，要由父母或其他监护人同意（个人信息保护法第三十一条）。"
    message_en = "The person is under fourteen: a parent or guardian must consent (PIPL art. 31)."


class ReferralStateError(QiaoError):
    code = "referral_state"
    status = 409
    message_zh = "这次转介已经不在等待答复，没有改动。请刷新看最新情况。"
    message_en = "This referral no longer waits for an answer; nothing was changed. Reload to see how it stands."


class CareFileStateError(QiaoError):
    code = "care_file_state"
    status = 409
    message_zh = "档案现在的状态不能这样做：已转介、待结案或已结案的档案不再增加内容。"
    message_en = "The file cannot take this as it stands: one referred, closing or closed takes nothing more."


class NeedTakenError(QiaoError):
    code = "need_taken"
    status = 409
    message_zh = "这条求助已经有社工接手，不会再问当事人一遍。"
    message_en = "A social worker has taken this request up already; the person is not asked again."
