"""Hearsay: a small queue of what is only said to be so, judged with a source."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import HearsayJudgedError
from qiao.intake.actions.hearsay import check_hearsay, undo_hearsay
from qiao.intake.forms.shifts import HearsayForm
from qiao.intake.models import HearsayCheck
from qiao.intake.queries.hearsay import findings_of, hearsay
from qiao.intake.views.answering import INVALID, get_crisis, get_report_for_reader, go, page_of
from qiao.registry.models import Crisis

SHOWN_JUDGED = 10


@requires("report.read")
@require_GET
def hearsay_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the hearsay that waits, the oldest first, and what was found out lately."""
    return _list(request, get_crisis(slug))


@requires("hearsay.check")
@require_POST
def hearsay_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down what a source says of a message."""
    report = get_report_for_reader(request, pk)
    form = HearsayForm(request.POST, auto_id=f"{str(pk)[:8]}_%s")
    if not form.is_valid():
        return _list(request, report.crisis, failed=pk, form=form, status=INVALID)
    try:
        check_hearsay(actor_of(request), report, now=timezone.now(), **form.cleaned_data)
    except HearsayJudgedError as error:
        messages.warning(request, error.message(request.LANGUAGE_CODE))
    else:
        messages.success(request, _("已记下，凡是显示这条信息的地方都会注明。"))
    return go(request, reverse("intake:hearsay_list", args=(report.crisis.slug,)))


@requires("hearsay.undo")
@require_POST
def hearsay_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a finding back."""
    found = get_object_or_404(HearsayCheck.objects.select_related("report__crisis"), pk=pk)
    try:
        undo_hearsay(actor_of(request), found, now=timezone.now())
    except HearsayJudgedError as error:
        messages.warning(request, error.message(request.LANGUAGE_CODE))
    else:
        messages.success(request, _("已撤销，这条又在等核查。"))
    return go(request, reverse("intake:hearsay_list", args=(found.report.crisis.slug,)))


def _list(
    request: HttpRequest,
    crisis: Crisis,
    *,
    failed: uuid.UUID | None = None,
    form: HearsayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = page_of(request, hearsay(crisis, is_judged=False))
    judged = list(hearsay(crisis, is_judged=True)[:SHOWN_JUDGED])
    findings = findings_of(one.pk for one in judged)
    rows = [
        (one, form if form and one.pk == failed else HearsayForm(auto_id=f"{str(one.pk)[:8]}_%s"))
        for one in page
    ]
    context = {
        "crisis": crisis,
        "page": page,
        "rows": rows,
        "judged": [(one, findings[one.pk]) for one in judged if one.pk in findings],
    }
    return render(request, "intake/hearsay_list.html", context, status=status)
