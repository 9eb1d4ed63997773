"""Give a part of what is held, or of a line of a plan, to another need; and take that back."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.intake.clock import judged_at
from qiao.relief import actions
from qiao.relief.forms import SplitNeedForm
from qiao.relief.models import Match, Reallocation, Share
from qiao.relief.splitting import others_for
from qiao.relief.views.loaders import (
    get_match_for_reader,
    get_need_for_coordinator,
    get_share_for_coordinator,
)
from qiao.relief.views.plans import language

UNPROCESSABLE = 422


@requires("match.split")
@require_http_methods(["GET", "POST"])
def match_split(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a part of what is held for a need to another."""
    return _split(request, get_match_for_reader(pk), is_open=Match.State.HELD)


@requires("share.split")
@require_http_methods(["GET", "POST"])
def share_split(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm a line of a plan for two needs instead of one."""
    return _split(request, get_share_for_coordinator(pk), is_open=Share.State.PROPOSED)


def _split(request: HttpRequest, line: Match | Share, *, is_open: str) -> HttpResponse:
    if request.method == "GET" or line.state != is_open:
        return _choose(request, line, is_open=line.state == is_open)
    form = SplitNeedForm(request.POST)
    if not form.is_valid():
        return _choose(request, line, refusal=_("数量要填正整数，并写一句为什么。"))
    told = form.cleaned_data
    need = get_need_for_coordinator(told["need"])
    facts: dict[str, Any] = {
        "quantity": told["quantity"],
        "at": judged_at(line.need.crisis),
        "reason": told["reason"],
    }
    try:
        if isinstance(line, Share):
            made = actions.split_share(actor_of(request), line, need, **facts)
        else:
            made = actions.split_match(actor_of(request), line, need, **facts)
    except QiaoError as error:
        return _choose(request, line, refusal=error.message(language()))
    messages.success(request, _("已改拨，两边都留好了货。点错了可以在“改拨”里收回。"))
    return redirect("relief:match", made.giver_id)


def _choose(
    request: HttpRequest, line: Match | Share, *, is_open: bool = True, refusal: str = ""
) -> HttpResponse:
    word = request.GET.get("q", "").strip()
    is_share = isinstance(line, Share)
    others = others_for(line.offer, line.need, word=word) if is_open else []
    back = reverse("relief:plan", args=[line.plan_id]) if isinstance(line, Share) else ""
    return render(
        request,
        "relief/match_split.html",
        {
            "line": line,
            "crisis": line.need.crisis,
            "is_share": is_share,
            "is_open": is_open,
            "back": back or reverse("relief:match", args=[line.pk]),
            "rows": [(one, one.suggested(line.quantity)) for one in others],
            "word": word,
            "refusal": refusal,
            "tried": request.POST,
        },
        status=UNPROCESSABLE if refusal else 200,
    )


@requires("match.rejoin")
@require_POST
def match_rejoin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a reallocation back."""
    made: Reallocation = get_object_or_404(
        Reallocation.objects.select_related("giver__need", "giver__lot", "taker__need", "taker__lot"), pk=pk
    )
    try:
        actions.rejoin_match(actor_of(request), made, at=timezone.now())
    except QiaoError as error:
        messages.error(request, error.message(language()))
    else:
        messages.success(request, _("已收回，货仍留给原来的需求。"))
    return redirect("relief:match", made.giver_id)
