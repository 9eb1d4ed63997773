"""Forms ready to use, made as XLSForm so that they can be fetched, changed and uploaded again."""

import io

import xlsxwriter

from qiao.intake.models import FieldForm
from qiao.intake.sources.openrosa.xform import XForm
from qiao.intake.sources.openrosa.xlsform import FIELD_COLUMN, form_from_file

VERSION = "2026112603"
ZH, EN = "label::中文 (zh)", "label::English (en)"
HINT_ZH, HINT_EN = "hint::中文 (zh)", "hint::English (en)"
Row = dict[str, str]


def _ask(kind: str, name: str, chinese: str, english: str, **more: str) -> Row:
    """Return a row of the sheet survey; the column qiao::field says which field it fills."""
    return {"type": kind, "name": name, ZH: chinese, EN: english, **more}


def _field(name: str) -> Row:
    return {FIELD_COLUMN: name}


def _required() -> Row:
    return {"required": "yes"}


def _later(name: str) -> str:
    """Return a constraint that a moment is after another one, as JavaRosa, Web Forms and Enketo all read it.

    JavaRosa compares bare moments as whole days, and Web Forms takes no question inside decimal-date-time().
    """
    minutes = "number(format-date-time({}, '%Y%m%d%H%M'))"
    return f"{minutes.format('.')} > {minutes.format('${' + name + '}')}"


def _amount(chinese: str, english: str) -> list[Row]:
    counted = {"relevant": "${quantity_kind} = 'EXACT'"}
    positive = {
        "constraint": ". > 0 and . <= 1000000000",
        "constraint_message::中文 (zh)": "数量要大于零；说不准请选“未知”。",
        "constraint_message::English (en)": "The quantity must be above zero; choose “unknown” when unsure.",
    }
    return [
        _ask("select_one quantity_kind", "quantity_kind", "数量清楚吗", "Is the quantity known?", **_field("quantity_kind"), **_required()),
        _ask("integer", "quantity", chinese, english, **_field("quantity"), **_required(), **counted, **positive),
        _ask("text", "unit", "单位（只、件、箱……）", "Unit (pieces, sets, boxes …)", **_field("unit")),
    ]  # fmt: skip


def _who(chinese: str, english: str) -> list[Row]:
    return [
        _ask(
            "text", "place", "地点（写到区县）", "Place, down to the county", **_field("place"), **_required()
        ),
        _ask("text", "party", chinese, english, **_field("party")),
        _ask("text", "contact", "联系人", "Contact person", **_field("contact")),
        _ask("text", "phone", "电话", "Telephone", appearance="numbers", **_field("phone")),
    ]


_NOTE = _ask("text", "note", "还要说明什么", "Anything else?", appearance="multiline", **_field("note"))
_TYPED = {HINT_ZH: "用键盘填写时写作 2020-02-01T08:00", HINT_EN: "When typing, write 2020-02-01T08:00"}
_PHOTO = _ask("image", "photo", "拍一张照片", "Take a photograph", parameters="max-pixels=1600")

SURVEYS: dict[str, tuple[str, str, list[Row]]] = {
    FieldForm.Kind.NEED: (
        "qiao_need",
        "需求 Need",
        [
            _ask("text", "item", "需要什么", "What is needed?", **_field("item"), **_required()),
            *_amount("需要多少", "How much is needed?"),
            _ask("text", "specification", "规格要求", "Specification", **_field("specification")),
            *_who("哪个单位需要", "Who needs it?"),
            _ask("select_one tier", "tier", "有多急", "How urgent is it?", **_field("tier"), **_required()),
            _ask("date", "deadline", "最晚什么时候要", "Needed by", **_field("deadline")),
            _NOTE,
            _PHOTO,
        ],
    ),
    FieldForm.Kind.OFFER: (
        "qiao_offer",
        "资源 Offer",
        [
            _ask("text", "item", "能提供什么", "What is offered?", **_field("item"), **_required()),
            *_amount("能提供多少", "How much is offered?"),
            _ask("text", "specification", "规格、标准", "Specification", **_field("specification")),
            *_who("哪个单位提供", "Who offers it?"),
            _NOTE,
            _PHOTO,
        ],
    ),
    FieldForm.Kind.UPDATE: (
        "qiao_update",
        "需求跟进 Follow-up of a need",
        [
            _ask("text", "where", "在哪个区县或单位（可不填，填了只列这里的）", "Which county or institution? Leave empty for all."),
            _ask("select_one_from_file qiao_needs.csv", "need", "哪条需求", "Which need?", choice_filter="${where} = '' or contains(place, ${where}) or contains(party, ${where})", appearance="minimal autocomplete", **_field("target"), **_required()),
            _ask("select_one outcome", "outcome", "现在怎样", "How is it now?", **_field("outcome"), **_required()),
            _ask("integer", "left", "还缺多少", "How much is still needed?", relevant="${outcome} = 'CHANGED'", constraint=". >= 0 and . <= 1000000000", **_field("left"), **_required()),
            _ask("integer", "received", "这次收到多少", "How much was received?", constraint=". >= 0 and . <= 1000000000", **_field("received")),
            _ask("text", "contact", "谁说的", "Who said so?", **_field("contact")),
            _NOTE,
            _PHOTO,
        ],
    ),
    FieldForm.Kind.STOCK: (
        "qiao_stock",
        "库存清点 Stock count",
        [
            _ask("text", "where", "在哪个仓库或地点（可不填，填了只列这里的）", "Which store or place? Leave empty for all."),
            _ask("begin repeat", "line", "一批物资", "One lot"),
            _ask("select_one_from_file qiao_lots.csv", "lot", "哪一批", "Which lot?", choice_filter="${where} = '' or contains(place, ${where})", appearance="minimal autocomplete", **_field("target"), **_required()),
            _ask("calculate", "version", "", "", calculation="instance('qiao_lots')/root/item[name = ${lot}]/__version", **_field("base")),
            _ask("integer", "counted", "数到多少", "How many were counted?", constraint=". >= 0 and . <= 1000000000", **_field("counted"), **_required()),
            _ask("end repeat", "", "", ""),
            _ask("text", "contact", "清点人", "Counted by", **_field("contact")),
            _NOTE,
            _PHOTO,
        ],
    ),
    FieldForm.Kind.SHIFT: (
        "qiao_shift",
        "志愿服务签到 Shift",
        [
            _ask("text", "contact", "姓名", "Name", **_field("contact"), **_required()),
            _ask("text", "place", "服务地点", "Where?", **_field("place"), **_required()),
            _ask("text", "item", "做什么", "What was done?", **_field("item"), **_required()),
            _ask("dateTime", "began", "几点开始", "Began at", **_field("began"), **_required(), **_TYPED),
            _ask("dateTime", "ended", "几点结束", "Ended at", constraint=_later("began"), **_field("ended"), **_required(), **_TYPED),
            _NOTE,
            _PHOTO,
        ],
    ),
}  # fmt: skip

CHOICES = [
    ("quantity_kind", "EXACT", "清楚", "yes, a number"),
    ("quantity_kind", "UNKNOWN", "未知", "not known"),
    ("quantity_kind", "OPEN", "不限量", "any amount"),
    ("tier", "1", "危及生命", "life at risk"),
    ("tier", "2", "急需", "urgent"),
    ("tier", "3", "一般", "ordinary"),
    ("outcome", "STILL", "还需要，数量没变", "still needed, as much as before"),
    ("outcome", "CHANGED", "还需要，数量变了", "still needed, another quantity"),
    ("outcome", "MET", "已经满足", "met"),
    ("outcome", "GONE", "不再需要", "no longer needed"),
]


ENTITIES: dict[str, Row] = {
    FieldForm.Kind.UPDATE: {"list_name": "qiao_needs", "entity_id": "${need}"},
}
"""Kind of form → the list whose record it updates (ODK entities): the version that was seen goes with the answers."""


def ready_sheets(kind: str) -> dict[str, list[Row]]:
    """Return the sheets survey, choices and settings of a form ready to use."""
    form_id, title, survey = SURVEYS[kind]
    lists = {row["type"].partition(" ")[2] for row in survey}
    entities = {"entities": [ENTITIES[kind]]} if kind in ENTITIES else {}
    return {
        **entities,
        "survey": [{key: cell for key, cell in row.items() if cell} for row in survey],
        "choices": [
            {"list_name": name, "name": value, ZH: chinese, EN: english}
            for name, value, chinese, english in CHOICES
            if name in lists
        ],
        "settings": [
            {"form_title": title, "form_id": form_id, "version": VERSION, "default_language": "中文 (zh)"}
        ],
    }


def ready_form(kind: str) -> XForm:
    """Return a form ready to use: the very form that its file gives when it is uploaded."""
    return form_from_file(f"{SURVEYS[kind][0]}.xlsx", ready_file(kind), version=VERSION)


def ready_file(kind: str) -> bytes:
    """Return a form ready to use as an XLSX file, to be changed in a spreadsheet."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        for name, rows in ready_sheets(kind).items():
            sheet = book.add_worksheet(name)
            columns = list(dict.fromkeys(column for row in rows for column in row))
            sheet.write_row(0, 0, columns, bold)
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, [row.get(column, "") for column in columns])
            sheet.set_column(0, max(0, len(columns) - 1), 24)
            sheet.freeze_panes(1, 0)
    return kept.getvalue()
