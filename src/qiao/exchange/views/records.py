"""Pages of a platform's records: theirs beside ours, taken on, joined, parted."""

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
from qiao.exceptions import QiaoError
from qiao.exchange import actions, queries
from qiao.exchange.models import ForeignRecord, Likeness
from qiao.exchange.shown import told_of
from qiao.exchange.views.platforms import language


def get_foreign_for_reader(pk: uuid.UUID) -> ForeignRecord:
    """Return a record that a platform of the active organisation told."""
    rows = ForeignRecord.objects.select_related(
        "platform", "crisis", "need__item", "need__place", "need__party", "offer__item", "party", "linked_by"
    )
    found: ForeignRecord = get_object_or_404(rows, pk=pk)
    return found


def get_likeness_for_judge(pk: uuid.UUID) -> Likeness:
    """Return a pair that waits for a person."""
    found: Likeness = get_object_or_404(
        Likeness.objects.select_related("foreign__platform", "need", "offer", "party"), pk=pk
    )
    return found


@requires("platform.read")
@require_GET
def foreign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a record of theirs, ours beside it, what is brought to it, and what may be the same."""
    here = get_foreign_for_reader(pk)
    pairs = here.likenesses.filter(state=Likeness.State.OPEN).select_related(
        "need__item", "need__place", "offer__item", "offer__place", "party"
    )
    brought = queries.brought([here.need_id]) if here.need_id else {}
    context: dict[str, Any] = {
        "foreign": here,
        "platform": here.platform,
        "told": told_of([here])[0],
        "pairs": list(pairs.order_by("-probability", "found_at", "id")),
        "ours": here.need or here.offer,
        "brought": brought.get(here.need_id, []) if here.need_id else [],
    }
    return render(request, "exchange/foreign.html", context)


def _do(request: HttpRequest, pk: uuid.UUID, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except QiaoError as error:
        messages.error(request, error.message(language()))
    else:
        messages.success(request, done)
    return redirect("exchange:foreign", pk)


@requires("foreign.take")
@require_POST
def foreign_take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a need on."""
    here = get_foreign_for_reader(pk)
    return _do(
        request,
        pk,
        lambda: actions.take_on(actor_of(request), here, at=timezone.now()),
        _("已接过来。它还是对方的需求：对方结束就结束，我们签收的数会在下一份文件里告诉对方。"),
    )


@requires("foreign.part")
@require_POST
def foreign_part(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back that it is one of ours."""
    here = get_foreign_for_reader(pk)
    return _do(
        request,
        pk,
        lambda: actions.part(actor_of(request), here, at=timezone.now()),
        _("已分开，可以重新判断。"),
    )


@requires("foreign.adopt")
@require_POST
def foreign_adopt(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """See what they changed; copy it into ours where that is wished."""
    here, is_copied = get_foreign_for_reader(pk), bool(request.POST.get("copy"))
    done = _("已照对方的改。") if is_copied else _("已看过。我们的不变。")
    return _do(
        request,
        pk,
        lambda: actions.adopt(actor_of(request), here, at=timezone.now(), is_copied=is_copied),
        done,
    )


@requires("foreign.join")
@require_POST
def likeness_same(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that the two are the same."""
    pair = get_likeness_for_judge(pk)
    return _do(
        request,
        pair.foreign_id,
        lambda: actions.join(actor_of(request), pair, at=timezone.now()),
        _("已认定是同一件。两边都留着，下一份文件会告诉对方。"),
    )


@requires("foreign.differ")
@require_POST
def likeness_other(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that they are two."""
    pair = get_likeness_for_judge(pk)
    return _do(
        request,
        pair.foreign_id,
        lambda: actions.differ(actor_of(request), pair, at=timezone.now()),
        _("已认定是两件。"),
    )
