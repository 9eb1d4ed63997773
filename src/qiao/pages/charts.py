"""What the charts of the overview draw, as plain values for chart.js and for the table beneath."""

from typing import Any

from django.utils.translation import gettext as _

from qiao.intake.keeping import kept
from qiao.intake.queries.closure import unclosed_by_day
from qiao.pages.queries import needs_by_day, needs_by_item
from qiao.pages.words import name_of
from qiao.registry.models import Crisis


def items_chart(crisis: Crisis) -> dict[str, Any] | None:
    """Return the needs by item, or None where there is no need with a known item."""
    rows = kept(needs_by_item, crisis)
    if not rows:
        return None
    return {
        "kind": "rows",
        "title": _("各类物资的需求条数"),
        "category": _("物资"),
        "unit": _("条"),
        "categories": [name_of(need.item) for need, _row in rows],
        "series": [
            {"name": _("有数量"), "tone": "accent", "values": [row["numbered"] for _need, row in rows]},
            {"name": _("不限量"), "tone": "blue", "values": [row["open_ended"] for _need, row in rows]},
            {"name": _("数量未知"), "tone": "amber", "values": [row["unknown"] for _need, row in rows]},
        ],
    }


def days_chart(crisis: Crisis) -> dict[str, Any] | None:
    """Return reports and needs by day, or None where nobody has spoken."""
    rows = kept(needs_by_day, crisis)
    if not rows:
        return None
    return {
        "kind": "line",
        "title": _("每天收到的信息与需求"),
        "category": _("日期"),
        "unit": _("条"),
        "categories": [day for day, _told, _drawn in rows],
        "series": [
            {"name": _("一线信息"), "tone": "accent", "values": [told for _day, told, _drawn in rows]},
            {"name": _("需求"), "tone": "need", "values": [drawn for _day, _told, drawn in rows]},
        ],
    }


def closure_chart(crisis: Crisis) -> dict[str, Any] | None:
    """Return the share of needs without an end at the end of each day, or None before there is a second day."""
    rows = kept(unclosed_by_day, crisis)
    if len(rows) <= 1:
        return None
    return {
        "kind": "line",
        "title": _("未闭环的份额"),
        "category": _("日期"),
        "unit": "%",
        "categories": [day.isoformat() for day, _held in rows],
        "series": [
            {"name": _("没有结果的需求"), "tone": "amber", "values": [held.percent for _day, held in rows]}
        ],
    }
