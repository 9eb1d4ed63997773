"""Charts of money: in and out by month, and what is left of each purpose. In yuan."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from qiao.funding.campaigning import Progress
from qiao.funding.disclosing import PurposeFigures

FEN = 100
SHOWN = 12
"""Purposes shown in the chart; the table beneath the panel has them all."""


def _yuan(fen: int) -> int | float:
    """Return yuan: whole ones without a point, so that the table beneath a chart reads as a person writes."""
    return fen // FEN if fen % FEN == 0 else fen / FEN


def money_charts(
    months: Sequence[tuple[str, int, int]], purposes: Sequence[PurposeFigures]
) -> dict[str, Any]:
    """Return the charts of a page, none where nothing was approved yet."""
    if not months:
        return {}
    largest = purposes[:SHOWN]
    return {
        "flow_chart": {
            "kind": "bar",
            "title": _("每月收入与支出（已审核）"),
            "unit": _("元"),
            "category": _("月份"),
            "categories": [month for month, _in, _out in months],
            "series": [
                {"name": _("收入"), "tone": "accent", "values": [_yuan(income) for _m, income, _o in months]},
                {"name": _("支出"), "tone": "need", "values": [_yuan(out) for _m, _i, out in months]},
            ],
        },
        "purpose_chart": {
            "kind": "rows",
            "title": _("按用途：已用与剩余（已审核）"),
            "unit": _("元"),
            "category": _("用途"),
            "categories": [one.purpose or _("非限定") for one in largest],
            "series": [
                {"name": _("已用"), "tone": "need", "values": [_yuan(one.spent_fen) for one in largest]},
                {"name": _("剩余"), "tone": "accent", "values": [_yuan(one.left_fen) for one in largest]},
            ],
        },
    }


def progress_chart(progress: Progress) -> dict[str, Any] | None:
    """Return what was raised in total by day; None where nothing was approved yet."""
    if not progress.days:
        return None
    series = [
        {"name": _("已募合计"), "tone": "accent", "values": [_yuan(total) for _day, total in progress.days]}
    ]
    if progress.target_fen:
        target = _yuan(progress.target_fen)
        series.append({"name": _("目标"), "tone": "grey", "values": [target] * len(progress.days)})
    return {
        "kind": "line",
        "title": _("逐日已募合计"),
        "unit": _("元"),
        "category": _("日期"),
        "categories": [f"{day:%m-%d}" for day, _total in progress.days],
        "series": series,
    }
