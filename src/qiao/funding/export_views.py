"""The books and grants handed out as files; each hand-out is in the trail."""

import csv
import io
from datetime import date, datetime

import xlsxwriter
from django.contrib import messages
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.roles import Actor
from qiao.batch.tables import guarded
from qiao.exceptions import ExportEmptyError
from qiao.funding import exporting, queries
from qiao.funding.disclosing import counted_lines, figures
from qiao.funding.hosts.queries import host_figures
from qiao.funding.models import Campaign, Grant, GrantInstalment, LedgerEntry
from qiao.registry.handing import FORMS, download
from qiao.registry.leaving import Leaving
from qiao.registry.models import Crisis, Organization
from qiao.trail.recorded import detail, recorded

TYPES = {
    **FORMS,
    "beancount": "text/plain; charset=utf-8",
    "360giving": "application/json",
    "iati": "application/xml",
}
ENDINGS = {"360giving": "360giving.json", "iati": "iati.xml"}


@recorded("ledger.export")
def hand_out(actor: Actor, crisis: Crisis, form: str, /, *, language: str, now: datetime) -> bytes:
    """Return a file of the books; texts that people typed are rid of names and numbers first."""
    organization = Organization.objects.get(pk=actor.acts_for)
    detail(form=form)
    if form == "360giving":
        awarded = Grant.objects.filter(awarded_on__isnull=False, awarded_fen__gt=0).order_by("awarded_on")
        passed_on = _passed_on(crisis, timezone.localdate(now))
        if not (awarded or passed_on):
            raise ExportEmptyError(form="360Giving")
        return exporting.giving360(organization, awarded, passed_on).encode()
    if form == "iati":
        campaigns = Campaign.objects.filter(crisis=crisis).select_related("host").order_by("began_on")
        if not campaigns:
            raise ExportEmptyError(form="IATI")
        today = timezone.localdate(now)
        return exporting.iati(organization, [(one, figures(one, today)) for one in campaigns], now=now)
    entries = _masked(list(queries.entries().order_by("number")))
    if form == "beancount":
        return exporting.beancount(organization, entries).encode()
    heads = [column[1 if language.startswith("en") else 0] for column in exporting.COLUMNS]
    rows = [heads, *exporting.table_rows(entries)]
    return _xlsx(rows) if form == "xlsx" else _csv(rows)


def _passed_on(crisis: Crisis, today: date) -> list[exporting.HostGrant]:
    """Return what each host passed on or paid, without what stands as an instalment of a grant already."""
    found = []
    for campaign in Campaign.objects.filter(crisis=crisis, host__isnull=False).select_related("host"):
        lines = counted_lines().filter(
            entry__campaign=campaign, entry__booked_on__lte=today, account="HOST_HELD"
        )
        lines = lines.exclude(entry__in=GrantInstalment.objects.filter(entry__isnull=False).values("entry"))
        told = host_figures(lines)
        amount = told.transferred_fen + told.paid_fen
        if amount > 0:
            first = lines.filter(amount_fen__lt=0).aggregate(first=Min("entry__booked_on"))["first"]
            found.append(exporting.HostGrant(campaign, amount, first or campaign.began_on))
    return found


def _masked(entries: list[LedgerEntry]) -> list[LedgerEntry]:
    """Rid what people typed of names and numbers, in memory alone; equal texts are read once."""
    leaving, seen = Leaving(), dict[str, str]()

    def clean(text: str) -> str:
        if text not in seen:
            seen[text] = leaving.text(text)
        return seen[text]

    for entry in entries:
        entry.text, entry.reference = clean(entry.text), clean(entry.reference)
        for line in entry.lines.all():
            line.purpose = clean(line.purpose)
    return entries


def _csv(rows: list[list[object]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return out.getvalue().encode("utf-8-sig")


def _xlsx(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("ledger")
        for number, row in enumerate(rows):
            sheet.write_row(
                number, 0, [cell if isinstance(cell, str | int) else float(str(cell)) for cell in row]
            )
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return out.getvalue()


@requires("ledger.export")
@require_GET
def export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Hand a file of the books out."""
    crisis = get_object_or_404(Crisis, slug=slug)
    known = form if form in TYPES else "csv"
    language = request.LANGUAGE_CODE if hasattr(request, "LANGUAGE_CODE") else "zh-hans"
    try:
        content = hand_out(actor_of(request), crisis, known, language=language, now=timezone.now())
    except ExportEmptyError as error:
        messages.error(request, error.message(language))
        return redirect("funding:ledger", slug)
    if known in FORMS:
        return download(content, "qiao_ledger", known)
    answer = HttpResponse(content, content_type=TYPES[known])
    answer["Content-Disposition"] = f'attachment; filename="qiao_ledger.{ENDINGS.get(known, known)}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
