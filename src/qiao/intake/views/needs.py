"""Needs: the list, one need with its checks, corrections and end, and one taken down without a message."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import LineAlreadyDecidedError
from qiao.intake import queries
from qiao.intake.actions import amend_need, close_need, verify_need
from qiao.intake.clock import is_replayed, judged_at
from qiao.intake.desk.lives import life_of, lives_of
from qiao.intake.filters import NeedFilter
from qiao.intake.forms import CloseForm, NeedAmendForm, NeedForm, VerifyForm
from qiao.intake.keeping import kept
from qiao.intake.models import Need
from qiao.intake.queries.hearsay import mark_refuted
from qiao.intake.registering import take_down_need
from qiao.intake.views.answering import (
    asked,
    get_crisis,
    get_need_for_reader,
    go,
    known_items,
    page_of,
    refuse,
    wants_fragment,
)
from qiao.intake.views.voices import item_choices, narrowed, need_facts, source_of
from qiao.intake.words.warnings import told_for
from qiao.trail.outbox_actions import follow, follows


@requires("need.read")
@require_GET
def need_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the needs of a crisis, the most urgent first."""
    crisis = get_crisis(slug)
    form = NeedFilter(request.GET, items=item_choices(crisis, Need, get_language() or ""))
    held = asked(form)
    rows = narrowed(queries.with_last_check(queries.needs(crisis), "need"), held)
    page, now, lives = page_of(request, rows), judged_at(crisis), lives_of(crisis.pk)
    mark_refuted(page)
    for one in page:
        one.fresh = round(one.freshness(now, life_of(one.item, tier=one.tier, lives=lives)), 2)
        one.is_late = one.is_expired(now)
    context = {
        "crisis": crisis,
        "form": form,
        "page": page,
        "is_filtered": any(held.values()),
        "figures": kept(queries.need_figures_now, crisis),
        "clock": now if is_replayed(crisis) else None,
    }
    return render(
        request, "intake/_need_rows.html" if wants_fragment(request) else "intake/need_list.html", context
    )


def _page(request: HttpRequest, need: Need, **more: Any) -> dict[str, Any]:
    forms = {"close_form": CloseForm()}
    return {"need": need, **source_of(request, need), **need_facts(need), **forms, **more}


@requires("need.read")
@require_GET
def need(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a need."""
    found = get_need_for_reader(request, pk)
    is_followed = follows(actor_of(request), found)
    places = [found.place] if found.place else []
    warnings = told_for(actor_of(request), places, get_language() or "", timezone.now())
    return render(
        request, "intake/need.html", _page(request, found, is_followed=is_followed, warnings=warnings)
    )


def get_need_for_checker(request: HttpRequest, pk: uuid.UUID) -> Need:
    """Return a need that can still be checked, corrected or closed."""
    found = get_need_for_reader(request, pk)
    if queries.is_settled(found):
        raise LineAlreadyDecidedError(state=_(str(found.get_state_display())))
    return found


@requires("notice.follow")
@require_POST
def follow_need(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Follow a need, or no longer."""
    is_on = request.POST.get("on") == "1"
    follow(actor_of(request), get_need_for_reader(request, pk), is_on=is_on)
    said = _("已关注：核实有结果时告诉您。要先在“我的通知”里勾选。") if is_on else _("不再关注。")
    messages.success(request, said)
    return go(request, reverse("intake:need", args=(pk,)))


@requires("need.verify")
@require_POST
def verify(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record a check of a need."""
    found = get_need_for_checker(request, pk)
    form = VerifyForm(request.POST)
    if not form.is_valid():
        context = _page(request, found, verify_form=form)
        return refuse(request, "intake/need.html", "intake/_need_verify.html", context)
    verify_need(actor_of(request), found, checked_at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("核实已记下：%(state)s。") % {"state": _(str(Need.State(found.state).label))})
    return go(request, reverse("intake:need", args=(pk,)))


@requires("need.amend")
@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct what was understood of a need."""
    found = get_need_for_checker(request, pk)
    form = (
        NeedAmendForm(request.POST)
        if request.method == "POST"
        else NeedAmendForm(initial=NeedAmendForm.of(found))
    )
    context = _page(request, found, form=form, items=known_items())
    if request.method == "GET":
        return render(request, "intake/need_amend.html", context)
    if not form.is_valid():
        return refuse(request, "intake/need_amend.html", "intake/_voice_form.html", context)
    amend_need(actor_of(request), found, **form.facts)
    messages.success(request, _("已更正。原来的信息一字未动。"))
    return go(request, reverse("intake:need", args=(pk,)))


@requires("need.close")
@require_POST
def close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End a need."""
    found = get_need_for_checker(request, pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        context = _page(request, found, close_form=form)
        return refuse(request, "intake/need.html", "intake/_need_close.html", context)
    close_need(actor_of(request), found, closed_at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("需求已关闭，记录留着。"))
    return go(request, reverse("intake:need", args=(pk,)))


@requires("need.open")
@require_http_methods(["GET", "POST"])
def need_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Take down a need without a message."""
    crisis = get_crisis(slug)
    form = NeedForm(request.POST) if request.method == "POST" else NeedForm.blank()
    context = {"crisis": crisis, "form": form, "items": known_items()}
    if request.method == "GET":
        return render(request, "intake/need_new.html", context)
    if not form.is_valid():
        return refuse(request, "intake/need_new.html", "intake/_voice_form.html", context)
    made = take_down_need(
        actor_of(request),
        form.entry(form.facts),  # type: ignore[attr-defined]
        submission=form.cleaned_data["submission"],
        crisis=crisis,
        received_at=timezone.now(),
    )
    messages.success(request, _("需求已登记，等待核实。"))
    return go(request, reverse("intake:need", args=(made.voice.pk,)))
