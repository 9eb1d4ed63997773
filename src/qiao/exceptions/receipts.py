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


class LorryOverloadedError(QiaoError):
    code = "lorry_overloaded"
    status = 409
    message_zh = (
        "{lorry}超载：装了 {load} {unit}，最多 {limit} {unit}。一辆也没有发出；请挪几站到别的车，或改限载。"
    )
    message_en = (
        "{lorry} is overloaded: {load} {unit} on it, at most {limit} {unit}. No lorry was sent; move some drops to "
        "another, or correct its limit."
    )


class ConvoyEmptyError(QiaoError):
    code = "convoy_empty"
    status = 422
    message_zh = "没有一辆车装了货，什么也没有发出。请先把物资分到车上。"
    message_en = "No lorry has anything on it; nothing was sent. Put goods on a lorry first."


class ShipmentLeftError(QiaoError):
    code = "shipment_left"
    status = 409
    message_zh = "司机报过出发或到站，或有一站已签收，或已取消过：这辆车不能取消了。退回来的货按差异处理。"
    message_en = (
        "The driver told that it left or arrived, a stop was signed for, or it was called off before: this lorry "
        "cannot be called off any more. What comes back is settled as a difference."
    )
