"""Pages of 拾遗补缺: two sides beside each other, findings in separate lists, what became of each."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.gaps import actions, queries
from qiao.gaps.forms import DecideForm, OfficialForm
from qiao.gaps.models import Gap
from qiao.registry.models import Crisis

LINES_A_PAGE = 30
SIDES = ("BOTH", "OWN", "OFFICIAL")


def get_gap_for_decider(pk: uuid.UUID) -> Gap:
    """Return a finding of the organisation at work."""
    gap: Gap = get_object_or_404(Gap.objects.select_related("crisis", "place", "item"), pk=pk)
    return gap


@requires("gap.read")
@require_GET
def gap_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show own and official figures side by side, and the findings kind by kind."""
    crisis = get_object_or_404(Crisis, slug=slug)
    return _page(request, crisis, OfficialForm(crisis=crisis, initial={"stated_on": timezone.localdate()}))


@requires("official.record")
@require_POST
def official_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Record what government stated."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = OfficialForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _page(request, crisis, form, status=422)
    actions.record_official(actor_of(request), crisis, is_sample=crisis.is_sample, **form.cleaned_data)
    messages.success(request, _("已登记官方口径，与我方数字并列显示。"))
    return redirect("gaps:gap_list", slug)


@requires("gap.find")
@require_POST
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """Look for what the official side lacks and for places where nobody speaks."""
    crisis = get_object_or_404(Crisis, slug=slug)
    found = len(actions.find_gaps(actor_of(request), crisis, now=timezone.now()))
    if found:
        messages.success(request, ngettext("新发现 %(n)d 条。", "新发现 %(n)d 条。", found) % {"n": found})
    else:
        messages.info(request, _("没有新的发现；已有的发现保持原样。"))
    return redirect("gaps:gap_list", slug)


@requires("gap.decide")
@require_POST
def decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what became of a finding."""
    gap = get_gap_for_decider(pk)
    form = DecideForm(request.POST)
    if form.is_valid():
        actions.decide_gap(actor_of(request), gap, state=form.cleaned_data["state"])
    if not request.headers.get("HX-Request"):
        return redirect("gaps:gap_list", gap.crisis.slug)
    status = 200 if form.is_valid() else 422
    return render(
        request, "gaps/_gap.html", _gap_facts(request, [gap])[0] | {"crisis": gap.crisis}, status=status
    )


def _gap_facts(request: HttpRequest, gaps: list[Gap]) -> list[dict[str, Any]]:
    decided = queries.last_decisions(gaps)
    may = actor_of(request).may
    return [
        {
            "gap": gap,
            "decision": decided.get(str(gap.pk)),
            "steps": actions.NEXT_STATES[gap.state] if may("gap.decide") else (),
            "may_draft": may("proposal.draft") and gap.state in {Gap.State.CONFIRMED, Gap.State.ACTED},
        }
        for gap in gaps
    ]


def _page(request: HttpRequest, crisis: Crisis, form: OfficialForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    lines = queries.beside(crisis, now=now)
    side = request.GET.get("side", "")
    shown = [line for line in lines if side not in SIDES or line.side == side]
    lists = queries.gap_lists(crisis)
    facts = {str(one["gap"].pk): one for each in lists for one in _gap_facts(request, each.gaps)}
    may = actor_of(request).may
    context = {
        "crisis": crisis,
        "now": now,
        "lines": Paginator(shown, LINES_A_PAGE).get_page(request.GET.get("page")),
        "line_count": len(lines),
        "side": side if side in SIDES else "",
        "sides": {one: sum(1 for line in lines if line.side == one) for one in SIDES},
        "lists": [(each, [facts[str(gap.pk)] for gap in each.gaps]) for each in lists],
        "counts": {each.kind.value: len(each.gaps) for each in lists},
        "waiting": sum(each.waiting for each in lists),
        "unlisted": queries.unlisted_needs(crisis),
        "form": form,
        "may_find": may("gap.find"),
        "may_record": may("official.record"),
        "may_draft": may("proposal.draft"),
    }
    return render(request, "gaps/gap_list.html", context, status=status)
