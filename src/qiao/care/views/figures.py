"""Figures and findings of care: what leaves the desk, and how it is let out."""

import csv
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.care import actions, queries
from qiao.care.forms import FindingForm
from qiao.care.models import CareFile
from qiao.care.views.files import INVALID
from qiao.exceptions import QiaoError
from qiao.registry.models import Crisis

KINDS, AGES = CareFile.Kind, CareFile.Age


@requires("care_figures.read")
@require_GET
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the newest issue of figures, and to the desk its findings."""
    return _figures(request, get_object_or_404(Crisis, slug=slug))


@requires("care_figures.read")
@require_GET
def figures_file(_request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the newest issue as CSV."""
    release = queries.releases(get_object_or_404(Crisis, slug=slug)).first()
    answer = HttpResponse(content_type="text/csv; charset=utf-8-sig")
    answer["Content-Disposition"] = f'attachment; filename="care-{slug}.csv"'
    writer = csv.writer(answer)
    writer.writerow([_("类别"), *(_(str(one.label)) for one in AGES), _("合计（已显示的）")])
    for label, cells, total in _rows(release.content) if release else ():
        writer.writerow(
            [label, *("" if one is None else one for one in cells), "" if total is None else total]
        )
    for kind, count in (release.content.get("groups", {}) if release else {}).items():
        if count is not None:
            writer.writerow([f"{_('参加过小组的')} {_(str(CareFile.Kind(kind).label))}", "", "", "", count])
    return answer


@requires("care_figures.release")
@require_POST
def figures_release(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze an issue."""
    crisis = get_object_or_404(Crisis, slug=slug)
    try:
        actions.release_figures(actor_of(request), crisis, made_at=timezone.now())
    except QiaoError as refusal:
        messages.error(request, refusal.message(request.LANGUAGE_CODE))
    else:
        messages.success(request, _("已发布这一期。"))
    return redirect("care:figures", slug)


@requires("care_finding.write")
@require_POST
def finding_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a finding."""
    crisis, form = get_object_or_404(Crisis, slug=slug), FindingForm(request.POST)
    if not form.is_valid():
        return _figures(request, crisis, form=form, status=INVALID)
    try:
        actions.write_finding(actor_of(request), crisis, **form.cleaned_data, written_at=timezone.now())
    except QiaoError as refusal:
        form.add_error("text", refusal.message(request.LANGUAGE_CODE))
        return _figures(request, crisis, form=form, status=refusal.status)
    messages.success(request, _("已写下，等督导放行。"))
    return redirect("care:figures", slug)


@requires("care_finding.release")
@require_POST
def finding_decide(request: HttpRequest, slug: str, part: uuid.UUID) -> HttpResponse:
    """Let a finding out, or hold it back."""
    crisis = get_object_or_404(Crisis, slug=slug)
    finding = get_object_or_404(queries.findings(crisis), pk=part)
    is_released = request.POST.get("answer") == "RELEASED"
    try:
        actions.decide_finding(actor_of(request), finding, is_released=is_released, decided_at=timezone.now())
    except QiaoError as refusal:
        messages.error(request, refusal.message(request.LANGUAGE_CODE))
    else:
        messages.success(request, _("已放行，进入收件箱。") if is_released else _("没有放行。"))
    return redirect("care:figures", slug)


def _rows(content: dict[str, dict[str, int | None]]) -> list[tuple[str, list[int | None], int | None]]:
    return [
        (
            _(str(kind.label)),
            [content["cells"].get(f"{kind.value}/{age.value}") for age in AGES],
            content["rows"].get(kind.value),
        )
        for kind in KINDS
    ]


def _figures(
    request: HttpRequest, crisis: Crisis, *, form: FindingForm | None = None, status: int = 200
) -> HttpResponse:
    actor, release = actor_of(request), queries.releases(crisis).first()
    of_the_desk, ages = actor.may("care_file.read"), [_(str(age.label)) for age in AGES]
    context = {
        "crisis": crisis,
        "release": release,
        "rows": [
            (label, list(zip(ages, cells, strict=True)), total)
            for label, cells, total in (_rows(release.content) if release else ())
        ],
        "ages": ages,
        "groups": [
            (_(str(kind.label)), release.content["groups"].get(kind.value))
            for kind in KINDS
            if release is not None and release.content.get("groups", {}).get(kind.value) is not None
        ],
        "may_release": actor.may("care_figures.release"),
        "may_write": actor.may("care_finding.write"),
        "of_the_desk": of_the_desk,
        "findings": queries.findings(crisis) if of_the_desk else (),
        "form": form or FindingForm(),
    }
    return render(request, "care/figures.html", context, status=status)
