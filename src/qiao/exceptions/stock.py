"""Refusals of the stock desk."""

from qiao.exceptions import QiaoError


class UnfitGoodsError(QiaoError):
    code = "unfit_goods"
    status = 409
    message_zh = "能给这条需求的只有 {left}；另有 {other} 已过期或不合它要的标准。请减少数量，或到“不合标准”页看谁能用。"
    message_en = "Only {left} may serve this need; {other} more are expired or not fit for it. Ask for less, or see on the page of unfit goods who can use them."


class SameNeedError(QiaoError):
    code = "same_need"
    message_zh = "这些物资本来就是留给这条需求的。请另选一条需求。"
    message_en = "The goods are held for this need already. Choose another need."


class DonorLimitError(QiaoError):
    code = "donor_limit"
    status = 409
    message_zh = (
        "捐赠人限每个接收方最多得 {most}，这一家还可以得 {left}，不是 {asked}。请减少数量，或另选别人捐的。"
    )
    message_en = "The donor allows no recipient more than {most}; this one may still get {left}, not {asked}. Give less, or choose goods of another donor."


class PartUnclearError(QiaoError):
    code = "part_unclear"
    status = 409
    message_zh = "这批货分在 {parts} 处。请指明是哪一份。"
    message_en = "This lot lies in {parts} parts. Say which one."


class NotThenError(QiaoError):
    code = "not_then"
    status = 409
    message_zh = "{at} 起，账上有一刻只有 {left}，这一笔要 {asked}。请把时间填晚一些，或不填，按现在记。"
    message_en = "From {at} on the books held as few as {left} at some moment; this takes {asked}. Tell a later time, or none to book it now."


class KitShortError(QiaoError):
    code = "kit_short"
    status = 409
    message_zh = "{item}在这个仓库只有 {left} 可用，这么多套要 {asked}。最多装 {most} 套；或先调货过来。"
    message_en = "This store has only {left} of {item} free; so many kits need {asked}. Assemble at most {most}, or move goods here first."


class KitUnclearError(QiaoError):
    code = "kit_unclear"
    message_zh = "{item}里要装东西，而且不能装它自己。请至少写一样物资和每套的数量。"
    message_en = (
        "{item} must hold something, and not itself. Write at least one item and how many a kit holds."
    )
