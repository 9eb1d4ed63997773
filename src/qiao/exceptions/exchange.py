"""Refusals of what passes between installations."""

from typing import ClassVar

from qiao.exceptions import QiaoError


class CardUnreadableError(QiaoError):
    code = "card_unreadable"
    status = 422
    message_zh = "这不是名片文件。请对方在“对接平台”页下载名片，原样发来。"
    message_en = "This is no card. Ask the other side to download theirs from “Other platforms” and to send it as it is."


class PlatformSelfError(QiaoError):
    code = "platform_self"
    status = 422
    message_zh = "这是本组织自己的名片。请填对方的。"
    message_en = "This is your own card. Enter the other side's."


class PlatformStandsError(QiaoError):
    code = "platform_stands"
    status = 409
    message_zh = "“{name}”已经登记过。请打开它的页面；换了公钥的，先终止再登记。"
    message_en = (
        "“{name}” is entered already. Open its page; where its key changed, end it and enter it again."
    )


class PlatformSecondPersonError(QiaoError):
    code = "platform_second_person"
    status = 409
    message_zh = "登记公钥和核对指纹要是两个人。请另一位同事打电话向对方核对。"
    message_en = (
        "Who enters a key does not check it too. Let another colleague compare the fingerprint by telephone."
    )


class PlatformClosedError(QiaoError):
    code = "platform_closed"
    status = 409
    message_zh = "和“{name}”现在不往来：{state}。没有给出，也没有收下任何内容。"
    message_en = (
        "Nothing passes between you and “{name}” now: {state_en}. Nothing was given and nothing taken."
    )


class PlatformUnknownError(QiaoError):
    code = "platform_unknown"
    status = 404
    message_zh = "发来这份文件的平台没有登记过。先登记它的名片，由第二人核对指纹，再收文件。"
    message_en = "The platform that sent this is not entered. Enter its card, have the key checked, then take the file."


class PlatformAddressError(QiaoError):
    code = "platform_address"
    status = 409
    message_zh = "没有去取：{reason}。文件可以照常导出、带来。"
    message_en = "Nothing was fetched: {reason_en}. Files can still be exported and carried."


class ParcelRefusedError(QiaoError):
    code = "parcel_refused"
    status = 422
    message_zh = "整份没有收下，什么也没有写入：{reason}"
    message_en = "Nothing of it was taken and nothing written: {reason_en}"

    WORDS: ClassVar[dict[str, tuple[str, str]]] = {
        "UNREADABLE": (
            "不是往来文件，或者传坏了。请对方重新导出。",
            "it is no exchange file, or was damaged. Ask for it again.",
        ),
        "TOO_LARGE": ("文件太大。请对方分几份导出。", "it is too large. Ask for several files."),
        "SIGNATURE": (
            "签名不对：内容被改过。请对方重新导出，并问清经过谁的手。",
            "its signature does not hold: it was altered. Ask for it again, and through whose hands it went.",
        ),
        "KEY": (
            "不是用核对过的那把钥匙签的。请打电话问对方是不是换了钥匙。",
            "it is signed with another key than the one you checked. Telephone and ask whether they changed it.",
        ),
        "FORMAT": (
            "格式版本这里不认识。请两边升级到同一版。",
            "its format is not known here. Upgrade both sides.",
        ),
        "SHAPE": (
            "有一处不合格式（{where}）。请对方升级，或报告给维护者。",
            "a part of it has another shape ({where}). Ask them to upgrade, or report it.",
        ),
        "RECEIVER": ("不是给我们的，或者不是对方发的。", "it is not for you, or not from them."),
        "CLOCK": (
            "制作时间在将来。请核对两边的时钟。",
            "it was made in the future. Compare the clocks of both sides.",
        ),
        "MISSING": (
            "前面缺一份（第 {where} 条）。请先收前面的，或请对方从头导出。",
            "one before it is missing ({where}). Take that first, or ask for all from the beginning.",
        ),
        "FORKED": (
            "同一版本有两种内容（{where}）。对方可能从备份恢复过，请打电话核对；若是，终止这次对接，重新登记对方的名片，再请对方从头导出。",
            "one version says two things ({where}). They may have restored a backup: telephone. If so, end the exchange, enter their card anew, and ask for all from the beginning.",
        ),
        "FOREIGN": (
            "里面有不属于对方的记录（{where}）。只收各家自己的。",
            "it tells of records that are not theirs ({where}). Each tells of its own only.",
        ),
    }

    def __init__(self, fault: str, where: str = "") -> None:
        zh, en = self.WORDS[fault]
        super().__init__(
            fault=fault, where=where, reason=zh.format(where=where), reason_en=en.format(where=where)
        )


class ForeignGoneError(QiaoError):
    code = "foreign_gone"
    status = 410
    message_zh = "对方已经收回或删除了这一条，不能再接。"
    message_en = "Its owner took this record back or erased it; it cannot be taken on."


class ForeignDecidedError(QiaoError):
    code = "foreign_decided"
    status = 409
    message_zh = "这一条已经有人处理过：{state}。请刷新页面看现在的情况。"
    message_en = "Somebody dealt with this already. Load the page again to see how it stands."


class ForeignItemError(QiaoError):
    code = "foreign_item"
    status = 422
    message_zh = "我们的物资目录里没有“{item}”。先在目录里登记同一编码，再接这一条。"
    message_en = "Your catalogue has no item “{item}”. Enter it under the same code, then take this on."
