"""Pages of the outbox: the notices with how each ended, the ways out, and what I want to be told."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.trail import outbox_actions as actions
from qiao.trail.kinds import chosen_kinds
from qiao.trail.models import Channel, Notice, Reach
from qiao.trail.models.outbox import NIGHT_FROM, NIGHT_UNTIL
from qiao.trail.outbox_forms import ChannelForm, ReachForm
from qiao.trail.outbox_words import kind_text, reason_text

ROWS_A_PAGE = 50
FILTERS = {
    "WAITING": ("WAITING", "SENDING"),
    "FAILED": ("FAILED",),
    "SENT": ("SENT",),
    "SKIPPED": ("SKIPPED", "CANCELLED"),
}


def _notices(request: HttpRequest) -> Any:
    rows = Notice.objects.filter(organization_id=actor_of(request).acts_for)
    return rows.select_related("channel", "user", "guest").prefetch_related("tries")


def get_notice(request: HttpRequest, pk: uuid.UUID) -> Notice:
    """Return a notice of the active organisation; a foreign one is as missing as a missing one."""
    return get_object_or_404(Notice, pk=pk, organization_id=actor_of(request).acts_for)


def get_channel(request: HttpRequest, pk: uuid.UUID) -> Channel:
    """Return a way out of the active organisation."""
    return get_object_or_404(Channel, pk=pk, organization_id=actor_of(request).acts_for)


@requires("notice.read")
@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """Show what was and is to be told, with how each try ended."""
    wanted = request.GET.get("state", "")
    rows = _notices(request)
    if wanted in FILTERS:
        rows = rows.filter(state__in=FILTERS[wanted])
    page = page_of(request, rows, ROWS_A_PAGE)
    for one in page:
        one.kind_word, one.why = kind_text(one.kind), reason_text(one.error)
    labels = {
        "": _("全部"),
        "WAITING": _("待发"),
        "FAILED": _("没有发成"),
        "SENT": _("已发出"),
        "SKIPPED": _("不发"),
    }
    context = {
        "page": page,
        "wanted": wanted if wanted in FILTERS else "",
        "filters": list(labels.items()),
        "has_channels": Channel.objects.filter(organization_id=actor_of(request).acts_for).exists(),
    }
    return render(request, "trail/notice_list.html", context)


@requires("notice.retry")
@require_POST
def notice_retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try a failed notice again."""
    actions.retry_notice(actor_of(request), get_notice(request, pk), at=timezone.now())
    messages.success(request, _("已放回待发，一分钟内再试。"))
    return redirect("trail:notice_list")


@requires("notice.cancel")
@require_POST
def notice_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Do not send a notice that still waits."""
    actions.cancel_notice(actor_of(request), get_notice(request, pk), at=timezone.now())
    messages.success(request, _("这条通知不发了；可以再放回去。"))
    return redirect("trail:notice_list")


@requires("notice.read")
@require_GET
def channel_list(request: HttpRequest) -> HttpResponse:
    """Show the ways out, and a form for a new one."""
    return _channels(request, ChannelForm())


def _channels(request: HttpRequest, form: ChannelForm, *, status: int = 200) -> HttpResponse:
    channels = list(Channel.objects.filter(organization_id=actor_of(request).acts_for))
    for one in channels:
        one.kind_words = [kind_text(key) for key in one.kinds]  # type: ignore[attr-defined]
    return render(request, "trail/channel_list.html", {"channels": channels, "form": form}, status=status)


@requires("channel.add")
@require_POST
def channel_add(request: HttpRequest) -> HttpResponse:
    """Add a way out."""
    form = ChannelForm(request.POST)
    if not form.is_valid():
        return _channels(request, form, status=422)
    channel, address = form.channel()
    channel.organization_id = actor_of(request).acts_for
    try:
        channel.validate_constraints()
        actions.add_channel(actor_of(request), channel, address=address)
    except (ValidationError, IntegrityError):
        form.add_error("name", _("已有同名的渠道，请换一个名称。"))
        return _channels(request, form, status=422)
    messages.success(request, _("渠道已添加。发一条测试，看看通不通。"))
    return redirect("trail:channel_list")


@requires("channel.pause")
@require_POST
def channel_pause(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Pause a way out, or open it again."""
    is_active = request.POST.get("on") == "1"
    actions.pause_channel(actor_of(request), get_channel(request, pk), is_active=is_active)
    messages.success(request, _("渠道恢复使用。") if is_active else _("渠道已暂停使用；待发的通知留一天。"))
    return redirect("trail:channel_list")


@requires("channel.test")
@require_POST
def channel_test(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a test at once and say how it ended."""
    sent = actions.try_channel(actor_of(request), get_channel(request, pk), at=timezone.now())
    if sent.state == Notice.State.SENT:
        messages.success(request, _("测试已发出，请到那边看看。"))
    else:
        messages.error(request, _("测试没有发成：%(why)s") % {"why": reason_text(sent.error)})
    return redirect("trail:channel_list")


@requires("notice.choose")
@require_http_methods(["GET", "POST"])
def my_notices(request: HttpRequest) -> HttpResponse:
    """Choose what I am told of, and when not."""
    actor = actor_of(request)
    reach = Reach.objects.filter(organization_id=actor.acts_for, user_id=actions.mine(actor)).first()
    form = ReachForm(request.POST) if request.method == "POST" else ReachForm(initial=_chosen(reach))
    if request.method == "POST" and form.is_valid():
        actions.choose_notices(actor, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("已记下。随时可以改。"))
        return redirect("trail:my_notices")
    context = {"form": form, "has_mail": bool(request.user.email), "kinds": chosen_kinds()}  # type: ignore[union-attr]
    return render(request, "trail/my_notices.html", context, status=422 if form.errors else 200)


def _chosen(reach: Reach | None) -> dict[str, Any]:
    if reach is None:
        return {"kinds": [], "quiet_from": NIGHT_FROM, "quiet_until": NIGHT_UNTIL}
    held = reach.subscriptions.filter(withdrawn_at__isnull=True).values_list("kind", flat=True)
    return {"kinds": list(held), "quiet_from": reach.quiet_from, "quiet_until": reach.quiet_until}
