"""Without an account: enter one's name, and everything that is one's own, by one code on a phone."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_scopes import scope, scopes_disabled

from qiao.accounts.guard import public_page
from qiao.accounts.roles import Actor
from qiao.exceptions import QiaoError
from qiao.intake.reporter.behind_codes import kept_private
from qiao.intake.reporter.code_door import CodeDoor, said
from qiao.intake.reporter.page import RECEIPT_SCRIPTS, STYLES, PhonePage
from qiao.registry.models import Organization
from qiao.volunteering import actions, queries
from qiao.volunteering.codes import (
    INVITED,
    INVITED_TO_SHIFT,
    enrolment_code,
    find_enrolment,
    ids_of_address,
    volunteer_code,
)
from qiao.volunteering.joining_forms import EntryForm, JoinForm
from qiao.volunteering.models import Assignment, Capacity, Certificate, Enrolment, Shift
from qiao.volunteering.qr import qr_of
from qiao.volunteering.shift_forms import CodeForm, TakeForm, week_of
from qiao.volunteering.views.certificates import file_of, proof_of

INVALID = 422
RECEIPT = "volunteering-receipt"

JOINING = PhonePage(
    "joining", (*STYLES, "intake/phone.css", "volunteering/volunteering.css"), RECEIPT_SCRIPTS
)
"""The pages on which volunteers and members enter their names and find what is theirs."""

DOOR = CodeDoor(JOINING, "volunteering/me_ask.html", "volunteering:me", CodeForm, find_enrolment)


def get_invitation(token: str) -> tuple[Organization, Shift | None]:
    """Return who invites, and to which shift if to one; 404 where the address was not made here."""
    organizations = Organization.objects.filter(runs_qiao=True)
    ids = ids_of_address(INVITED, token)
    if ids:
        return get_object_or_404(organizations, pk=ids[0]), None
    ids = ids_of_address(INVITED_TO_SHIFT, token)
    if not ids:
        raise Http404
    with scopes_disabled():
        rows = Shift.objects.select_related("activity__place", "activity__crisis", "organization")
        shift = get_object_or_404(rows, pk=ids[0])
    return shift.organization, shift


def get_place_for_code(enrolment: Enrolment, pk: uuid.UUID) -> Assignment:
    """Return a place in a shift that is one's own."""
    rows = Assignment.objects.select_related("shift__activity", "person")
    found: Assignment = get_object_or_404(rows, pk=pk, person=enrolment.person_id or uuid.UUID(int=0))
    return found


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Ask a stranger for name, telephone, skills and the purposes agreed to; give the code to come back with."""
    organization, shift = get_invitation(token)
    kind = "ENTERPRISE" if request.GET.get("as") == "enterprise" else "PERSON"
    form: Any = (
        JoinForm(request.POST)
        if request.method == "POST"
        else JoinForm(initial={"submission": uuid.uuid4(), "kind": kind})
    )
    notice, status = "", 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                made = _keep(request, organization, shift, form)
            except QiaoError as error:
                notice, status = said(error), error.status
            else:
                request.session[RECEIPT] = str(made.pk)
                return redirect("volunteering:join_thanks", token)
    context = {
        "invites": organization,
        "shift": shift,
        "token": token,
        "form": form,
        "is_enterprise": form.told_kind == "ENTERPRISE",
        "notice": notice,
        **week_of(form.week if form.is_bound else ""),
        **JOINING.files(),
    }
    with scope(organization=organization.pk):
        context["left"] = queries.places_left(shift) if shift else 0
        return render(request, "volunteering/join.html", context, status=status)


def _keep(request: HttpRequest, organization: Organization, shift: Shift | None, form: JoinForm) -> Enrolment:
    return actions.enter_publicly(
        organization,
        form.entry,
        submission=form.cleaned_data["submission"],
        client=request.META.get("REMOTE_ADDR", ""),
        at=timezone.now(),
        shift=shift,
    )


@public_page
@never_cache
@require_GET
def join_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Say thanks, and show the code to this browser only."""
    organization, _shift = get_invitation(token)
    kept = request.session.get(RECEIPT)
    if kept is None:
        return redirect("volunteering:join", token)
    code = enrolment_code(Enrolment(pk=uuid.UUID(kept)))
    url = request.build_absolute_uri(f"/me/{code}/")
    context = {"invites": organization, "code": code, "qr": qr_of(url), **JOINING.files()}
    return render(request, "volunteering/join_thanks.html", context)


@public_page
@kept_private
@require_http_methods(["GET", "POST"])
def me_ask(request: HttpRequest) -> HttpResponse:
    """Ask for the code."""
    return DOOR.ask(request)


@public_page
@kept_private
@require_http_methods(["GET", "POST"])
@DOOR.opens
def me(request: HttpRequest, enrolment: Enrolment, code: str) -> HttpResponse:
    """Show what is one's own: shifts, hours, what was told and what it is used for; and take changes."""
    with scope(organization=enrolment.organization_id):
        if request.method == "GET":
            return _show(request, enrolment, code)
        form = EntryForm(request.POST)
        if not form.is_valid():
            return _show(request, enrolment, code, form=form)
        return _done(request, enrolment, code, _("已改好。"), lambda: _amend(enrolment, form))


def _amend(enrolment: Enrolment, form: EntryForm) -> object:
    holder = Actor.volunteer(enrolment.organization_id)
    return actions.amend_enrolment(holder, enrolment, form.entry, at=timezone.now())


def _done(request: HttpRequest, enrolment: Enrolment, code: str, text: str, act: Any) -> HttpResponse:
    """Do something of one's own; say that it is done, or why not."""
    try:
        act()
    except QiaoError as error:
        return _show(request, enrolment, code, refusal=error)
    messages.success(request, text)
    return DOOR.back(code)


@public_page
@kept_private
@require_POST
@DOOR.opens
def me_take(request: HttpRequest, enrolment: Enrolment, code: str, pk: uuid.UUID) -> HttpResponse:
    """Take a place in a shift, or stand by for one."""
    with scope(organization=enrolment.organization_id):
        shift = get_object_or_404(Shift.objects.select_related("activity"), pk=pk)
        form = TakeForm(request.POST)
        form.is_valid()
        holder = Actor.volunteer(enrolment.organization_id)
        return _done(
            request,
            enrolment,
            code,
            _("已报候补。有人退出时先找您。")
            if form.cleaned_data["stands_by"]
            else _("报名成功。请打开一次签到页，没有网络也能签到。"),
            lambda: actions.take_shift(
                holder, shift, at=timezone.now(), holder=enrolment, **form.cleaned_data
            ),
        )


@public_page
@kept_private
@require_POST
@DOOR.opens
def me_leave_shift(request: HttpRequest, enrolment: Enrolment, code: str, pk: uuid.UUID) -> HttpResponse:
    """Leave a shift."""
    with scope(organization=enrolment.organization_id):
        place, holder = get_place_for_code(enrolment, pk), Actor.volunteer(enrolment.organization_id)
        return _done(
            request,
            enrolment,
            code,
            _("已退出。改主意了可以再报名。"),
            lambda: actions.leave_shift(holder, place, at=timezone.now(), holder=enrolment),
        )


@public_page
@kept_private
@require_POST
@DOOR.opens
def me_up(request: HttpRequest, enrolment: Enrolment, code: str, pk: uuid.UUID) -> HttpResponse:
    """Move up from standing by."""
    with scope(organization=enrolment.organization_id):
        place, holder = get_place_for_code(enrolment, pk), Actor.volunteer(enrolment.organization_id)
        return _done(
            request,
            enrolment,
            code,
            _("已转正。"),
            lambda: actions.move_up(holder, place, at=timezone.now(), holder=enrolment),
        )


@public_page
@kept_private
@require_POST
@DOOR.opens
def me_leave(request: HttpRequest, enrolment: Enrolment, code: str) -> HttpResponse:
    """Leave for good: what was told is destroyed."""
    holder = Actor.volunteer(enrolment.organization_id)
    with scope(organization=enrolment.organization_id):
        return _done(
            request,
            enrolment,
            code,
            _("已退出，姓名和电话已经销毁。谢谢您做过的一切。"),
            lambda: actions.leave_for_good(holder, enrolment, at=timezone.now()),
        )


@public_page
@kept_private
@require_POST
@DOOR.opens
def me_certify(request: HttpRequest, enrolment: Enrolment, code: str) -> HttpResponse:
    """Issue a certificate of one's own hours."""
    holder = Actor.volunteer(enrolment.organization_id)
    with scope(organization=enrolment.organization_id):
        try:
            person = actions.person_behind(enrolment)
            made = actions.issue_certificate(holder, person, at=timezone.now(), holder=enrolment)
        except QiaoError as error:
            return _show(request, enrolment, code, refusal=error)
    return redirect("volunteering:me_proof", code, made.number)


def get_certificate_for_code(enrolment: Enrolment, number: str) -> Certificate:
    """Return one's own certificate by its number."""
    with scopes_disabled():
        rows = Certificate.objects.select_related("person", "organization", "issued_by")
        mine = rows.filter(
            organization=enrolment.organization_id, person=enrolment.person_id or uuid.UUID(int=0)
        )
        found: Certificate = get_object_or_404(mine, number=number)
    return found


@public_page
@kept_private
@require_GET
@DOOR.opens
def me_proof(request: HttpRequest, enrolment: Enrolment, code: str, text: str) -> HttpResponse:
    """Show one's own certificate as it is printed."""
    here = get_certificate_for_code(enrolment, text)
    return DOOR.show(
        request, "volunteering/me_proof.html", {"code": code, "text": text, **proof_of(request, here)}
    )


@public_page
@kept_private
@require_GET
@DOOR.opens
def me_proof_file(_request: HttpRequest, enrolment: Enrolment, _code: str, text: str) -> HttpResponse:
    """Hand out the signed file of one's own certificate."""
    return file_of(get_certificate_for_code(enrolment, text))


def _show(
    request: HttpRequest,
    enrolment: Enrolment,
    code: str,
    *,
    form: EntryForm | None = None,
    refusal: QiaoError | None = None,
) -> HttpResponse:
    now, person = timezone.now(), enrolment.person
    is_confirmed = enrolment.state == Enrolment.State.CONFIRMED and person is not None
    mine = [one for one in queries.shifts_of(person) if one.shift.ends_at > now] if person else []
    held = {one.shift_id for one in mine}
    coming = queries.coming_shifts(now) if is_confirmed else []
    facts = actions.facts_of(enrolment)
    purposes = sorted(actions.purposes_of(enrolment))
    initial = {
        name: getattr(enrolment, name)
        for name in ("kind", "enterprise_name", "skills", "languages", "most_shifts", "place")
    }
    for means in ("GOODS", "TRANSPORT", "SPACE"):
        given = Capacity.objects.filter(enrolment=enrolment, means=means)
        initial[means.lower()] = "\n".join(_line_of(one) for one in given)
    context = {
        "enrolment": enrolment,
        "code": code,
        "consents": enrolment.consents.filter(withdrawn_at__isnull=True),
        "mine": [(one, volunteer_code(one)) for one in mine],
        "coming": [one for one in coming if one.pk not in held],
        "is_confirmed": is_confirmed,
        "totals": queries.time_of(person) if person else None,
        "certificates": Certificate.objects.filter(person=person, revoked_at__isnull=True) if person else [],
        "form": form or EntryForm(initial={**initial, **facts, "purposes": purposes}),
        "is_wrong": form is not None,
        "refusal": said(refusal) if refusal else "",
        "refused_shift": request.resolver_match.kwargs.get("pk") if request.resolver_match else None,
        **week_of(form.week if form else enrolment.week),
    }
    return DOOR.show(request, "volunteering/me.html", context, is_wrong=bool(form or refusal))


def _line_of(one: Capacity) -> str:
    return one.what if one.quantity is None else f"{one.what} {one.quantity} {one.unit}"
