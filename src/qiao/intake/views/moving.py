"""Moving a need or an offer to another crisis, and back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.accounts.guard import actor_of, requires
from qiao.intake.actions import move_voice
from qiao.intake.forms import MoveForm
from qiao.intake.models import Need, Offer
from qiao.intake.queries import crisis_before
from qiao.intake.views.answering import INVALID, get_need_for_reader, get_offer_for_reader, go


@requires("voice.move")
@require_http_methods(["GET", "POST"])
def need_move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Move a need to another crisis."""
    return _move(request, get_need_for_reader(request, pk), "intake:need")


@requires("voice.move")
@require_http_methods(["GET", "POST"])
def offer_move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Move an offer to another crisis."""
    return _move(request, get_offer_for_reader(request, pk), "intake:offer")


def _move(request: HttpRequest, voice: Need | Offer, page: str) -> HttpResponse:
    before = crisis_before(actor_of(request).acts_for, voice)
    if request.method == "POST":
        form = MoveForm(request.POST, at=voice.crisis)
        if form.is_valid():
            moved = move_voice(actor_of(request), voice, to=form.crisis, reason=form.cleaned_data["reason"])
            said = _("已移到“%(crisis)s”，历史都在。移错了，可以再移回来。")
            messages.success(request, said % {"crisis": moved.crisis})
            return go(request, reverse(page, args=(voice.pk,)))
    else:
        start = {"to": before.slug, "reason": _("移错了，移回原处")} if before else {}
        form = MoveForm(at=voice.crisis, initial=start)
    context = {
        "crisis": voice.crisis,
        "voice": voice,
        "form": form,
        "before": before,
        "back": reverse(page, args=(voice.pk,)),
    }
    return render(request, "intake/voice_move.html", context, status=INVALID if form.errors else 200)
