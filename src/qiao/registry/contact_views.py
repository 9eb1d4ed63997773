"""Pages of contacts: enter one, ask for a change, verify it on an old channel, see the history."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import ContactKnownError, ContactPendingError, ContactSameError, QiaoError
from qiao.registry import contact_actions as actions
from qiao.registry import contact_queries as queries
from qiao.registry.contact_forms import CheckForm, ContactForm, ValueForm
from qiao.registry.contact_subjects import Subject, subject_of
from qiao.registry.models import ContactPoint, ContactVersion

INVALID = 422


def get_subject(kind: str, pk: uuid.UUID) -> Subject:
    """Return whose contacts these are, or 404."""
    found = subject_of(kind, pk)
    if found is None:
        raise Http404
    return found


def get_point(pk: uuid.UUID) -> ContactPoint:
    """Return a contact of the active organisation, or 404."""
    rows = ContactPoint.objects.prefetch_related(
        "versions__checked_by", "versions__asked_by", "versions__called__point"
    )
    return get_object_or_404(rows, pk=pk)


def get_version(pk: uuid.UUID) -> ContactVersion:
    """Return one version of a contact of the active organisation, or 404."""
    return get_object_or_404(ContactVersion.objects.select_related("point"), pk=pk)


@requires("contact_point.add")
@require_http_methods(["GET", "POST"])
def contact_new(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """Enter a contact of an institution or a need."""
    subject = get_subject(kind, pk)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {"label": form.cleaned_data["label"], "source": form.cleaned_data["source"]}
        try:
            made = actions.add_contact(actor_of(request), subject, form.value, now=timezone.now(), **facts)
        except ContactKnownError as error:
            form.add_error(None, _said(error))
        else:
            messages.success(request, _("已登记。请另一位同事核实，核实前页面会注明。"))
            return redirect("registry:contact_point", made.pk)
    status = INVALID if request.method == "POST" else 200
    return render(request, "registry/contact_new.html", {"form": form, "subject": subject}, status=status)


@requires("contact_point.read")
@require_GET
def contact_point(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a contact: what stands, what is asked for, what it was."""
    return _point(request, get_point(pk))


@requires("contact_point.change")
@require_POST
def contact_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for another value."""
    point = get_point(pk)
    form = ValueForm(request.POST, of=point.kind)
    if not form.is_valid():
        return _point(request, point, change_form=form, status=INVALID)
    try:
        actions.ask_change(
            actor_of(request), point, form.value, source=form.cleaned_data["source"], now=timezone.now()
        )
    except (ContactSameError, ContactPendingError) as error:
        form.add_error(None, _said(error))
        return _point(request, point, change_form=form, status=error.status)
    messages.success(request, _("已记下。核实前仍用原来的；请另一位同事回拨原来的电话核实。"))
    return redirect("registry:contact_point", pk)


@requires("contact_point.check")
@require_POST
def contact_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record what the institution said of a change."""
    version = get_version(pk)
    form = CheckForm(request.POST, version=version)
    if not form.is_valid():
        return _point(request, get_point(version.point_id), check_form=form, status=INVALID)
    is_right = request.POST.get("right") == "1"
    facts = dict(form.cleaned_data)
    facts.setdefault("called", None)
    try:
        checked = actions.check_contact(
            actor_of(request), version, is_right=is_right, now=timezone.now(), **facts
        )
    except QiaoError as error:
        form.add_error(None, _said(error))
        return _point(request, get_point(version.point_id), check_form=form, status=error.status)
    messages.success(request, _after(checked))
    return redirect("registry:contact_point", version.point_id)


def _after(checked: ContactVersion) -> str:
    if checked.state == ContactVersion.State.DENIED:
        return _("已记下：对方否认。原来的不变，协调员、管理员和财务都会收到通知。")
    if checked.state == ContactVersion.State.WAITING:
        return _("已核实。收款账户还要等 48 小时才生效，这期间可以撤回。")
    return _("已核实，现在生效；关注的人会收到通知。")


@requires("contact_point.withdraw")
@require_POST
def contact_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a change back before it stands."""
    version = actions.withdraw_change(actor_of(request), get_version(pk), now=timezone.now())
    messages.success(request, _("已撤回，仍用原来的。"))
    return redirect("registry:contact_point", version.point_id)


@requires("contact_point.reveal")
@require_POST
def contact_reveal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a whole value once it is asked for; that is in the trail."""
    version = get_version(pk)
    value = actions.reveal_version(actor_of(request), version)
    return _point(request, get_point(version.point_id), revealed=version, value=value)


@requires("contact_point.read")
@require_GET
def contact_list(request: HttpRequest) -> HttpResponse:
    """Show the changes that wait for a verification, the oldest first."""
    waiting = list(queries.changes_waiting())
    for one in waiting:
        one.subject = subject_of(one.point.subject_type, one.point.subject_id)  # type: ignore[attr-defined]
    return render(request, "registry/contact_list.html", {"waiting": waiting})


def _said(error: QiaoError) -> str:
    return error.message(get_language() or "zh-hans")


def _point(request: HttpRequest, point: ContactPoint, *, status: int = 200, **more: Any) -> HttpResponse:
    actor, held = actor_of(request), queries.shown(point)
    subject = get_subject(point.subject_type, point.subject_id)
    to_check = held.change or (held.standing if not held.is_checked else None)
    is_waiting = to_check is not None and to_check.state == ContactVersion.State.WAITING
    may_check = actor.may("contact_point.check") and (
        point.kind != ContactPoint.Kind.ACCOUNT or actor.may("contact_point.check_account")
    )
    is_own = to_check is not None and to_check.asked_by_id == actor.user_id
    context = {
        "point": point,
        "subject": subject,
        "held": held,
        "to_check": to_check,
        "is_waiting": is_waiting,
        "is_own": is_own,
        "may_check": may_check and not is_own and to_check is not None and not is_waiting,
        "shared": list(queries.same_elsewhere(to_check)) if to_check else [],
        "versions": point.versions.all() if actor.may("contact_point.history") else None,
        "change_form": ValueForm(of=point.kind),
    } | more
    if to_check is not None and "check_form" not in context:
        context["check_form"] = CheckForm(version=to_check)
    return render(request, "registry/contact_point.html", context, status=status)
