"""Cooperation with departments: first step, what each side brought, effect and its evidence, served beside reached."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.advocacy import cooperation as actions
from qiao.advocacy.facts import grade
from qiao.advocacy.forms.cooperation import BroughtForm, CooperationForm, EffectForm, ReachForm
from qiao.advocacy.models import CooperationEffect
from qiao.exceptions import BroughtStandsError
from qiao.intake.views.answering import get_crisis, page_of
from qiao.registry.handing import FORMS, download
from qiao.registry.models import Brought, Cooperation, Crisis
from qiao.registry.ties import cooperating
from qiao.registry.ties.forms import WithdrawForm

INVALID = 422


@requires("tie.read")
@require_GET
def cooperation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show cooperation with departments, and record one more."""
    return _list(request, get_crisis(slug), CooperationForm())


def _initiator(request: HttpRequest) -> str:
    asked = request.GET.get("initiator", "")
    return asked if asked in Cooperation.Initiator.values else ""


def _list(request: HttpRequest, crisis: Crisis, form: CooperationForm, *, status: int = 200) -> HttpResponse:
    initiator = _initiator(request)
    every = cooperating.cooperations()
    counts = [
        (value, label, every.filter(initiator=value).count())
        for value, label in Cooperation.Initiator.choices
    ]
    context = {
        "crisis": crisis,
        "page": page_of(request, cooperating.cooperations(initiator)),
        "total": every.count(),
        "counts": counts,
        "initiator": initiator,
        "query": request.GET.urlencode(),
        "form": form,
    }
    return render(request, "advocacy/cooperation_list.html", context, status=status)


@requires("cooperation.begin")
@require_POST
def cooperation_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Record cooperation with a department."""
    crisis = get_crisis(slug)
    form = CooperationForm(request.POST)
    if not form.is_valid():
        return _list(request, crisis, form, status=INVALID)
    made = cooperating.begin_cooperation(
        actor_of(request), crisis=crisis, is_sample=crisis.is_sample, **form.cleaned_data
    )
    messages.success(request, _("已登记合作。接着写双方各出了什么。"))
    return redirect("advocacy:cooperation", made.pk)


@requires("cooperation.export")
@require_GET
def cooperation_export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Hand cooperation out as a file, filtered as the page is."""
    if form not in FORMS:
        raise Http404
    crisis = get_crisis(slug)
    rows = list(cooperating.cooperations(_initiator(request)))
    content = actions.export_cooperation(actor_of(request), rows, form=form)
    return download(content, f"cooperation-{crisis.slug}", form)


def get_cooperation_for_reader(pk: uuid.UUID) -> Cooperation:
    """Return cooperation of the active organisation."""
    found: Cooperation = get_object_or_404(
        Cooperation.objects.select_related("department", "crisis", "place", "organization"), pk=pk
    )
    return found


@requires("tie.read")
@require_GET
def cooperation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one cooperation with its matrix, claims and figures."""
    return _page(request, get_cooperation_for_reader(pk))


def _page(request: HttpRequest, here: Cooperation, *, status: int = 200, **held: forms.Form) -> HttpResponse:
    lines = cooperating.matrix(here)
    context: dict[str, Any] = {
        "cooperation": here,
        "crisis": here.crisis,
        "lines": lines,
        "complement": sum(line.stand in {"OURS", "THEIRS"} for line in lines),
        "both": sum(line.stand == "BOTH" for line in lines),
        "newness": cooperating.newness(lines),
        "taken_back": Brought.objects.filter(cooperation=here, withdrawn_at__isnull=False),
        "effects": [(one, grade(one.evidence) if one.evidence else None) for one in actions.effects(here)],
        "reaches": actions.reaches(here),
        "brought_form": BroughtForm(),
        "effect_form": EffectForm(crisis=here.crisis),
        "reach_form": ReachForm(),
        **held,
    }
    return render(request, "advocacy/cooperation.html", context, status=status)


@requires("cooperation.bring")
@require_POST
def bring(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down what a side brought."""
    here = get_cooperation_for_reader(pk)
    form = BroughtForm(request.POST)
    if form.is_valid():
        try:
            cooperating.record_brought(actor_of(request), here, **form.cleaned_data)
        except BroughtStandsError as error:
            form.add_error("asset", error.message(get_language() or "zh-hans"))
        else:
            messages.success(request, _("已登记。"))
            return redirect("advocacy:cooperation", pk)
    return _page(request, here, brought_form=form, status=INVALID)


@requires("cooperation.take_back")
@require_POST
def take_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back what a side was said to have brought."""
    brought: Brought = get_object_or_404(Brought.objects.all(), pk=pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        cooperating.take_back_brought(actor_of(request), brought, reason=reason, at=timezone.now())
        messages.success(request, _("已收回。记录和理由留着。"))
    else:
        messages.error(request, _("收回要写明理由。"))
    return redirect("advocacy:cooperation", brought.cooperation_id)


@requires("cooperation.claim")
@require_POST
def claim(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Claim an effect."""
    here = get_cooperation_for_reader(pk)
    form = EffectForm(request.POST, crisis=here.crisis)
    if not form.is_valid():
        return _page(request, here, effect_form=form, status=INVALID)
    actions.claim_effect(actor_of(request), here, **form.cleaned_data)
    messages.success(request, _("已登记成效。没有证据的显示“未证”。"))
    return redirect("advocacy:cooperation", pk)


@requires("cooperation.unclaim")
@require_POST
def unclaim(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a claimed effect back."""
    effect: CooperationEffect = get_object_or_404(CooperationEffect.objects.all(), pk=pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.take_back_effect(actor_of(request), effect, reason=reason, at=timezone.now())
        messages.success(request, _("已收回。记录和理由留着。"))
    else:
        messages.error(request, _("收回要写明理由。"))
    return redirect("advocacy:cooperation", effect.cooperation_id)


@requires("cooperation.reach")
@require_POST
def reach(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """State the served beside whom a policy would reach."""
    here = get_cooperation_for_reader(pk)
    form = ReachForm(request.POST)
    if not form.is_valid():
        return _page(request, here, reach_form=form, status=INVALID)
    actions.state_reach(actor_of(request), here, **form.cleaned_data)
    messages.success(request, _("已登记。两个数并排放，从不相加。"))
    return redirect("advocacy:cooperation", pk)
