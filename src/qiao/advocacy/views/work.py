"""Experts, co-signatures, remarks; items merged, split, and brought back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.advocacy import actions
from qiao.advocacy.forms import ContributionForm, CoSignForm, MergeForm, RemarkForm, SplitForm
from qiao.advocacy.models import Proposal, Rearrangement, Remark
from qiao.advocacy.views.page import get_proposal_for_reader, page_of


@requires("proposal.contribute")
@require_POST
def contribute(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep what an expert gave."""
    here = get_proposal_for_reader(pk)
    form = ContributionForm(request.POST, proposal=here)
    if not form.is_valid():
        return page_of(request, here, status=422, contribution_form=form)
    actions.add_contribution(actor_of(request), here, **form.cleaned_data)
    messages.success(request, _("已登记专家意见。"))
    return redirect("advocacy:proposal", pk)


@requires("proposal.cosign")
@require_POST
def cosign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record that another organisation signs with us."""
    here = get_proposal_for_reader(pk)
    form = CoSignForm(request.POST, proposal=here)
    if not form.is_valid():
        return page_of(request, here, status=422, cosign_form=form)
    actions.cosign(actor_of(request), here, **form.cleaned_data)
    messages.success(request, _("已登记联署。"))
    return redirect("advocacy:proposal", pk)


@requires("proposal.remark")
@require_POST
def remark(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Remark on the proposal or an item."""
    here = get_proposal_for_reader(pk)
    form = RemarkForm(request.POST, proposal=here)
    if not form.is_valid():
        return page_of(request, here, status=422, remark_form=form)
    actions.remark(actor_of(request), here, **form.cleaned_data)
    return redirect("advocacy:proposal", pk)


@requires("proposal.settle_remark")
@require_POST
def remark_settle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that a remark was dealt with."""
    said = get_object_or_404(Remark.objects.filter(proposal__in=Proposal.objects.all()), pk=pk)
    actions.settle_remark(actor_of(request), said, at=timezone.now())
    return redirect("advocacy:proposal", said.proposal_id)


@requires("proposal.merge_items")
@require_POST
def items_merge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make one item of several."""
    here = get_proposal_for_reader(pk)
    form = MergeForm(request.POST, proposal=here)
    if not form.is_valid():
        return page_of(request, here, status=422, merge_form=form)
    actions.merge_items(actor_of(request), here, numbers=form.cleaned_data["numbers"])
    messages.success(request, _("已合并。不合适可以撤销。"))
    return redirect("advocacy:proposal", pk)


@requires("proposal.split_item")
@require_http_methods(["GET", "POST"])
def item_split(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Make two items of one."""
    here = get_proposal_for_reader(pk)
    item = get_object_or_404(here.items.select_related("proposal"), number=number)
    form = SplitForm(request.POST) if request.method == "POST" else SplitForm.of(item)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.split_item(
            actor_of(request),
            item,
            first=(told["first_problem"], told["first_ask"]),
            second=(told["second_problem"], told["second_ask"]),
        )
        messages.success(request, _("已拆成两条。不合适可以撤销。"))
        return redirect("advocacy:proposal", pk)
    status = 422 if request.method == "POST" else 200
    context = {"proposal": here, "crisis": here.crisis, "number": number, "form": form}
    return render(request, "advocacy/item_split.html", context, status=status)


@requires("proposal.undo_items")
@require_POST
def items_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Bring merged or split items back."""
    own = Rearrangement.objects.filter(proposal__in=Proposal.objects.all()).select_related("proposal")
    change = get_object_or_404(own, pk=pk)
    actions.undo_rearrangement(actor_of(request), change, at=timezone.now())
    messages.success(request, _("条目已恢复。"))
    return redirect("advocacy:proposal", change.proposal_id)
