"""Doors for other systems: make one, say where the fields stand, see what came in and mend what could not be read."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.intake import actions, queries
from qiao.intake.actions.hooks import facts_of_sent, is_by_fields, told_of
from qiao.intake.forms.hooks import HookForm, MappingForm, pretty
from qiao.intake.models import Hook, HookDelivery, Need, Offer
from qiao.intake.sources import webhook
from qiao.intake.sources.webhook import UnreadableError
from qiao.intake.views.answering import INVALID, get_crisis, page_of
from qiao.intake.words.hooks import FIELD_WORDS, reason_text
from qiao.registry.models import Crisis


def get_hook(pk: uuid.UUID) -> Hook:
    """Return a door of the active organisation."""
    return get_object_or_404(Hook.objects.select_related("crisis"), pk=pk)


def get_delivery(pk: uuid.UUID) -> HookDelivery:
    """Return a delivery of the active organisation."""
    return get_object_or_404(HookDelivery.objects.select_related("hook__crisis"), pk=pk)


@requires("hook.read")
@require_GET
def hook_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the doors of a crisis, and take a new one."""
    return _list(request, get_crisis(slug), HookForm())


def _list(request: HttpRequest, crisis: Crisis, form: HookForm, *, status: int = 200) -> HttpResponse:
    context = {"crisis": crisis, "form": form, "hooks": queries.hooks(crisis)}
    return render(request, "intake/hook_list.html", context, status=status)


@requires("hook.add")
@never_cache
@require_POST
def hook_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a door, and show its address and secret once."""
    crisis, form = get_crisis(slug), HookForm(request.POST)
    if not form.is_valid():
        return _list(request, crisis, form, status=INVALID)
    hook = Hook(crisis=crisis, organization_id=actor_of(request).acts_for, **form.cleaned_data)
    try:
        hook.validate_constraints(exclude={"sealed_secret", "wrapped", "guard"})
        hook, code, secret = actions.add_hook(actor_of(request), hook)
    except (ValidationError, IntegrityError):
        form.add_error("name", _("已有同名的接收地址，请换一个名称。"))
        return _list(request, crisis, form, status=INVALID)
    url = request.build_absolute_uri(reverse("api:receive_hook", args=(code,)))
    context = {"crisis": crisis, "hook": hook, "url": url, "secret": secret}
    return render(request, "intake/hook_made.html", context)


@requires("hook.read")
@require_GET
def hook(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a door: where the fields stand, and what came in."""
    found = get_hook(pk)
    return _page(request, found, MappingForm.of(found))


def _page(
    request: HttpRequest, found: Hook, form: MappingForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    state = request.GET.get("state", "")
    page = page_of(request, queries.deliveries(found, state))
    context = {
        "crisis": found.crisis,
        "hook": found,
        "form": form,
        "page": page,
        "rows": [(one, reason_text(one.reason, one.details)) for one in page],
        "state": state,
        "states": [("", _("全部")), *((value, _(str(label))) for value, label in HookDelivery.State.choices)],
        "held": queries.deliveries(found, HookDelivery.State.HELD).count(),
        **more,
    }
    return render(request, "intake/hook.html", context, status=status)


@requires("hook.map")
@require_POST
def hook_map(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try a mapping on a sample; save it once the sample can be read with it."""
    found, form = get_hook(pk), MappingForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=INVALID)
    form = form.with_guesses()
    try:
        preview = preview_of(found, form)
    except UnreadableError as error:
        form.add_error(None, reason_text(error.code, error.details))
        return _page(request, found, form, status=INVALID, paths=form.known_paths())
    if "save" not in request.POST:
        return _page(request, found, form, preview=preview, paths=form.known_paths())
    actions.map_hook(actor_of(request), found, mapping=form.mapping, kind=form.cleaned_data["kind"])
    messages.success(request, _("栏目已保存，往后来的都这样读。"))
    return redirect("intake:hook", pk)


def preview_of(found: Hook, form: MappingForm) -> dict[str, Any]:
    """Return what a sample would become: its words, what stays sealed, and the need or offer. Nothing is kept."""
    tried = Hook(crisis=found.crisis, kind=form.cleaned_data["kind"], mapping=form.mapping)
    sent = webhook.read_delivery(form.value, form.mapping)
    shown: dict[str, Any] = {
        "text": told_of(sent).text,
        "sealed": [FIELD_WORDS[one] for one in ("contact", "phone") if sent.words.get(one)],
        "missing": [FIELD_WORDS[one] for one in form.mapping if not sent.words.get(one)],
        "delivery": sent.words.get("delivery", ""),
    }
    if is_by_fields(tried, sent):
        facts, doubts = facts_of_sent(tried, sent)
        shown["voice"] = Need(**facts) if tried.kind == Hook.Kind.NEED else Offer(**facts)
        shown["doubts"] = doubts
    return shown


@requires("hook.end")
@require_POST
def hook_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End a door."""
    actions.end_hook(actor_of(request), get_hook(pk), ended_at=timezone.now())
    messages.success(request, _("已停用，对方再发会被拒绝。收过的都在。"))
    return redirect("intake:hook", pk)


@requires("hook.retry")
@require_POST
def hook_retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Read again what could not be read before."""
    figures = actions.retry_deliveries(actor_of(request), get_hook(pk), at=timezone.now())
    said = _("重读完：收下 %(taken)d 份，还有 %(held)d 份读不了。")
    (messages.warning if figures["held"] else messages.success)(request, said % figures)
    return redirect("intake:hook", pk)


@requires("hook.reveal")
@never_cache
@require_http_methods(["POST"])
def delivery_reveal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a delivery as it came; who looked is on the trail."""
    found = get_delivery(pk)
    body = actions.reveal_delivery(actor_of(request), found)
    context = {"crisis": found.hook.crisis, "hook": found.hook, "delivery": found, "body": pretty(body)}
    return render(request, "intake/hook_delivery.html", context)


@requires("hook.dismiss")
@require_POST
def delivery_dismiss(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put aside what nobody can use."""
    found = get_delivery(pk)
    actions.dismiss_delivery(actor_of(request), found, at=timezone.now())
    messages.success(request, _("已放弃，内容已销毁；来过这件事留着。"))
    return redirect("intake:hook", found.hook_id)
