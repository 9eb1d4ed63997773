"""What if: try a rule, one more lot, one more lorry; see what every rule costs; hold two plans side by side."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.engines.allocation import Outcome, Rule, reason_en, reason_zh
from qiao.intake.clock import is_replayed, judged_at
from qiao.intake.models import Need, Offer
from qiao.intake.queries import needs_for_plan
from qiao.registry.models import Item
from qiao.relief.comparing import compare_plans
from qiao.relief.forms import RuleForm, WhatIfForm
from qiao.relief.models import Plan
from qiao.relief.rules import NAMES, rule_of, sentence_of_rule
from qiao.relief.views.loaders import ROWS, get_crisis, get_plan_for_reader
from qiao.relief.views.plans import language
from qiao.relief.what_if import EXTRA_LOT, Answer, Case, answer, frontier, input_now

SHOWN = 30
"""So many needs that get nothing, and so many gains, are shown at once."""
FIRST = 6
"""So many of them before somebody asks for more."""
UNPROCESSABLE = 422
THOUSAND = 1000


@requires("plan.make")
@require_GET
def what_if(request: HttpRequest, slug: str) -> HttpResponse:
    """Try a rule over what is verified now. Nothing is written until somebody makes the plan."""
    crisis = get_crisis(slug)
    items = Item.objects.filter(pk__in=needs_for_plan(crisis).order_by().values("item")).order_by("code")
    asked = {key: value for key, value in request.GET.items() if value}
    usual = {name: str(field.initial) for name, field in RuleForm.base_fields.items()}
    form = WhatIfForm(usual | asked, items=items)
    clock = judged_at(crisis) if is_replayed(crisis) else None
    context: dict[str, Any] = {"crisis": crisis, "form": form, "clock": clock}
    if not form.is_valid():
        return render(request, "relief/what_if.html", context, status=UNPROCESSABLE)
    question = form.question()
    now = judged_at(crisis)
    told = answer(input_now(crisis, now=now), question, now=now)
    nothing, gains = _nothing(told), _gains(told)
    context |= {
        "rule": question.rule,
        "rule_name": NAMES[question.rule.name],
        "rule_words": sentence_of_rule(question.rule),
        "floor_percent": round(question.rule.floor * 100),
        "headings": [_heading(case) for case in told.cases],
        "rows": _rows([case.outcome for case in told.cases]),
        "nothing": nothing[:FIRST],
        "nothing_more": nothing[FIRST:],
        "nothing_count": sum(not one.given for one in told.plan.unmet),
        "gains": gains[:FIRST],
        "gains_more": gains[FIRST:],
        "gap": told.plan.gap,
        "answer": told,
    }
    return render(request, "relief/what_if.html", context)


@requires("plan.make")
@require_GET
def what_if_frontier(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what every rule would give: coverage against minimum fill against road."""
    crisis = get_crisis(slug)
    now = judged_at(crisis)
    found = frontier(input_now(crisis, now=now), now=now)
    best = max((one.coverage or 0.0 for one in found), default=0.0)
    rows = [_frontier_row(one, best) for one in found]
    chart = _frontier_chart(rows) if best else None
    context = {"crisis": crisis, "rows": _joined(rows), "chart": chart}
    part = "_frontier" if request.headers.get("HX-Request") else "frontier"
    return render(request, f"relief/{part}.html", context)


@requires("plan.read")
@require_GET
def plan_compare(request: HttpRequest, pk: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Hold two plans side by side: figures, and who gets more or less."""
    first, second = get_plan_for_reader(pk), get_plan_for_reader(other)
    differences = compare_plans(first, second)
    page = page_of(request, differences, ROWS)
    return render(
        request,
        "relief/plan_compare.html",
        {
            "crisis": first.crisis,
            "plans": [
                {"plan": one, "rule": NAMES.get(one.rule, one.rule), "words": sentence_of_rule(rule_of(one))}
                for one in (first, second)
            ],
            "tiers": _tiers_of(first, second),
            "same_input": first.input_hash == second.input_hash,
            "page": page,
            "more": sum(one.change > 0 for one in differences),
            "less": sum(one.change < 0 for one in differences),
            "may_make": actor_of(request).may("plan.make"),
        },
    )


def _tiers_of(first: Plan, second: Plan) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return units asked and given by tier in both plans."""
    labels = (_("第一优先级满足"), _("第二优先级满足"), _("第三优先级满足"))
    told = [{one["tier"]: one for one in plan.fairness.get("tiers", ())} for plan in (first, second)]
    return [(label, [one.get(tier, {}) for one in told]) for tier, label in enumerate(labels, 1)]


def _heading(case: Case) -> str:
    offer = Offer.objects.filter(pk=case.offer).first() if case.offer and case.offer != EXTRA_LOT else None
    where = offer.who if offer else _("新加的一批")
    return {
        "RULE": _("照此规则"),
        "LIMIT": _("每批限发之后"),
        "LOT": _("再加这一批"),
        "LORRY": _("再加一辆车，给%(where)s") % {"where": where},
    }[case.code]


@dataclass(frozen=True)
class Figure:
    """One row of figures: a label and a value for each case, with how it changed against the first."""

    label: str
    values: list[tuple[str, str]]


def _rows(cases: list[Outcome]) -> list[Figure]:
    """Return the figures of the cases; a change for the better is marked up, for the worse down."""
    figures: list[tuple[str, Any, bool]] = [
        (_("第一优先级满足"), lambda one: one.tier_fill[0], True),
        (_("第二优先级满足"), lambda one: one.tier_fill[1], True),
        (_("第三优先级满足"), lambda one: one.tier_fill[2], True),
        (_("加权覆盖率"), lambda one: one.coverage, True),
        (_("最低满足率"), lambda one: one.minimum_fill, True),
        (_("一件未得的占比"), lambda one: one.none_served, False),
        (_("基尼系数（满足率）"), lambda one: one.fairness.gini, False),
    ]
    told = [
        Figure(
            label, _changes([value(one) for one in cases], more_is_better=up, share=label != figures[-1][0])
        )
        for label, value, up in figures
    ]
    counts = (
        (_("发出件数"), [one.units for one in cases]),
        (_("总路程（千件·公里）"), [round(one.unit_km / THOUSAND) for one in cases]),
        (_("发货笔数"), [one.shipments for one in cases]),
        (_("没有货够得着的需求"), [one.beyond for one in cases]),
    )
    return told + [Figure(label, [(f"{value:,}", "") for value in values]) for label, values in counts]


def _changes(values: list[float | None], *, more_is_better: bool, share: bool) -> list[tuple[str, str]]:
    """Return each value as words, and whether it is better or worse than the first."""
    first = values[0]
    told = []
    for value in values:
        if value is None:
            told.append(("—", ""))
            continue
        words = f"{value * 100:.1f}%" if share else f"{value:.3f}"
        change = 0.0 if first is None else round(value - first, 4)
        tone = "" if not change else "better" if (change > 0) is more_is_better else "worse"
        told.append((words, tone))
    return told


def _nothing(told: Answer) -> list[tuple[Need, str]]:
    """Return the first needs that get nothing, each with its reason."""
    lacks = [one for one in told.plan.unmet if not one.given][:SHOWN]
    needs = _needs_of([one.demand_id for one in lacks])
    say = reason_en if language().startswith("en") else reason_zh
    return [(needs[one.demand_id], say(one.reason)) for one in lacks if one.demand_id in needs]


def _gains(told: Answer) -> list[tuple[Need, int]]:
    gains = dict(list(told.gains.items())[:SHOWN])
    needs = _needs_of(list(gains))
    return [(needs[key], units) for key, units in gains.items() if key in needs]


def _needs_of(ids: list[str]) -> dict[str, Need]:
    rows = Need.objects.filter(pk__in=ids).select_related("item", "place", "party")
    return {str(one.pk): one for one in rows}


@dataclass(frozen=True)
class FrontierRow:
    """A rule with its figures; ``price`` is the share of the best coverage that it gives up."""

    rule: Rule
    name: str
    outcome: Outcome
    price: float | None

    @property
    def floor_percent(self) -> int:
        return round(self.rule.floor * 100)

    @property
    def figures(self) -> tuple[float | None, ...]:
        """Return what the table shows, to know rows that say the same."""
        told = self.outcome
        return told.coverage, told.minimum_fill, told.none_served, told.unit_km

    @property
    def thousand_km(self) -> int:
        """Return thousands of units times kilometres."""
        return round(self.outcome.unit_km / THOUSAND)


def _frontier_row(found: Outcome, best: float) -> FrontierRow:
    name = str(NAMES[found.rule.name])
    if "floor" in found.rule.facts:
        name = _("底线 %(percent)d%%，再按优先级") % {"percent": round(found.rule.floor * 100)}
    price = None if found.coverage is None or not best else 1 - found.coverage / best
    return FrontierRow(found.rule, name, found, price)


def _joined(rows: list[FrontierRow]) -> list[FrontierRow]:
    """Return the rows, floors that come to the same as one row."""
    joined: list[FrontierRow] = []
    first = 0
    for row in rows:
        same = bool(joined) and joined[-1].figures == row.figures
        if not same or "floor" not in row.rule.facts or "floor" not in joined[-1].rule.facts:
            joined.append(row)
            first = row.floor_percent
        else:
            name = _("底线 %(first)d–%(last)d%%，再按优先级") % {"first": first, "last": row.floor_percent}
            joined[-1] = replace(joined[-1], name=name)
    return joined


def _frontier_chart(rows: list[FrontierRow]) -> dict[str, Any]:
    """Return the points of the chart: minimum fill to the right, weighted coverage upwards, in per cent."""

    def points(chosen: list[FrontierRow]) -> list[dict[str, Any]]:
        return [
            {
                "name": one.name,
                "x": round((one.outcome.minimum_fill or 0) * 100, 1),
                "y": round((one.outcome.coverage or 0) * 100, 1),
            }
            for one in chosen
        ]

    def range_of(values: list[float | None]) -> list[int]:
        """Return a range in whole tens around the values, in per cent."""
        least, most = (choose(value or 0 for value in values) * 100 for choose in (min, max))
        return [max(0, 10 * int((least - 1) // 10)), min(100, 10 * int(-(-(most + 1) // 10)))]

    floors = [one for one in rows if "floor" in one.rule.facts]
    return {
        "kind": "scatter",
        "title": _("覆盖与底线：每种规则各在哪里"),
        "unit": "%",
        "x": _("最低满足率（%）"),
        "y": _("加权覆盖率（%）"),
        "x_range": range_of([one.outcome.minimum_fill for one in rows]),
        "y_range": range_of([one.outcome.coverage for one in rows]),
        "series": [
            {"name": _("底线从 0 到 100%"), "tone": "accent", "joined": True, "points": points(floors)},
            {
                "name": _("其他规则"),
                "tone": "need",
                "points": points([one for one in rows if one not in floors]),
            },
        ],
    }
