"""Pages of the second bridge: proposals, their items, filings and outcomes."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.advocacy import actions, queries
from qiao.advocacy.composing import OPINION_LIMIT, annex, compose, doubts, items_of, length_of
from qiao.advocacy.forms import FilingForm, ItemForm, OutcomeForm, ProposalForm
from qiao.advocacy.models import Proposal, ProposalItem
from qiao.exceptions import EvidenceMissingError
from qiao.gaps.models import Gap
from qiao.registry.models import Crisis


def get_proposal_for_reader(pk: uuid.UUID) -> Proposal:
    """Return a proposal of the organisation at work."""
    proposal: Proposal = get_object_or_404(Proposal.objects.select_related("crisis", "organization"), pk=pk)
    return proposal


@requires("proposal.read")
@require_GET
def proposal_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the proposals of a crisis and the evidence at hand."""
    crisis = get_object_or_404(Crisis, slug=slug)
    may = actor_of(request).may
    context = {
        "crisis": crisis,
        "proposals": list(queries.proposals(crisis)),
        "evidence": list(queries.evidence(crisis)),
        "may_draft": may("proposal.draft"),
        "may_note": may("evidence.note"),
    }
    return render(request, "advocacy/proposal_list.html", context)


@requires("proposal.draft")
@require_http_methods(["GET", "POST"])
def proposal_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a proposal, blank or from a finding."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = ProposalForm(request.POST or None, initial=_from_gap(crisis, request.GET.get("gap", "")))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        proposal = actions.draft_proposal(actor_of(request), crisis, title=facts.pop("title"), **facts)
        messages.success(request, _("已建立草稿。接着写每一条建议，并附上证据。"))
        return redirect("advocacy:proposal", proposal.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "advocacy/proposal_new.html", {"crisis": crisis, "form": form}, status=status)


def _from_gap(crisis: Crisis, pk: str) -> dict[str, str]:
    """Return the beginning of a proposal that a confirmed finding suggests, or nothing."""
    try:
        wanted = uuid.UUID(pk)
    except ValueError:
        return {}
    gap = Gap.objects.filter(crisis=crisis, pk=wanted).select_related("place", "item").first()
    if gap is None:
        return {}
    matter = gap.item.name if gap.item else "未被听到的需求"
    title = f"关于{gap.place.name}{matter}的建议"  # the paper is in Chinese, whatever the page
    return {"title": title, "situation": f"{gap.place.full_name}：{gap.reason}"}


@requires("proposal.read")
@require_GET
def proposal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a proposal: its items with addressee and evidence, where it was filed, what became of it."""
    return _page(request, get_proposal_for_reader(pk))


def _page(request: HttpRequest, here: Proposal, *, status: int = 200, **forms: Any) -> HttpResponse:
    items = items_of(here)
    may = actor_of(request).may
    is_draft = here.state == Proposal.State.DRAFT
    found = doubts(here, items)
    context = {
        "proposal": here,
        "crisis": here.crisis,
        "items": items,
        "filings": list(queries.filings(here)),
        "outcomes": list(queries.outcomes(here)),
        "doubts": found,
        "stops": sum(1 for one in found if one.stops),
        "length": length_of(compose(here, items)),
        "limit": OPINION_LIMIT,
        "is_draft": is_draft,
        "may_write": is_draft and may("proposal.write"),
        "may_add": is_draft and may("proposal.add_item"),
        "may_amend": is_draft and may("proposal.amend_item"),
        "may_file": may("proposal.file"),
        "may_record": may("outcome.record"),
        "may_note": may("evidence.note"),
    }
    blank = {
        "text_form": ProposalForm(instance=here),
        "item_form": ItemForm(crisis=here.crisis),
        "filing_form": FilingForm(initial=_filing_start(items)),
        "outcome_form": OutcomeForm(proposal=here),
    }
    return render(request, "advocacy/proposal.html", context | blank | forms, status=status)


def _filing_start(items: list[ProposalItem]) -> dict[str, Any]:
    addressees = {item.addressee_id for item in items if item.addressee_id}
    return {"filed_on": timezone.localdate(), "departments": list(addressees)}


@requires("proposal.write")
@require_POST
def proposal_write(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write the texts of a draft."""
    here = get_proposal_for_reader(pk)
    form = ProposalForm(request.POST, instance=get_proposal_for_reader(pk))
    if not form.is_valid():
        return _page(request, here, status=422, text_form=form)
    actions.write_proposal(actor_of(request), here, **form.cleaned_data)
    messages.success(request, _("已保存。"))
    return redirect("advocacy:proposal", pk)


@requires("proposal.add_item")
@require_POST
def item_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add the next item."""
    here = get_proposal_for_reader(pk)
    form = ItemForm(request.POST, crisis=here.crisis)
    if not form.is_valid():
        return _page(request, here, status=422, item_form=form)
    item = actions.add_item(actor_of(request), here, **form.facts())
    messages.success(request, _("已添加第 %(n)d 条。") % {"n": item.number})
    return redirect("advocacy:proposal", pk)


@requires("proposal.amend_item")
@require_http_methods(["GET", "POST"])
def item_amend(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Amend an item of a draft."""
    here = get_proposal_for_reader(pk)
    item = get_object_or_404(here.items, number=number)
    form = ItemForm(request.POST or None, instance=item, crisis=here.crisis)
    if request.method == "POST" and form.is_valid():
        actions.amend_item(actor_of(request), get_object_or_404(here.items, number=number), **form.facts())
        messages.success(request, _("已修改第 %(n)d 条。") % {"n": number})
        return redirect("advocacy:proposal", pk)
    status = 422 if request.method == "POST" else 200
    context = {"proposal": here, "crisis": here.crisis, "number": number, "form": form}
    return render(request, "advocacy/item.html", context, status=status)


@requires("proposal.file")
@require_POST
def file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """File the proposal with the departments ticked; one that already has it is left as it was."""
    here = get_proposal_for_reader(pk)
    form = FilingForm(request.POST)
    if not form.is_valid():
        return _page(request, here, status=422, filing_form=form)
    before = here.filings.count()
    try:
        filed = actions.file_proposal(actor_of(request), here, **form.cleaned_data)
    except EvidenceMissingError as error:
        form.add_error(None, error.message(get_language() or "zh-hans"))
        return _page(request, here, status=422, filing_form=form)
    new = here.filings.count() - before
    if new:
        messages.success(request, _("已报送 %(n)d 个部门。") % {"n": new})
    if len(filed) > new:
        messages.info(
            request, _("有 %(n)d 个部门此前已按同一渠道报送过，没有重复登记。") % {"n": len(filed) - new}
        )
    return redirect("advocacy:proposal", pk)


@requires("outcome.record")
@require_POST
def outcome_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record what became of an item, or of the whole."""
    here = get_proposal_for_reader(pk)
    form = OutcomeForm(request.POST, proposal=here)
    if not form.is_valid():
        return _page(request, here, status=422, outcome_form=form)
    actions.record_outcome(actor_of(request), here, **form.cleaned_data)
    messages.success(request, _("已登记结果。"))
    return redirect("advocacy:proposal", pk)


@requires("proposal.read")
@require_GET
def proposal_print(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the proposal as the paper that is handed over."""
    here = get_proposal_for_reader(pk)
    items = items_of(here)
    body = compose(here, items)
    context = {
        "proposal": here,
        "crisis": here.crisis,
        "paragraphs": body.splitlines()[1:],
        "annex": annex(items).splitlines(),
        "length": length_of(body),
        "limit": OPINION_LIMIT,
    }
    return render(request, "advocacy/proposal_print.html", context)


@requires("proposal.read")
@require_GET
def proposal_text(_request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand the proposal out as plain text."""
    here = get_proposal_for_reader(pk)
    items = items_of(here)
    paper = f"{compose(here, items)}\n{annex(items)}".strip() + "\n"
    name = f"proposal-{str(here.pk)[:8]}.txt"
    return HttpResponse(
        paper,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
