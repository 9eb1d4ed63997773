"""Pages of readiness: where we stand, why, what to do about it, and what crises showed."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.engines.readiness import BY_NUMBER, DOMAINS, HIGHEST, ITEMS, WEIGHTS, Readiness, readiness
from qiao.exceptions import ReadinessTaskDoneError
from qiao.funding.models import ReadinessTask
from qiao.funding.ready import actions, queries
from qiao.funding.ready.forms import AssessForm, FinishForm, TaskForm, in_words
from qiao.funding.ready.measuring import Measured, measured
from qiao.registry.handing import FORMS, download
from qiao.registry.models import Organization

INVALID = 422
HUNDRED = 100
SHOWN = 12


def _own(request: HttpRequest) -> Organization:
    return get_object_or_404(Organization, pk=actor_of(request).acts_for)


def _told(found: dict[int, Measured]) -> set[int]:
    return {number for number, one in found.items() if one.level is not None}


@requires("readiness.read")
@require_GET
def readiness_page(request: HttpRequest) -> HttpResponse:
    """Show the last assessment, the plan, the history, and what crises showed."""
    return _page(request)


def _page(
    request: HttpRequest,
    *,
    assess_form: AssessForm | None = None,
    task_form: TaskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, today, organization = actor_of(request), timezone.localdate(), _own(request)
    now = measured(organization, today)
    history = list(queries.assessments()[:SHOWN])
    last = history[0] if history else None
    levels = (
        {int(number): level for number, level in last.levels.items()}
        if last
        else {number: one.level for number, one in now.items()}
    )
    score = readiness(levels)
    rows = queries.mobilised(organization)
    n, rho = queries.foretold(rows)
    given = {f"item_{number}": "" if level is None else str(level) for number, level in levels.items()}
    context = {
        "organization": organization,
        "last": last,
        "score": score,
        "weakest": [in_words(DOMAINS[domain]) for domain in score.weakest],
        "domains": _domains(score, levels, last.hows if last else None, now),
        "history": [(one, queries.scored(one)) for one in history],
        "history_chart": _chart(history[::-1]),
        "tasks": [(task, in_words(BY_NUMBER[task.item].name)) for task in queries.tasks()],
        "today": today,
        "crises": rows,
        "n": n,
        "rho": rho,
        "assess_form": assess_form or AssessForm(told=_told(now), initial=given),
        "task_form": task_form or TaskForm(organization=organization),
        "finish_form": FinishForm(auto_id=False),
        "may_assess": actor.may("readiness.assess"),
        "may_plan": actor.may("readiness.plan"),
        "may_export": actor.may("readiness.export"),
    }
    return render(request, "funding/readiness.html", context, status=status)


def _domains(
    score: Readiness,
    levels: dict[int, int | None],
    hows: dict[str, dict[str, str]] | None,
    now: dict[int, Measured],
) -> list[dict[str, Any]]:
    return [
        {
            "name": in_words(DOMAINS[domain]),
            "weight": round(WEIGHTS[domain] * HUNDRED),
            "interval": interval,
            "low": round(interval.low / HIGHEST * HUNDRED),
            "high": round(interval.high / HIGHEST * HUNDRED),
            "is_weakest": domain in score.weakest,
            "items": [
                {
                    "item": item,
                    "name": in_words(item.name),
                    "level": levels.get(item.number),
                    "said": _said(item.number, levels.get(item.number)),
                    **_how(item.number, levels.get(item.number), hows, now),
                }
                for item in ITEMS
                if item.domain is domain
            ],
        }
        for domain, interval in score.domains.items()
    ]


def _how(
    number: int, level: int | None, hows: dict[str, dict[str, str]] | None, now: dict[int, Measured]
) -> dict[str, Any]:
    """Return how a level was found: computed that day, answered, or why the records do not tell."""
    if hows is None:
        found = now.get(number)
        return {"is_computed": level is not None, "how": found.how if found else ""}
    if str(number) in hows:
        language = "en" if (get_language() or "").startswith("en") else "zh-hans"
        return {"is_computed": True, "how": hows[str(number)][language]}
    if level is not None:
        return {"is_computed": False, "how": _("按描述回答。")}
    if number in now and now[number].level is not None:
        return {"is_computed": False, "how": _("现在的记录算得出，重新评估就会算进去。")}
    return {"is_computed": False, "how": now[number].how if number in now else ""}


def _said(number: int, level: int | None) -> str:
    return "" if level is None else in_words(BY_NUMBER[number].levels[level])


def _chart(history: list[Any]) -> dict[str, Any] | None:
    if len(history) <= 1:
        return None
    scores = [queries.scored(one) for one in history]
    return {
        "kind": "line",
        "title": _("历次评估"),
        "category": _("日期"),
        "unit": _("分"),
        "categories": [one.assessed_on.isoformat() for one in history],
        "series": [
            {"name": _("最低可能"), "tone": "amber", "values": [one.total.low for one in scores]},
            {"name": _("最高可能"), "tone": "accent", "values": [one.total.high for one in scores]},
        ],
    }


@requires("readiness.assess")
@require_POST
def readiness_assess(request: HttpRequest) -> HttpResponse:
    """Keep an assessment."""
    organization, today = _own(request), timezone.localdate()
    form = AssessForm(request.POST, told=_told(measured(organization, today)))
    if not form.is_valid():
        return _page(request, assess_form=form, status=INVALID)
    actions.assess(
        actor_of(request), organization, asked=form.levels, note=form.cleaned_data["note"], on=today
    )
    messages.success(request, _("已评估并留存。先看最弱的一项，给它安排一件事。"))
    return redirect("funding:readiness")


@requires("readiness.plan")
@require_POST
def readiness_plan(request: HttpRequest) -> HttpResponse:
    """Give somebody a task."""
    form = TaskForm(request.POST, organization=_own(request))
    if not form.is_valid():
        return _page(request, task_form=form, status=INVALID)
    actions.plan_task(actor_of(request), **form.cleaned_data)
    messages.success(request, _("已列入工作计划。"))
    return redirect("funding:readiness")


@requires("readiness.finish")
@require_POST
def readiness_finish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record that a task is done."""
    task = get_object_or_404(ReadinessTask.objects.all(), pk=pk)
    form = FinishForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写一句结果。"))
        return redirect("funding:readiness")
    try:
        actions.finish_task(
            actor_of(request), task, result=form.cleaned_data["result"], on=timezone.localdate()
        )
    except ReadinessTaskDoneError as error:
        messages.error(request, error.message(get_language() or "zh-hans"))
    else:
        messages.success(request, _("已完成。做完几件，重新评估一次。"))
    return redirect("funding:readiness")


@requires("readiness.export")
@require_GET
def readiness_export(request: HttpRequest, form: str) -> HttpResponse:
    """Hand the history out as a file."""
    if form not in FORMS:
        raise Http404
    content = actions.export_assessments(actor_of(request), list(queries.assessments()), form=form)
    return download(content, "readiness", form)
