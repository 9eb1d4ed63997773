"""Refusals of what other systems send: checks with ids of their own, hooks, public warnings."""

from qiao.exceptions import QiaoError


class VerificationConflictError(QiaoError):
    code = "verification_conflict"
    status = 409
    message_zh = "编号 {id} 的核实已经记过，内容不同。没有改动；要再记一次，请换一个新编号。"
    message_en = (
        "A check with the id {id} is on record with another content. Nothing was changed; send a new id."
    )


class HookUnknownError(QiaoError):
    code = "hook_unknown"
    status = 401
    message_zh = "没有这个接收地址，或它已停用。请向对方要新的地址。"
    message_en = "There is no such address for deliveries, or it was ended. Ask for a new one."


class HookUnsignedError(QiaoError):
    code = "hook_unsigned"
    status = 401
    message_zh = "签名不对，或签名的时间与现在相差超过五分钟。请核对密钥、签名头和时钟，再发一次。"
    message_en = "The signature is wrong, or its time is more than five minutes from now. Check secret, header and clock, and send again."


class HookBusyError(QiaoError):
    code = "hook_busy"
    status = 429
    message_zh = "这个地址十分钟内已收 {most} 份，请稍后再发。没有丢，也不会重复。"
    message_en = (
        "This address took {most} deliveries within ten minutes. Send again later; nothing is doubled."
    )


class DeliveryConflictError(QiaoError):
    code = "delivery_conflict"
    status = 409
    message_zh = "同一个编号以前来过，内容不同。没有改动；要送新的内容，请换一个新编号。"
    message_en = (
        "A delivery with this id is on record with another content. Nothing was changed; use a new id."
    )


class DeliveryGoneError(QiaoError):
    code = "delivery_gone"
    status = 410
    message_zh = "这份推送的原样已经销毁或已处理，不能再看、再试。"
    message_en = (
        "The content of this delivery was destroyed or dealt with; it can be neither seen nor tried again."
    )


class CapElementError(QiaoError):
    code = "cap_element"
    status = 422
    message_zh = "这不是能读的 CAP 预警：<{element}> 缺少或不对（这里是“{value}”，应为 {expected}）。请向发布单位要原文件再试。"
    message_en = "This CAP message cannot be read: <{element}> is missing or wrong (here “{value}”, expected {expected}). Ask the authority for its own file."


class WarningConflictError(QiaoError):
    code = "warning_conflict"
    status = 409
    message_zh = "编号 {identifier} 的预警以前收过，内容不同。没有改动；更正应由发布单位用 Update 另发。"
    message_en = "A warning {identifier} is on record with another content. Nothing was changed; a correction comes as an Update of its own."
