"""Refusals of pastes that are looked at before they are saved."""

from qiao.exceptions import QiaoError


class DraftConflictError(QiaoError):
    code = "draft_conflict"
    status = 409
    message_zh = "编号 {id} 已经用于另一份粘贴。请刷新页面再粘贴。"
    message_en = "The id {id} was used for another paste. Load the page again and paste anew."


class DraftStateError(QiaoError):
    code = "draft_state"
    status = 409
    message_zh = "这份粘贴现在是“{state}”，不能这样做。请刷新页面。"
    message_en = "This paste is now “{state}”; that cannot be done. Load the page again."


class DraftGoneError(QiaoError):
    code = "draft_gone"
    status = 410
    message_zh = "这份粘贴过了保留期，原文已删除，什么都没有登记。请重新粘贴。"
    message_en = (
        "The time of this paste is over: its text was deleted and nothing was registered. Paste it again."
    )


class DraftNothingError(QiaoError):
    code = "draft_nothing"
    status = 422
    message_zh = "没有要保存的消息：每一条都是以前收下的、闲聊，或您选了不保存。请至少留下一条。"
    message_en = "There is nothing to save: every message came in before, is small talk, or was left out. Keep at least one."


class DraftRepeatError(QiaoError):
    code = "draft_repeat"
    status = 422
    message_zh = "第 {number} 条不能是“{of}”的重复。请填本次粘贴里另一条需求或资源的序号。"
    message_en = (
        "Message {number} cannot repeat “{of}”. Give the number of another need or offer of this paste."
    )


class DraftFileError(QiaoError):
    code = "draft_file"
    status = 422
    message_zh = "文件“{name}”读不了：{reason_zh}。请从聊天软件导出 TXT、HTML 或 JSON，或把文字粘贴过来。"
    message_en = "The file “{name}” cannot be read: {reason_en}. Export TXT, HTML or JSON from the chat, or paste the words."
