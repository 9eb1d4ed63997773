"""Refusals at the department's door."""

from qiao.exceptions import QiaoError


class DoorClosedError(QiaoError):
    code = "door_closed"
    status = 404
    message_zh = "这个链接打不开：可能已经到期或关闭，也可能没有复制完整。请向给您链接的社会组织要一个新的。"
    message_en = "This link does not open: it has expired, was closed, or was not copied whole. Ask the organisation that gave it to you for a new one."


class DoorTooManyError(QiaoError):
    code = "door_too_many"
    status = 429
    message_zh = "一小时内最多答复 {most} 次。前面的答复都已记下，请过一会儿再写。"
    message_en = (
        "At most {most} answers an hour. The earlier ones are kept; write the next one a little later."
    )
