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
    message_zh = "这一步要身份验证器应用的六位数字，您还没有设；通行密钥不能代替它。请在右上角账户菜单的“两步验证”里设好再来。"
    message_en = "This step asks for the six digits of an authenticator app and you have none set up; a passkey does not stand in for it. Set one up under “Two-factor sign-in” in your account menu."


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


class CareFileDestroyedError(QiaoError):
    code = "care_file_destroyed"
    status = 410
    message_zh = "这份档案已依法销毁，只留编号与时间。"
    message_en = "This file was destroyed as the law requires; only its number and dates remain."


class KeyInUseError(QiaoError):
    code = "key_in_use"
    status = 409
    message_zh = "还有档案用旧密钥封装，没有销毁任何密钥。请先更换密钥（./qiao care_keys）。"
    message_en = "A file is still wrapped under an old key; no key was destroyed. Change keys first (./qiao care_keys)."


class KeyMissingError(QiaoError):
    code = "key_missing"
    status = 410
    message_zh = (
        "打开它的钥匙（{name}）已经销毁，或不在这台机器上，所以读不出来。从备份恢复的，请把密钥目录一起放回。"
    )
    message_en = "The key that opens it ({name}) was destroyed or is not on this machine, so it cannot be read. After a restore put the folder of keys back as well."


class CrisisGoesOnError(QiaoError):
    code = "crisis_goes_on"
    status = 409
    message_zh = (
        "“{name}”还没有结束（没有结束日期，或还没到），没有销毁任何东西。请用 --ended-on 登记结束日期。"
    )
    message_en = "“{name}” has not ended (no last day, or not yet); nothing was destroyed. Enter its last day with --ended-on."


class AssessmentMissingError(QiaoError):
    code = "assessment_missing"
    status = 422
    message_zh = "要留下“{what}”，先写明为什么合法、必要、安全，和今后的销毁日期（突发事件应对法第八十五条）。没有销毁任何东西。"
    message_en = "To keep “{what}”, first say why it is lawful, necessary and safe, and a later day of destruction (Emergency Response Law art. 85). Nothing was destroyed."


class DestructionCertificateError(QiaoError):
    code = "destruction_certificate"
    status = 422
    message_zh = "这份证明的签名对不上：内容改过，或不是这把钥匙签的。"
    message_en = "The signature of this certificate does not hold: it was changed, or another key signed it."


class PersonUnknownError(QiaoError):
    code = "person_unknown"
    status = 404
    message_zh = "没有编号为 {id} 的一线信息、个案或人员（或已经删除）。"
    message_en = "No report, care file or person has the id {id} (or it was erased)."


class FewPeopleError(QiaoError):
    code = "few_people"
    status = 422
    message_zh = "这一类里同意“去标识后用于统计与建议”的不足 {least} 人，不能写出来：人少，就认得出是谁。"
    message_en = "Fewer than {least} people of this kind agreed to anonymous use, so nothing is written: few people can be recognised."


class ReleaseTooSoonError(QiaoError):
    code = "release_too_soon"
    status = 409
    message_zh = "七天才发布一期，{day} 以后再发：两期挨得近，一减就看得出新来的是谁。"
    message_en = (
        "One issue in seven days; the next after {day}. Two issues close together show who came between."
    )


class GroupStateError(QiaoError):
    code = "group_state"
    status = 409
    message_zh = "小组现在的状态不能这样做：已提出结束或已结束的小组不再增加内容；结束要由另一位带领人确认。"
    message_en = "The group cannot take this as it stands: one that is closing or closed takes nothing more, and the other leader agrees to its end."
