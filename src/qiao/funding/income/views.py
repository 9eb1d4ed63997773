"""Pages of what an organisation lives on: the structure of a year, what if a source ends, sheets in and figures out."""

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
from qiao.accounts.paging import page_of
from qiao.engines.income import STREAMS, Stream
from qiao.exceptions import (
    AccountsHeadError,
    AccountsStateError,
    AccountsTooLongError,
    AccountsYearTakenError,
    ImportConflictError,
    TableUnreadableError,
)
from qiao.funding.income import actions, queries
from qiao.funding.income.forms import AccountsForm
from qiao.funding.income.queries import YearSeen
from qiao.funding.income.words import COLUMN_WORDS, LEVELS, REMARKS
from qiao.funding.models import YearAccounts
from qiao.registry.handing import FORMS, download

INVALID = 422
ROWS = 50
PERCENT = 100
UNREAD = (AccountsHeadError, AccountsTooLongError, ImportConflictError, TableUnreadableError)
UNDONE = (AccountsStateError, AccountsYearTakenError)


def language() -> str:
    """Return the language of the page, Chinese where none is set."""
    return get_language() or "zh-hans"


def stream_name(stream: str) -> str:
    """Return a stream in the language of the page; what is no stream stands as it is."""
    if stream not in set(Stream):
        return stream
    zh, en = STREAMS[Stream(stream)]
    return en if language().startswith("en") else zh


@requires("accounts.read")
@require_GET
def income(request: HttpRequest) -> HttpResponse:
    """Show the structure of a year's income, and what is left when chosen sources end."""
    return _income(request)


def _income(request: HttpRequest, *, form: AccountsForm | None = None, status: int = 200) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    years = [queries.seen(record, today) for record in queries.loaded()]
    asked = request.GET.get("year", "")
    here = next((one for one in years if str(one.record.year) == asked), years[0] if years else None)
    context: dict[str, Any] = {
        "years": years,
        "here": here,
        "sheets": queries.sheets(),
        "form": form or AccountsForm(),
        "may_hand_in": actor.may("accounts.hand_in"),
        "may_export": actor.may("accounts.export"),
        "today": today,
    }
    if here is not None:
        streams, funders = request.GET.getlist("stream"), request.GET.getlist("funder")
        context |= {
            "streams": [(stream_name(one.stream), one) for one in here.streams],
            "losable": [
                (one.source, stream_name(one.source), one, one.source in streams) for one in here.by_stream
            ],
            "losable_funders": [
                (one.source, stream_name(one.source), one, one.source in funders) for one in here.by_funder
            ],
            "lost": queries.lost(here, streams, funders),
            "worst": [(stream_name(one.source), one) for one in here.by_funder[:3]],
            "split": [(funder, [stream_name(one) for one in found]) for funder, found in here.split.items()],
            "stream_chart": _stream_chart(here),
            "trend_chart": _trend_chart(years),
        }
    return render(request, "funding/income.html", context, status=status)


def _stream_chart(year: YearSeen) -> dict[str, Any] | None:
    held = [one for one in year.streams if one.amount_fen]
    if not held:
        return None
    return {
        "kind": "rows",
        "title": _("%(year)s 年各类收入") % {"year": year.record.year},
        "category": _("收入类别"),
        "unit": _("元"),
        "categories": [stream_name(one.stream) for one in held],
        "series": [
            {
                "name": _("非限定性"),
                "tone": "accent",
                "values": [(one.amount_fen - one.restricted_fen) // 100 for one in held],
            },
            {"name": _("限定性"), "tone": "amber", "values": [one.restricted_fen // 100 for one in held]},
        ],
    }


def _percent(value: float | None) -> float | None:
    return None if value is None else round(value * PERCENT, 1)


def _trend_chart(years: list[YearSeen]) -> dict[str, Any] | None:
    if len(years) <= 1:
        return None
    ordered = years[::-1]
    tops = [one.structure.by_stream.top_share if one.structure.by_stream else None for one in ordered]
    return {
        "kind": "line",
        "title": _("逐年变化"),
        "category": _("年度"),
        "unit": "%",
        "categories": [str(one.record.year) for one in ordered],
        "series": [
            {
                "name": _("非限定性占比"),
                "tone": "accent",
                "values": [_percent(one.structure.unrestricted_share) for one in ordered],
            },
            {"name": _("最大一类占比"), "tone": "amber", "values": [_percent(one) for one in tops]},
        ],
    }


@requires("accounts.export")
@require_GET
def income_export(request: HttpRequest, form: str) -> HttpResponse:
    """Hand the values of every year out as a file."""
    if form not in FORMS:
        raise Http404
    years = [queries.seen(record, timezone.localdate()) for record in queries.loaded()]
    return download(actions.export_income(actor_of(request), years, form=form), "income", form)


@requires("accounts.hand_in")
@require_POST
def accounts_new(request: HttpRequest) -> HttpResponse:
    """Take a year's sheet in and try it out."""
    form = AccountsForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.try_accounts(
                actor_of(request),
                id=form.cleaned_data["submission"],
                name=file.name,
                content=file.read(),
                year=form.cleaned_data["year"],
            )
        except UNREAD as error:
            form.add_error("file", error.message(language()))
        else:
            return redirect("funding:accounts", made.pk)
    return _income(request, form=form, status=INVALID)


def get_accounts_for_reader(pk: uuid.UUID) -> YearAccounts:
    """Return a sheet of the active organisation."""
    found: YearAccounts = get_object_or_404(YearAccounts.objects.select_related("handed_in_by"), pk=pk)
    return found


@requires("accounts.read")
@require_GET
def accounts(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the verdict on each row of a sheet."""
    here = get_accounts_for_reader(pk)
    counts = {level: sum(one["level"] == level for one in here.rows) for level in LEVELS}
    level = request.GET.get("level", "")
    rows = [one for one in here.rows if level not in LEVELS or one["level"] == level]
    page = page_of(request, rows, ROWS)
    context = {
        "accounts": here,
        "page": page,
        "rows": [_shown(one) for one in page],
        "levels": [(key, *LEVELS[key], counts[key]) for key in LEVELS],
        "level": level,
        "to_load": counts["OK"] + counts["READ_AS"],
        "sum_fen": sum(
            one["facts"].get("amount_fen", 0) for one in here.rows if one["level"] in {"OK", "READ_AS"}
        ),
    }
    return render(request, "funding/accounts.html", context)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    label, tone = LEVELS[row["level"]]
    remarks = [(COLUMN_WORDS[column], REMARKS[code]) for column, code in row["issues"]]
    cells = [row["cells"].get(column, "") for column in COLUMN_WORDS]
    return {
        "number": row["number"],
        "label": label,
        "tone": tone,
        "remarks": remarks,
        "cells": cells,
        "is_read": row["level"] not in {"TITLE", "TOTAL"},
    }


def _step(request: HttpRequest, pk: uuid.UUID, step: Any, said: str, **facts: Any) -> HttpResponse:
    try:
        step(actor_of(request), get_accounts_for_reader(pk), **facts)
    except UNDONE as error:
        messages.error(request, error.message(language()))
    else:
        messages.success(request, said)
    return redirect("funding:accounts", pk)


@requires("accounts.load")
@require_POST
def accounts_load(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Enter what can be entered."""
    return _step(request, pk, actions.load_accounts, _("已载入，收入结构照此计算。"), at=timezone.now())


@requires("accounts.undo")
@require_POST
def accounts_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back what a sheet entered."""
    return _step(request, pk, actions.undo_accounts, _("已撤销，行还在，可以再载入。"), at=timezone.now())


@requires("accounts.discard")
@require_POST
def accounts_discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a sheet aside."""
    _step(request, pk, actions.discard_accounts, _("已放弃，行已删除，什么都没有登记。"))
    return redirect("funding:income")
