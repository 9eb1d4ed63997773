"""The inbox, and one report: its masked text, what was understood, and what it led to."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.intake import queries
from qiao.intake.actions import erase_report, open_need, reveal_report
from qiao.intake.filters import InboxFilter
from qiao.intake.forms import EraseForm, NeedFromReportForm, RevealForm
from qiao.intake.highlight import fields_of, marks_of_reading, marks_of_voice, segments
from qiao.intake.models import Need, Report
from qiao.intake.queries.hearsay import mark_hearsay
from qiao.intake.second_reader import opinion_of
from qiao.intake.views.answering import (
    asked,
    get_crisis,
    get_report_for_reader,
    go,
    known_items,
    page_of,
    refuse,
    wants_fragment,
)
from qiao.intake.words.voices import doubt_text


@requires("report.read")
@require_GET
def inbox(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the reports of a crisis, the newest first, masked."""
    crisis = get_crisis(slug)
    form = InboxFilter(request.GET)
    held = asked(form)
    rows = queries.reports_found(crisis, source=held.get("source", ""), text=held.get("q", ""))
    if held.get("batch"):
        rows = rows.filter(import_row__batch=held["batch"])
    if held.get("paste"):
        rows = rows.filter(draft_line__draft=held["paste"])
    page = page_of(request, rows)
    mark_hearsay(page.object_list)
    context = {
        "crisis": crisis,
        "form": form,
        "page": page,
        "is_filtered": any(held.values()),
    }
    return render(
        request, "intake/_inbox_rows.html" if wants_fragment(request) else "intake/inbox.html", context
    )


def lit_text(report: Report) -> dict[str, Any]:
    """Return the masked text in segments by what was read or taken down, and its legend."""
    if report.is_erased or not hasattr(report, "masked"):
        return {"segments": [], "fields": []}
    readings = [one for kept in report.readings.all() for one in kept.content.get("readings", ())]
    marks = [mark for one in readings for mark in marks_of_reading(one)]
    for voice in (*report.needs.all(), *report.offers.all()):
        marks += marks_of_voice(voice.spans)
    lit = segments(report.masked.text, marks)
    return {"segments": lit, "fields": fields_of(lit)}


def _page(request: HttpRequest, report: Report, **more: Any) -> dict[str, Any]:
    needs = list(report.needs.select_related("item", "place", "party"))
    offers = list(report.offers.select_related("item", "place", "party"))
    made = [*needs, *offers, *report.readings.all()]
    actor = actor_of(request)
    readings = [(kept, one) for kept in report.readings.all() for one in kept.content.get("readings", ())]
    return {
        "crisis": report.crisis,
        "report": report,
        "needs": needs,
        "offers": offers,
        "readings": readings,
        "opinion": opinion_of(report),
        "doubts": [(note, *doubt_text(note)) for note in report.notes.select_related("need")],
        "repeats": queries.told_with(report),
        "history": queries.history_of(
            actor.organization_id, [report.pk, *(one.pk for one in made)], report=report
        ),
        "reveal_form": RevealForm(),
        "erase_form": EraseForm(),
        "attachments": queries.attachments_of(report),
        "first": queries.first_of(report),
        "follow_ups": queries.thread_of(report)[1:],
        **lit_text(report),
        **more,
    }


@requires("report.read")
@require_GET
def report(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a report."""
    return render(request, "intake/report.html", _page(request, get_report_for_reader(request, pk)))


@requires("report.reveal")
@require_POST
def reveal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the original once. Who looked, when and why is in the trail."""
    found = get_report_for_reader(request, pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return refuse(
            request, "intake/report.html", "intake/_reveal.html", _page(request, found, reveal_form=form)
        )
    text, contact = reveal_report(actor_of(request), found, reason=form.reason)
    if wants_fragment(request):
        return render(request, "intake/_revealed.html", {"report": found, "text": text, "contact": contact})
    shown = {"text": text, "contact": contact, "is_revealed": True}
    return render(request, "intake/report.html", _page(request, found, **shown))


@requires("report.erase")
@require_POST
def erase(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Destroy the key of a report, as the law requires."""
    found = get_report_for_reader(request, pk)
    form = EraseForm(request.POST)
    if not form.is_valid():
        return refuse(
            request, "intake/report.html", "intake/_erase.html", _page(request, found, erase_form=form)
        )
    erase_report(actor_of(request), found, reason=form.cleaned_data["reason"])
    messages.success(request, _("已删除：原文和联系方式无法再读出，编号、时间和流转记录留着。"))
    return go(request, reverse("intake:report", args=(pk,)))


@requires("need.open")
@require_http_methods(["GET", "POST"])
def add_need(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Draw a need from a report by hand."""
    found = get_report_for_reader(request, pk)
    form = NeedFromReportForm(request.POST) if request.method == "POST" else NeedFromReportForm.blank()
    context = {
        "crisis": found.crisis,
        "report": found,
        "form": form,
        "items": known_items(),
        **lit_text(found),
    }
    if request.method == "GET":
        return render(request, "intake/need_from_report.html", context)
    if not form.is_valid():
        return refuse(request, "intake/need_from_report.html", "intake/_voice_form.html", context)
    submission = form.cleaned_data["submission"]
    if not Need.objects.filter(pk=submission, report=found).exists():
        try:
            with transaction.atomic():
                open_need(actor_of(request), found, id=submission, **form.facts)  # type: ignore[attr-defined]
        except IntegrityError:
            # Sent twice at the same moment: the other one was first, and stands.
            return redirect("intake:report", pk)
    messages.success(request, _("已从这条信息添加需求，请核实。"))
    return go(request, reverse("intake:need", args=(submission,)))
