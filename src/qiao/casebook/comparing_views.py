"""Pages of a comparison: the study, coding, rulings, the code book, and the file."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.casebook import comparing_actions as actions
from qiao.casebook.comparing import compared_cases, latest, row_cases, study_of, versions_of
from qiao.casebook.comparing_file import csv_of, rows_of, xlsx_of
from qiao.casebook.comparing_forms import CodeForm, RulingForm
from qiao.casebook.editions import own_collection
from qiao.casebook.figures import chain_chart, maps_chart
from qiao.casebook.models import Code, Codebook, Coding, Collection
from qiao.engines.publishing import svg_of, table_of
from qiao.exceptions import CodebookChangedError

FILES = {
    "csv": (csv_of, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_of, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def get_collection(pk: uuid.UUID) -> Collection:
    """Return a collection of the organisation at work."""
    found: Collection = get_object_or_404(own_collection(), pk=pk)
    return found


@requires("comparison.read")
@require_GET
def comparison(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the comparison of a collection by the code book in use."""
    return _page(request, get_collection(pk))


def _page(request: HttpRequest, here: Collection, *, status: int = 200, **more: Any) -> HttpResponse:
    may = actor_of(request).may
    study = study_of(here)
    charts = [one for one in (maps_chart(study.cases), chain_chart(study.cases)) if one]
    context = {
        "collection": here,
        "study": study,
        "rows": [
            (row, row_cases(study, row), list(zip(study.conditions, row.values, strict=True)))
            for row in study.table.observed
        ]
        if study.table
        else [],
        "remainders": study.table.remainders if study.table else (),
        "labels": {code.key: code for code in study.conditions},
        "charts": [(one, _drawn(one), table_of(one)) for one in charts],
        "versions": list(versions_of(here)),
        "may_code": may("coding.set") and bool(study.codes),
        "may_rule": may("coding.rule"),
        "may_change": may("codebook.change"),
        "ruling_form": RulingForm(),
    }
    return render(request, "casebook/comparison.html", context | more, status=status)


def _drawn(chart: Any) -> SafeString:
    """Return a chart as SVG; every word in it is escaped where it is drawn."""
    return mark_safe(svg_of(chart))  # noqa: S308


@requires("coding.set")
@require_http_methods(["GET", "POST"])
def coding(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let a coder judge every case by every code; the others' judgements are not shown."""
    here = get_collection(pk)
    codebook = latest(here)
    if codebook is None:
        raise Http404
    codes, cases = list(codebook.codes.all()), compared_cases(here)
    if request.method == "POST":
        return _coded(request, here, codebook)
    own = {
        (one.code_id, one.case_id): one.value
        for one in Coding.objects.filter(code__in=codes, coder_id=actor_of(request).user_id)
    }
    context = {
        "collection": here,
        "codebook": codebook,
        "codes": [
            (code, [(case, f"v-{code.pk}-{case.pk}", own.get((code.pk, case.pk))) for case in cases])
            for code in codes
        ],
    }
    return render(request, "casebook/coding.html", context)


def _coded(request: HttpRequest, here: Collection, codebook: Codebook) -> HttpResponse:
    values = {"1": True, "0": False, "": None}
    judged = {
        (code.pk, case.pk): values[said]
        for code in codebook.codes.all()
        for case in compared_cases(here)
        if (said := request.POST.get(f"v-{code.pk}-{case.pk}")) in values
    }
    if request.POST.get("codebook") != str(codebook.pk):
        messages.error(request, CodebookChangedError().message(get_language() or "zh-hans"))
        return redirect("casebook:coding", here.pk)
    actions.set_codings(actor_of(request), codebook, judged=judged)
    messages.success(request, _("已保存您的编码。"))
    return redirect("casebook:comparison", here.pk)


@requires("coding.rule")
@require_POST
def ruling(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Rule on a judgement in which coders differ."""
    here = get_collection(pk)
    form = RulingForm(request.POST)
    codebook = latest(here)
    codes = codebook.codes.all() if codebook else Code.objects.none()
    if not form.is_valid():
        return _page(request, here, status=422, ruling_form=form)
    told = form.cleaned_data
    code = get_object_or_404(codes, pk=told["code"])
    case = get_object_or_404(here.cases, pk=told["case"])
    actions.rule_coding(actor_of(request), code, case=case, value=told["value"] == "1", reason=told["reason"])
    messages.success(request, _("已记下裁定。"))
    return redirect("casebook:comparison", pk)


@requires("codebook.change")
@require_http_methods(["GET", "POST"])
def codebook(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the code book with its versions, and write a code anew."""
    here = get_collection(pk)
    form = CodeForm(request.POST or None, initial=_asked(here, request.GET.get("key", "")))
    if request.method == "POST":
        if "remove" in request.POST:
            actions.change_codebook(actor_of(request), here, key=request.POST["remove"], texts={})
            messages.success(request, _("已去掉这个编码；旧版还在。"))
            return redirect("casebook:codebook", pk)
        if form.is_valid():
            told = dict(form.cleaned_data)
            note = told.pop("note")
            made = actions.change_codebook(
                actor_of(request), here, key=told.pop("key"), texts=told, note=note
            )
            messages.success(request, _("编码本第 %(n)s 版开始使用。") % {"n": made.number})
            return redirect("casebook:codebook", pk)
    wanted = request.GET.get("version", "")
    versions = list(versions_of(here))
    shown = next((one for one in versions if str(one.number) == wanted), versions[0] if versions else None)
    context = {
        "collection": here,
        "versions": versions,
        "shown": shown,
        "is_latest": not versions or shown == versions[0],
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "casebook/codebook.html", context, status=status)


def _asked(here: Collection, key: str) -> dict[str, Any]:
    found = (latest(here) or Codebook()).codes.filter(key=key).first() if latest(here) else None
    return {name: getattr(found, name) for name in ("key", *actions.TEXTS)} if found else {}


@requires("comparison.export")
@require_GET
def comparison_export(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    """Hand the matrix, the codes and the truth table out."""
    here = get_collection(pk)
    if form not in FILES:
        raise Http404
    make, kind = FILES[form]
    sheets = rows_of(here)
    actions.export_comparison(
        actor_of(request), here, form=form, rows=sum(len(rows) for _name, rows in sheets)
    )
    answer = HttpResponse(make(sheets), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="qiao-comparison.{form}"'
    return answer
