"""Words of doors for other systems: what the fields are called, and why a delivery could not be read."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.intake.sources.openrosa.mapping import FIELDS

FIELD_WORDS: Mapping[str, Promise] = {
    **FIELDS,
    "text": _("消息全文"),
    "delivery": _("对方的编号"),
    "said_at": _("对方的时间"),
}
FIELD_NOTES: Mapping[str, Promise] = {
    "text": _("没有分栏的话，只填这一栏。"),
    "contact": _("加密保存，不进正文。"),
    "phone": _("加密保存，不进正文。"),
    "delivery": _("凭它认出重发；不填就凭内容。"),
}

REASONS: Mapping[str, Promise] = {
    "not_utf8": _("编码不是 UTF-8。请对方改用 UTF-8。"),
    "not_json": _("不是有效的 JSON（%(why)s）。请对方改用 JSON 发送。"),
    "not_an_object": _("JSON 只是一个值，没有栏目。请对方发送对象。"),
    "nothing_found": _("按现在的设定找不到“消息全文”或“物资”（%(paths)s）。请改好栏目，再重读。"),
    "too_long": _("正文超过 %(most)s 字。请少对应几栏，或请对方分开发。"),
    "value_too_long": _("“%(field)s”太长。请核对这一栏的位置，再重读。"),
    "bad_characters": _("“%(field)s”里有不能保存的字符（空字符或残缺的字）。请对方改正后重发。"),
    "refused": _("登记时被拒：%(said)s"),
    "unstorable": _("有的值数据库存不下。请核对栏目的位置，再重读。"),
}


def reason_text(code: str, details: Mapping[str, Any]) -> str:
    """Return why a delivery could not be read, and what to do."""
    told = {"why": "", "paths": "", "most": "", "field": "", **details}
    told["said"] = details.get("en" if (get_language() or "").startswith("en") else "zh", "")
    told["field"] = str(FIELD_WORDS.get(told["field"], told["field"]))
    told["paths"] = told["paths"] or "—"
    return str(REASONS[code]) % told if code in REASONS else ""
