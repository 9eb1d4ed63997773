"""The import of tables, page by page: hand in, match columns, look at the verdicts, load, take back."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import (
    ImportConflictError,
    ImportRowsRefusedError,
    QiaoError,
    RightMissingError,
    TableUnreadableError,
)
from qiao.intake import queries
from qiao.intake.actions import Table, discard, hand_in, hand_in_again, load, restore, undo
from qiao.intake.files.verdicts import verdict_file
from qiao.intake.forms import AgainForm, ImportForm, LoadForm
from qiao.intake.models import ImportBatch, ImportRow
from qiao.intake.views.answering import INVALID, get_crisis, go, page_of, say_undone, wants_fragment
from qiao.intake.words.tables import LEVEL_TONES, remarks_of
from qiao.registry.handing import download
from qiao.registry.models import Crisis
from qiao.trail.models import Job

PASTED_NAME = "paste.tsv"
State = ImportBatch.State


def get_batch_for_reader(request: HttpRequest, pk: uuid.UUID) -> ImportBatch:
    """Return a batch of the active organisation, for who may see imports."""
    if not actor_of(request).may("import.read"):
        raise RightMissingError(verb="import.read")
    return get_object_or_404(ImportBatch.objects.select_related("crisis", "handed_in_by"), pk=pk)


@requires("import.read")
@require_GET
def import_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the tables that came in, and take one more."""
    return _list(request, get_crisis(slug), ImportForm.blank())


def _list(request: HttpRequest, crisis: Crisis, form: Any, *, status: int = 200) -> HttpResponse:
    page = page_of(request, queries.import_batches(crisis))
    return render(
        request, "intake/import_list.html", {"crisis": crisis, "form": form, "page": page}, status=status
    )


@requires("import.hand_in")
@require_POST
def import_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a table in. The same file again leads to its batch."""
    crisis = get_crisis(slug)
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, crisis, form, status=INVALID)
    handed, pasted = form.cleaned_data["file"], form.cleaned_data["pasted"]
    table = Table(handed.name, handed.read()) if handed else Table(PASTED_NAME, pasted.encode())
    try:
        taken = hand_in(actor_of(request), table, id=form.cleaned_data["submission"], crisis=crisis)
    except TableUnreadableError as error:
        form.add_error("file" if handed else "pasted", error.message(get_language() or "zh-hans"))
        return _list(request, crisis, form, status=INVALID)
    except ImportConflictError:
        messages.warning(request, _("之前那份已经收下。现在这份不同，请再选一次文件上传。"))
        return go(request, reverse("intake:import_list", args=(slug,)))
    if not taken.is_new:
        messages.info(request, _("这份文件以前上传过，这里就是那一批，没有重复登记。"))
    return go(request, reverse("intake:import_batch", args=(taken.batch.pk,)))


@requires("import.read")
@require_GET
def import_batch(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a batch as far as it has come."""
    batch = get_batch_for_reader(request, pk)
    if batch.state == State.DRAFT and actor_of(request).may("import.check"):
        return redirect("intake:import_columns", pk)
    return render(request, "intake/import_batch.html", batch_page(request, batch))


def batch_page(request: HttpRequest, batch: ImportBatch, **more: Any) -> dict[str, Any]:
    """Return what the page of a batch shows in its state."""
    job = Job.objects.filter(pk=batch.job_id).first() if batch.job_id else None
    level = request.GET.get("level", "")
    rows = queries.import_rows(batch, level if level in ImportRow.Level.values else "")
    page = page_of(request, rows)
    at_work = batch.state in {State.CHECKING, State.LOADING}
    to_load = sum(batch.figures.get(name, 0) for name in ("OK", "READ_AS", "DOUBTFUL"))
    return {
        "crisis": batch.crisis,
        "batch": batch,
        "job": job,
        "is_running": at_work and job is not None and job.state in {Job.State.WAITING, Job.State.RUNNING},
        "is_cut_off": at_work and (job is None or job.state in {Job.State.FAILED, Job.State.DONE}),
        "levels": [
            (value, label, batch.figures.get(value, 0), LEVEL_TONES[value])
            for value, label in ImportRow.Level.choices
        ],
        "level": level,
        "page": page,
        "verdicts": [(row, LEVEL_TONES[row.level], remarks_of(batch, row)) for row in page],
        "to_load": to_load,
        "total": to_load if batch.state == State.LOADING else (job.total if job else 0),
        "became": queries.what_became(batch) if batch.state in {State.LOADED, State.UNDONE} else None,
        "load_form": LoadForm(),
        "again_form": AgainForm(),
        "has_file": hasattr(batch, "file"),
        **more,
    }


@requires("import.read")
@require_GET
def import_progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how far the worker is; when it has ended, lead to the page of what came of it."""
    batch = get_batch_for_reader(request, pk)
    context = batch_page(request, batch)
    if wants_fragment(request) and not context["is_running"]:
        return go(request, reverse("intake:import_batch", args=(pk,)))
    template = "intake/_import_progress.html" if wants_fragment(request) else "intake/import_batch.html"
    return render(request, template, context)


@requires("import.load")
@require_POST
def import_load(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Load what was tried out, or go on where a load was cut off."""
    batch = get_batch_for_reader(request, pk)
    form = LoadForm(request.POST)
    if not form.is_valid():
        context = batch_page(request, batch, load_form=form)
        return render(request, "intake/import_batch.html", context, status=INVALID)
    try:
        load(actor_of(request), batch, policy=form.cleaned_data["policy"])
    except ImportRowsRefusedError as error:
        return _say(request, batch, error)
    return go(request, reverse("intake:import_batch", args=(pk,)))


@requires("import.undo")
@require_POST
def import_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a whole batch back."""
    batch = get_batch_for_reader(request, pk)
    undone = undo(actor_of(request), batch, at=timezone.now())
    kept = _("有 %(count)d 条已经对接，没有撤回：%(names)s。请先撤回对接。")
    say_undone(request, undone.withdrawn, undone.held, kept)
    return go(request, reverse("intake:import_batch", args=(pk,)))


@requires("import.restore")
@require_POST
def import_restore(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a batch back that was taken back."""
    batch = get_batch_for_reader(request, pk)
    left = restore(actor_of(request), batch)
    messages.success(request, _("已恢复，需求和资源回到撤销前的状态。"))
    if left:
        messages.warning(request, _("有 %(count)d 行已由别的批次载入，没有重复恢复。") % {"count": left})
    return go(request, reverse("intake:import_batch", args=(pk,)))


@requires("import.discard")
@require_POST
def import_discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a table aside that was not loaded."""
    batch = get_batch_for_reader(request, pk)
    discard(actor_of(request), batch)
    messages.success(request, _("已放弃，文件已删除，什么都没有登记。"))
    return go(request, reverse("intake:import_list", args=(batch.crisis.slug,)))


@requires("import.hand_in")
@require_POST
def import_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin one more batch with the same file: another sheet, or other columns."""
    batch = get_batch_for_reader(request, pk)
    form = AgainForm(request.POST)
    if not form.is_valid():
        return redirect("intake:import_batch", pk)
    taken = hand_in_again(actor_of(request), batch, id=form.cleaned_data["submission"])
    return go(request, reverse("intake:import_columns", args=(taken.batch.pk,)))


@requires("import.read")
@require_http_methods(["GET"])
def import_verdicts(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    """Hand out the verdicts as a file."""
    batch = get_batch_for_reader(request, pk)
    return download(verdict_file(batch, form), f"verdicts-{str(batch.pk)[:8]}", form)


def _say(request: HttpRequest, batch: ImportBatch, error: QiaoError) -> HttpResponse:
    form = LoadForm(request.POST)
    form.is_valid()
    form.add_error("policy", error.message(get_language() or "zh-hans"))
    context = batch_page(request, batch, load_form=form)
    return render(request, "intake/import_batch.html", context, status=error.status)
