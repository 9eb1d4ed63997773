"""The verification desk: take an entry, call, record the result in one tap, take it back if it was wrong."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.roles import Actor
from qiao.exceptions import DeskEmptyError, TurnTakenError
from qiao.intake import queries
from qiao.intake.actions import (
    leave,
    release,
    renew,
    reveal_contact,
    settle,
    skip,
    take_next,
    take_this,
    undo_settled,
)
from qiao.intake.actions.outcome import UNDO_WITHIN
from qiao.intake.forms import NeedScriptForm, OfferScriptForm, ScriptForm, SkipForm, WantedForm
from qiao.intake.models import Need, Turn
from qiao.intake.queries.people import carried_by, unread_for
from qiao.intake.views.answering import (
    INVALID,
    get_crisis,
    get_need_for_reader,
    get_offer_for_reader,
    go,
    wants_fragment,
)
from qiao.intake.views.voices import need_facts, source_of
from qiao.intake.words.desk import factor_text, message_to_sender
from qiao.intake.words.shifts import TIRED
from qiao.intake.words.warnings import told_for
from qiao.registry.models import Crisis

SHOWN = 12
TODAY = timedelta(hours=16)


def get_turn_for_holder(request: HttpRequest, pk: uuid.UUID) -> Turn:
    """Return an entry that is or was in this person's hands; another's does not exist for them."""
    rows = Turn.objects.select_related("crisis", "need__report", "offer__report", "verification")
    return get_object_or_404(rows, pk=pk, holder=actor_of(request).user_id)


@requires("need.verify")
@require_GET
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what waits and why in this order, and what this person has just done."""
    crisis, actor, now = get_crisis(slug), actor_of(request), timezone.now()
    form = WantedForm(request.GET)
    wanted = form.wanted
    hand = list(queries.hand_of(crisis, actor, since=now - TODAY))
    latest = next((one for one in hand if one.ending == Turn.Ending.DONE), None)
    undoable = (
        latest is not None
        and latest.undone_at is None
        and latest.ended_at is not None
        and latest.ended_at > now - UNDO_WITHIN
    )
    waiting = queries.queue(crisis, actor, wanted, now=now)[:SHOWN]
    context = {
        "crisis": crisis,
        "form": form,
        "wanted": wanted,
        "is_filtered": bool(wanted.kind or wanted.place),
        "waiting": [(one, [factor_text(reason) for reason in one.priority.reasons]) for one in waiting],
        "count": queries.waiting_count(crisis, actor, wanted, now=now),
        "held": queries.turn_in_hand(actor, now=now),
        "hand": hand,
        "warnings": told_for(actor, crisis.places.all(), get_language() or "", now),
        "latest": latest if undoable else None,
        **_own(crisis, actor, now),
    }
    fragment, page = "intake/_desk_rows.html", "intake/desk_queue.html"
    return render(request, fragment if wants_fragment(request) else page, context)


def _own(crisis: Crisis, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return what this person carries, and what the shift before left."""
    load = carried_by(actor.user_id, now=now)
    return {
        "load": load,
        "tired": [TIRED[code] for code in load.reasons],
        "unread": unread_for(crisis, actor.user_id),
        "user_id": actor.user_id,
    }


@requires("turn.take")
@require_POST
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the entry that most deserves a call."""
    crisis = get_crisis(slug)
    try:
        found = take_next(actor_of(request), crisis, WantedForm(request.POST).wanted, now=timezone.now())
    except DeskEmptyError as error:
        messages.info(request, error.message(request.LANGUAGE_CODE))
        return go(request, reverse("intake:queue", args=(slug,)))
    return go(request, reverse("intake:turn", args=(found.pk,)))


@requires("turn.take")
@require_POST
def take_need(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take this need to verify it now."""
    return _take_one(request, get_need_for_reader(request, pk), "intake:need")


@requires("turn.take")
@require_POST
def take_offer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take this offer to verify it now."""
    return _take_one(request, get_offer_for_reader(request, pk), "intake:offer")


def _take_one(request: HttpRequest, voice: Any, page: str) -> HttpResponse:
    try:
        found = take_this(actor_of(request), voice, now=timezone.now())
    except TurnTakenError as error:
        messages.warning(request, error.message(request.LANGUAGE_CODE))
        return go(request, reverse(page, args=(voice.pk,)))
    return go(request, reverse("intake:turn", args=(found.pk,)))


def script_of(turn: Turn) -> type[ScriptForm]:
    """Return the questions for what is in hand."""
    return NeedScriptForm if turn.need_id else OfferScriptForm


def _page(request: HttpRequest, turn: Turn, form: ScriptForm) -> dict[str, Any]:
    voice = turn.voice
    own = {"need": voice, **need_facts(voice)} if isinstance(voice, Need) else {"offer": voice}
    return {
        **source_of(request, voice),
        **own,
        "turn": turn,
        "voice": voice,
        "form": form,
        "skip_form": SkipForm(),
        "repeats": queries.told_with(voice.report),
        "spares_battery": isinstance(voice, Need) and voice.tier == Need.Tier.LIFE,
    }


@requires("turn.settle")
@require_http_methods(["GET", "POST"])
def turn(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the entry in hand with its questions; a posted result is recorded."""
    found, actor = get_turn_for_holder(request, pk), actor_of(request)
    if request.method == "POST":
        form = script_of(found)(request.POST)
        if not form.is_valid():
            return render(request, "intake/desk_turn.html", _page(request, found, form), status=INVALID)
        settle(actor, found, form.outcome, now=timezone.now())
        return go(request, reverse("intake:queue", args=(found.crisis.slug,)))
    if not renew(actor, found, now=timezone.now()):
        messages.info(request, _("这一条已记完、放回，或超过十分钟没有动静，回到了核实台。"))
        return go(request, reverse("intake:queue", args=(found.crisis.slug,)))
    return render(request, "intake/desk_turn.html", _page(request, found, script_of(found)()))


@requires("turn.settle")
@require_POST
def turn_renew(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep the entry for ten minutes more."""
    kept = renew(actor_of(request), get_turn_for_holder(request, pk), now=timezone.now())
    return render(request, "intake/_desk_lease.html", {"is_kept": kept})


@requires("turn.settle")
@require_POST
def turn_leave(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep the entry for a minute only: its page was closed."""
    leave(actor_of(request), get_turn_for_holder(request, pk), now=timezone.now())
    return HttpResponse(status=204)


@requires("contact.reveal")
@require_POST
def turn_contact(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the telephone of the entry in hand, once it is asked for."""
    found = get_turn_for_holder(request, pk)
    contact = reveal_contact(actor_of(request), found, now=timezone.now())
    shown = {"contact": contact, "turn": found, "message": message_to_sender(found.voice)}
    if wants_fragment(request):
        page = {"spares_battery": found.need is not None and found.need.tier == Need.Tier.LIFE}
        return render(request, "intake/_desk_contact.html", {**shown, **page})
    return render(request, "intake/desk_turn.html", {**_page(request, found, script_of(found)()), **shown})


@requires("turn.skip")
@require_POST
def turn_skip(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put the entry aside with a reason."""
    found = get_turn_for_holder(request, pk)
    form = SkipForm(request.POST)
    if not form.is_valid():
        context = {**_page(request, found, script_of(found)()), "skip_form": form}
        return render(request, "intake/desk_turn.html", context, status=INVALID)
    skip(actor_of(request), found, reason=form.cleaned_data["reason"], now=timezone.now())
    messages.success(request, _("已跳过，原因记下了。"))
    return go(request, reverse("intake:queue", args=(found.crisis.slug,)))


@requires("turn.release")
@require_POST
def turn_release(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put the entry back."""
    found = get_turn_for_holder(request, pk)
    release(actor_of(request), found, now=timezone.now())
    messages.success(request, _("已放回，别人可以接着打。"))
    return go(request, reverse("intake:queue", args=(found.crisis.slug,)))


@requires("turn.undo")
@require_POST
def turn_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the last result back, and the entry into one's hands again where they are free."""
    found, actor, now = get_turn_for_holder(request, pk), actor_of(request), timezone.now()
    undo_settled(actor, found, now=now)
    messages.success(request, _("已撤销，回到核实前的样子；请重新记一次结果。"))
    try:
        again = take_this(actor, found.voice, now=now)
    except TurnTakenError:
        return go(request, reverse("intake:queue", args=(found.crisis.slug,)))
    return go(request, reverse("intake:turn", args=(again.pk,)))
