"""Pages of bundles: searching for records, and judging, striking and quoting those that were bound."""

import uuid
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.advocacy import actions
from qiao.advocacy.facts import Scope, grade_before
from qiao.advocacy.forms import DropForm, FreezeForm, QuoteForm, SearchForm, StanceForm
from qiao.advocacy.forms.evidence import LONGEST_STATEMENT
from qiao.advocacy.models import Evidence, EvidenceRecord, Quote
from qiao.advocacy.searching import MOST_RECORDS, Search, found_by
from qiao.advocacy.views.evidence import kinds_for
from qiao.gaps.models import Gap
from qiao.registry.models import Crisis
from qiao.registry.queries import place_by_code

SHOWN = 20


@requires("evidence.note")
@require_http_methods(["GET", "POST"])
def evidence_query(request: HttpRequest, slug: str) -> HttpResponse:
    """Search for records, see how much they would carry, and freeze all that was found."""
    crisis = get_object_or_404(Crisis, slug=slug)
    told = request.POST if request.method == "POST" else request.GET
    asked = SearchForm(told or None, crisis=crisis, kinds=kinds_for(request))
    form = FreezeForm(request.POST if request.method == "POST" else None, crisis=crisis)
    context: dict[str, Any] = {"crisis": crisis, "asked": asked, "form": form, "most": MOST_RECORDS}
    if not asked.is_bound or not asked.is_valid():
        status = 422 if asked.is_bound else 200
        return render(request, "advocacy/evidence_query.html", context, status=status)
    search = asked.search
    records = found_by(crisis, search)
    if request.method == "POST" and form.is_valid() and records:
        evidence = actions.note_evidence(
            actor_of(request),
            crisis,
            statement=form.cleaned_data["statement"],
            records=records,
            frozen_at=timezone.now(),
            search=search,
            scope=form.scope,
            sensitive=form.cleaned_data["sensitive"],
        )
        messages.success(request, _("已定格 %(n)d 条记录。") % {"n": len(records)})
        return redirect("advocacy:evidence", evidence.pk)
    if not form.is_bound:
        context["form"] = FreezeForm(crisis=crisis, initial=_initial(search, asked.cleaned_data["gap"]))
    scope = Scope(place_by_code(search.place) if search.place else None, search.group)
    context |= {
        "count": len(records),
        "is_too_wide": len(records) > MOST_RECORDS,
        "shown": [(str(one._meta.model_name), one) for one in records[:SHOWN]],
        "grade": grade_before(records, frozen_at=timezone.now(), scope=scope) if records else None,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "advocacy/evidence_query.html", context, status=status)


def _initial(search: Search, gap: Gap | None) -> dict[str, str]:
    """Return what the statement says at first: of a finding its reason, and where it is."""
    told = {"about_place": search.place, "about_group": search.group}
    if gap is not None:
        told["statement"] = gap.reason[:LONGEST_STATEMENT]
        told["about_place"] = search.place or (gap.place.code if gap.place else "")
    return told


def get_record_for_editor(pk: uuid.UUID) -> EvidenceRecord:
    """Return a frozen record of a bundle of the organisation at work."""
    own = EvidenceRecord.objects.filter(evidence__in=Evidence.objects.all()).select_related("evidence")
    row: EvidenceRecord = get_object_or_404(own, pk=pk)
    return row


def _refused(request: HttpRequest, row: EvidenceRecord, form: Form | QuoteForm) -> HttpResponse:
    """Say what was wrong, and come back to the record."""
    for errors in form.errors.values():
        messages.error(request, " ".join(str(one) for one in errors))
    return _back(row)


def _back(row: EvidenceRecord) -> HttpResponse:
    return redirect(f"{row.evidence.get_absolute_url()}?record={row.pk}#record-{row.pk}")


@requires("evidence.drop")
@require_POST
def record_drop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Strike a record, with the reason."""
    row = get_record_for_editor(pk)
    form = DropForm(request.POST)
    if not form.is_valid():
        return _refused(request, row, form)
    actions.drop_record(actor_of(request), row, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("已剔除，理由留着。等级只会不变或降低。"))
    return _back(row)


@requires("evidence.restore")
@require_POST
def record_restore(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a struck record back."""
    row = get_record_for_editor(pk)
    actions.restore_record(actor_of(request), row)
    messages.success(request, _("已收回。"))
    return _back(row)


@requires("evidence.judge")
@require_POST
def record_judge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say whether a record bears the statement out."""
    row = get_record_for_editor(pk)
    form = StanceForm(request.POST)
    if not form.is_valid():
        return _refused(request, row, form)
    actions.judge_record(actor_of(request), row, stance=form.cleaned_data["stance"])
    messages.success(request, _("已保存。"))
    return _back(row)


@requires("evidence.quote")
@require_POST
def record_quote(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep a few words of what somebody said."""
    row = get_record_for_editor(pk)
    form = QuoteForm(request.POST)
    if not form.is_valid():
        return _refused(request, row, form)
    actions.quote_record(actor_of(request), row, **form.cleaned_data)
    messages.success(request, _("已摘下引语。"))
    return _back(row)


@requires("evidence.unquote")
@require_POST
def quote_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a quote away."""
    own = Quote.objects.filter(record__evidence__in=Evidence.objects.all())
    found = get_object_or_404(own.select_related("record__evidence"), pk=pk)
    actions.withdraw_quote(actor_of(request), found)
    messages.success(request, _("引语已撤下。"))
    return _back(found.record)
