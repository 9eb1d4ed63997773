"""Refusals of what is signed for without an account."""

from qiao.exceptions import QiaoError


class ReceiptConflictError(QiaoError):
    code = "receipt_conflict"
    status = 409
    message_zh = "这份签收先前已经收到，内容不同。先前的一份有效，没有改动。"
    message_en = (
        "This receipt came in before with another content. The first one stands; nothing was changed."
    )


class AlreadySignedError(QiaoError):
    code = "already_signed"
    status = 409
    message_zh = "这一单已经签收过：实收 {quantity}，{at}。现在这份没有收下；填错了请联系发货方。"
    message_en = (
        "This delivery was signed for before: {quantity} on {at}. This one was not taken; if a mistake was made,"
        " ask the sender."
    )


class DriverConflictError(QiaoError):
    code = "driver_conflict"
    status = 409
    message_zh = "这一条先前已经报过，内容不同。先前的一条有效，没有改动。"
    message_en = "This was told before with another content. The first one stands; nothing was changed."


class StepStandsError(QiaoError):
    code = "step_stands"
    status = 409
    message_zh = "这一步收不回：过了十分钟，或已经收回。请打电话给发货方。"
    message_en = (
        "This step cannot be taken back: ten minutes are over, or it was taken back. Ring the sender."
    )


class DriverTooOftenError(QiaoError):
    code = "driver_too_often"
    status = 429
    message_zh = "这趟车报得太多了。请过十分钟再报，或打电话给发货方。"
    message_en = "This trip has told very much. Try again in ten minutes, or ring the sender."


class RoadsUnreadError(QiaoError):
    code = "roads_unread"
    status = 422
    message_zh = "这张路程表一行也没有读懂，没有保存。表头要有“从、到、公里”，地点写全名或六位代码。"
    message_en = (
        "No row of this table of roads was understood; nothing was saved. It needs the columns from, to and km, "
        "places by full name or six digits."
    )
