"""Certificates of hours: issued, printed, handed out as a file, checked by anybody, revoked."""

import json
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_POST
from django_scopes import scopes_disabled

from qiao.accounts.guard import actor_of, public_page, requires
from qiao.accounts.paging import page_of
from qiao.accounts.roles import Actor
from qiao.engines.hours import CertificateError, fingerprint_of, read, verify
from qiao.exceptions import QiaoError
from qiao.intake.reporter.behind_codes import kept_private
from qiao.intake.reporter.page import STYLES, PhonePage
from qiao.registry.fields import Legible
from qiao.registry.models import Person
from qiao.volunteering import actions, queries
from qiao.volunteering.models import Certificate
from qiao.volunteering.qr import qr_of
from qiao.volunteering.signing import public_key, signed_of
from qiao.volunteering.views.shifts import language

ROWS = 40
INVALID = 422
CHECKING = PhonePage(
    "certificates", STYLES, (), (("volunteering", "certificate_check"), ("intake", "public_base"))
)
"""The page on which anybody checks a certificate."""


class IssueForm(Legible):
    """For whom."""

    person = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_lazy("志愿者"), empty_label=_lazy("请选择")
    )


class RevokeForm(Legible):
    """Why a certificate is revoked."""

    reason = forms.CharField(label=_lazy("为什么作废"), max_length=200)


def get_certificate_for_reader(actor: Actor, pk: uuid.UUID) -> Certificate:
    """Return a certificate: one's own, or any of the organisation for who verifies hours."""
    rows = Certificate.objects.select_related("person", "organization", "issued_by")
    if not actor.may("hours.verify"):
        rows = rows.filter(person__user=actor.user_id)
    found: Certificate = get_object_or_404(rows, pk=pk)
    return found


@requires("certificate.issue")
@require_GET
def certificate_list(request: HttpRequest) -> HttpResponse:
    """Show the register of certificates; to volunteers their own."""
    actor = actor_of(request)
    rows = Certificate.objects.select_related("person", "issued_by")
    if not actor.may("hours.verify"):
        rows = rows.filter(person__user=actor.user_id)
    form = IssueForm()
    form.fields["person"].queryset = queries.volunteers_for(actor)  # type: ignore[attr-defined]
    context = {
        "page": page_of(request, rows, ROWS),
        "form": form,
        "key": public_key(),
        "fingerprint": fingerprint_of(public_key()),
        "may_choose": actor.may("hours.verify"),
    }
    return render(request, "volunteering/certificate_list.html", context)


@requires("certificate.issue")
@require_POST
def certificate_issue(request: HttpRequest) -> HttpResponse:
    """Issue a certificate: for oneself, or for whom one chose."""
    actor = actor_of(request)
    form = IssueForm(request.POST)
    form.fields["person"].queryset = queries.volunteers_for(actor)  # type: ignore[attr-defined]
    is_chosen = form.is_valid()
    if not is_chosen and actor.may("hours.verify"):
        messages.error(request, _("请先选志愿者。"))
        return redirect("volunteering:certificate_list")
    try:
        person = form.cleaned_data["person"] if is_chosen else actions.own_person(actor)
        made = actions.issue_certificate(actor, person, at=timezone.now())
    except QiaoError as error:
        messages.error(request, error.message(language()))
        return redirect("volunteering:certificate_list")
    messages.success(request, _("证明已出具，不收费。打印后盖章，或把文件、二维码交给要看的人。"))
    return redirect("volunteering:certificate", made.pk)


@requires("certificate.issue")
@require_GET
def certificate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a certificate as it is printed."""
    here = get_certificate_for_reader(actor_of(request), pk)
    context = {**proof_of(request, here), "may_revoke": actor_of(request).may("certificate.revoke")}
    return render(request, "volunteering/certificate.html", context)


def proof_of(request: HttpRequest, here: Certificate) -> dict[str, Any]:
    """Return what a certificate shows on paper: what was signed, and the code by which it is checked."""
    signed = signed_of(here)
    link = request.build_absolute_uri(reverse("volunteering:certificate_check", args=[signed.text]))
    return {
        "certificate": here,
        "told": signed.summary,
        "qr": qr_of(link),
        "link": link,
        "fingerprint": fingerprint_of(public_key()),
    }


@requires("certificate.issue")
@require_GET
def certificate_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand out the signed file."""
    return file_of(get_certificate_for_reader(actor_of(request), pk))


def file_of(here: Certificate) -> HttpResponse:
    """Return the signed file of a certificate."""
    document = signed_of(here).document(public_key())
    response = HttpResponse(
        json.dumps(document, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="certificate-{here.number}.json"'
    return response


@requires("certificate.revoke")
@require_POST
def certificate_revoke(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Revoke a certificate."""
    here, form = get_certificate_for_reader(actor_of(request), pk), RevokeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明为什么作废。"))
        return redirect("volunteering:certificate", pk)
    try:
        actions.revoke_certificate(actor_of(request), here, at=timezone.now(), **form.cleaned_data)
    except QiaoError as error:
        messages.error(request, error.message(language()))
    else:
        messages.success(request, _("已作废。扫码核对的人会看到。"))
    return redirect("volunteering:certificate", pk)


@public_page
@kept_private
@require_GET
def certificate_check(request: HttpRequest, text: str) -> HttpResponse:
    """Tell anybody who scanned a certificate whether this house signed it, and whether it was revoked."""
    told, known = None, None
    try:
        signed, _named = read(text)
        told = verify(signed, public_key())
        with scopes_disabled():
            known = Certificate.objects.filter(number=told["number"], content=signed.content.decode()).first()
    except CertificateError:
        pass
    context = {
        "told": told,
        "known": known,
        "fingerprint": fingerprint_of(public_key()),
        **CHECKING.files(()),
    }
    return render(request, "volunteering/certificate_check.html", context, status=200 if told else INVALID)


@public_page
@require_GET
def certificate_key(_request: HttpRequest) -> HttpResponse:
    """Publish the key by which certificates are checked without this house."""
    return HttpResponse(f"{public_key()}\n", content_type="text/plain; charset=utf-8")
