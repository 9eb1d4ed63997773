"""Sentences of the verdicts on others' tables, and the names of what their columns hold."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiao.gaps.models import FigureBatch, FigureRow
from qiao.gaps.tables import Column
from qiao.intake.sources.tables import Level
from qiao.intake.words.tables import SENTENCES as OF_TABLES
from qiao.intake.words.tables import Remark, remark_of

SENTENCES: Mapping[str, tuple[Promise, Promise | str]] = {
    **OF_TABLES,
    "nothing_stated": (_("这一行没有数字。"), _("空格表示没有给数，不当作零。")),
    "row_repeated": (_("这一行说的以前载入过，不再登记。"), ""),
    "row_twice": (_("本表前面已经说过同样的数，只登记一次。"), ""),
    "figure_differs": (
        _("同一来源、同一天、同一件事，以前登记的是另一个数。"),
        _("两个都会留着并列出来；请向来源核实。"),
    ),
    "place_missing": (_("没有写地点。"), _("请补上地名或六位区划代码；全国的合计不必载入。")),
    "place_not_known": (
        _("认不出这个地点，不会用上一级代替。"),
        _("请写成区划里的名称，例如“湖北省黄冈市英山县”，或六位代码。"),
    ),
    "place_unclear": (_("叫这个名字的地方有好几处。"), _("请连同省、市一起写，或写六位代码。")),
    "place_differs": (_("代码和名称不是同一个地方，按代码登记。"), _("请核对。")),
    "place_read": (_("地名换算过。"), _("不对就写六位代码。")),
    "day_missing": (_("没有发布日期。"), _("请在上面填一个日期，或选出写日期的列。")),
    "day_not_read": (_("读不懂这个日期。"), _("请写成 2020-01-31。")),
    "day_to_come": (_("这个日期还没有到。"), _("请核对年份。")),
    "period_backwards": (_("结束日期早于开始日期。"), _("请核对。")),
    "source_missing": (_("没有来源。"), _("请在上面写明来源，或选出写来源的列。")),
    "kind_unknown": (_("看不出是哪一种数字，按上面选的种类登记。"), _("请核对。")),
    "thing_missing": (_("需求数和已供数要写明是哪种物资。"), _("请选出写物资的列，或在上面选一种。")),
    "item_unknown": (_("目录里没有这种物资，按类别登记，不与我方的数相减。"), ""),
    "number_not_read": (_("不是有效的数。"), _("请写成“198件”“2万只”这样的数；没有数就空着。")),
    "quantity_shared": (_("与上面一行共用一个合并的数，只算一次。"), ""),
    "quantity_empty": (_("没有给数，记为未知。"), ""),
    "population_not_read": (_("不是有效的人口数。"), _("请写整数，或在表头写明“万人”。")),
    "vulnerability_not_read": (_("脆弱性要大于 0、不超过 100。"), _("1 为平常，2 为平常的两倍。")),
    "who_missing": (_("没有写是谁。"), _("请补上组织名称。")),
    "what_missing": (_("没有写做什么。"), _("请补上活动或服务。")),
    "status_unknown": (_("看不懂这个状态，按空着登记。"), _("请写“计划中”“进行中”或“已完成”。")),
}
"""Code of an issue → what was seen, what to do."""

COLUMN_WORDS: Mapping[Column, Promise] = {
    Column.IGNORE: _("不读（只留原文）"),
    Column.PLACE_CODE: _("区划代码"),
    Column.PROVINCE: _("省"),
    Column.CITY: _("市"),
    Column.DISTRICT: _("区县"),
    Column.PLACE: _("地点"),
    Column.DATE: _("发布日期"),
    Column.FROM: _("自"),
    Column.TO: _("至"),
    Column.SOURCE: _("来源"),
    Column.STATED_BY: _("发布者"),
    Column.NOTE: _("备注"),
    Column.KIND: _("口径"),
    Column.ITEM: _("物资名称"),
    Column.CATEGORY: _("类别（文字）"),
    Column.VALUE: _("数值"),
    Column.UNIT: _("计量单位"),
    Column.NUMBER: _("数：表头写明是什么或哪一天"),
    Column.POPULATION: _("人口"),
    Column.VULNERABILITY: _("脆弱性"),
    Column.WHO: _("谁"),
    Column.WHAT: _("做什么"),
    Column.FOR_WHOM: _("为谁"),
    Column.PERSONS: _("服务人数"),
    Column.VOLUNTEERS: _("工作人员和志愿者人数"),
    Column.STATUS: _("状态"),
}


def remarks_of(batch: FigureBatch, row: FigureRow) -> list[Remark]:
    """Return what is to be said of a row, the gravest first."""
    order = list(Level)
    issues = sorted(row.issues, key=lambda one: -order.index(Level(one["level"])))
    return [remark_of(batch.headers, one, SENTENCES) for one in issues]
