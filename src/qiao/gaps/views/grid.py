"""The grid: what is asked for, where, for whom."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.gaps.actions.handing import export_grid
from qiao.gaps.models import Grain
from qiao.gaps.queries.grid import grid_now, told_grid, worded
from qiao.intake.keeping import kept, kept_since
from qiao.intake.words.voices import GROUP_WORDS
from qiao.registry.handing import download
from qiao.registry.models import Crisis

ROWS_A_PAGE = 40


def _asked(request: HttpRequest) -> tuple[str, str]:
    grain = request.GET.get("grain", "")
    grain = grain if grain in Grain.values else Grain.COUNTY
    group = request.GET.get("group", "")
    return grain, group if group in GROUP_WORDS else ""


def _words() -> dict[str, str]:
    return {"rest": _("其他物资"), "unnamed": _("目录里没有的")}


@requires("gap.read")
@require_GET
def grid(request: HttpRequest, slug: str) -> HttpResponse:
    """Show places by things, for one group of people or for all."""
    crisis = get_object_or_404(Crisis, slug=slug)
    grain, group = _asked(request)
    found = worded(kept(grid_now, crisis, grain, group), **_words())
    page = page_of(request, found.rows, ROWS_A_PAGE)
    context: dict[str, Any] = {
        "crisis": crisis,
        "grid": found,
        "page": page,
        "rows": [(row, row.cells(found.columns)) for row in page],
        "grain": grain,
        "grains": Grain,
        "group": group,
        "kept_since": kept_since(crisis),
        "may_export": actor_of(request).may("gap.export"),
        "groups": [(code, word, found.groups.get(code, 0)) for code, word in GROUP_WORDS.items()],
    }
    return render(request, "gaps/grid.html", context)


@requires("gap.export")
@require_GET
def grid_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the grid as a table."""
    crisis = get_object_or_404(Crisis, slug=slug)
    grain, group = _asked(request)
    asked = {"grain": grain, "group": group, "elsewhere": _("其他地方合计")}
    found = told_grid(crisis, known_at=timezone.now(), **asked, **_words())
    return download(export_grid(actor_of(request), crisis, found), f"grid-{crisis.slug}", "csv")
