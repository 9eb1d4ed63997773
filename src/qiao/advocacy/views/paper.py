"""The proposal as the paper that is handed over."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.advocacy.actions.handing import hand_out_paper
from qiao.advocacy.composing import annex_lines, items_of, length_of, paper_of
from qiao.advocacy.forms import ProposalForm
from qiao.advocacy.gate import cleared, doubts_of
from qiao.advocacy.handed import AddressOf, pdf_of
from qiao.advocacy.models import Proposal
from qiao.advocacy.views.page import get_proposal_for_reader
from qiao.advocacy.word import docx_of


@requires("proposal.read")
@require_GET
def proposal_print(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the proposal as the paper that is handed over; a draft may lack parts, and says so."""
    here = get_proposal_for_reader(pk)
    paper = cleared(here, as_draft=True)
    found = [one for one in doubts_of(paper, items_of(here)) if one.stops]
    context = {
        "proposal": here,
        "crisis": here.crisis,
        "paper": paper,
        "annex": annex_lines(paper),
        "length": length_of(paper.body),
        "doubts": [] if here.source and not paper.annex else found,
    }
    return render(request, "advocacy/proposal_print.html", context)


@requires("proposal.hand_out")
@require_GET
def proposal_text(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand the proposal out as plain text."""
    here = get_proposal_for_reader(pk)
    paper = cleared(here)
    told = [paper.body, *(line.text for line in paper.signatures), "", *annex_lines(paper)]
    made = "\n".join(told).strip() + "\n"
    return _taken(request, here, made.encode(), "txt")


TYPES = {
    "txt": "text/plain; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@requires("proposal.hand_out")
@require_GET
def proposal_docx(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand the proposal out as a Word file with its annex."""
    here = get_proposal_for_reader(pk)
    made = docx_of(cleared(here), _address_of(request))
    return _taken(request, here, made, "docx")


@requires("proposal.hand_out")
@require_GET
def proposal_pdf(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand the proposal out as PDF with its annex."""
    here = get_proposal_for_reader(pk)
    made = pdf_of(cleared(here), _address_of(request))
    return _taken(request, here, made, "pdf")


def _address_of(request: HttpRequest) -> AddressOf:
    return lambda row: request.build_absolute_uri(row.evidence.get_absolute_url())


def _taken(request: HttpRequest, here: Proposal, content: bytes, form: str) -> HttpResponse:
    """Answer with a file, once the trail says who took it."""
    hand_out_paper(actor_of(request), here, content, form=form)
    disposition = {"Content-Disposition": f'attachment; filename="proposal-{str(here.pk)[:8]}.{form}"'}
    return HttpResponse(content, content_type=TYPES[form], headers=disposition)


@requires("proposal.write")
@require_POST
def proposal_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say how long the paper would be and what would speak against it, with the texts as they are being typed."""
    here = get_proposal_for_reader(pk)
    form = ProposalForm(request.POST, instance=here)
    form.is_valid()  # what is not valid yet keeps its stored text
    items = items_of(here)
    paper = paper_of(here, items)
    found = doubts_of(paper, items)
    context = {"length": length_of(paper.body), "form": paper.form, "doubts": found, "is_draft": True}
    return render(request, "advocacy/_checks.html", context)
