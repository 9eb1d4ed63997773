"""The page of one proposal, which several forms come back to."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from qiao.accounts.guard import actor_of
from qiao.advocacy import queries
from qiao.advocacy.composing import items_of, length_of, paper_of
from qiao.advocacy.cooperation import reach_of_crisis
from qiao.advocacy.digesting import lead_of
from qiao.advocacy.forms import (
    ContributionForm,
    CoSignForm,
    FilingForm,
    ItemForm,
    MergeForm,
    OutcomeForm,
    ProposalForm,
    RemarkForm,
)
from qiao.advocacy.gate import doubts_of
from qiao.advocacy.models import Proposal, ProposalItem
from qiao.advocacy.references import Resolver


def get_proposal_for_reader(pk: uuid.UUID) -> Proposal:
    """Return a proposal of the organisation at work."""
    proposal: Proposal = get_object_or_404(Proposal.objects.select_related("crisis", "organization"), pk=pk)
    return proposal


def page_of(request: HttpRequest, here: Proposal, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Show a proposal, with the forms as they were sent."""
    items = items_of(here)
    may = actor_of(request).may
    is_draft = here.state == Proposal.State.DRAFT
    paper = paper_of(here, items)
    found = doubts_of(paper, items)
    resolver = Resolver(here.crisis)
    for item in items:
        for name in ("problem", "cause", "ask", "indicator"):
            setattr(item, f"said_{name}", resolver.say(getattr(item, name)))
    context = {
        "proposal": here,
        "crisis": here.crisis,
        "items": items,
        "filings": list(queries.filings(here)),
        "may_note_filing": may("proposal.note_filing"),
        "outcomes": list(queries.outcomes(here)),
        "doubts": found,
        "stops": sum(1 for one in found if one.stops),
        "paper": paper,
        "length": length_of(paper.body),
        "form": paper.form,
        "offered": resolver.offered() if is_draft else [],
        "situation": resolver.say(here.situation),
        "analysis": resolver.say(here.analysis),
        "graded": {row.evidence.pk: row.figures.grade for row in paper.annex},
        "lead": lead_of(here),
        "reaches": reach_of_crisis(here.crisis),
        "is_draft": is_draft,
        "may_write": is_draft and may("proposal.write"),
        "may_add": is_draft and may("proposal.add_item"),
        "may_amend": is_draft and may("proposal.amend_item"),
        "may_file": may("proposal.file"),
        "may_record": may("outcome.record"),
        "may_note": may("evidence.note"),
    } | _work(here, may, is_draft=is_draft)
    blank = {
        "text_form": ProposalForm(instance=here),
        "item_form": ItemForm(crisis=here.crisis),
        "filing_form": FilingForm(initial=_filing_start(items)),
        "outcome_form": OutcomeForm(proposal=here),
        "contribution_form": ContributionForm(proposal=here),
        "cosign_form": CoSignForm(proposal=here),
        "remark_form": RemarkForm(proposal=here),
        "merge_form": MergeForm(proposal=here),
    }
    return render(request, "advocacy/proposal.html", context | blank | forms, status=status)


def _work(here: Proposal, may: Callable[[str], bool], *, is_draft: bool) -> dict[str, Any]:
    """Return who works on a proposal, and what the reader may do to it."""
    return {
        "contributions": list(here.contributions.select_related("item")),
        "cosignatures": list(here.cosignatures.select_related("organization")),
        "remarks": list(here.remarks.select_related("item", "made_by")),
        "rearrangements": list(here.rearrangements.all()),
        "may_contribute": may("proposal.contribute"),
        "may_cosign": is_draft and may("proposal.cosign"),
        "may_remark": may("proposal.remark"),
        "may_settle": may("proposal.settle_remark"),
        "may_merge": is_draft and may("proposal.merge_items"),
        "may_split": is_draft and may("proposal.split_item"),
        "may_undo": is_draft and may("proposal.undo_items"),
    }


def _filing_start(items: list[ProposalItem]) -> dict[str, Any]:
    addressees = {item.addressee_id for item in items if item.addressee_id}
    return {"filed_on": timezone.localdate(), "departments": list(addressees)}
