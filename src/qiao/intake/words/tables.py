"""Sentences of the verdicts: what was seen in a cell of a table, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiao.intake.models import ImportBatch, ImportRow
from qiao.intake.sources.tables import Level
from qiao.registry.looks import WORDS

LETTERS = len(ascii_uppercase)

SENTENCES: Mapping[str, tuple[Promise, Promise | str]] = {
    "row_total": (_("合计行，不是一条记录。"), ""),
    "row_note": (_("标题或说明，不是一条记录。"), ""),
    "row_header": (_("表头又出现了一次。"), ""),
    "row_repeated": (_("同样的一行以前载入过，不再登记。"), _("确实是另一笔，就在“对列”里选“再载一次”。")),
    "row_twice": (_("与本表前面的一行完全相同。两行都会登记。"), _("如果是重复填写，请在原表删去一行。")),
    "row_like_known": (
        _("可能与已登记的这一条是同一件事。"),
        _("请打开核对；两边都留着也可以，载入后在“疑似重复”里合并。"),
    ),
    "party_looks_like": (
        _("名录里有名称相像的单位：%(why)s。"),
        _("请核对是不是同一家；是的话按名录的写法改，不是就照原样载入。"),
    ),
    "row_too_long": (_("这一行超过两万字。"), _("请缩短后重新上传。")),
    "as_above": (_("沿用上一行。"), ""),
    "ditto_of_nothing": (_("写了“同上”，但上一行没有内容。"), _("请补上，或载入后再更正。")),
    "name_disguised": (_("名称里有看不见的或外文的形近字符。"), _("请核对是不是这家单位。")),
    "place_read": (_("地点从地址或单位名称认出。"), _("不对就在载入后更正。")),
    "place_larger": (
        _("写得更细的地点认不出，只认出上面一级。"),
        _("请改成县区的全名或区划代码；不改也可载入，记在上面一级。"),
    ),
    "place_unknown": (
        _("认不出这个地点。"),
        _("请写到县区，例如“湖北省英山县”；不改也可载入，地点记为未知。"),
    ),
    "place_ambiguous": (
        _("叫这个名字的地方有好几处。"),
        _("请连同省、市一起写；不改也可载入，地点记为未知。"),
    ),
    "direction_unknown": (_("看不出是需求还是资源。"), _("请写“需求”或“捐赠”。")),
    "date_read": (_("日期换算过。"), ""),
    "date_not_read": (_("读不懂这个日期。"), _("请写成 2020-01-31；不改也可载入，日期按载入时算。")),
    "item_missing": (_("没有写物资。"), _("请补上物资名称；如果这不是数据行，可以跳过。")),
    "item_not_a_thing": (_("物资一格里是数字或网址，像是整行错位。"), _("请核对这一行各格的位置。")),
    "item_read": (_("按目录中最接近的物资登记，原名保留。"), _("不对就在载入后更正。")),
    "item_unknown": (_("目录里没有这种物资，按原名登记。"), _("载入后可在“更正”里从目录选一项。")),
    "item_cut": (_("物资名称过长，只取前 120 字；全文在原文里。"), ""),
    "quantity_invalid": (_("不是有效的数量。"), _("请填正整数；不知道就写“若干”，多少都要就写“不限”。")),
    "quantity_not_read": (_("读不懂这个数量，记为未知。"), _("请写成“198件”“2万只”这样的数。")),
    "quantity_empty": (_("没有写数量，记为未知。"), ""),
    "quantity_read": (_("数量换算过。"), ""),
    "quantity_in_words": (_("数量写成文字。"), ""),
    "quantity_no_column": (_("表中没有数量一列，记为未知。"), ""),
    "quantity_none": (_("数量为 0 或“不需要”，不登记。"), ""),
    "quantity_shared": (
        _("与上面一行共用一个合并的数量格，只算一次；这一行记为未知。"),
        _("请问清各是多少。"),
    ),
    "unit_twice": (_("数量里的单位与单位列不同，以数量里的为准。"), _("请核对。")),
    "unit_of_item": (_("没有写单位，按目录的单位。"), ""),
    "goods_read": (_("从清单里认出几种物资。"), ""),
    "goods_not_read": (_("清单里没有认出物资。"), _("请写成“口罩200只、防护服50套”这样。")),
    "remark_read": (_("备注里还提到别的物资，一并登记。"), _("不要就在载入后撤回那一条。")),
}
"""Code of an issue → what was seen, what to do."""

LEVEL_TONES: Mapping[str, str] = {
    "OK": "done",
    "READ_AS": "move",
    "DOUBTFUL": "wait",
    "REPEATED": "past",
    "PASSED": "past",
    "REFUSED": "stop",
}


def column_letter(index: int) -> str:
    """Return the name that spreadsheets give a column: 0 is A, 26 is AA."""
    name = ""
    while index >= 0:
        name = ascii_uppercase[index % LETTERS] + name
        index = index // LETTERS - 1
    return name


@dataclass(frozen=True)
class Remark:
    """One issue in the words of the page."""

    level: str
    where: str
    said: str
    read_as: str
    what: str
    todo: str
    report: str = ""

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return LEVEL_TONES[self.level]

    @property
    def level_word(self) -> str:
        """Return its level in Chinese; pages translate it."""
        return str(ImportRow.Level(self.level).label)


Sentences = Mapping[str, tuple[Promise, Promise | str]]


def remark_of(headers: list[str], issue: Mapping[str, Any], sentences: Sentences = SENTENCES) -> Remark:
    """Return an issue of a row, as it is kept, in words."""
    column = issue["column"]
    where = ""
    if column is not None:
        header = headers[column] if column < len(headers) else ""
        where = f"{column_letter(column)} {header}".strip()
    what, todo = sentences[issue["code"]]
    said, read_as = issue["said"], issue["as"]
    if issue["code"] == "row_repeated":
        said, read_as = "", f"{said} · {read_as}"
    seen = str(what) % {"why": WORDS[issue["why"]]} if "why" in issue else str(what)
    return Remark(issue["level"], where, said, read_as, seen, str(todo), issue.get("report", ""))


def remarks_of(batch: ImportBatch, row: ImportRow) -> list[Remark]:
    """Return what is to be said of a row, the gravest first."""
    order = list(Level)
    issues = sorted(row.issues, key=lambda one: -order.index(Level(one["level"])))
    return [remark_of(batch.headers, one) for one in issues]
