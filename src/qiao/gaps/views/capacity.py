"""Which counties have an organisation that can do it, and which have none."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.accounts.roles import Actor
from qiao.gaps.actions.capacity import export_capacity
from qiao.gaps.queries.capacity import ABLE_FROM, CountyCapacity, Standing, capacity, told
from qiao.gaps.words.capacity import STANDINGS
from qiao.registry.fields import Legible, PlaceField
from qiao.registry.handing import FORMS, download
from qiao.registry.models import Organization, Place

ROWS_A_PAGE = 100
INVALID = 422


class CapacityForm(Legible):
    """Which area, and from which readiness an organisation counts as able."""

    place = PlaceField(
        label=_("省或市"), required=False, max_length=60, help_text=_("不填就看本组织所在的市。")
    )
    line = forms.IntegerField(
        label=_("动员能力从多少起算"), required=False, min_value=1, max_value=100, initial=ABLE_FROM
    )


def _home(actor: Actor) -> Place | None:
    """Return the city of the organisation that asks."""
    here = Organization.objects.select_related("home__parent").get(pk=actor.acts_for).home
    return (here.parent or here) if here and here.level == Place.Level.COUNTY else here


def _asked(request: HttpRequest) -> tuple[CapacityForm, Place | None, int, list[CountyCapacity]]:
    form = CapacityForm(request.GET or None)
    held = form.cleaned_data if form.is_bound and form.is_valid() else {}
    area = held.get("place") or _home(actor_of(request))
    line = held.get("line") or ABLE_FROM
    return form, area, line, capacity(area, line=line, today=timezone.localdate())


@requires("gap.read")
@require_GET
def capacity_page(request: HttpRequest) -> HttpResponse:
    """Show the counties of an area, those without anybody first."""
    form, area, line, rows = _asked(request)
    wanted = request.GET.get("standing", "")
    shown = [one for one in rows if wanted not in set(Standing) or one.standing == wanted]
    context = {
        "form": form,
        "area": area,
        "line": line,
        "standings": [(one, *STANDINGS[one.standing]) for one in told(rows)],
        "tiles": [(one, *STANDINGS[one.standing]) for one in sorted(rows, key=lambda one: one.place.code)]
        if len(rows) <= ROWS_A_PAGE
        else [],
        "page": page_of(request, [(one, *STANDINGS[one.standing]) for one in shown], ROWS_A_PAGE),
        "total": len(rows),
        "wanted": wanted,
        "query": request.GET.urlencode(),
    }
    status = INVALID if form.is_bound and form.errors else 200
    return render(request, "gaps/capacity.html", context, status=status)


@requires("capacity.export")
@require_GET
def capacity_export(request: HttpRequest, form: str) -> HttpResponse:
    """Hand the counties out as a file."""
    if form not in FORMS:
        raise Http404
    _form, area, _line, rows = _asked(request)
    content = export_capacity(actor_of(request), rows, form=form, area=area.code if area else "")
    return download(content, "county-capacity", form)
