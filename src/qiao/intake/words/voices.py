"""Sentences of the desk: fields of a text, doubts about data, refused rows, channels."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qiao.exceptions import QiaoError, SheetRowShiftedError
from qiao.intake.models import Need, Note, Offer, Refusal

FIELD_WORDS: Mapping[str, Promise] = {
    "item": _("物资或事项"),
    "quantity": _("数量"),
    "place": _("地点"),
    "party": _("哪个单位"),
    "tier": _("紧急程度"),
    "who": _("为谁"),
    "people": _("人数"),
    "phone": _("电话（已遮住）"),
    "contact": _("联系人（已遮住）"),
    "deadline": _("期限"),
    "verified": _("自称已核实"),
    "closed": _("自称已解决"),
}

SECOND_FAILED: Mapping[str, Promise] = {
    "gone": _("这条信息已删除，或者第二意见已经关闭。"),
    "too_long": _("这条信息太长，没有交给模型读。"),
    "answer_unreadable": _("模型的回答读不懂。"),
    "refused": _("模型的地址拒收。请运维核对网址和密钥。"),
    "try_later": _("模型暂时答不了。"),
    "too_many": _("问得太频繁，模型暂时不答。"),
    "timed_out": _("模型没有在限定的时间内回答。"),
    "unreachable": _("连不上模型的地址。"),
}
"""Why a second reader gave no opinion; other reasons are those of every sending."""

GROUP_WORDS: Mapping[str, Promise] = {
    "MINORS": _("未成年人"),
    "ELDERLY": _("老年人"),
    "DISABLED": _("残疾人"),
    "PREGNANT": _("孕产期和哺乳期妇女"),
    "SICK": _("需要及时救治的伤病人员"),
    "BEREAVED": _("丧亲者"),
}
"""The groups of 突发事件应对法 art. 11 and the bereaved, by the code of the extraction engine."""

CHIP_GROUPS: Mapping[str, Promise] = {
    "ELDERLY": _("老年人"),
    "MINORS": _("孩子"),
    "PREGNANT": _("孕产妇"),
    "SICK": _("伤病员"),
    "DISABLED": _("残疾人"),
    "BEREAVED": _("丧亲者"),
}
"""The same groups in the short words of the public form."""

DOUBTS: Mapping[str, tuple[Promise, Promise]] = {
    "place_far": (
        _("认出的地名不在本次事件涉及的省份，没有采用。"),
        _("请打电话问清，再在“更正”里写到县区。"),
    ),
    "place_missing": (_("没有认出地点。"), _("请在“更正”里写到县区，或打电话问清。")),
    "item_unknown": (
        _("物资不在目录里，只留原话。"),
        _("请在“更正”里从目录中选一项；分配方案只用目录里的物资。"),
    ),
    "pack_content_unknown": (
        _("数量是按箱、盒、包说的，不知道一箱装多少。"),
        _("请问清每箱数量，再更正为基本单位；在此之前不按一箱一件计算。"),
    ),
    "hearsay": (
        _("这是转述的传闻，没有可以问的人：只存信息，不建需求。"),
        _("请找到说这话的人或官方消息核实；属实再手工添加需求。"),
    ),
    "account_number": (
        _("原话里有像收款账号、银行卡号或收款码的内容，已遮住，不会公开。"),
        _("请打电话核实对方身份；捐款只走登记过的募捐账户，不要把这个号码转给别人。"),
    ),
    "reporter_corrected": (
        _("反映人后来更正了这份信息。"),
        _("请看“后来的信息”，打电话问清后再更正需求。"),
    ),
    "reporter_added": (_("反映人后来补充了情况。"), _("请看“后来的信息”。")),
    "standard_differs": (
        _("原话里的叫法和所写的标准不是一回事，按标准登记。"),
        _("请看包装照片上的标准号；写错了就在资源页改“执行标准”。"),
    ),
    "quantity_unbelievable": (_("原话里的数是零，或大得不可能。"), _("请问清数量再更正；现在按“未知”处理。")),
}
"""Code of a doubt → what is doubtful, what to do."""

REVEAL_REASONS: Mapping[str, Promise] = {
    "CALL": _("打电话核实"),
    "DELIVER": _("联系送货、交接"),
    "RESCUE": _("人命关天，转交救援"),
    "LAW": _("本人查询，或依法提供"),
}
CHANNELS: Mapping[str, Promise] = {
    "微信群": _("微信群"),
    "电话": _("电话"),
    "短信": _("短信"),
    "微博": _("微博"),
    "当面": _("当面"),
    "其他": _("其他"),
}


REPORTER_SAID: Mapping[str, Promise] = {
    "MET": _("反映人说：已经得到了"),
    "GONE": _("反映人说：不需要了"),
    "reporter_corrected": _("反映人来更正"),
    "reporter_added": _("反映人来补充"),
}
"""What an alert tells of a sender who wrote again."""

OUTBOX_WORDS: Mapping[str, Any] = {
    "states": {
        "draft": _("草稿"),
        "waiting": _("等网络，会自动发"),
        "sending": _("正在发"),
        "sent": _("已收到"),
        "refused": _("没有收下，可以改"),
    },
    "what": _("内容是空的。请写下看到的情况或需要的东西。"),
    "where": _("请至少写到县区，例如“英山县温泉镇”。"),
    "quantity": _("请写一个数和单位，例如“2000只”；说不准就选“不知道”。"),
    "kind": _("选了“不知道”或“越多越好”就不填数；有数就选“有数”。"),
    "consent": _("请先勾选同意，才能提交。"),
    "errors": _("还差一点：请看标红的地方，改好再提交。您填的都在。"),
    "full": _("手机存不下了。请去掉照片，或先发出等着的。"),
    "unkept": _("这部手机不让保存。请不要关掉本页，有网时再提交。"),
    "photos": _("最多 3 张照片。"),
    "photo": _("这张照片打不开，没有加上。请换一张。"),
    "photoNumber": _("第 {n} 张照片"),
    "drop": _("去掉"),
    "look": _("看进展"),
    "keep": _("请抄下或截图。凭它可以看进展、更正、撤回、删除。"),
    "copy": _("复制查询码"),
    "copied": _("已复制"),
    "forget": _("不留在手机上"),
    "forgetSure": _("抄好查询码了吗？从这部手机上去掉之后，这里就看不到了。"),
    "qr": _("查询页的二维码"),
    "nothing": _("还没写内容"),
    "refused": _("没有收下："),
    "tried": _("试过 {n} 次，还没发出去。"),
    "edit": _("修改"),
    "discard": _("不要了"),
    "discardSure": _("确定不要这一份吗？还没有交出去。"),
    "onItsWay": _("它正在发出。发到以后在回执页上更正；没发出去，就可以再点“修改”。"),
    "sending": _("正在发送……"),
    "sent": _("已经收到。查询码在下面，请抄下。"),
    "kept": _("已存在这部手机里，有网络就自动发出，不会重复。"),
    "refusedTell": _("没有收下，原因在下面。改好可以再交，您写的都在。"),
    "clearSure": _("从这部手机上清除所有草稿、待发和查询码吗？交出去的不受影响。"),
    "cleared": _("这部手机上的都清除了。"),
    "restored": _("接着上次没写完的。"),
}
"""What the reporter's page says by itself, with or without a network."""


def plain_words(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sentences in the language of the page, ready for its script."""
    return {
        key: plain_words(value) if isinstance(value, Mapping) else str(value) for key, value in words.items()
    }


def doubt_text(note: Note) -> tuple[str, str]:
    """Return what is doubtful and what to do, as two sentences."""
    what, todo = DOUBTS.get(note.code, (_("这里有一处待核对（%(code)s）。"), _("请对照原文看一看。")))
    return str(what) % {"code": note.code}, str(todo)


def refusal_text(refusal: Refusal, language: str) -> str:
    """Return why a row of a sheet was not loaded and what to do, in the language of the page."""
    kinds: dict[str, type[QiaoError]] = {one.code: one for one in QiaoError.__subclasses__()}
    kind = kinds.get(refusal.code, SheetRowShiftedError)
    if kind is SheetRowShiftedError:
        return kind(row=refusal.row, column=refusal.column, value=refusal.value).message(language)
    return _now("这一格的内容不能用（%(code)s）。请在原表中改正后重新导入。") % {"code": refusal.code}


def voice_words(voice: Need | Offer) -> str:
    """Return what and how much in the language of the page: 医用外科口罩 2,000只."""
    if not (get_language() or "").startswith("en"):
        return f"{voice.what} {voice.quantity_text}"
    item = voice.item
    name = (item.name_en if item else "") or voice.what
    if voice.quantity is None:
        return f"{name} ({_now(voice.quantity_text)})"
    unit = item.unit_en if item and item.unit == voice.unit else _now(voice.unit) if voice.unit else ""
    return f"{name} {voice.quantity_text.removesuffix(voice.unit)} {unit}".strip()
