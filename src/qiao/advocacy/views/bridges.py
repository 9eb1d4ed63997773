"""The two bridges: who carries what, where there is no way, and what is cut off if one stops."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.advocacy.actions.handing import export_bridges
from qiao.advocacy.bridging.explaining import explain
from qiao.advocacy.bridging.files import TABLES
from qiao.advocacy.bridging.keeping import picture_in
from qiao.advocacy.bridging.picture import USED, Picture, PlaceWay
from qiao.advocacy.bridging.stopping import stop
from qiao.gaps.drawing import Drawing, Spot, draw
from qiao.gaps.queries.findings import place_label
from qiao.intake.keeping import kept, kept_since
from qiao.registry.handing import download
from qiao.registry.models import Crisis, Tie

ROWS_A_PAGE = 30
SHOWN = 8
NO_DONOR, NO_DEPARTMENT = "NO_DONOR", "NO_DEPARTMENT"


def get_picture_for_reader(request: HttpRequest, slug: str) -> Picture:
    """Return the bridges of a crisis as the organisation at work knows them."""
    crisis = get_object_or_404(Crisis, slug=slug)
    return Picture(crisis, actor_of(request).acts_for, timezone.localdate())


@requires("bridge.read")
@require_GET
def bridges(request: HttpRequest, slug: str) -> HttpResponse:
    """Show both bridges; with `stop`, what is cut off without one unit; with `explain`, the indices."""
    crisis = get_object_or_404(Crisis, slug=slug)
    picture = kept(picture_in, crisis, str(actor_of(request).acts_for), get_language() or "")
    lacking = [one for one in picture.places if one.is_lacking]
    stopped = stop(picture, request.GET.get("stop", ""))
    context: dict[str, Any] = {
        "crisis": crisis,
        "kept_since": kept_since(crisis),
        "picture": picture,
        "bearers": picture.bearers,
        "shown": SHOWN,
        "lacking": lacking,
        "page": page_of(request, lacking, ROWS_A_PAGE),
        "no_donor": sum(1 for one in lacking if one.heard and one.goods != USED),
        "no_department": sum(1 for one in lacking if one.heard and one.voices != USED),
        "quiet_places": sum(1 for one in lacking if not one.heard),
        "drawing": _drawn(picture, links=actor_of(request).may("need.read")),
        "stopped": stopped,
        "explained": explain(picture) if "explain" in request.GET else None,
        "tie_words": _tie_words(),
        "tables": _table_words(),
        "may_export": actor_of(request).may("bridge.export"),
    }
    return render(request, "advocacy/bridges.html", context)


def _drawn(picture: Picture, *, links: bool) -> Drawing | None:
    placed = [one for one in picture.places if one.place.longitude is not None]
    needs = reverse("intake:need_list", args=[picture.crisis.slug]) if links else ""
    return draw(_spot(one, needs) for one in placed)


def _spot(one: PlaceWay, needs: str) -> Spot:
    marks = {NO_DONOR} if one.goods != USED else set()
    marks |= {NO_DEPARTMENT} if one.voices != USED else set()
    return Spot(
        one.place.code,
        place_label(one.place),
        float(one.place.longitude or 0),
        float(one.place.latitude or 0),
        one.heard,
        frozenset(marks if one.heard else ()),
        url=f"{needs}?place={one.place.code}" if needs and one.heard else "",
    )


def _tie_words() -> dict[str, str]:
    words = {value: _(str(label)) for value, label in Tie.Kind.choices}
    return words | {
        "PARTNERSHIP": _("外来牵头与本地伙伴"),
        "COOPERATION": _("政社合作"),
        "NETWORK": _("协作网络"),
    }


def _table_words() -> dict[str, str]:
    return {"goods": _("物资"), "voices": _("声音"), "places": _("各地的路"), "ties": _("联系")}


def _file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    table = request.GET.get("table", "goods")
    if table not in TABLES:
        raise Http404
    content = export_bridges(actor_of(request), get_picture_for_reader(request, slug), table=table, form=form)
    return download(content, f"bridges-{table}-{slug}", form)


@requires("bridge.export")
@require_GET
def bridges_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out one table of the bridges as CSV."""
    return _file(request, slug, "csv")


@requires("bridge.export")
@require_GET
def bridges_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out one table of the bridges as XLSX."""
    return _file(request, slug, "xlsx")
