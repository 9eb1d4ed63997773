"""Carriers: a notice is pasted, what was read is shown and corrected, then saved."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.relief import actions
from qiao.relief.carrier_forms import CarrierForm, NoticeForm, read_notice
from qiao.relief.carriers import carriers_of
from qiao.relief.models import Carrier
from qiao.relief.views.loaders import get_crisis
from qiao.relief.views.plans import language

UNPROCESSABLE = 422


def get_carrier_for_coordinator(pk: uuid.UUID) -> Carrier:
    """Return a carrier that the active organisation entered."""
    found: Carrier = get_object_or_404(Carrier.objects.select_related("crisis"), pk=pk)
    return found


@requires("match.read")
@require_GET
def carrier_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the carriers of a crisis with what each takes, from where to where, until when."""
    crisis, actor = get_crisis(slug), actor_of(request)
    context = {
        "crisis": crisis,
        "carriers": carriers_of(crisis),
        "today": timezone.localdate(),
        "form": NoticeForm() if actor.may("carrier.save") else None,
        "may_end": actor.may("carrier.end"),
    }
    return render(request, "relief/carrier_list.html", context)


@requires("carrier.save")
@require_http_methods(["POST"])
def carrier_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Read a pasted notice and show what was read; save it once a person has looked at it."""
    crisis = get_crisis(slug)
    if "save" not in request.POST:
        return _read(request, slug)
    form = CarrierForm(request.POST)
    if form.is_valid():
        try:
            actions.save_carrier(
                actor_of(request),
                crisis,
                form.rules,
                notice=form.cleaned_data["notice"],
                submission=form.cleaned_data["submission"],
                saved_at=timezone.now(),
            )
        except QiaoError as error:
            form.add_error(None, error.message(language()))
        else:
            messages.success(request, _("已登记。装车时会列出它合不合适。"))
            return redirect("relief:carrier_list", slug)
    _initial, lit = read_notice(request.POST.get("notice", ""), on=timezone.localdate())
    return render(
        request,
        "relief/carrier_new.html",
        {"crisis": crisis, "form": form, "segments": lit},
        status=UNPROCESSABLE,
    )


def _read(request: HttpRequest, slug: str) -> HttpResponse:
    form = NoticeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请先贴上公告原文，最多两万字。"))
        return redirect("relief:carrier_list", slug)
    initial, lit = read_notice(form.cleaned_data["notice"], on=timezone.localdate())
    context = {"crisis": get_crisis(slug), "form": CarrierForm(initial=initial), "segments": lit}
    return render(request, "relief/carrier_new.html", context)


@requires("carrier.end")
@require_POST
def carrier_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop offering a carrier."""
    carrier = get_carrier_for_coordinator(pk)
    try:
        actions.end_carrier(actor_of(request), carrier, at=timezone.now())
    except QiaoError as error:
        messages.error(request, error.message(language()))
    else:
        messages.success(request, _("已停用，不再列出。"))
    return redirect("relief:carrier_list", carrier.crisis.slug)
