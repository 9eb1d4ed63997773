"""Forms ready to use, made as XLSForm so that they can be fetched, changed and uploaded again."""

import io

import xlsxwriter

from qiao.intake.models import FieldForm
from qiao.intake.sources.openrosa.xform import XForm
from qiao.intake.sources.openrosa.xlsform import FIELD_COLUMN, form_from_file

VERSION = "2026112501"
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
    FieldForm.Kind.STOCK: (
        "qiao_stock",
        "库存清点 Stock count",
        [
            _ask("text", "place", "在哪个仓库或地点", "Which store or place?", **_field("place"), **_required()),
            _ask("begin repeat", "line", "一种物资", "One item"),
            _ask("text", "item", "什么物资", "Which item?", **_field("item"), **_required()),
            _ask("integer", "quantity", "数到多少", "How many were counted?", constraint=". >= 0", **_field("quantity"), **_required()),
            _ask("text", "unit", "单位", "Unit", **_field("unit")),
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
            _ask("dateTime", "began", "几点开始", "Began at", **_required()),
            _ask("dateTime", "ended", "几点结束", "Ended at", constraint=". > ${began}", **_required()),
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
]


def ready_sheets(kind: str) -> dict[str, list[Row]]:
    """Return the sheets survey, choices and settings of a form ready to use."""
    form_id, title, survey = SURVEYS[kind]
    lists = {row["type"].partition(" ")[2] for row in survey}
    return {
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
