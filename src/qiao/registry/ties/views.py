"""Pages of ties: the list with its drawing, one tie, tables in and out."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.engines.eligibility.calendar import add_months
from qiao.exceptions import (
    ImportConflictError,
    TableUnreadableError,
    TieStandsError,
    TieTableHeadError,
    TieTableTooLongError,
)
from qiao.registry.handing import FORMS, download
from qiao.registry.models import Tie, TieTable
from qiao.registry.ties import actions, queries
from qiao.registry.ties.drawing import HEIGHT, NEAR, RINGS, SQUEEZE, STEP, WIDTH, branches
from qiao.registry.ties.forms import ContactForm, TieForm, TieSearch, TieTableForm, WithdrawForm
from qiao.registry.ties.queries import TieFilter
from qiao.registry.ties.words import COLUMN_WORDS, LEVELS, REMARKS

ROWS = 50
INVALID = 422
UNREAD = (ImportConflictError, TableUnreadableError, TieTableHeadError, TieTableTooLongError)


def language() -> str:
    """Return the language of the page, Chinese where none is set."""
    return get_language() or "zh-hans"


def _asked(request: HttpRequest, today: date) -> tuple[TieSearch, TieFilter, date]:
    """Return the filter of a list of ties, and the day before which a contact is long ago."""
    form = TieSearch(request.GET or None, initial={"months": queries.MONTHS})
    months = form.asked_months
    before = add_months(today, -months)
    held = form.cleaned_data if form.is_bound else {}
    wanted = TieFilter(
        kind=held.get("kind", ""),
        text=held.get("q", ""),
        quiet_before=before if held.get("quiet") else None,
        withdrawn="withdrawn" in request.GET,
    )
    return form, wanted, before


@requires("tie.read")
@require_GET
def tie_list(request: HttpRequest) -> HttpResponse:
    """Show the ties with their drawing and figures, and take one more."""
    return _list(request)


def _list(
    request: HttpRequest,
    *,
    tie_form: TieForm | None = None,
    table_form: TieTableForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    form, wanted, before = _asked(request, today)
    rows = queries.ties(wanted, today=today)
    standing = list(queries.ties(TieFilter(), today=today))
    context = {
        "form": form,
        "wanted": wanted,
        "months": form.asked_months,
        "quiet_before": before,
        "page": page_of(request, rows, ROWS),
        "total": len(standing),
        "kinds": queries.figures(today=today, quiet_before=before),
        "branches": branches(standing, today=today, quiet_before=before),
        "drawing": {
            "width": WIDTH,
            "height": HEIGHT,
            "x": WIDTH / 2,
            "y": HEIGHT / 2,
            "rings": [(NEAR + STEP * ring, SQUEEZE * (NEAR + STEP * ring)) for ring in range(len(RINGS) + 1)],
        },
        "withdrawn_count": Tie.objects.filter(withdrawn_at__isnull=False).count(),
        "tables": queries.tie_tables()[:5],
        "query": request.GET.urlencode(),
        "tie_form": tie_form or TieForm(),
        "table_form": table_form or TieTableForm(),
    }
    return render(request, "registry/tie_list.html", context, status=status)


@requires("tie.record")
@require_POST
def tie_new(request: HttpRequest) -> HttpResponse:
    """Record a tie."""
    form = TieForm(request.POST)
    if form.is_valid():
        try:
            made = actions.record_tie(actor_of(request), **form.cleaned_data)
        except TieStandsError as error:
            form.add_error("other", error.message(language()))
        else:
            messages.success(request, _("已登记联系。有了来往，在这里记一笔。"))
            return redirect("registry:tie", made.pk)
    return _list(request, tie_form=form, status=INVALID)


def get_tie_for_reader(pk: uuid.UUID) -> Tie:
    """Return a tie of the active organisation."""
    tie: Tie = get_object_or_404(Tie.objects.select_related("other", "department", "table"), pk=pk)
    return tie


@requires("tie.read")
@require_GET
def tie(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a tie with its contacts."""
    return _tie(request, get_tie_for_reader(pk))


def _tie(
    request: HttpRequest,
    here: Tie,
    *,
    contact_form: ContactForm | None = None,
    withdraw_form: WithdrawForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "tie": here,
        "contacts": queries.contacts_of(here),
        "contact_form": contact_form or ContactForm(initial={"happened_on": today}),
        "withdraw_form": withdraw_form or WithdrawForm(),
    }
    return render(request, "registry/tie.html", context, status=status)


@requires("tie.contact")
@require_POST
def tie_contact(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down that the two were in touch."""
    here = get_tie_for_reader(pk)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _tie(request, here, contact_form=form, status=INVALID)
    actions.note_contact(actor_of(request), here, **form.cleaned_data)
    messages.success(request, _("已记下这次来往。"))
    return redirect("registry:tie", pk)


@requires("tie.withdraw")
@require_POST
def tie_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a tie back."""
    here = get_tie_for_reader(pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _tie(request, here, withdraw_form=form, status=INVALID)
    actions.withdraw_tie(actor_of(request), here, reason=form.cleaned_data["reason"], at=timezone.now())
    messages.success(request, _("已收回。记录和理由留着。"))
    return redirect("registry:tie_list")


@requires("tie.export")
@require_GET
def tie_export(request: HttpRequest, form: str) -> HttpResponse:
    """Hand the ties out as a file, filtered as the page is."""
    if form not in FORMS:
        raise Http404
    today = timezone.localdate()
    _form, wanted, _before = _asked(request, today)
    content = actions.export_ties(actor_of(request), list(queries.ties(wanted, today=today)), form=form)
    return download(content, "ties", form)


# Tables


@requires("tie.hand_in")
@require_POST
def tie_table_new(request: HttpRequest) -> HttpResponse:
    """Take a table of ties in and try it out."""
    form = TieTableForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.try_table(
                actor_of(request),
                id=form.cleaned_data["submission"],
                name=file.name,
                content=file.read(),
                today=timezone.localdate(),
            )
        except UNREAD as error:
            form.add_error("file", error.message(language()))
        else:
            return redirect("registry:tie_table", made.pk)
    return _list(request, table_form=form, status=INVALID)


def get_table_for_reader(pk: uuid.UUID) -> TieTable:
    """Return a table of ties of the active organisation."""
    table: TieTable = get_object_or_404(TieTable.objects.select_related("handed_in_by"), pk=pk)
    return table


@requires("tie.read")
@require_GET
def tie_table(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the verdict on each row."""
    here = get_table_for_reader(pk)
    counts = {level: sum(one["level"] == level for one in here.rows) for level in LEVELS}
    level = request.GET.get("level", "")
    rows = [one for one in here.rows if level not in LEVELS or one["level"] == level]
    page = page_of(request, rows, ROWS)
    context = {
        "table": here,
        "page": page,
        "rows": [_shown(one) for one in page],
        "levels": [(key, *LEVELS[key], counts[key]) for key in LEVELS],
        "level": level,
        "to_load": counts["OK"] + counts["READ_AS"],
        "entered": here.ties.filter(withdrawn_at__isnull=True).count(),
    }
    return render(request, "registry/tie_table.html", context)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    label, tone = LEVELS[row["level"]]
    remarks = [(COLUMN_WORDS[column], REMARKS[code]) for column, code in row["issues"]]
    cells = [row["cells"].get(column, "") for column in COLUMN_WORDS]
    return {"number": row["number"], "label": label, "tone": tone, "remarks": remarks, "cells": cells}


@requires("tie.load")
@require_POST
def tie_table_load(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Enter what can be entered."""
    here = actions.load_table(actor_of(request), get_table_for_reader(pk), at=timezone.now())
    entered = here.ties.filter(withdrawn_at__isnull=True).count()
    said = ngettext("已登记 %(n)d 条联系。", "已登记 %(n)d 条联系。", entered)
    messages.success(request, said % {"n": entered})
    return redirect("registry:tie_table", pk)


@requires("tie.undo")
@require_POST
def tie_table_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back what a table entered."""
    here = actions.undo_table(actor_of(request), get_table_for_reader(pk), at=timezone.now())
    kept = here.ties.filter(withdrawn_at__isnull=True).count()
    messages.success(request, _("已撤销：这张表登记的联系都收回了，行还在，可以再载入。"))
    if kept:
        messages.warning(request, _("其中 %(n)d 条之后有了来往，留着没有收回。") % {"n": kept})
    return redirect("registry:tie_table", pk)


@requires("tie.discard")
@require_POST
def tie_table_discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a table aside."""
    actions.discard_table(actor_of(request), get_table_for_reader(pk))
    messages.success(request, _("已放弃，行已删除，什么都没有登记。"))
    return redirect("registry:tie_list")
