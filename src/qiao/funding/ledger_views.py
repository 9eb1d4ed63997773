"""The ledger: entries found by what they are about, booked, approved, sent back, taken back."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.exceptions import QiaoError, RightMissingError
from qiao.funding import actions, disclosing, queries
from qiao.funding.forms import EntryForm, LineFormSet
from qiao.funding.hosts.rules import kind_of
from qiao.funding.hosts.words import WORDS
from qiao.funding.ledger_forms import DecideForm, LedgerFilter
from qiao.funding.models import LedgerEntry, LedgerLine
from qiao.registry.models import Crisis

ENTRIES_A_PAGE = 15
INVALID = 422


@requires("funding.read")
@require_GET
def ledger(request: HttpRequest, slug: str) -> HttpResponse:
    """Show entries, balances and what each purpose has left; book and decide there."""
    return _ledger(request, get_object_or_404(Crisis, slug=slug))


def _ledger(
    request: HttpRequest,
    crisis: Crisis,
    *,
    entry_form: EntryForm | None = None,
    lines: Any = None,
    status: int = 200,
) -> HttpResponse:
    actor, books = actor_of(request), queries.books()
    wanted = LedgerFilter(request.GET)
    found = wanted.of(queries.entries())
    page = page_of(request, found, ENTRIES_A_PAGE)
    purposes = disclosing.by_purpose(disclosing.counted_lines())
    context = {
        "crisis": crisis,
        "books": books,
        "accounts": [(one, fen) for one in LedgerLine.Account if (fen := books.balances.get(one.value, 0))],
        "purposes": [one for one in purposes if one.received_fen or one.spent_fen],
        "filter": wanted,
        "page": page,
        "rows": _rows(page),
        "may_book": actor.may("ledger.book"),
        "may_approve": actor.may("ledger.approve"),
        "may_export": actor.may("ledger.export"),
        "entry_form": entry_form or EntryForm(initial={"booked_on": timezone.localdate()}),
        "lines": lines or LineFormSet(prefix="line"),
    }
    return render(request, "funding/ledger.html", context, status=status)


def _rows(entries: Iterable[LedgerEntry]) -> list[dict[str, Any]]:
    """Return each entry with its lines, debits first; a purpose that all of them share is told once."""
    rows = []
    for entry in entries:
        lines = sorted(entry.lines.all(), key=lambda line: (line.amount_fen < 0, line.purpose, line.account))
        purposes = {line.purpose for line in lines}
        kind = kind_of(lines)
        rows.append(
            {
                "entry": entry,
                "kind": WORDS[kind] if kind else "",
                "purpose": purposes.pop() if len(purposes) == 1 else None,
                "lines": [(line, abs(line.amount_fen)) for line in lines],
            }
        )
    return rows


@requires("ledger.book")
@require_POST
def entry_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Book an entry."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form, lines = EntryForm(request.POST), LineFormSet(request.POST, prefix="line")
    if not (form.is_valid() and lines.is_valid()):
        return _ledger(request, crisis, entry_form=form, lines=lines, status=INVALID)
    facts = dict(form.cleaned_data)
    sides = lines.lines(facts.pop("purpose"))
    try:
        entry = actions.book_entry(actor_of(request), lines=sides, **facts)
    except RightMissingError:
        raise
    except QiaoError as error:
        form.add_error(None, error.message(get_language() or "zh-hans"))
        return _ledger(request, crisis, entry_form=form, lines=lines, status=INVALID)
    messages.success(request, _("已记第 %(number)d 号分录。") % {"number": entry.number})
    return redirect("funding:ledger", slug)


@requires("funding.read")
@require_POST
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Do with the ticked entries what was asked; each act asks for its own right."""
    get_object_or_404(Crisis, slug=slug)
    form = DecideForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, str(error))
        return _back(request, slug)
    try:
        messages.success(request, _done(request, form))
    except RightMissingError:
        raise
    except QiaoError as error:
        messages.error(request, error.message(get_language() or "zh-hans"))
    return _back(request, slug)


def _done(request: HttpRequest, form: DecideForm) -> str:
    actor, entries = actor_of(request), list(form.cleaned_data["entries"])
    reason, today, now = form.cleaned_data["reason"].strip(), timezone.localdate(), timezone.now()
    if form.cleaned_data["act"] == "approve":
        actions.approve_entries(actor, entries, now=now, note=reason)
        said = ngettext("已审核通过 %(n)d 笔。", "已审核通过 %(n)d 笔。", len(entries))
        return said % {"n": len(entries)}
    if form.cleaned_data["act"] == "reject":
        actions.reject_entry(actor, entries[0], note=reason, now=now, on=today)
        return _("已退回第 %(number)d 号，并冲出余额。") % {"number": entries[0].number}
    made = actions.reverse_entry(actor, entries[0], reason=reason, on=today)
    return _("已用第 %(made)d 号冲销第 %(number)d 号，等另一人审核。") % {
        "made": made.number,
        "number": entries[0].number,
    }


def _back(request: HttpRequest, slug: str) -> HttpResponse:
    """Return to the entries as they were filtered."""
    answer = redirect("funding:ledger", slug)
    wanted = request.GET.urlencode()
    answer["Location"] += f"{'?' if wanted else ''}{wanted}#books"
    return answer
