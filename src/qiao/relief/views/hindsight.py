"""In hindsight: what was handed out beside what each rule would have given; lists of goods and who their recipients are."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.intake.keeping import kept, kept_since
from qiao.intake.models import ImportBatch
from qiao.registry.handing import download
from qiao.registry.models import Crisis
from qiao.relief import actions
from qiao.relief.hindsight import Case
from qiao.relief.hindsight_answer import Question, Window, answer, course, usual_question
from qiao.relief.hindsight_file import case_name, file_of
from qiao.relief.hindsight_forms import GoodsListForm, HourForm
from qiao.relief.hindsight_page import asked_words, told_in
from qiao.relief.models import GoodsLine, GoodsTable
from qiao.relief.past import Hour, Source
from qiao.relief.views.loaders import get_crisis
from qiao.relief.views.what_if import UNPROCESSABLE

SHOWN = 30
TONES = ("need", "accent", "blue", "green", "amber", "grey")


def _asked(request: HttpRequest, crisis: Crisis) -> tuple[HourForm, Question | None, Question | None]:
    """Return the form, what it asks, and what is usual here; the usual where nothing was chosen."""
    chosen = request.GET.get("source", "")
    usual = usual_question(crisis, Source(chosen) if chosen in list(Source) else None)
    if usual is None and chosen:
        usual = usual_question(crisis)
    if usual is None:
        return HourForm(), None, None
    told = {
        "at": timezone.localtime(usual.hour.at).strftime("%Y-%m-%dT%H:%M"),
        "hours": str(usual.hour.hours),
        "pool": str(usual.pool),
        "rule": usual.rule,
        "source": str(usual.source),
    }
    form = HourForm(told | {key: value for key, value in request.GET.items() if value})
    if not form.is_valid():
        return form, None, usual
    held = form.cleaned_data
    hour = Hour(held["at"], held["hours"])
    return form, Question(crisis, held["source"], hour, held["pool"], held["rule"]), usual


@requires("hindsight.read")
@require_GET
def hindsight(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was handed out in the hours after an hour, beside what each rule would have given."""
    crisis = get_crisis(slug)
    form, question, usual = _asked(request, crisis)
    context: dict[str, Any] = {"crisis": crisis, "form": form, **_lists(request, crisis)}
    if usual is not None and question is None:
        return render(request, "relief/hindsight.html", context, status=UNPROCESSABLE)
    if question is not None:
        told = kept(told_in, crisis, *asked_words(question, get_language() or ""))
        context |= told | {
            "hour": question.hour,
            "asked": request.GET.urlencode(),
            "kept_since": kept_since(crisis),
        }
    return render(request, "relief/hindsight.html", context)


def _lists(request: HttpRequest, crisis: Crisis) -> dict[str, Any]:
    """Return the lists of goods, the recipients a person should look at, and a form for one more list."""
    actor = actor_of(request)
    tables = list(GoodsTable.objects.filter(crisis=crisis).select_related("batch", "place"))
    doubtful = GoodsLine.objects.filter(table__in=tables, link=GoodsLine.Link.DOUBTFUL).select_related(
        "party", "table"
    )
    first: dict[tuple[uuid.UUID, str], GoodsLine] = {}
    for line in doubtful:
        first.setdefault((line.table_id, line.party_text), line)
    return {
        "tables": tables,
        "doubtful": list(first.values()),
        "list_form": GoodsListForm(crisis=crisis) if actor.may("goods.read") else None,
        "may_link": actor.may("goods.link"),
    }


@requires("hindsight.read")
@require_GET
def hindsight_course(request: HttpRequest, slug: str) -> HttpResponse:
    """Show coverage and minimum fill over the hours, what was handed out beside some rules."""
    crisis = get_crisis(slug)
    _form, question, _usual = _asked(request, crisis)
    windows, is_whole = course(question) if question else ([], True)
    context = {
        "crisis": crisis,
        "windows": [(one, [(case, case_name(case)) for case in one.cases]) for one in windows],
        "charts": _charts(windows) if any(one.cases[0].low.needs for one in windows) else [],
        "is_whole": is_whole,
    }
    part = "_hindsight_course" if request.headers.get("HX-Request") else "hindsight_course"
    return render(request, f"relief/{part}.html", context)


def _charts(windows: list[Window]) -> list[tuple[str, dict[str, Any]]]:
    """Return two charts, each case at the cautious end: goods at their least, needs at their most."""
    figures = (("coverage", _("加权覆盖率（%）")), ("minimum_fill", _("最低满足率（%）")))
    names = [case_name(case) for case in windows[0].cases]
    moments = [f"{timezone.localtime(one.hour.at):%m-%d %H:%M}" for one in windows]

    def points(field: str, place: int) -> list[float | None]:
        return [_percent(one.cases[place], field) for one in windows]

    return [
        (
            f"chart-{field}",
            {
                "kind": "line" if len(windows) > len(figures) else "bar",
                "title": title,
                "unit": "%",
                "categories": moments,
                "series": [
                    {"name": name, "tone": TONES[place % len(TONES)], "values": points(field, place)}
                    for place, name in enumerate(names)
                ],
            },
        )
        for field, title in figures
    ]


def _percent(case: Case, field: str) -> float | None:
    value = getattr(case.low, field)
    return None if value is None else round(value * 100, 1)


@requires("hindsight.read")
@require_GET
def hindsight_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Hand out all of it as a workbook, or the needs under every rule as CSV."""
    crisis = get_crisis(slug)
    _form, question, _usual = _asked(request, crisis)
    if question is None:
        messages.info(request, _("这里还没有发放记录，没有可下载的。"))
        return redirect("relief:hindsight", slug)
    at = timezone.localtime(question.hour.at)
    return download(file_of(answer(question), form), f"hindsight-{slug}-{at:%Y%m%d%H%M}", form)


@requires("goods.read")
@require_POST
def goods_read(request: HttpRequest, slug: str) -> HttpResponse:
    """Read a loaded table as a list of goods."""
    crisis = get_crisis(slug)
    form = GoodsListForm(request.POST, crisis=crisis)
    if not form.is_valid():
        context = {"crisis": crisis, "form": HourForm(), **_lists(request, crisis), "list_form": form}
        return render(request, "relief/hindsight.html", context, status=UNPROCESSABLE)
    held = form.cleaned_data
    batch: ImportBatch = held["batch"]
    try:
        table = actions.read_goods(
            actor_of(request),
            batch,
            kind=held["kind"],
            publisher=held["publisher"],
            place=held["place"],
            at=timezone.now(),
        )
    except QiaoError as error:
        messages.warning(request, error.message(get_language() or "zh-hans"))
    else:
        count = GoodsLine.objects.filter(table=table).count()
        messages.success(request, _("已读成收发清单，共 %(count)d 行。") % {"count": count})
    return redirect("relief:hindsight", slug)


@requires("goods.link")
@require_POST
def goods_link(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say whether a doubtful recipient is the unit that was proposed."""
    line = get_object_or_404(GoodsLine.objects.select_related("table__crisis", "party"), pk=pk)
    actions.decide_link(actor_of(request), line, is_same=request.POST.get("same") == "yes")
    return redirect(reverse("relief:hindsight", args=(line.table.crisis.slug,)) + "#lists")
