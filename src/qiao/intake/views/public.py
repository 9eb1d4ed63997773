"""Without an account: five questions, a receipt code, and what became of it."""

import uuid
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django_scopes import scope, scopes_disabled

from qiao.accounts.guard import public_page
from qiao.accounts.roles import Actor
from qiao.exceptions import ReportConflictError
from qiao.intake import queries
from qiao.intake.actions import take_in
from qiao.intake.actions.receive import Message
from qiao.intake.forms import PublicForm
from qiao.intake.models import Report
from qiao.intake.receipt_codes import mark_of_receipt, receipt_code
from qiao.intake.standing import standing_of
from qiao.intake.views.answering import INVALID, get_crisis
from qiao.registry.fields import find_place
from qiao.registry.models import Crisis, Organization, Place

RECEIPT_KEY = "intake-receipt"
NOT_FOUND = 404
UNAVAILABLE = 503


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def public_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask five questions of anybody, and thank only when the answer is safe."""
    crisis = get_crisis(slug)
    form = PublicForm(request.POST) if request.method == "POST" else PublicForm.blank()
    receiver = queries.receiving_organization()
    context: dict[str, Any] = {"crisis": crisis, "form": form, "receiver": receiver}
    if receiver is None:
        return render(request, "intake/form.html", context, status=UNAVAILABLE)
    if request.method == "GET":
        return render(request, "intake/form.html", context)
    if not form.is_valid():
        return render(request, "intake/form.html", context, status=INVALID)
    try:
        report = _keep(form, crisis)
    except ReportConflictError:
        context["form"] = PublicForm.blank(**{**form.cleaned_data, "submission": uuid.uuid4()})
        context["notice"] = _("之前那份已经收到。现在这份内容不同，如要另交一份，请再按一次“提交”。")
        return render(request, "intake/form.html", context, status=INVALID)
    request.session[RECEIPT_KEY] = str(report.pk)
    return redirect("intake:form_thanks", slug)


def _place(text: str) -> Place | None:
    """Return the place of an answer where it is certain; the words themselves are kept anyway."""
    try:
        return find_place(text)
    except ValueError:
        return None


def _keep(form: PublicForm | Any, crisis: Crisis) -> Report:
    """Take the message in for the organisation that serves its place."""
    held = form.cleaned_data
    place = _place(held["where"])
    receiver = queries.receiving_organization(place)
    if receiver is None:
        raise Organization.DoesNotExist
    with scope(organization=receiver.pk):
        return take_in(
            Actor.public(receiver.pk),
            Message(form.text, contact=held["contact"]),
            id=held["submission"],
            crisis=crisis,
            source=Report.Source.FORM,
            received_at=timezone.now(),
            place=place,
        ).report


@public_page
@never_cache
@require_GET
def form_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Say thanks, and show the receipt code to this browser only."""
    crisis = get_crisis(slug)
    kept = request.session.get(RECEIPT_KEY)
    if kept is None:
        return redirect("intake:form", slug)
    code = receipt_code(uuid.UUID(kept))
    url = request.build_absolute_uri(f"/s/{code}/")
    return render(
        request, "intake/form_thanks.html", {"crisis": crisis, "code": code, "url": url, "qr": _qr(url)}
    )


def _qr(url: str) -> SafeString:
    drawn = segno.make(url, micro=False).svg_inline(scale=4, border=2, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 -- drawn here from our own address


@public_page
@never_cache
@require_GET
def status(request: HttpRequest, code: str = "") -> HttpResponse:
    """Say how far a report has come: its state and dates, nothing that it says."""
    typed = code or request.GET.get("code", "").strip()
    if not typed:
        return render(request, "intake/status.html")
    if not code:
        return redirect("intake:status", typed)
    found = get_standing_for_code(typed)
    context = {"code": typed.upper(), "standing": found}
    return render(request, "intake/status.html", context, status=200 if found else NOT_FOUND)


def get_standing_for_code(code: str) -> dict[str, Any] | None:
    """Return how far the report of a receipt code has come. Whoever holds the code may ask."""
    with scopes_disabled():
        report = queries.report_for_receipt(mark_of_receipt(code))
        return standing_of(report) if report else None
