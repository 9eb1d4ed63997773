"""Pages of evidence: binding a statement to records, and checking that it still holds."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qiao.accounts.guard import actor_of, requires
from qiao.advocacy import actions, queries
from qiao.advocacy.checking import CopyCheck, EvidenceCheck, check_evidence
from qiao.advocacy.facts import grade
from qiao.advocacy.forms import EvidenceForm
from qiao.advocacy.models import Evidence, EvidenceRecord, Quote
from qiao.advocacy.searching import words_of
from qiao.intake.words.voices import GROUP_WORDS
from qiao.registry.models import Crisis

SEARCH = "search"
RECORDS = "record"
COPIES_A_PAGE = 25
READ = {"need": "need.read", "report": "report.read", "receipt": "match.read"}


def get_evidence_for_reader(pk: uuid.UUID) -> Evidence:
    """Return evidence of the organisation at work."""
    evidence: Evidence = get_object_or_404(Evidence.objects.select_related("crisis"), pk=pk)
    return evidence


@requires("evidence.note")
@require_http_methods(["GET", "POST"])
def evidence_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose records and say what they bear out. Searching keeps what was chosen and written."""
    crisis = get_object_or_404(Crisis, slug=slug)
    told = request.POST if request.method == "POST" else request.GET
    keys = told.getlist(RECORDS)
    is_sent = request.method == "POST" and SEARCH not in told
    form = EvidenceForm(
        told if is_sent else None,
        crisis=crisis,
        keys=keys,
        kinds=kinds_for(request),
        initial={"statement": told.get("statement", "")},
    )
    if is_sent and form.is_valid():
        evidence = actions.note_evidence(
            actor_of(request),
            crisis,
            statement=form.cleaned_data["statement"],
            records=form.records,
            frozen_at=timezone.now(),
        )
        messages.success(request, _("已定格 %(n)d 条记录。") % {"n": len(form.records)})
        return redirect("advocacy:evidence", evidence.pk)
    return _picker(request, crisis, form, words=told.get("q", "").strip(), status=422 if is_sent else 200)


def kinds_for(request: HttpRequest) -> list[str]:
    """Return the kinds of records that the reader may see, and so may bind."""
    may = actor_of(request).may
    return [kind for kind, verb in READ.items() if may(verb)]


def _picker(
    request: HttpRequest, crisis: Crisis, form: EvidenceForm, *, words: str, status: int
) -> HttpResponse:
    chosen = [(_kind_of(record), record) for record in form.records]
    keys = {f"{kind}:{record.pk}" for kind, record in chosen}
    groups = [
        (
            found.kind,
            [(found.kind, one) for one in found.records if f"{found.kind}:{one.pk}" not in keys],
            found.more,
        )
        for found in queries.candidates(crisis, words, kinds=kinds_for(request))
    ]
    context: dict[str, Any] = {
        "crisis": crisis,
        "form": form,
        "chosen": chosen,
        "groups": groups,
        "words": words,
        "is_empty": not form.is_bound
        and not words
        and not chosen
        and not any(rows for _kind, rows, _more in groups),
    }
    whole = not request.headers.get("HX-Request")
    template = "advocacy/evidence_new.html" if whole else "advocacy/_candidates.html"
    return render(request, template, context, status=status)


def _kind_of(record: Any) -> str:
    return str(record._meta.model_name)


@requires("proposal.read")
@require_GET
def evidence(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the frozen copies, their hash, and on demand whether all still holds."""
    here = get_evidence_for_reader(pk)
    may = actor_of(request).may
    verdict = check_evidence(here)
    context = {
        "evidence": here,
        "crisis": here.crisis,
        "check": verdict,
        "page": _copies(request, verdict),
        "is_checked": "check" in request.GET,
        "items": list(here.items.select_related("proposal")),
        "may_read_reports": may("report.read"),
        "grade": grade(here),
        "query": words_of(here.query) if here.query else [],
        "group_words": GROUP_WORDS.get(here.group, ""),
        "stances": EvidenceRecord.Stance.choices,
        "consents": Quote.Consent.choices,
        "may_judge": may("evidence.judge"),
        "may_drop": may("evidence.drop"),
        "may_quote": may("evidence.quote") and may("report.read"),
    }
    template = "advocacy/_check.html" if request.headers.get("HX-Request") else "advocacy/evidence.html"
    return render(request, template, context)


def _copies(request: HttpRequest, verdict: EvidenceCheck) -> Page[CopyCheck]:
    """Return a page of the copies, those whose record changed first: the one asked for, or that of a record."""
    copies = sorted(verdict.copies, key=lambda one: not (one.changes or one.is_gone))
    wanted = request.GET.get(RECORDS, "")
    place = next((place for place, one in enumerate(copies) if str(one.copy.pk) == wanted), 0)
    return Paginator(copies, COPIES_A_PAGE).get_page(request.GET.get("page", place // COPIES_A_PAGE + 1))
