"""Groups: only their leaders open them. To everybody else, the members' own teams included, they are 404."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.care import actions, forms
from qiao.care.groups import counted, joinable, memberships_of, own_groups
from qiao.care.models import CareGroup
from qiao.care.queries import caseworkers
from qiao.care.views.files import INVALID, MINUTE_FORMAT, file_page, get_file_for_team
from qiao.exceptions import QiaoError
from qiao.registry.models import Crisis


def get_group_for_leader(request: HttpRequest, pk: uuid.UUID) -> CareGroup:
    """Return a group the reader leads, or 404."""
    rows = own_groups(actor_of(request)).select_related("crisis", "asked_by", "closed_by")
    found: CareGroup = get_object_or_404(rows, pk=pk)
    return found


@requires("care_group.read")
@require_GET
def group_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the groups the reader leads."""
    return _list(request, get_object_or_404(Crisis, slug=slug))


def _list(
    request: HttpRequest, crisis: Crisis, *, form: forms.GroupForm | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "crisis": crisis,
        "groups": counted(own_groups(actor).filter(crisis=crisis)),
        "has_other": caseworkers(actor.organization_id).count() >= actions.LEADERS,
        "form": form or forms.GroupForm(organization_id=actor.organization_id, user_id=actor.user_id),
    }
    return render(request, "care/group_list.html", context, status=status)


@requires("care_group.open")
@require_POST
def group_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a group."""
    crisis, actor = get_object_or_404(Crisis, slug=slug), actor_of(request)
    form = forms.GroupForm(request.POST, organization_id=actor.organization_id, user_id=actor.user_id)
    if not form.is_valid():
        return _list(request, crisis, form=form, status=INVALID)
    made = actions.open_group(actor, crisis, **form.cleaned_data)
    messages.success(request, _("已成立小组 %(number)s。") % {"number": made.number})
    return redirect("care:group", made.pk)


@requires("care_group.read")
@require_GET
def group(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a group to one of its leaders. The reading is in the trail before the page is made."""
    return _page(request, get_group_for_leader(request, pk))


def _page(request: HttpRequest, found: CareGroup, *, status: int = 200, **filled: Any) -> HttpResponse:
    actor = actor_of(request)
    read = actions.read_group(actor, found)
    context = {
        "crisis": found.crisis,
        "group": found,
        "read": read,
        "leaders": found.leaders.all(),
        "may_write": found.state == CareGroup.State.OPEN,
        "may_decide": found.state == CareGroup.State.CLOSING and found.asked_by_id != actor.user_id,
        "session_form": forms.GroupSessionForm(members=_choices(read), initial=_now()),
        "leader_form": forms.LeaderForm(group=found),
        "closing_form": forms.CloseGroupForm(),
    }
    return render(request, "care/group.html", context | filled, status=status)


def _choices(read: actions.OpenedGroup) -> list[tuple[str, str]]:
    return [(str(one.member.pk), one.name) for one in read.here]


def _now() -> dict[str, str]:
    return {"held_at": timezone.localtime().strftime(MINUTE_FORMAT)}


def _done(request: HttpRequest, found: CareGroup, act: Callable[[], Any], said: str) -> HttpResponse:
    """Do one act, or say why it was refused."""
    try:
        act()
    except QiaoError as refusal:
        messages.error(request, refusal.message(request.LANGUAGE_CODE))
    else:
        messages.success(request, said)
    if own_groups(actor_of(request)).filter(pk=found.pk).exists():
        return redirect("care:group", found.pk)
    return redirect("care:group_list", found.crisis.slug)


@requires("care_group.meet")
@require_POST
def group_session_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record a session."""
    found, actor = get_group_for_leader(request, pk), actor_of(request)
    here = found.members.filter(left_at__isnull=True)
    form = forms.GroupSessionForm(request.POST, members=[(str(one.pk), "") for one in here])
    if not form.is_valid():
        return _page(request, found, status=INVALID, session_form=form)
    facts = dict(form.cleaned_data)
    came = set(facts.pop("present"))
    present = [one for one in here if str(one.pk) in came]

    def act() -> None:
        actions.add_group_session(actor, found, present=present, **facts)

    return _done(request, found, act, _("已加密保存小组记录。"))


@requires("care_group.leave")
@require_POST
def group_member_leave(request: HttpRequest, pk: uuid.UUID, part: uuid.UUID) -> HttpResponse:
    """Note that a member left."""
    found = get_group_for_leader(request, pk)
    member = get_object_or_404(found.members.select_related("group", "file"), pk=part)

    def act() -> None:
        actions.leave_group(actor_of(request), member, left_at=timezone.now())

    return _done(request, found, act, _("已记下离开。"))


@requires("care_group.lead")
@require_POST
def group_leader(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let another social worker lead in the place of one of the two."""
    found = get_group_for_leader(request, pk)
    form = forms.LeaderForm(request.POST, group=found)
    if not form.is_valid():
        return _page(request, found, status=INVALID, leader_form=form)

    def act() -> None:
        actions.change_leader(actor_of(request), found, **form.cleaned_data)

    return _done(request, found, act, _("已换带领人；换下的人不再看得到。"))


@requires("care_group.end")
@require_POST
def group_closing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask the other leader to agree that the group has ended."""
    found, form = get_group_for_leader(request, pk), forms.CloseGroupForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=INVALID, closing_form=form)

    def act() -> None:
        actions.ask_group_closing(actor_of(request), found, summary=form.cleaned_data["summary"])

    return _done(request, found, act, _("已请另一位带领人确认。"))


@requires("care_group.end")
@require_POST
def group_decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Agree to the end, or let the group go on."""
    found = get_group_for_leader(request, pk)
    agrees = request.POST.get("answer") == "CLOSED"

    def act() -> None:
        actions.decide_group_closing(actor_of(request), found, agrees=agrees, at=timezone.now())

    return _done(request, found, act, _("小组已结束。") if agrees else _("小组继续。"))


@requires("care_group.join")
@require_POST
def group_join(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let a person join a group, from their file."""
    found, actor = get_file_for_team(request, pk), actor_of(request)
    form = forms.JoinForm(request.POST, groups=joinable(found.organization_id, found.crisis))
    if not form.is_valid():
        return file_page(request, found, join_form=form, status=INVALID)
    facts = dict(form.cleaned_data)
    facts.pop("has_consent")
    try:
        actions.join_group(actor, found, **facts, joined_at=timezone.now())
    except QiaoError as refusal:
        form.add_error(None, refusal.message(request.LANGUAGE_CODE))
        return file_page(request, found, join_form=form, status=refusal.status)
    messages.success(request, _("已加入小组，同意已记录。"))
    return redirect("care:file", pk)


@requires("care_group.leave")
@require_POST
def membership_leave(request: HttpRequest, pk: uuid.UUID, part: uuid.UUID) -> HttpResponse:
    """Let a person leave a group, from their file."""
    found = get_file_for_team(request, pk)
    member = get_object_or_404(memberships_of(found).select_related("file"), pk=part, left_at__isnull=True)
    actions.leave_group(actor_of(request), member, left_at=timezone.now())
    messages.success(request, _("已离开小组，同意已撤回。"))
    return redirect("care:file", pk)
