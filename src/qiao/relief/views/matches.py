"""Matches: made by hand, sent, or withdrawn."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.intake.clock import judged_at
from qiao.intake.models import Need
from qiao.registry.scoping.asking import drifts
from qiao.registry.served import answer_all
from qiao.registry.units import counts_pieces_of
from qiao.relief import actions
from qiao.relief.candidates import Candidate, candidates_for, given_to
from qiao.relief.carriers import Doubt
from qiao.relief.forms import MatchForm, ReasonForm, SendForm
from qiao.relief.models import Delivery, Match
from qiao.relief.serving import drifts_of, keep_reason, overlaps_for, overlaps_of
from qiao.relief.splitting import reallocations_of
from qiao.relief.views.loaders import get_match_for_reader, get_need_for_coordinator
from qiao.relief.views.plans import language
from qiao.relief.views.shipments import is_held_up, trip_doubts

UNPROCESSABLE = 422


@requires("match.read")
@require_GET
def match(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what was confirmed and why, and what can be done next."""
    return _show(request, get_match_for_reader(pk))


def _show(
    request: HttpRequest,
    here: Match,
    *,
    send: SendForm | None = None,
    withdraw: ReasonForm | None = None,
    doubts: Sequence[Doubt] = (),
) -> HttpResponse:
    actor = actor_of(request)
    is_held = here.state == Match.State.HELD
    return render(
        request,
        "relief/match.html",
        {
            "match": here,
            "crisis": here.crisis,
            "reason": here.reason_en if language().startswith("en") and here.reason_en else here.reason,
            "delivery": Delivery.objects.filter(match=here).exclude(state=Delivery.State.CANCELLED).first(),
            "doubts": doubts,
            "served": [] if doubts or not is_held else overlaps_of(here.crisis, [here]),
            "strays": [] if doubts or not is_held else drifts_of(here.crisis, [here]),
            "send_form": (send or SendForm()) if is_held and actor.may("delivery.send") else None,
            "moved": list(reallocations_of(here)),
            "may_split": is_held and actor.may("match.split"),
            "may_rejoin": actor.may("match.rejoin"),
            "withdraw_form": (withdraw or ReasonForm()) if is_held and actor.may("match.withdraw") else None,
        },
        status=UNPROCESSABLE if send or withdraw else 200,
    )


@requires("delivery.send")
@require_POST
def match_send(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send what is held."""
    here = get_match_for_reader(pk)
    form = SendForm(request.POST)
    if not form.is_valid():
        return _show(request, here, send=form)
    doubts = trip_doubts(here.crisis, [here], form, hours=None)
    if is_held_up(request, doubts):
        return _show(request, here, send=form, doubts=doubts)
    told, strayed = overlaps_of(here.crisis, [here]), drifts_of(here.crisis, [here])
    trip = actions.Trip(**form.cleaned_data, overruled=tuple(one.code for one in doubts))
    delivery = actions.send_delivery(actor_of(request), here, sent_at=timezone.now(), trip=trip)
    answer_all(actor_of(request), told, at=timezone.now())
    keep_reason(actor_of(request), strayed, request.POST.get("scope_reason", ""))
    messages.success(request, _("已发出。请把这张单子随货交给接收方。"))
    return redirect("relief:delivery", delivery.pk)


@requires("match.withdraw")
@require_POST
def match_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Free what is held, and say why."""
    here = get_match_for_reader(pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, here, withdraw=form)
    actions.withdraw_match(actor_of(request), here, at=timezone.now(), reason=form.cleaned_data["reason"])
    messages.success(request, _("已撤回，物资重新可用。记录保留。"))
    return redirect("relief:match", here.pk)


@requires("match.make")
@require_http_methods(["GET", "POST"])
def match_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose an offer for a need by hand."""
    need = get_need_for_coordinator(pk)
    now = judged_at(need.crisis)
    candidates = candidates_for(need, now=now)
    if request.method == "GET":
        return _choose(request, need, candidates)
    form = MatchForm(request.POST)
    if not form.is_valid():
        return _choose(request, need, candidates, refusal=_("数量要填正整数。"))
    chosen = next(
        (one for one in candidates if one.offer.pk == form.cleaned_data["offer"] and one.is_open), None
    )
    if chosen is None:
        return _choose(request, need, candidates, refusal=_("这批资源现在不能给这条需求，请另选一批。"))
    told = overlaps_for(need)
    if told and not request.POST.get("anyway"):
        return _choose(
            request, need, candidates, refusal=_("这里已有人服务。看过上面写的，勾选“仍然对接”再来。")
        )
    try:
        made = actions.make_match(
            actor_of(request),
            need,
            chosen.offer,
            quantity=form.cleaned_data["quantity"],
            confirmed_at=now,
            reason=form.cleaned_data["reason"],
        )
    except QiaoError as error:
        return _choose(request, need, candidates, refusal=error.message(language()))
    answer_all(actor_of(request), told, at=now)
    messages.success(request, _("已对接并留货。"))
    return redirect("relief:match", made.pk)


def _choose(
    request: HttpRequest, need: Need, candidates: list[Candidate], *, refusal: str = ""
) -> HttpResponse:
    given = given_to(need)
    asked = need.quantity if need.item and counts_pieces_of(need.unit, need.item.unit) else None
    missing = max(0, asked - given) if asked is not None else None
    return render(
        request,
        "relief/match_new.html",
        {
            "need": need,
            "crisis": need.crisis,
            "rows": [(one, _suggested(one, missing)) for one in candidates],
            "given": given,
            "missing": missing,
            "refusal": refusal,
            "served": overlaps_for(need),
            "strays": drifts(need.organization, need.crisis, [(need.place, need.item)], timezone.localdate()),
            "is_verified": need.state in {Need.State.OPEN, Need.State.EXPIRED},
        },
        status=UNPROCESSABLE if refusal else 200,
    )


def _suggested(candidate: Candidate, missing: int | None) -> int | None:
    """Return what the need still lacks, as far as the offer reaches; nothing where no quantity is known."""
    if not missing or not candidate.left:
        return None
    most = candidate.left if candidate.limit_left is None else min(candidate.left, candidate.limit_left)
    return min(missing, most) or None
