"""The table of roads of a crisis: uploaded, its unread rows told, used when a lorry is loaded."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError, RightMissingError
from qiao.relief import actions
from qiao.relief.road_forms import REFUSALS, RoadForm
from qiao.relief.roads import newest_roads, read_table, refusals_of
from qiao.relief.views.loaders import get_crisis
from qiao.relief.views.plans import language

UNPROCESSABLE = 422
SHOWN = 50
"""So many refused rows are shown."""


@requires("match.read")
@require_http_methods(["GET", "POST"])
def road_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show which table counts and which of its rows were not understood; take a new one."""
    crisis, actor = get_crisis(slug), actor_of(request)
    may_save = actor.may("road.save")
    form = RoadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not may_save:
            raise RightMissingError(verb="road.save")
        if form.is_valid():
            try:
                made = actions.save_roads(
                    actor,
                    crisis,
                    read_table(form.cleaned_data["text"]),
                    name=form.cleaned_data["file"].name,
                    saved_at=timezone.now(),
                )
            except QiaoError as error:
                form.add_error("file", error.message(language()))
            else:
                messages.success(request, _("读懂 %(n)d 段路，装车时用它。") % {"n": len(made.roads)})
                return redirect("relief:road_list", slug)
    kept = newest_roads(crisis)
    refused = refusals_of(kept) if kept else []
    context = {
        "crisis": crisis,
        "kept": kept,
        "roads": len(kept.roads) if kept else 0,
        "refused": [(one.row, REFUSALS.get(one.code, one.code), one.cell) for one in refused[:SHOWN]],
        "refused_count": len(refused),
        "form": form if may_save else None,
    }
    return render(request, "relief/road_list.html", context, status=UNPROCESSABLE if form.errors else 200)
