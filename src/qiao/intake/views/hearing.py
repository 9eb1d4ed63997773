"""With the receipt code: let oneself be told how it goes on, and stop that again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.accounts.roles import Actor
from qiao.exceptions import ReportErasedError
from qiao.intake.forms.hearing import HearForm
from qiao.intake.models import Report
from qiao.intake.views.answering import INVALID
from qiao.intake.views.status import back_to_status, status_page, with_code
from qiao.trail.guests import agree, withdraw


@require_POST
@with_code
def status_hear(request: HttpRequest, report: Report) -> HttpResponse:
    """Write down where the sender wants to be told."""
    if report.is_erased:
        raise ReportErasedError
    form = HearForm(request.POST)
    if not form.is_valid():
        return status_page(request, report, status=INVALID, hear_form=form)
    agree(
        Actor.reporter(report.organization_id),
        report,
        means=form.cleaned_data["means"],
        to=form.cleaned_data["to"],
        masked=form.masked,
        language=get_language() or "zh-hans",
        at=timezone.now(),
    )
    messages.success(request, _("记下了。有进展就告诉您，随时可以在这里删掉。"))
    return back_to_status(request)


@require_POST
@with_code
def status_unhear(request: HttpRequest, report: Report) -> HttpResponse:
    """Tell the sender no more, and destroy the address."""
    withdraw(Actor.reporter(report.organization_id), report, at=timezone.now())
    messages.success(request, _("不再告诉您，地址已删掉。"))
    return back_to_status(request)
