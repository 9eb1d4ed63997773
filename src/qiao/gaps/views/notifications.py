"""The log of what was given to government, and what it answered."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.gaps.actions import notifications as actions
from qiao.gaps.forms.notifications import AnswerForm, NotificationForm
from qiao.gaps.models import Notification
from qiao.gaps.queries.notifications import notifications
from qiao.intake.views.answering import INVALID, get_crisis, page_of
from qiao.registry.handing import FORMS, download
from qiao.registry.models import Crisis


@requires("gap.read")
@require_GET
def notification_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what departments were told, and take one more."""
    return _list(request, get_crisis(slug), NotificationForm(initial={"told_at": timezone.now()}))


def _list(
    request: HttpRequest,
    crisis: Crisis,
    form: NotificationForm,
    *,
    status: int = 200,
    answering: tuple[uuid.UUID, AnswerForm] | None = None,
) -> HttpResponse:
    waiting = "waiting" in request.GET
    page = page_of(request, notifications(crisis, waiting=waiting))
    rows: list[tuple[Notification, Any]] = []
    for one in page:
        held = answering[1] if answering and answering[0] == one.pk else None
        rows.append((one, held or (None if one.answered_at else AnswerForm(told_at=one.told_at))))
    context = {
        "crisis": crisis,
        "form": form,
        "page": page,
        "rows": rows,
        "waiting": waiting,
        "total": notifications(crisis).count(),
        "open_count": notifications(crisis, waiting=True).count(),
    }
    return render(request, "gaps/notifications.html", context, status=status)


@requires("notification.give")
@require_POST
def notification_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down what was told."""
    crisis = get_crisis(slug)
    form = NotificationForm(request.POST)
    if not form.is_valid():
        return _list(request, crisis, form, status=INVALID)
    actions.give_notification(actor_of(request), crisis, is_sample=crisis.is_sample, **form.cleaned_data)
    messages.success(request, _("已登记告知政府。有了答复再来写。"))
    return redirect("gaps:notification_list", slug)


@requires("notification.answer")
@require_POST
def notification_answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down what the department answered."""
    given: Notification = get_object_or_404(Notification.objects.select_related("crisis"), pk=pk)
    form = AnswerForm(request.POST, told_at=given.told_at)
    if not form.is_valid():
        blank = NotificationForm(initial={"told_at": timezone.now()})
        return _list(request, given.crisis, blank, status=INVALID, answering=(pk, form))
    actions.answer_notification(actor_of(request), given, **form.cleaned_data)
    messages.success(request, _("已登记答复。"))
    return redirect("gaps:notification_list", given.crisis.slug)


@requires("notification.export")
@require_GET
def notification_export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Hand the log out as a file."""
    if form not in FORMS:
        raise Http404
    crisis = get_crisis(slug)
    rows = list(notifications(crisis))
    content = actions.export_notifications(actor_of(request), crisis, rows, form=form)
    return download(content, f"given-to-government-{crisis.slug}", form)
