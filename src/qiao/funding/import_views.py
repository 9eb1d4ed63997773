"""Bank lines and lists of gifts: try a file, look at each row's verdict, load it, approve or undo it."""

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.exceptions import QiaoError, RightMissingError
from qiao.funding import importing
from qiao.funding.disclosing import waiting
from qiao.funding.import_forms import LedgerTableForm
from qiao.funding.models import ImportBatch
from qiao.funding.table_reading import Verdict
from qiao.intake.actions.imports import Table
from qiao.registry.models import Crisis

INVALID = 422
ROWS_A_PAGE = 50
State = ImportBatch.State
VERDICTS = {
    Verdict.NEW: (gettext_lazy("可入账"), "done"),
    Verdict.OVERLAP: (gettext_lazy("与本文件另一来源重叠，不入账"), "wait"),
    Verdict.KNOWN: (gettext_lazy("账里已有，不入账"), "wait"),
    Verdict.SAME_REFERENCE: (gettext_lazy("流水号重复，不入账"), "wait"),
    Verdict.NO_DAY: (gettext_lazy("日期读不出"), "stop"),
    Verdict.NO_AMOUNT: (gettext_lazy("金额读不出"), "stop"),
    Verdict.FUTURE: (gettext_lazy("日期在今天以后"), "stop"),
}


def get_batch_for_reader(pk: uuid.UUID) -> ImportBatch:
    """Return a batch of the active organisation."""
    batch: ImportBatch = get_object_or_404(ImportBatch.objects.select_related("campaign", "loaded_by"), pk=pk)
    return batch


@requires("funding.read")
@require_GET
def import_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was imported, and take one more file."""
    crisis = get_object_or_404(Crisis, slug=slug)
    return _list(request, crisis, LedgerTableForm(crisis=crisis))


def _list(request: HttpRequest, crisis: Crisis, form: LedgerTableForm, *, status: int = 200) -> HttpResponse:
    batches = ImportBatch.objects.select_related("campaign", "loaded_by")
    page = page_of(request, batches, ROWS_A_PAGE)
    context = {
        "crisis": crisis,
        "form": form,
        "page": page,
        "may_load": actor_of(request).may("ledger.import"),
    }
    return render(request, "funding/imports.html", context, status=status)


@requires("ledger.try_table")
@require_POST
def import_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Try a file: keep it and show each row's verdict."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = LedgerTableForm(request.POST, request.FILES, crisis=crisis)
    if not form.is_valid():
        return _list(request, crisis, form, status=INVALID)
    file = form.cleaned_data["file"]
    try:
        batch = importing.try_table(
            actor_of(request), Table(file.name, file.read()), form.intent, today=timezone.localdate()
        )
    except QiaoError as error:
        form.add_error("file", error.message(get_language() or "zh-hans"))
        return _list(request, crisis, form, status=INVALID)
    return redirect("funding:import_batch", slug, batch.pk)


@requires("funding.read")
@require_GET
def import_batch(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Show what would become of each row, or what became of the batch."""
    crisis, batch, actor = get_object_or_404(Crisis, slug=slug), get_batch_for_reader(pk), actor_of(request)
    context: dict[str, Any] = {
        "crisis": crisis,
        "batch": batch,
        "waiting": waiting().filter(batch=batch).count(),
        "may_load": actor.may("ledger.import"),
        "may_approve": actor.may("ledger.approve"),
    }
    if batch.state == State.TRIED:
        context |= _tried(request, batch)
    return render(request, "funding/import_batch.html", context)


def _tried(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    judged = importing.read_judged(importing.table_of(batch), batch.kind, today=timezone.localdate())
    counts = Counter(one.verdict for one in judged)
    wanted = request.GET.get("verdict", "")
    shown = [one for one in judged if not wanted or one.verdict == wanted]
    fresh = [one for one in judged if one.verdict == Verdict.NEW]
    page = page_of(request, shown, ROWS_A_PAGE)
    return {
        "page": page,
        "rows": [(one, *VERDICTS[one.verdict]) for one in page],
        "counts": [(one, VERDICTS[one], counts[one]) for one in Verdict if counts[one]],
        "wanted": wanted,
        "in_fen": sum(max(one.row.amount_fen or 0, 0) for one in fresh),
        "out_fen": sum(max(-(one.row.amount_fen or 0), 0) for one in fresh),
        "fresh": len(fresh),
        "alike": sum(one.serial > 1 for one in fresh),
    }


@requires("funding.read")
@require_POST
def import_act(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Load, approve or undo a batch; each asks for its own right."""
    get_object_or_404(Crisis, slug=slug)
    batch = get_batch_for_reader(pk)
    try:
        messages.success(request, _done(request, batch))
    except RightMissingError:
        raise
    except QiaoError as error:
        messages.error(request, error.message(get_language() or "zh-hans"))
    return redirect("funding:import_batch", slug, pk)


def _done(request: HttpRequest, batch: ImportBatch) -> str:
    actor, now, today = actor_of(request), timezone.now(), timezone.localdate()
    act = request.POST.get("act", "")
    if act == "load":
        n = importing.load_table(actor, batch, today=today).loaded
        return ngettext("已入账 %(n)d 行，等另一人审核。", "已入账 %(n)d 行，等另一人审核。", n) % {"n": n}
    if act == "approve":
        n = importing.approve_table(actor, batch, now=now)
        return ngettext("已审核通过 %(n)d 笔。", "已审核通过 %(n)d 笔。", n) % {"n": n}
    reason = request.POST.get("reason", "").strip()[:200] or _("未写原因")
    importing.undo_table(actor, batch, reason=reason, now=now, on=today)
    return _("已撤销：入过账的都已冲销。")
