"""Synchronised sheets with what they refused, and the alerts somebody should look at."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.engines.extraction import mask
from qiao.exceptions import SheetUnreadableError, TableUnreadableError
from qiao.intake import queries
from qiao.intake.actions import SheetFile, close_alert, load_sheet_file
from qiao.intake.filters import ALL, AlertFilter
from qiao.intake.forms import AlertForm, SheetForm
from qiao.intake.models import Alert, Refusal
from qiao.intake.views.answering import asked, get_crisis, go, page_of, refuse, wants_fragment
from qiao.intake.words.voices import refusal_text
from qiao.registry.models import Crisis


@requires("sheet.read")
@require_GET
def sheet_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how far each sheet was read, what it gave, and which rows were refused and why."""
    return _sheets(request, get_crisis(slug), SheetForm())


@requires("sheet.load")
@require_POST
def sheet_load(request: HttpRequest, slug: str) -> HttpResponse:
    """Load the newest state of a sheet from a file."""
    crisis = get_crisis(slug)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _sheets(request, crisis, form, status=422)
    handed = form.cleaned_data["file"]
    file = SheetFile(handed.name, handed.read(), one_is_open=form.cleaned_data["one_is_open"])
    try:
        _source, version = load_sheet_file(
            actor_of(request), crisis, file, name=form.cleaned_data["name"], at=timezone.now()
        )
    except (SheetUnreadableError, TableUnreadableError) as error:
        form.add_error("file", error.message(get_language() or "zh-hans"))
        return _sheets(request, crisis, form, status=422)
    said = _("已读入：%(rows)s 家单位有变化，%(refused)s 行没有导入。")
    messages.success(request, said % {"rows": len(version.by_institution()), "refused": len(version.refused)})
    return go(request, reverse("intake:sheet_list", args=(slug,)))


def _sheets(request: HttpRequest, crisis: Crisis, form: SheetForm, *, status: int = 200) -> HttpResponse:
    page = page_of(request, queries.refused_rows(crisis))
    language = get_language() or "zh-hans"
    refused = [(one, _masked(one), refusal_text(one, language)) for one in page]
    sheets = [(one, queries.lines_of(one)) for one in queries.sheet_sources(crisis)]
    context = {"crisis": crisis, "sheets": sheets, "page": page, "refused": refused, "form": form}
    return render(request, "intake/sheet_list.html", context, status=status)


def _masked(refusal: Refusal) -> str:
    """Mask the cell: in a row that slipped, any cell may hold somebody's telephone number."""
    refusal.value = mask(refusal.value)
    return refusal.value


@requires("need.read")
@require_GET
def alert_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what somebody should look at."""
    crisis = get_crisis(slug)
    form = AlertFilter(request.GET)
    held = asked(form)
    rows = queries.alerts(crisis)
    state = held.get("state") or Alert.State.OPEN
    if state != ALL:
        rows = rows.filter(state=state)
    if held.get("kind"):
        rows = rows.filter(kind=held["kind"])
    context = {
        "crisis": crisis,
        "form": form,
        "page": page_of(request, rows),
        "alert_form": AlertForm(auto_id=False),
    }
    return render(
        request, "intake/_alert_rows.html" if wants_fragment(request) else "intake/alert_list.html", context
    )


@requires("alert.close")
@require_POST
def alert_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put an alert aside, with a note of what was done."""
    alert = get_object_or_404(Alert.objects.select_related("crisis"), pk=pk)
    form = AlertForm(request.POST, auto_id=False)
    if not form.is_valid():
        context = {"crisis": alert.crisis, "alert": alert, "alert_form": form}
        return refuse(request, "intake/alert.html", "intake/_alert_form.html", context)
    close_alert(actor_of(request), alert, closed_at=timezone.now(), note=form.cleaned_data["note"])
    messages.success(request, _("提醒已处理。"))
    return go(request, reverse("intake:alert_list", args=(alert.crisis.slug,)))
