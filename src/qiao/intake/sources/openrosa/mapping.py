"""Which question of a form asks for which field of a need or an offer: guessed by names, corrected by people."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiao.intake.models import FieldForm
from qiao.intake.sources.openrosa.xform import Question

FIELDS: Mapping[str, Promise] = {
    "item": _("物资或事项"),
    "quantity": _("数量"),
    "quantity_kind": _("数量类型"),
    "unit": _("单位"),
    "place": _("地点"),
    "party": _("哪个单位"),
    "contact": _("联系人"),
    "phone": _("电话"),
    "tier": _("紧急程度"),
    "deadline": _("期限"),
    "specification": _("规格要求"),
    "note": _("说明"),
}

OF_RECORDS: Mapping[str, Promise] = {
    "target": _("哪条记录"),
    "base": _("记录的版本"),
    "outcome": _("现在怎样"),
    "left": _("还缺多少"),
    "received": _("收到多少"),
    "counted": _("数到多少"),
    "began": _("几点开始"),
    "ended": _("几点结束"),
}
"""Fields of forms about records that are there already, and of counts and hours."""

ALL_FIELDS: Mapping[str, Promise] = {**FIELDS, **OF_RECORDS}

_PARTS = ("item", "quantity", "quantity_kind", "unit", "place", "party", "contact", "phone")
FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    FieldForm.Kind.NEED: tuple(FIELDS),
    FieldForm.Kind.OFFER: (*_PARTS, "specification", "note"),
    FieldForm.Kind.UPDATE: ("target", "base", "outcome", "left", "received", "contact", "phone", "note"),
    FieldForm.Kind.STOCK: ("target", "base", "place", "item", "counted", "unit", "contact", "note"),
    FieldForm.Kind.SHIFT: ("contact", "place", "item", "began", "ended", "note"),
    FieldForm.Kind.OTHER: ("contact", "phone", "note"),
}
"""Kind of form → the fields that its answers may fill."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    FieldForm.Kind.NEED: ("item", "place"),
    FieldForm.Kind.OFFER: ("item", "place"),
    FieldForm.Kind.UPDATE: ("outcome",),
    FieldForm.Kind.STOCK: ("counted",),
    FieldForm.Kind.SHIFT: ("contact", "item", "began", "ended"),
    FieldForm.Kind.OTHER: (),
}
"""Kind of form → the fields without which nothing can be entered from it."""

PERSONAL = ("contact", "phone")
"""Answers hidden on every page until somebody reveals the original."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "item": ("item", "goods", "resource", "what", "wu_zi", "wuzi", "pin_ming"),
    "quantity": ("quantity", "amount", "count", "number", "how_many", "shu_liang", "shuliang"),
    "quantity_kind": ("quantity_kind", "kind_of_quantity", "how_counted"),
    "unit": ("unit", "dan_wei_liang", "ji_liang_dan_wei"),
    "place": ("place", "location", "where", "county", "address", "di_dian", "di_zhi", "qu_xian"),
    "party": ("party", "organization", "organisation", "hospital", "facility", "yi_yuan", "dan_wei"),
    "contact": ("contact", "contact_name", "person", "lian_xi_ren", "xing_ming"),
    "phone": ("phone", "telephone", "mobile", "tel", "dian_hua", "shou_ji"),
    "tier": ("tier", "urgency", "priority", "jin_ji_cheng_du", "jin_ji"),
    "deadline": ("deadline", "needed_by", "due", "qi_xian", "zui_wan"),
    "specification": ("specification", "spec", "standard", "gui_ge"),
    "target": ("target", "need", "lot", "which_need", "which_lot"),
    "base": ("base", "base_version"),
    "outcome": ("outcome", "now", "result"),
    "left": ("left", "still_needed"),
    "received": ("received", "got"),
    "counted": ("counted",),
    "began": ("began", "start_time", "from_time"),
    "ended": ("ended", "end_time", "to_time"),
    "note": ("note", "notes", "remark", "remarks", "comment", "bei_zhu", "shuo_ming"),
}
"""Field → names that authors of forms give its question."""

LABELS: Mapping[str, tuple[str, ...]] = {
    "quantity_kind": ("数量类型", "数量是否"),
    "phone": ("电话", "手机", "phone"),
    "contact": ("联系人", "姓名", "contact"),
    "unit": ("计量单位", "unit"),
    "deadline": ("期限", "最晚", "截止", "何时需要", "needed by"),
    "tier": ("紧急", "多急", "urgen"),
    "specification": ("规格", "标准", "型号"),
    "item": ("物资", "物品", "需要什么", "提供什么", "品名", "what"),
    "quantity": ("数量", "多少", "how many"),
    "place": ("地点", "地址", "在哪", "区县", "县区", "where"),
    "party": ("单位", "医院", "机构", "组织"),
    "note": ("备注", "说明", "其他", "remark"),
}
"""Field → words in the question; the narrower field first."""

KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (FieldForm.Kind.UPDATE, ("update", "follow", "跟进", "回访")),
    (FieldForm.Kind.STOCK, ("stock", "inventory", "库存", "盘点", "清点")),
    (FieldForm.Kind.SHIFT, ("shift", "hours", "check_in", "签到", "志愿服务", "排班", "班次")),
    (FieldForm.Kind.OFFER, ("offer", "donat", "supply", "捐", "提供", "可供", "资源")),
    (FieldForm.Kind.NEED, ("need", "request", "demand", "需", "求助", "缺")),
)


def kind_of(form_id: str, title: str) -> str:
    """Return what a form seems to collect, by its id and title."""
    said = f"{form_id} {title}".lower()
    return next((kind for kind, words in KINDS if any(word in said for word in words)), FieldForm.Kind.OTHER)


def guess(questions: Iterable[Question]) -> dict[str, str]:
    """Return field → path: what the author named (qiao::field), then names, then words of the question."""
    asked = [one for one in questions if one.type != "binary"]
    found: dict[str, str] = {}
    for one in asked:
        if one.field in ALL_FIELDS:
            found.setdefault(one.field, one.path)
    for field, names in NAMES.items():
        _take(found, field, [one for one in asked if one.name.lower() in names])
    for field, words in LABELS.items():
        said = [one for one in asked if any(word in f"{one.label} {one.label_en}".lower() for word in words)]
        _take(found, field, said)
    return found


def _take(found: dict[str, str], field: str, candidates: list[Question]) -> None:
    free = [one for one in candidates if one.path not in found.values()]
    if field not in found and free:
        found[field] = free[0].path
