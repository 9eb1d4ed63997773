"""Refusals at the door of forms from the field."""

from qiao.exceptions import QiaoError


class XmlRefusedError(QiaoError):
    code = "xml_refused"
    status = 422
    message_zh = "这份 XML 不能收：{reason_zh}。什么都没有保存。"
    message_en = "This XML is not taken: {reason_en}. Nothing was saved."


class FormUnreadableError(QiaoError):
    code = "form_unreadable"
    status = 422
    message_zh = "表单读不懂：{reason_zh}请改好后再上传，什么都没有保存。"
    message_en = "The form cannot be read: {reason_en} Correct it and upload it again; nothing was saved."


class FormVersionTakenError(QiaoError):
    code = "form_version_taken"
    status = 409
    message_zh = "表单 {form} 已有版本 {version}，内容不同。请在 settings 表的 version 里换一个版本号再上传。"
    message_en = "Form {form} has a version {version} with another content. Give it another version in the settings sheet."


class FormUnknownError(QiaoError):
    code = "form_unknown"
    status = 404
    message_zh = "这里没有表单“{form}”版本“{version}”，或这个口令不能填它。请在手机上重新获取表单；填好的内容请先留着。"
    message_en = "There is no form “{form}”, version “{version}”, for this code. Get the forms again on the phone, and keep what was filled in."


class FilledFormUnreadableError(QiaoError):
    code = "filled_form_unreadable"
    status = 422
    message_zh = "填好的表单缺少 {what}，收不下。请更新手机上的表单后再发。"
    message_en = (
        "The filled form lacks {what} and cannot be taken. Update the form on the phone and send it again."
    )


class FilledFormMissingError(QiaoError):
    code = "filled_form_missing"
    status = 400
    message_zh = "没有收到 xml_submission_file 这一部分，请用 multipart/form-data 提交。"
    message_en = "The part xml_submission_file is missing; send multipart/form-data."


class CollectorRefusedError(QiaoError):
    code = "collector_refused"
    status = 401
    message_zh = "采集口令不对、已过期或已撤销。手机上的内容请先留着，向组织要新的二维码。"
    message_en = "The collector code is wrong, has expired or was revoked. Keep what is on the phone and ask for a new QR code."


class BodyTooLargeError(QiaoError):
    code = "body_too_large"
    status = 413
    message_zh = "这次提交超过 {limit} MB。请把照片缩小，或分几次发送。"
    message_en = "This submission is over {limit} MB. Make the photographs smaller or send them in parts."


class PartUnreadableError(QiaoError):
    code = "part_unreadable"
    status = 422
    message_zh = "有 {count} 个附件读不出来（文件名里可能有换行）。什么都没有保存，请改好文件名后原样再发。"
    message_en = "{count} attached parts cannot be read (a file name may hold a line break). Nothing was kept: rename, send again."


class AttachmentsLeftError(QiaoError):
    code = "attachments_left"
    status = 422
    message_zh = "文字已收好；附件没有收：{reasons_zh}"
    message_en = "The answers are safe; these attachments were not taken: {reasons_en}"


class CorrectionUnknownError(QiaoError):
    code = "correction_unknown"
    status = 409
    message_zh = "这份更正的原件（{id}）这里没有收到过，或不是这张表单的。请先把原来那份发上来，再发更正；什么都没有保存。"
    message_en = "The form which this one corrects ({id}) has not come in here, or is another form's. Send the first one, then the correction; nothing was saved."


class CorrectionErasedError(QiaoError):
    code = "correction_erased"
    status = 409
    message_zh = "原来那份已依法删除，不能再更正。确需登记的，请另填一份新的。什么都没有保存。"
    message_en = "The form which this one corrects was erased by law and cannot be corrected. Fill in a new one where it is needed; nothing was saved."


class FormMediaRefusedError(QiaoError):
    code = "form_media_refused"
    status = 422
    message_zh = "这个文件没有收：{reason_zh}。请改好再传。"
    message_en = "This file was not taken: {reason_en}. Correct it and upload it again."
