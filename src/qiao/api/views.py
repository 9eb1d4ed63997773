"""Pages of the API desk: exports with their progress, and the API explained without a script."""

import uuid
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from qiao.accounts.guard import actor_of, public_page, requires
from qiao.accounts.roles import Actor
from qiao.api.actions import start_export
from qiao.api.explained import explained
from qiao.api.exports.run import KEPT_FOR, KIND, file_of, wanted_of
from qiao.api.exports.tables import Wanted, count_rows, table_for
from qiao.api.exports.writers import FORMS, MOST_XLSX_ROWS
from qiao.api.forms import FORM_WORDS, TABLE_WORDS, ExportForm
from qiao.api.site import api
from qiao.trail.models import Job

SHOWN = 20


@public_page
@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """Answer the OpenAPI document."""
    return JsonResponse(api.get_openapi_schema(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@public_page
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Explain the API on one page, made on the server: no script, nothing from outside."""
    return render(request, "api/docs.html", explained(api.get_openapi_schema()))


def _shown(job: Job) -> dict[str, Any]:
    wanted = wanted_of(job)
    return {
        "job": job,
        "what": TABLE_WORDS.get(wanted.what, wanted.what),
        "form": FORM_WORDS.get(wanted.form, wanted.form),
        "of_crisis": wanted.crisis,
        "is_running": job.state in {Job.State.WAITING, Job.State.RUNNING},
        "has_file": job.state == Job.State.DONE and file_of(job).exists(),
    }


def _exports_of(actor: Actor) -> list[Job]:
    return list(Job.objects.filter(kind=KIND, organization_id=actor.organization_id)[:SHOWN])


def _get_export(actor: Actor, pk: uuid.UUID) -> Job:
    """Return an export of the actor's organisation whose content the actor may read; else there is none."""
    job = Job.objects.filter(pk=pk, kind=KIND, organization_id=actor.organization_id).first()
    if job is None or not actor.may(table_for(wanted_of(job)).verb):
        raise Http404
    return job


@requires("export.make")
@require_http_methods(["GET", "HEAD", "POST"])
def export_list(request: HttpRequest) -> HttpResponse:
    """Choose what to export, and see the exports of the last weeks."""
    actor = actor_of(request)
    form = ExportForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        wanted = _wanted(form)
        if wanted.form != "xlsx" or count_rows(wanted, actor.organization_id) <= MOST_XLSX_ROWS:
            return redirect("api:export", pk=start_export(actor, wanted).pk)
        form.add_error("form", gettext("行数超过一张 Excel 表的上限。请改选 CSV，或只导出一个突发事件。"))
    context = {"form": form, "exports": [_shown(job) for job in _exports_of(actor)], "days": KEPT_FOR.days}
    return render(request, "api/export_list.html", context, status=422 if form.errors else 200)


def _wanted(form: ExportForm) -> Wanted:
    return Wanted(
        what=form.cleaned_data["what"],
        form=form.cleaned_data["form"],
        crisis=form.cleaned_data["crisis"],
        language=get_language() or "zh-hans",
        until=timezone.now().isoformat(),
    )


@requires("export.make")
@require_safe
def export_progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how far an export is; the fragment asks again until it has ended."""
    shown = _shown(_get_export(actor_of(request), pk))
    template = "api/_export.html" if request.headers.get("HX-Request") else "api/export.html"
    return render(request, template, shown | {"days": KEPT_FOR.days})


@requires("export.make")  # type: ignore[arg-type]  # a file is streamed
@require_safe
def export_file(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """Hand the file over, once it is whole, to the organisation that asked for it."""
    job = _get_export(actor_of(request), pk)
    path = file_of(job)
    if job.state != Job.State.DONE or not path.exists():
        raise Http404
    wanted = wanted_of(job)
    _, ending, media_type = FORMS[wanted.form]
    name = f"qiao-{wanted.what}-{timezone.localtime(job.created_at):%Y%m%d-%H%M}.{ending}"
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    response["Cache-Control"] = "no-store"
    return response
