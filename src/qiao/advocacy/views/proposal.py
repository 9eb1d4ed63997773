"""Pages of proposals and their items."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.advocacy import actions, queries
from qiao.advocacy.forms import ItemForm, ProposalForm
from qiao.advocacy.references import Resolver
from qiao.advocacy.views.page import get_proposal_for_reader, page_of
from qiao.gaps.models import Gap
from qiao.registry.models import Crisis


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
        "may_digest": may("digest.read"),
        "may_note": may("evidence.note"),
    }
    return render(request, "advocacy/proposal_list.html", context)


@requires("proposal.draft")
@require_http_methods(["GET", "POST"])
def proposal_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a proposal, blank or from a finding."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = ProposalForm(
        request.POST or None, crisis=crisis, initial=_from_gap(crisis, request.GET.get("gap", ""))
    )
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
    matter = gap.term or (gap.item.name if gap.item else "未被听到的需求")
    where, whole = (gap.place.name, f"{gap.place.full_name}：") if gap.place else ("", "")
    title = f"关于{where}{matter}的建议"  # the paper is in Chinese, whatever the page
    return {"title": title, "situation": f"{whole}{gap.reason}"}


@requires("proposal.read")
@require_GET
def proposal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a proposal: its items with addressee and evidence, where it was filed, what became of it."""
    return page_of(request, get_proposal_for_reader(pk))


@requires("proposal.write")
@require_POST
def proposal_write(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write the texts of a draft."""
    here = get_proposal_for_reader(pk)
    form = ProposalForm(request.POST, instance=get_proposal_for_reader(pk))
    if not form.is_valid():
        return page_of(request, here, status=422, text_form=form)
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
        return page_of(request, here, status=422, item_form=form)
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
    offered = Resolver(here.crisis).offered()
    context = {"proposal": here, "crisis": here.crisis, "number": number, "form": form, "offered": offered}
    return render(request, "advocacy/item.html", context, status=status)
