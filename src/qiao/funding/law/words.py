"""Words of the law's answers on pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from qiao.engines.eligibility import DeadlineState, Standing

STANDINGS: dict[str, str] = {
    Standing.OPEN: "done",
    Standing.MAY_APPLY: "go",
    Standing.PAPERS_MISSING: "wait",
    Standing.NOT_YET: "wait",
    Standing.CLOSED: "stop",
}
"""The tone in which each standing is shown; the word stands beside it."""

STATES: dict[str, tuple[Any, str]] = {
    DeadlineState.DONE: (_("已办"), "done"),
    DeadlineState.LATE: (_("办晚了"), "wait"),
    DeadlineState.OVERDUE: (_("已过期限"), "stop"),
    DeadlineState.DUE_TODAY: (_("今天到期"), "wait"),
    DeadlineState.UPCOMING: (_("未到期"), "go"),
}
