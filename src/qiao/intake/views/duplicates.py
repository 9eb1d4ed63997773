"""The duplicates desk: what waits, one pair side by side, a decision at a key, and taking it back."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import MergeRefusedError, PairsEmptyError, PairTakenError
from qiao.intake import queries
from qiao.intake.actions import decide, release_pair, take_next_pair, take_this_pair, undo_pair
from qiao.intake.actions.merging import in_order
from qiao.intake.files.pairs import pair_file
from qiao.intake.forms import DecideForm
from qiao.intake.models import Pair
from qiao.intake.queries.hearsay import mark_refuted
from qiao.intake.queries.pairs import TOGETHER
from qiao.intake.repeats.comparing import distance_km, lines_of_pair, side_of
from qiao.intake.views.answering import INVALID, get_crisis, go
from qiao.registry.handing import download
from qiao.registry.models import Crisis

SHOWN = 20
LATELY = timedelta(hours=16)
SHOWN_DECIDED = 8
SHOWN_AGAIN = 12


def get_pair_for_reader(pk: uuid.UUID) -> Pair:
    """Return a pair of the active organisation."""
    return get_object_or_404(Pair.objects.select_related("crisis", *TOGETHER), pk=pk)


def crisis_of(request: HttpRequest, pair: Pair) -> Crisis:
    """Return the crisis in which the work goes on: the pair's own, or the one that the page came from."""
    if pair.crisis is not None:
        return pair.crisis
    return get_crisis(request.POST.get("crisis") or request.GET.get("crisis") or "")


@requires("pair.read")
@require_GET
def pair_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what waits in its order, how far the work is, and how often people agreed with the engine."""
    crisis, actor, now = get_crisis(slug), actor_of(request), timezone.now()
    context = {
        "crisis": crisis,
        "figures": queries.pair_figures(crisis),
        "waiting": queries.pair_queue(crisis, actor, now=now)[:SHOWN],
        "held": queries.pair_in_hand(actor, now=now),
        "decided": queries.decided_pairs(crisis, actor, since=now - LATELY)[:SHOWN_DECIDED],
        "asked_again": queries.asked_again(crisis)[:SHOWN_AGAIN],
        "bands": queries.agreement(crisis),
    }
    return render(request, "intake/pair_list.html", context)


@requires("pair.take")
@require_POST
def pair_next(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the pair that most deserves a decision."""
    return _next(request, get_crisis(slug))


def _next(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    try:
        found = take_next_pair(actor_of(request), crisis, now=timezone.now())
    except PairsEmptyError as error:
        messages.info(request, error.message(get_language() or ""))
        return go(request, reverse("intake:pair_list", args=(crisis.slug,)))
    return go(request, _address(found, crisis))


def _address(pair: Pair, crisis: Crisis) -> str:
    return f"{reverse('intake:pair', args=(pair.pk,))}?crisis={crisis.slug}"


@requires("pair.take")
@require_POST
def pair_take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take this pair."""
    found = get_pair_for_reader(pk)
    crisis = crisis_of(request, found)
    try:
        take_this_pair(actor_of(request), found, now=timezone.now())
    except PairTakenError as error:
        messages.warning(request, error.message(get_language() or ""))
        return go(request, reverse("intake:pair_list", args=(crisis.slug,)))
    return go(request, _address(found, crisis))


@requires("pair.read")
@require_GET
def pair(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show both sides, what agrees and what does not, and what the engine says."""
    found = get_pair_for_reader(pk)
    return render(request, "intake/pair.html", _page(request, found))


def _page(request: HttpRequest, found: Pair) -> dict[str, Any]:
    crisis, actor, now = crisis_of(request, found), actor_of(request), timezone.now()
    latest = queries.decided_pairs(crisis, actor, since=now - LATELY).exclude(pk=found.pk).first()
    waits = found.state in {Pair.State.OPEN, Pair.State.POSTPONED}
    sides = [side_of(side) for side in found.sides]
    mark_refuted(side.voice for side in sides)
    return {
        "crisis": crisis,
        "pair": found,
        "sides": sides,
        "lines": lines_of_pair(found),
        "distance_km": distance_km(found),
        "figures": queries.pair_figures(crisis),
        "latest": latest,
        "is_elsewhere": found.is_held(now) and found.holder_id != actor.user_id,
        "waits": waits,
        **(_what_stands(found) if waits and found.kind != "party" else {}),
    }


def _what_stands(found: Pair) -> dict[str, Any]:
    """Return which side would stand after joining, or why they cannot be joined."""
    one, other = (side.standing for side in found.sides)
    try:
        kept, _gone = in_order(one, other, now=timezone.now())
    except MergeRefusedError as error:
        return {"refusal": error.message(get_language() or "")}
    return {"stands": kept.pk}


@requires("pair.decide")
@require_POST
def pair_decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record the decision and go on to the next pair."""
    found = get_pair_for_reader(pk)
    crisis, form = crisis_of(request, found), DecideForm(request.POST)
    if not form.is_valid():
        context = {**_page(request, found), "form": form}
        return render(request, "intake/pair.html", context, status=INVALID)
    decide(actor_of(request), found, form.cleaned_data["decision"], now=timezone.now())
    return _next(request, crisis)


@requires("pair.release")
@require_POST
def pair_release(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put the pair back."""
    found = get_pair_for_reader(pk)
    release_pair(actor_of(request), found)
    return go(request, reverse("intake:pair_list", args=(crisis_of(request, found).slug,)))


@requires("pair.undo")
@require_POST
def pair_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a decision back and look at the pair again."""
    found, actor, now = get_pair_for_reader(pk), actor_of(request), timezone.now()
    crisis = crisis_of(request, found)
    undo_pair(actor, found, now=now)
    messages.success(request, _("已撤销：两条都回到判断前的样子。"))
    try:
        take_this_pair(actor, found, now=now)
    except PairTakenError:
        return go(request, reverse("intake:pair_list", args=(crisis.slug,)))
    return go(request, _address(found, crisis))


@requires("pair.export")
@require_GET
def pair_export(_request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the pairs with verdicts and decisions."""
    crisis = get_crisis(slug)
    return download(pair_file(crisis), f"pairs-{crisis.slug}", "csv")
