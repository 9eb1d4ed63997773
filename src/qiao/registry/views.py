"""Pages of the registry: organisations, departments, places, items; open a crisis; appoint people."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.accounts.roles import Role
from qiao.registry import actions, queries
from qiao.registry.codes import judge
from qiao.registry.forms import (
    AppointmentForm,
    CrisisForm,
    DepartmentForm,
    OrganizationForm,
    OrganizationSearch,
    QualificationForm,
    RenameForm,
    SearchForm,
)
from qiao.registry.look_actions import find_looks
from qiao.registry.models import Organization
from qiao.registry.ties.queries import ties_of
from qiao.trail.outbox_actions import follow, follows

ROWS = 50
INVALID = 422
CRISIS_OFFERED = ("name", "name_en", "hazard", "began_on", "places")
"""Fields of a new crisis that an address may fill in."""


def _page_of(request: HttpRequest, rows: Any) -> Any:
    return page_of(request, rows, ROWS)


# Organisations


@requires("registry.read")
@require_GET
def organization_list(request: HttpRequest) -> HttpResponse:
    """Look organisations up."""
    form = OrganizationSearch(request.GET)
    wanted = form.wanted
    context = {
        "form": form,
        "page": _page_of(request, queries.organizations(wanted)),
        "is_filtered": bool(wanted.text or wanted.kind or wanted.place),
        "today": timezone.localdate(),
        "may_register": actor_of(request).may("organization.register"),
    }
    return render(request, "registry/organization_list.html", context)


@requires("organization.register")
@require_http_methods(["GET", "POST"])
def organization_new(request: HttpRequest) -> HttpResponse:
    """Register an organisation."""
    form = OrganizationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.register_organization(actor_of(request), **form.facts)
        find_looks(actor_of(request), now=timezone.now())
        messages.success(request, _("已登记。接着可以补充资质。"))
        return redirect("registry:organization", made.pk)
    judged = judge(form["uscc"].value(), get_language() or "") if form["uscc"].value() else None
    status = INVALID if request.method == "POST" else 200
    context = {"form": form, "judged": judged}
    return render(request, "registry/organization_new.html", context, status=status)


@requires("organization.register")
@require_GET
def uscc(request: HttpRequest) -> HttpResponse:
    """Say of a code, while it is typed, which sign is wrong."""
    value = request.GET.get("uscc", "").strip()
    judged = judge(value, get_language() or "") if value else None
    return render(request, "registry/_uscc.html", {"judged": judged})


@requires("registry.read")
@require_GET
def organization(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show an organisation."""
    return _organization(request, get_object_or_404(queries.organization_in_full(), pk=pk))


@requires("notice.follow")
@require_POST
def organization_follow(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Follow an organisation, or no longer."""
    is_on = request.POST.get("on") == "1"
    follow(actor_of(request), get_object_or_404(Organization, pk=pk), is_on=is_on)
    said = _("已关注：联系方式换了会告诉您。要先在“我的通知”里勾选。") if is_on else _("不再关注。")
    messages.success(request, said)
    return redirect("registry:organization", pk)


@requires("organization.rename")
@require_POST
def organization_rename(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give an organisation its new name."""
    found = get_object_or_404(queries.organization_in_full(), pk=pk)
    form = RenameForm(request.POST)
    if not form.is_valid():
        return _organization(request, found, rename_form=form, status=INVALID)
    actions.rename_organization(actor_of(request), found, name=form.cleaned_data["name"])
    find_looks(actor_of(request), now=timezone.now())
    messages.success(request, _("名称已更改；旧名称留在流转记录里。"))
    return redirect("registry:organization", pk)


@requires("qualification.record")
@require_POST
def qualification_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record a certificate."""
    found = get_object_or_404(queries.organization_in_full(), pk=pk)
    form = QualificationForm(request.POST)
    if not form.is_valid():
        return _organization(request, found, qualification_form=form, status=INVALID)
    actions.record_qualification(actor_of(request), found, **form.cleaned_data)
    messages.success(request, _("已登记资质。"))
    return redirect("registry:organization", pk)


@requires("appointment.make")
@require_POST
def appointment_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Appoint somebody."""
    actor = actor_of(request)
    found = get_object_or_404(queries.organization_in_full(), pk=pk)
    form = AppointmentForm(request.POST, may_appoint_operators=Role.OPERATOR in actor.roles)
    if not form.is_valid():
        return _organization(request, found, appointment_form=form, status=INVALID)
    user, role = form.cleaned_data["username"], form.cleaned_data["role"]
    actions.make_appointment(actor, user, found, role=role, since=timezone.localdate())
    messages.success(request, _("已任命 %(name)s。") % {"name": user})
    return redirect("registry:organization", pk)


def _validity(organization: Organization, today: date) -> list[dict[str, Any]]:
    """Return each certificate with what it is worth today."""
    return [
        {
            "qualification": one,
            "is_valid": one.is_valid_on(today),
            "is_ahead": one.valid_from > today,
        }
        for one in sorted(organization.qualifications.all(), key=lambda one: (one.kind, one.valid_from))
    ]


def _organization(
    request: HttpRequest,
    found: Organization,
    *,
    qualification_form: QualificationForm | None = None,
    appointment_form: AppointmentForm | None = None,
    rename_form: RenameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    is_own = found.pk == actor.organization_id
    may_appoint = actor.may("appointment.make") and (is_own or Role.OPERATOR in actor.roles)
    context = {
        "organization_shown": found,
        "today": today,
        "is_own": is_own,
        "qualifications": _validity(found, today),
        "scope": getattr(found, "business_scope", None),
        "may_write_scope": actor.may("scope.write") and (is_own or not found.runs_qiao),
        "agreements": queries.agreements_of(found),
        "networks": queries.networks_of(found),
        "ties": ties_of(found),
        "cooperations": queries.cooperations_of(found),
        "partnerships": queries.partnerships_of(found),
        "member_count": found.memberships.count() if is_own else None,
        "staff": queries.staff_of(found) if may_appoint else None,
        "may_qualify": actor.may("qualification.record") and (is_own or not found.runs_qiao),
        "may_appoint": may_appoint,
        "may_rename": actor.may("organization.rename") and (is_own or not found.runs_qiao),
        "rename_form": rename_form or RenameForm(initial={"name": found.name}),
        "is_followed": actor.may("notice.follow") and follows(actor, found),
        "qualification_form": qualification_form or QualificationForm(),
        "appointment_form": appointment_form
        or AppointmentForm(may_appoint_operators=Role.OPERATOR in actor.roles),
    }
    return render(request, "registry/organization.html", context, status=status)


# Departments, items, crises


@requires("registry.read")
@require_GET
def department_list(request: HttpRequest) -> HttpResponse:
    """Look departments up."""
    return _departments(request)


@requires("department.register")
@require_POST
def department_new(request: HttpRequest) -> HttpResponse:
    """Register a department."""
    form = DepartmentForm(request.POST)
    if not form.is_valid():
        return _departments(request, department_form=form, status=INVALID)
    actions.register_department(actor_of(request), **form.cleaned_data)
    messages.success(request, _("已登记部门，可以向它报送建议。"))
    return redirect("registry:department_list")


def _departments(
    request: HttpRequest, *, department_form: DepartmentForm | None = None, status: int = 200
) -> HttpResponse:
    form = SearchForm(request.GET)
    text = form.cleaned_data.get("q", "") if form.is_valid() else ""
    context = {
        "form": form,
        "text": text,
        "page": _page_of(request, queries.departments(text)),
        "may_register": actor_of(request).may("department.register"),
        "department_form": department_form or DepartmentForm(),
    }
    return render(request, "registry/department_list.html", context, status=status)


@requires("registry.read")
@require_GET
def item_list(request: HttpRequest) -> HttpResponse:
    """Show the catalogue: aliases, standards, what may serve for what and why."""
    form = SearchForm(request.GET)
    text = form.cleaned_data.get("q", "") if form.is_valid() else ""
    found = queries.items(text)
    return render(request, "registry/item_list.html", {"form": form, "text": text, "items": found})


@requires("crisis.open")
@require_http_methods(["GET", "POST"])
def crisis_new(request: HttpRequest) -> HttpResponse:
    """Open a crisis."""
    # A warning may fill the form in; a person still reads and sends it.
    offered = {name: request.GET[name] for name in CRISIS_OFFERED if request.GET.get(name)}
    initial = {"began_on": timezone.localdate(), **offered}
    form = CrisisForm(request.POST) if request.method == "POST" else CrisisForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        made = actions.open_crisis(actor_of(request), **form.facts)
        messages.success(request, _("已建立。从一条一线信息开始。"))
        return redirect(reverse("pages:crisis", args=[made.slug]))
    status = INVALID if request.method == "POST" else 200
    return render(request, "registry/crisis_new.html", {"form": form}, status=status)
