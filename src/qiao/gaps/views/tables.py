"""Tables of others, page by page: hand in, match columns, look at the verdicts, load, take back."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import (
    FigureTableMissingError,
    FigureTableTooLongError,
    ImportConflictError,
    ImportRowsRefusedError,
    TableUnreadableError,
)
from qiao.gaps.actions import long_tables
from qiao.gaps.actions import tables as actions
from qiao.gaps.forms.tables import ColumnsForm, LoadForm, TableForm, plan_initial
from qiao.gaps.models import FigureBatch, FigureRow
from qiao.gaps.queries import tables as queries
from qiao.gaps.tables import FigurePlan
from qiao.gaps.words.tables import SENTENCES, remarks_of
from qiao.intake.actions.imports import Table
from qiao.intake.loaded.opened import as_kept
from qiao.intake.views.answering import INVALID, get_crisis, go, page_of, wants_fragment
from qiao.intake.words.tables import LEVEL_TONES, column_letter, remark_of
from qiao.registry.models import Crisis
from qiao.trail.models import Job

SHOWN_ROWS = 6
State = FigureBatch.State
OPEN = {State.DRAFT, State.CHECKED, State.UNDONE}
AT_WORK = {State.CHECKING, State.LOADING}


def get_batch_for_reader(pk: uuid.UUID) -> FigureBatch:
    """Return a table of the active organisation."""
    batch: FigureBatch = get_object_or_404(
        FigureBatch.objects.select_related("crisis", "handed_in_by"), pk=pk
    )
    return batch


@requires("gap.read")
@require_GET
def table_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the tables of others that came in, and take one more."""
    return _list(request, get_crisis(slug), TableForm.blank(content="FIGURES"))


def _list(request: HttpRequest, crisis: Crisis, form: Any, *, status: int = 200) -> HttpResponse:
    page = page_of(request, queries.figure_batches(crisis))
    return render(request, "gaps/tables.html", {"crisis": crisis, "form": form, "page": page}, status=status)


@requires("figures.hand_in")
@require_POST
def table_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a table of others in. The same table again leads to its batch."""
    crisis = get_crisis(slug)
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, crisis, form, status=INVALID)
    facts = form.cleaned_data
    try:
        batch, is_new = actions.hand_in_table(
            actor_of(request),
            Table(facts["file"].name, facts["file"].read()),
            id=facts["submission"],
            crisis=crisis,
            content=facts["content"],
            number=facts["number"],
            header_row=facts["header_row"],
        )
    except (TableUnreadableError, FigureTableMissingError, FigureTableTooLongError) as error:
        form.add_error("file", error.message(get_language() or "zh-hans"))
        return _list(request, crisis, form, status=INVALID)
    except ImportConflictError:
        messages.warning(request, _("之前那份已经收下。现在这份不同，请再选一次文件上传。"))
        return redirect("gaps:table_list", slug)
    if not is_new:
        messages.info(request, _("这份文件以前上传过，这里就是那一批，没有重复登记。"))
    return redirect("gaps:table", batch.pk)


@requires("gap.read")
@require_http_methods(["GET"])
def table(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a table as far as it has come: its columns, its verdicts, what it entered."""
    batch = get_batch_for_reader(pk)
    return _page(request, batch, None, queries.first_plan(batch))


@requires("figures.check")
@require_POST
def table_try(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write a verdict for each row."""
    batch = get_batch_for_reader(pk)
    form = ColumnsForm(request.POST, batch=batch)
    if not form.is_valid():
        return _page(request, batch, form, queries.first_plan(batch), status=INVALID)
    now = timezone.now()
    do = long_tables.try_long if long_tables.is_long(batch) else actions.try_table
    do(actor_of(request), batch, form.plan(), at=now, today=timezone.localdate(now))
    return redirect("gaps:table", pk)


@requires("gap.read")
@require_GET
def table_progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how far the worker is; when it has ended, lead to the page of what came of it."""
    batch = get_batch_for_reader(pk)
    work = _work_of(batch)
    if not wants_fragment(request) or not work["is_running"]:
        return go(request, reverse("gaps:table", args=(pk,)))
    return render(request, "gaps/_table_progress.html", {"batch": batch, **work})


def _work_of(batch: FigureBatch) -> dict[str, Any]:
    """Return what a worker does with a table, and whether it was cut off."""
    at_work = batch.state in AT_WORK
    job = Job.objects.filter(pk=batch.job_id).first() if at_work and batch.job_id else None
    is_running = job is not None and job.state in {Job.State.WAITING, Job.State.RUNNING}
    return {"job": job, "is_running": is_running, "is_cut_off": at_work and not is_running}


@requires("figures.load")
@require_POST
def table_load(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Enter what was tried out."""
    batch = get_batch_for_reader(pk)
    form = LoadForm(request.POST)
    now = timezone.now()
    if form.is_valid():
        try:
            policy, today = form.cleaned_data["policy"], timezone.localdate(now)
            if long_tables.is_long(batch):
                long_tables.load_long(actor_of(request), batch, policy=policy, at=now, today=today)
                return redirect("gaps:table", pk)
            actions.load_table(actor_of(request), batch, policy=policy, at=now, today=today)
        except ImportRowsRefusedError as error:
            form.add_error("policy", error.message(get_language() or "zh-hans"))
            batch.refresh_from_db()
    if not form.is_valid():
        return _page(request, batch, None, queries.first_plan(batch), status=INVALID, load_form=form)
    entered = batch.counts["entered"]
    messages.success(
        request, ngettext("已登记 %(n)d 个数。", "已登记 %(n)d 个数。", entered) % {"n": entered}
    )
    return redirect("gaps:table", pk)


@requires("figures.undo")
@require_POST
def table_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a whole table back."""
    batch = get_batch_for_reader(pk)
    actions.undo_table(actor_of(request), batch, at=timezone.now())
    messages.success(request, _("已撤销：这张表登记的数都收回了，原来的行还在，可以再载入。"))
    return redirect("gaps:table", pk)


@requires("figures.discard")
@require_POST
def table_discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a table aside that is not loaded."""
    batch = get_batch_for_reader(pk)
    actions.discard_table(actor_of(request), batch)
    messages.success(request, _("已放弃，行已删除，什么都没有登记。"))
    return redirect("gaps:table_list", batch.crisis.slug)


def _page(
    request: HttpRequest,
    batch: FigureBatch,
    form: ColumnsForm | None,
    plan: FigurePlan,
    *,
    status: int = 200,
    load_form: LoadForm | None = None,
) -> HttpResponse:
    form = form or ColumnsForm(initial=dict(plan_initial(plan)), batch=batch)
    level = request.GET.get("level", "")
    page = page_of(request, queries.figure_rows(batch, level if level in FigureRow.Level.values else ""))
    first = queries.source_rows(batch, SHOWN_ROWS)
    work = _work_of(batch)
    is_stuck = work["is_cut_off"] and batch.state == State.CHECKING
    is_open = (batch.state in OPEN or is_stuck) and actor_of(request).may("figures.check")
    context = {
        "crisis": batch.crisis,
        "batch": batch,
        "form": form,
        "is_open": is_open,
        "columns": [(field, column_letter(index)) for index, field in enumerate(form.columns)],
        "first": first,
        "read": _read(batch, plan) if is_open and batch.state == State.DRAFT else [],
        "levels": [
            (value, label, batch.counts.get(value, 0), LEVEL_TONES[value])
            for value, label in FigureRow.Level.choices
        ],
        "level": level,
        "page": page,
        "verdicts": [(row, LEVEL_TONES[row.level], remarks_of(batch, row)) for row in page if row.level],
        "to_load": sum(batch.counts.get(name, 0) for name in ("OK", "READ_AS", "DOUBTFUL")),
        "load_form": load_form or LoadForm(),
        **work,
    }
    return render(request, "gaps/table.html", context, status=status)


def _read(batch: FigureBatch, plan: FigurePlan) -> list[tuple[Any, str, list[Any]]]:
    """Return what the first rows would become."""
    first = queries.read_first(batch, plan, today=timezone.localdate(), most=SHOWN_ROWS)
    return [
        (
            one,
            LEVEL_TONES[one.level],
            [remark_of(batch.headers, as_kept(issue), SENTENCES) for issue in one.issues],
        )
        for one in first
    ]
