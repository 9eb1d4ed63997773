"""Offers: the list, one offer with its terms and checks, and one taken down without a message."""

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import LineAlreadyDecidedError
from qiao.intake import queries
from qiao.intake.actions import verify_offer
from qiao.intake.actions.earmarking import read_purpose
from qiao.intake.actions.grading import grade_offer
from qiao.intake.filters import OfferFilter
from qiao.intake.forms import OfferForm, VerifyForm
from qiao.intake.forms.offers import GradeForm, PurposeForm
from qiao.intake.models import ClosureRound, Offer
from qiao.intake.queries.hearsay import mark_refuted
from qiao.intake.registering import take_down_offer
from qiao.intake.views.answering import (
    asked,
    get_crisis,
    get_offer_for_reader,
    go,
    known_items,
    page_of,
    refuse,
    wants_fragment,
)
from qiao.intake.views.voices import item_choices, narrowed, source_of


@requires("offer.read")
@require_GET
def offer_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the offers of a crisis."""
    crisis = get_crisis(slug)
    form = OfferFilter(request.GET, items=item_choices(crisis, Offer, get_language() or ""))
    held = asked(form)
    rows = narrowed(queries.with_last_check(queries.offers(crisis), "offer"), held)
    page = page_of(request, rows)
    mark_refuted(page)
    context = {
        "crisis": crisis,
        "form": form,
        "page": page,
        "is_filtered": any(held.values()),
    }
    return render(
        request, "intake/_offer_rows.html" if wants_fragment(request) else "intake/offer_list.html", context
    )


def _page(request: HttpRequest, offer: Offer, **more: Any) -> dict[str, Any]:
    context = {
        "offer": offer,
        "now": timezone.now(),
        "grade_form": GradeForm(offer=offer),
        "purpose_form": PurposeForm(initial={"purpose_group": offer.purpose_group}),
        "rounds": list(ClosureRound.objects.filter(offer=offer)),
    }
    return {**context, **source_of(request, offer), **more}


@requires("offer.read")
@require_GET
def offer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show an offer."""
    return render(request, "intake/offer.html", _page(request, get_offer_for_reader(request, pk)))


@requires("offer.verify")
@require_POST
def verify(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record a check of an offer."""
    found = get_offer_for_reader(request, pk)
    form = VerifyForm(request.POST)
    if not form.is_valid():
        context = _page(request, found, verify_form=form)
        return refuse(request, "intake/offer.html", "intake/_offer_verify.html", context)
    verify_offer(actor_of(request), found, checked_at=timezone.now(), **form.cleaned_data)
    messages.success(
        request, _("核实已记下：%(state)s。") % {"state": _(str(Offer.State(found.state).label))}
    )
    return go(request, reverse("intake:offer", args=(pk,)))


@requires("offer.grade")
@require_POST
def grade(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Enter the standard that stands on the package."""
    found = get_offer_for_reader(request, pk)
    form = GradeForm(request.POST, offer=found)
    if not form.is_valid():
        return render(
            request,
            "intake/offer.html",
            _page(request, found, grade_form=form),
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    grade_offer(actor_of(request), found, form.chosen)
    messages.success(request, _("执行标准已记下。"))
    return redirect("intake:offer", pk)


@requires("offer.purpose")
@require_POST
def purpose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say whom the donor's purpose means."""
    found, form = get_offer_for_reader(request, pk), PurposeForm(request.POST)
    try:
        if form.is_valid():
            read_purpose(actor_of(request), found, **form.cleaned_data)
            messages.success(request, _("记下了，分配时照办。"))
    except LineAlreadyDecidedError as error:
        messages.error(request, error.message(get_language() or "zh-hans"))
    return redirect("intake:offer", pk)


@requires("offer.open")
@require_http_methods(["GET", "POST"])
def offer_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Take down an offer without a message."""
    crisis = get_crisis(slug)
    form = OfferForm(request.POST) if request.method == "POST" else OfferForm.blank()
    context = {"crisis": crisis, "form": form, "items": known_items()}
    if request.method == "GET":
        return render(request, "intake/offer_new.html", context)
    if not form.is_valid():
        return refuse(request, "intake/offer_new.html", "intake/_voice_form.html", context)
    made = take_down_offer(
        actor_of(request),
        form.entry(form.facts),  # type: ignore[attr-defined]
        submission=form.cleaned_data["submission"],
        crisis=crisis,
        received_at=timezone.now(),
    )
    messages.success(request, _("资源已登记，等待核实。"))
    return go(request, reverse("intake:offer", args=(made.voice.pk,)))
