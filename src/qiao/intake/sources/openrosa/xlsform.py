"""An XLSForm made in a spreadsheet becomes an XForm, through pyxform; complaints name sheet and row."""

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from qiao.batch.workbook import Bounds, open_workbook
from qiao.exceptions import FormUnreadableError
from qiao.intake.sources.openrosa.times import rows_of
from qiao.intake.sources.openrosa.xform import XForm, read_xform

XLSX, XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LARGEST = 2 * 2**20
A_FORM = Bounds(rows=20_000)
SHEETS = frozenset({"survey", "choices", "settings", "external_choices", "entities", "osm"})
FIELD_COLUMN, BIND_COLUMN = "qiao::field", "bind::qiao"
LONGEST_NAME = 60
ROW = re.compile(r"\[row : (\d+)\]\s*")
SHEET = re.compile(r"On the '(\w+)' sheet")
REFERENCE = re.compile(r"\$\{\s*([^}]+?)\s*\}")
NOT_A_NAME = re.compile(r"[^A-Za-z0-9_.-]")
SAID: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"Unknown question type '(.*?)'"), "不认识的题型“{0}”。常用：text、integer、date、select_one 列表名、image。"),
    (re.compile(r"Could not find the name '(.*?)'"), "引用的“{0}”在 survey 表的 name 列里没有。"),
    (re.compile(r"must have a sheet named.*survey|survey.*sheet"), "需要一张名为 survey 的工作表。"),
    (re.compile(r"List name not in choices sheet: (.*)"), "选项列表“{0}”在 choices 表里没有。"),
    (re.compile(r"There are two survey elements named '(.*?)'|'(.*?)'.*unique"), "有两道题的 name 相同，请改一个。"),
    (re.compile(r"[Uu]nmatched|not ended|begin.*end", re.DOTALL), "group 或 repeat 的 begin 与 end 没有配对。"),
    (re.compile(r"no name|must have a name|name.*(missing|required)"), "这一行没有 name。"),
    (re.compile(r"label", re.DOTALL), "这一行缺少 label（题目文字）。"),
)  # fmt: skip
"""What pyxform says → how we say it. Its own words follow, for whoever knows XLSForm."""


def form_from_file(name: str, content: bytes, *, version: str) -> XForm:
    """Return the form of an uploaded file: XLSForm (.xlsx, .xls) or XForm (.xml).

    `version` is what the form gets where its author gave none.

    Raises
    ------
    FormUnreadableError
        When it is no form; the message names sheet and row where pyxform does.
    TableUnreadableError
        When the workbook does not open, or is larger than its bounds.
    XmlRefusedError
        When it is XML that is not taken.
    """
    if len(content) > LARGEST:
        raise FormUnreadableError(reason_zh="文件超过 2 MB。", reason_en="the file is over 2 MB.")
    if content.startswith((XLSX, XLS)):
        return form_from_sheets(_sheets(name, content), fallback=PurePath(name).stem, version=version)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return read_xform(content)
    raise FormUnreadableError(
        reason_zh="只收 XLSForm（.xlsx、.xls）或 XForm（.xml）。",
        reason_en="only XLSForm (.xlsx, .xls) and XForm (.xml) are taken.",
    )


def _sheets(name: str, content: bytes) -> dict[str, Any]:
    """Return the sheets of XLSForm as pyxform wants them, rows by header; it numbers them from the second line on."""
    found: dict[str, Any] = {}
    with open_workbook(name, content, bounds=A_FORM) as sheets:
        for sheet in sheets:
            if sheet.name.strip().lower() in SHEETS:
                found |= _sheet(sheet.name.strip().lower(), list(sheet.rows))
    if "survey" not in found:
        raise FormUnreadableError(
            reason_zh="需要一张名为 survey 的工作表。", reason_en="a sheet named survey is needed."
        )
    return found


def _sheet(name: str, rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    headers = [cell.strip() for cell in rows[0]] if rows else []
    doubled = sorted({header for header in headers if header and headers.count(header) > 1})
    if doubled:
        raise FormUnreadableError(
            reason_zh=f"{name} 表里有两列同名：{'、'.join(doubled)}。",
            reason_en=f"sheet {name} has two columns of the same name: {', '.join(doubled)}.",
        )
    named = [
        {
            header: cell.strip()
            for header, cell in zip(headers, cells, strict=False)
            if header and cell.strip()
        }
        for cells in rows[1:]
    ]
    while named and not named[-1]:
        named.pop()
    return {name: named, f"{name}_header": [dict.fromkeys(header for header in headers if header)]}


def form_from_sheets(sheets: dict[str, Any], *, fallback: str, version: str) -> XForm:
    """Return the form that rows of survey, choices and settings describe."""
    from pyxform.errors import PyXFormError  # 0.3 s that other commands need not pay
    from pyxform.xls2xform import convert

    plain = _with_plain_names(sheets)
    settings = dict((plain.get("settings") or [{}])[0])
    settings.setdefault("form_title", settings.get("title") or fallback)
    settings["form_id"] = plain_name(settings.get("form_id") or settings.get("id_string") or fallback)
    settings.pop("id_string", None)
    settings["version"] = str(settings.get("version") or version)
    plain["settings"] = [settings]
    plain["settings_header"] = [dict.fromkeys(settings)]
    try:
        made = convert(plain, form_name="data")
    except (PyXFormError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise _complaint(error) from error
    return read_xform(made.xform.encode(), rows=rows_of(plain.get("survey") or ()))


def plain_name(text: str) -> str:
    """Return a name in ASCII: Chinese by its pinyin, other signs as underlines."""
    from pypinyin import lazy_pinyin  # 0.3 s and 30 MB that other commands need not pay

    spelled = "_".join(lazy_pinyin(text.strip())) if not text.isascii() else text.strip()
    name = NOT_A_NAME.sub("_", spelled)[:LONGEST_NAME].strip("._-")
    return name if name[:1].isalpha() else f"q_{name}"


def _with_plain_names(sheets: dict[str, Any]) -> dict[str, Any]:
    """Spell Chinese names of questions in pinyin, in references too; the column qiao::field becomes a bind."""
    from pyxform.xls2json_backends import DefinitionData

    known = DefinitionData.__dataclass_fields__
    found = {key: value for key, value in sheets.items() if key in known and value is not None}
    renamed = _renamed(found.get("survey") or ())
    found["survey"] = [_row(row, renamed) for row in found.get("survey") or ()]
    if found.get("survey_header"):
        found["survey_header"] = [_row(dict(found["survey_header"][0]), {})]
    return found


def _renamed(survey: Sequence[dict[str, str]]) -> dict[str, str]:
    names: dict[str, str] = {}
    taken = {row.get("name", "") for row in survey}
    for row in survey:
        name = str(row.get("name") or "")
        if name and not name.isascii():
            spelled, number = plain_name(name), 2
            while spelled in taken:
                spelled, number = f"{plain_name(name)}_{number}", number + 1
            taken.add(spelled)
            names[name] = spelled
    return names


def _row(row: dict[str, Any], renamed: dict[str, str]) -> dict[str, Any]:
    made = {}
    for column, cell in row.items():
        key = BIND_COLUMN if column.strip().lower() == FIELD_COLUMN else column
        value = cell
        if isinstance(cell, str):
            value = (
                renamed.get(cell, cell)
                if column == "name"
                else REFERENCE.sub(lambda found: "${" + renamed.get(found[1], found[1]) + "}", cell)
            )
        made[key] = value
    return made


def _complaint(error: Exception) -> FormUnreadableError:
    """Return what pyxform says, with sheet and row first, in Chinese where we know the sentence."""
    said = " ".join(str(error).split())
    row, sheet = ROW.search(said), SHEET.search(said)
    where_zh = (f"{sheet[1]} 表" if sheet else "") + (f"第 {row[1]} 行：" if row else "：" if sheet else "")
    where_en = (f"sheet {sheet[1]}, " if sheet else "") + (f"row {row[1]}: " if row else "")
    rest = ROW.sub("", said)[:300]
    known = next(
        (
            sentence.format(*(one or "" for one in found.groups()))
            for pattern, sentence in SAID
            if (found := pattern.search(rest))
        ),
        "",
    )
    return FormUnreadableError(reason_zh=f"{where_zh}{known}（{rest}）", reason_en=f"{where_en}{rest}")
