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
    message_en = (
        "This referral no longer waits for an answer; nothing was changed. Reload to see how it stands."
    )


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


class SecondFactorMissingError(QiaoError):
    code = "second_factor_missing"
    status = 403
    message_zh = "这一步要两步验证，您还没有设。请在右上角账户菜单的“两步验证”里设好再来。"
    message_en = "This step asks for a second factor and you have none. Set it up under “Two-step verification” in your account menu."


class SecondFactorWrongError(QiaoError):
    code = "second_factor_wrong"
    status = 403
    message_zh = "验证码不对或已用过，没有打开。请等下一个码再试；15 分钟内错 {most} 次会停。"
    message_en = "The code is wrong or was used; nothing was opened. Wait for the next one; {most} wrong tries in 15 minutes stop it."


class SecondFactorLockedError(QiaoError):
    code = "second_factor_locked"
    status = 429
    message_zh = "验证码错的次数太多。请过 15 分钟再试。"
    message_en = "Too many wrong codes. Try again in 15 minutes."


class OpeningUnreviewedError(QiaoError):
    code = "opening_unreviewed"
    status = 409
    message_zh = "您有超过 72 小时没有复核的查看。请先让那份档案的社工复核，再申请新的查看。"
    message_en = "You opened notes more than 72 hours ago and nobody reviewed it. Ask that file's social worker to review it first."
