"""Differences between sent and signed, and goods that leave the store for good."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.intake.keeping import kept, kept_since
from qiao.relief import actions, queries
from qiao.relief.driver_forms import AnswerForm
from qiao.relief.forms import CorrectionForm, SettleForm, StockForm, WhenForm
from qiao.relief.models import Receipt, Settlement, StockMovement
from qiao.relief.queries import Difference
from qiao.relief.views.loaders import get_crisis, get_lot_for_reader, page_of
from qiao.relief.views.plans import language

SETTLED_SHOWN = 20
UNPROCESSABLE = 422


def get_receipt_for_coordinator(pk: uuid.UUID) -> Receipt:
    """Return a receipt of the active organisation."""
    found: Receipt = get_object_or_404(
        Receipt.objects.select_related("delivery__match__crisis", "delivery__match__lot"), pk=pk
    )
    return found


def get_movement_for_coordinator(pk: uuid.UUID) -> StockMovement:
    """Return a movement of one of the active organisation's lots."""
    found: StockMovement = get_object_or_404(StockMovement.objects.select_related("lot"), pk=pk)
    return found


@requires("match.read")
@require_GET
def difference_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what nobody has settled yet, the oldest first, and what was settled last."""
    return _list(request, slug)


def _list(
    request: HttpRequest, slug: str, *, wrong: tuple[uuid.UUID, SettleForm] | None = None
) -> HttpResponse:
    crisis, may = get_crisis(slug), actor_of(request).may("receipt.settle")

    def form_of(one: Difference) -> SettleForm | None:
        if wrong and wrong[0] == one.receipt.pk:
            return wrong[1]
        return SettleForm(initial={"quantity": one.open}, is_short=one.is_short) if may else None

    page = page_of(request, kept(queries.difference_ids, crisis))
    settled = Settlement.objects.filter(receipt__delivery__match__crisis=crisis).order_by("-at")
    context = {
        "crisis": crisis,
        "problems": queries.open_problems(crisis),
        "answer": AnswerForm() if actor_of(request).may("shipment.settle") else None,
        "rows": [(one, form_of(one)) for one in queries.differences(list(page))],
        "page": page,
        "kept_since": kept_since(crisis),
        "settled": settled.select_related(
            "receipt__delivery__match__need__party",
            "receipt__delivery__match__need__place",
            "receipt__delivery__match__offer__item",
        )[:SETTLED_SHOWN],
    }
    return render(request, "relief/difference_list.html", context, status=UNPROCESSABLE if wrong else 200)


@requires("receipt.settle")
@require_POST
def receipt_settle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Settle a difference or a part of it."""
    receipt = get_receipt_for_coordinator(pk)
    slug = receipt.delivery.match.crisis.slug
    form = SettleForm(request.POST, is_short=receipt.difference < 0)
    if form.is_valid():
        try:
            actions.settle(actor_of(request), receipt, **form.facts)
        except QiaoError as error:
            form.add_error("quantity", error.message(language()))
        else:
            messages.success(request, _("已记下，账也跟着改了。"))
            return redirect("relief:difference_list", slug)
    return _list(request, slug, wrong=(receipt.pk, form))


@requires("stock.write_off")
@require_POST
def lot_write_off(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write goods of a lot off."""
    return _take_out(request, pk, actions.write_off, _("已报损。"))


@requires("stock.give_back")
@require_POST
def lot_give_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give goods of a lot back to the donor."""
    return _take_out(request, pk, actions.give_back, _("已记退还。"))


def said_wrong(form: WhenForm) -> str:
    """Return what is wrong with the moment told, which no other sentence of the page says."""
    return " ".join(str(one) for one in form.errors.get("happened_at", []))


def _take_out(
    request: HttpRequest, pk: uuid.UUID, act: Callable[..., StockMovement], done: str
) -> HttpResponse:
    lot = get_lot_for_reader(pk)
    form = StockForm(request.POST)
    if not form.is_valid():
        messages.error(request, said_wrong(form) or _("数量要填正整数，理由要写明。"))
        return redirect("relief:lot", lot.pk)
    try:
        act(actor_of(request), lot, **form.facts)
    except QiaoError as error:
        messages.error(request, error.message(language()))
    else:
        messages.success(request, done)
    return redirect("relief:lot", lot.pk)


@requires("stock.undo")
@require_POST
def movement_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a wrong movement back."""
    movement = get_movement_for_coordinator(pk)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, said_wrong(form) or _("请写明为什么更正。"))
        return redirect("relief:lot", movement.lot_id)
    try:
        actions.undo_movement(actor_of(request), movement, **form.facts)
    except QiaoError as error:
        messages.error(request, error.message(language()))
    else:
        messages.success(request, _("已更正，两笔都留在账上。"))
    return redirect("relief:lot", movement.lot_id)
