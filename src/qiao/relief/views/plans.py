"""Plans: make one, read why, confirm or leave its lines."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.engines.allocation import reason_en, reason_zh
from qiao.exceptions import QiaoError
from qiao.intake.clock import judged_at
from qiao.intake.keeping import kept, kept_since
from qiao.intake.models import Need
from qiao.relief import actions, queries
from qiao.relief.actions.planning import reason_of
from qiao.relief.forms import DeclineForm, LineForm, RuleForm
from qiao.relief.models import Plan, Share, Unmet
from qiao.relief.rules import NAMES, rule_of, sentence_of_rule
from qiao.relief.views.loaders import get_crisis, get_plan_for_reader, get_share_for_coordinator, page_of

TABS = ("lines", "unmet", "left", "about")
HASH_SHOWN = 12
OTHERS = 12
"""So many other plans of the crisis are offered to compare with."""
UNPROCESSABLE = 422


def language() -> str:
    """Return the language of the page."""
    return get_language() or "zh-hans"


def sentence_of(line: Share | Unmet) -> str:
    """Return why, in the language of the page."""
    reason = reason_of(line)
    return reason_en(reason) if language().startswith("en") else reason_zh(reason)


@dataclass(frozen=True)
class Line:
    """A line of a plan as its row shows it."""

    share: Share
    reason: str
    refusal: str = ""

    @property
    def is_stale(self) -> bool:
        """Say whether the need has changed since the plan was made."""
        return self.share.state == Share.State.PROPOSED and self.share.need.state != Need.State.OPEN


@requires("plan.read")
@require_GET
def plan_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the plans of a crisis, and what a plan made now would consider."""
    crisis = get_crisis(slug)
    return render(
        request,
        "relief/plan_list.html",
        {
            "crisis": crisis,
            "page": page_of(request, queries.plans(crisis)),
            "outlook": kept(queries.outlook, crisis),
            "kept_since": kept_since(crisis),
            "may_make": actor_of(request).may("plan.make"),
        },
    )


@requires("plan.make")
@require_POST
def plan_make(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the engine propose by the rule chosen, and show what it proposes."""
    form = RuleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("分配规则没有看懂，请重新选。"))
        return redirect("relief:what_if", slug)
    crisis = get_crisis(slug)
    plan = actions.make_plan(actor_of(request), crisis, now=judged_at(crisis), rule=form.chosen())
    messages.success(request, _("方案 %(number)d 已生成。请逐行看过，再确认。") % {"number": plan.number})
    return redirect("relief:plan", plan.pk)


@requires("plan.read")
@require_GET
def plan(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a plan: its lines with reasons, who got nothing, what is left, and how it was made."""
    here = get_plan_for_reader(pk)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    return render(
        request,
        "relief/plan.html",
        {
            "plan": here,
            "crisis": here.crisis,
            "tab": tab,
            "counts": _counts(here),
            "hash": here.input_hash[:HASH_SHOWN],
            "gap": here.parameters.get("gap"),
            "rule_name": NAMES.get(here.rule, here.rule),
            "rule_words": sentence_of_rule(rule_of(here)),
            "others": Plan.objects.filter(crisis=here.crisis).exclude(pk=here.pk)[:OTHERS],
            "fill_chart": _fill_chart(here),
            "tiers": queries.served_by_tier(here),
            "may_decide": actor_of(request).may("match.make"),
            **_tab(request, here, tab),
        },
    )


def _counts(plan: Plan) -> dict[str, int]:
    states = list(plan.shares.values_list("state", flat=True))
    return {
        "lines": len(states),
        "proposed": states.count(Share.State.PROPOSED),
        "confirmed": states.count(Share.State.CONFIRMED),
        "declined": states.count(Share.State.DECLINED),
        "unmet": plan.unmet.count(),
        "nothing": plan.unmet.filter(given=0).count(),
    }


def _tab(request: HttpRequest, plan: Plan, tab: str) -> dict[str, Any]:
    if tab == "lines":
        page = page_of(request, queries.shares_of(plan))
        return {"page": page, "lines": [Line(one, sentence_of(one)) for one in page]}
    if tab == "unmet":
        page_unmet = page_of(request, queries.unmet_of(plan))
        return {"page": page_unmet, "rows": [(one, sentence_of(one)) for one in page_unmet]}
    return {"leftovers": queries.leftovers(plan)} if tab == "left" else {}


def _fill_chart(plan: Plan) -> dict[str, Any] | None:
    """Return how far each item is served, in per cent; None where no quantity was asked at all."""
    fills = [one for one in queries.fill_by_item(plan) if one.percent is not None]
    if not fills:
        return None
    english = language().startswith("en")
    return {
        "kind": "rows",
        "title": _("各类物资的满足率"),
        "category": _("物资"),
        "unit": "%",
        "categories": [one.item.name_en if english and one.item.name_en else one.item.name for one in fills],
        "series": [{"name": _("满足率（%）"), "tone": "accent", "values": [one.percent for one in fills]}],
    }


def _answer_row(request: HttpRequest, share: Share, *, refusal: str = "") -> HttpResponse:
    """Return the row, with the counts beside it, to htmx; otherwise say it and lead back to the plan."""
    if request.headers.get("HX-Request"):
        fresh = get_share_for_coordinator(share.pk)
        context = {
            "line": Line(fresh, sentence_of(fresh), refusal),
            "may_decide": True,
            "plan": fresh.plan,
            "counts": _counts(fresh.plan),
        }
        return render(request, "relief/_decided.html", context, status=UNPROCESSABLE if refusal else 200)
    if refusal:
        messages.error(request, refusal)
    else:
        messages.success(request, _("已记下。"))
    return redirect("relief:plan", share.plan_id)


@requires("match.make")
@require_POST
def share_confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm one line, as proposed or with another quantity."""
    share = get_share_for_coordinator(pk)
    form = LineForm(request.POST)
    if not form.is_valid():
        return _answer_row(request, share, refusal=_("数量要填正整数。"))
    try:
        actions.make_match(
            actor_of(request),
            share.need,
            share.offer,
            quantity=form.cleaned_data["quantity"],
            confirmed_at=judged_at(share.plan.crisis),
            share=share,
        )
    except QiaoError as error:
        return _answer_row(request, share, refusal=error.message(language()))
    return _answer_row(request, share)


@requires("match.decline")
@require_POST
def share_decline(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Leave one line."""
    share = get_share_for_coordinator(pk)
    form = DeclineForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.decline_share(actor_of(request), share, reason=reason)
    except QiaoError as error:
        return _answer_row(request, share, refusal=error.message(language()))
    return _answer_row(request, share)


@requires("match.make")
@require_POST
def plan_confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm every line still proposed, each on its own, and list what became of each."""
    here = get_plan_for_reader(pk)
    actor, now = actor_of(request), judged_at(here.crisis)
    done, refused = [], []
    for share in queries.shares_of(here).filter(state=Share.State.PROPOSED):
        if share.need.state != Need.State.OPEN:
            refused.append(
                (
                    share,
                    _("方案生成后，这条需求变成了“%(state)s”，请单独决定。")
                    % {"state": _(share.need.get_state_display())},
                )
            )
            continue
        try:
            made = actions.make_match(
                actor, share.need, share.offer, quantity=share.quantity, confirmed_at=now, share=share
            )
        except QiaoError as error:
            refused.append((share, error.message(language())))
        else:
            done.append(made)
    return render(
        request,
        "relief/plan_confirmed.html",
        {"plan": here, "crisis": here.crisis, "done": done, "refused": refused},
    )
