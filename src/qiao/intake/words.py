"""Sentences of the desk: fields of a text, doubts about data, refused rows, channels."""

from collections.abc import Mapping

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

GROUP_WORDS: Mapping[str, Promise] = {
    "MINORS": _("未成年人"),
    "ELDERLY": _("老年人"),
    "DISABLED": _("残疾人"),
    "PREGNANT": _("孕产期和哺乳期妇女"),
    "SICK": _("需要及时救治的伤病人员"),
    "BEREAVED": _("丧亲者"),
}
"""The groups of 突发事件应对法 art. 11 and the bereaved, by the code of the extraction engine."""

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
