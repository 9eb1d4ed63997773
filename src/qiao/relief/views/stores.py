"""Stores: what lies where, what ends soon, what is not fit; goods taken in, moved, told apart, counted."""

import uuid
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.intake.clock import judged_at, judged_on
from qiao.relief import actions, store_queries
from qiao.relief.models import LotPart, Store
from qiao.relief.store_forms import (
    CountForm,
    DirectForm,
    ReceiveForm,
    SplitForm,
    StoreForm,
    TransferForm,
    UnfitForm,
)
from qiao.relief.views.loaders import get_crisis, get_lot_for_reader, get_need_for_coordinator
from qiao.relief.views.plans import language

UNPROCESSABLE = 422


def get_store_for_reader(pk: uuid.UUID) -> Store:
    """Return a store of the active organisation."""
    found: Store = get_object_or_404(Store.objects.select_related("place"), pk=pk)
    return found


def get_part_for_coordinator(pk: uuid.UUID) -> LotPart:
    """Return a part of a lot of the active organisation."""
    rows = LotPart.objects.select_related(
        "lot__offer__item", "lot__offer__crisis", "store", "serves_as", "assembly"
    )
    found: LotPart = get_object_or_404(rows, pk=pk)
    return found


@requires("store.read")
@require_GET
def store_list(request: HttpRequest) -> HttpResponse:
    """Show the stores with what lies in each."""
    return _list(request, StoreForm())


@requires("store.open")
@require_http_methods(["POST"])
def store_new(request: HttpRequest) -> HttpResponse:
    """Enter a store."""
    form = StoreForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=UNPROCESSABLE)
    made = actions.open_store(actor_of(request), **form.cleaned_data)
    messages.success(request, _("已登记仓库。请补上电话和地址。"))
    return redirect("relief:store", made.pk)


def _list(request: HttpRequest, form: StoreForm, *, status: int = 200) -> HttpResponse:
    rows = store_queries.stores(timezone.localdate())
    shown = form if actor_of(request).may("store.open") else None
    return render(request, "relief/store_list.html", {"rows": rows, "form": shown}, status=status)


@requires("store.read")
@require_GET
def store(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what lies in a store, what ends soonest first."""
    here = get_store_for_reader(pk)
    rows = store_queries.lying_in(here, timezone.localdate())
    return render(
        request,
        "relief/store.html",
        {
            "store": here,
            "rows": rows,
            "soon": sum(one.is_soon for one in rows),
            "expired": sum(one.is_expired for one in rows),
            "held": sum(bool(one.held) for one in rows),
            "may_count": actor_of(request).may("stock.count"),
            "other_stores": Store.objects.exclude(pk=pk).exists(),
            "transfer_form": TransferForm() if actor_of(request).may("stock.transfer") else None,
        },
    )


def done(request: HttpRequest, form: forms.Form, act: Callable[[], object], *, said: str) -> None:
    """Do what a form asks for and say so, or say why not."""
    if not form.is_valid():
        for field, errors in form.errors.items():
            label = form.fields[field].label if field in form.fields else ""
            messages.error(request, f"{label or ''} {errors[0]}".strip())
        return
    try:
        act()
    except QiaoError as error:
        messages.error(request, error.message(language()))
    else:
        messages.success(request, said)


def go_back(request: HttpRequest, part: LotPart) -> HttpResponse:
    """Go back to the store, where the form stood there, else to the lot."""
    if request.POST.get("from") == "store" and part.store_id:
        return redirect("relief:store", part.store_id)
    return redirect("relief:lot", part.lot_id)


@requires("stock.receive")
@require_POST
def lot_receive(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take goods of a lot into a store."""
    lot, actor = get_lot_for_reader(pk), actor_of(request)
    form = ReceiveForm(request.POST, pack_size=lot.offer.pack_size)

    def act() -> None:
        told = form.cleaned_data
        arrival = actions.Arrival(form.pieces, told["expires_on"], told["batch"])
        actions.receive_goods(actor, lot, told["store"], arrivals=[arrival], at=timezone.now())

    done(request, form, act, said=_("已入库。"))
    return redirect("relief:lot", lot.pk)


@requires("stock.transfer")
@require_POST
def part_transfer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Bring pieces to another store."""
    part, form, actor = get_part_for_coordinator(pk), TransferForm(request.POST), actor_of(request)
    done(
        request,
        form,
        lambda: actions.transfer_goods(actor, part, at=timezone.now(), **form.cleaned_data),
        said=_("已调到另一个仓库。"),
    )
    return go_back(request, part)


@requires("stock.split")
@require_POST
def part_split(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Tell pieces of another last day apart."""
    part, form, actor = get_part_for_coordinator(pk), SplitForm(request.POST), actor_of(request)
    done(
        request,
        form,
        lambda: actions.split_lot(actor, part, at=timezone.now(), **form.cleaned_data),
        said=_("已分开，总数不变。"),
    )
    return go_back(request, part)


@requires("stock.unfit")
@require_POST
def part_unfit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Set pieces apart as not fit."""
    part, actor = get_part_for_coordinator(pk), actor_of(request)
    form = UnfitForm(request.POST, item=part.lot.offer.item)
    done(
        request,
        form,
        lambda: actions.mark_unfit(actor, part, at=timezone.now(), **form.cleaned_data),
        said=_("已标明不合标准，只给用得上的需求。"),
    )
    return go_back(request, part)


@requires("stock.count")
@require_POST
def part_count(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Enter what was counted of a part."""
    part, form, actor = get_part_for_coordinator(pk), CountForm(request.POST), actor_of(request)
    done(
        request,
        form,
        lambda: actions.count_stock(actor, part.lot, part=part, at=timezone.now(), **form.cleaned_data),
        said=_("已记下清点，多出或缺少的另记一笔。"),
    )
    return go_back(request, part)


@requires("stock.read")
@require_GET
def unfit_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what expired, and what is not fit with the needs that accept it."""
    crisis = get_crisis(slug)
    today = judged_on(crisis)
    return render(
        request,
        "relief/unfit_list.html",
        {
            "crisis": crisis,
            "expired": store_queries.expired_of(crisis, today),
            "rows": store_queries.unfit_of(crisis, today),
            "may_expire": actor_of(request).may("stock.expire"),
            "may_match": actor_of(request).may("match.make"),
        },
    )


@requires("stock.expire")
@require_POST
def expired_write_off(request: HttpRequest, slug: str) -> HttpResponse:
    """Write all expired goods of a crisis off."""
    crisis = get_crisis(slug)
    actions.write_off_expired(actor_of(request), crisis, at=judged_at(crisis))
    messages.success(request, _("过期的都已报损，每一份一笔。"))
    return redirect("relief:unfit_list", slug)


@requires("match.make")
@require_POST
def part_match(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give goods of one part to a need that accepts them."""
    part, form, actor = get_part_for_coordinator(pk), DirectForm(request.POST), actor_of(request)

    def act() -> None:
        need = get_need_for_coordinator(form.cleaned_data["need"])
        reason = _("不合标准，当作%(item)s用") % {"item": part.serves_as} if part.serves_as else ""
        actions.make_match(
            actor,
            need,
            part.lot.offer,
            quantity=form.cleaned_data["quantity"],
            confirmed_at=timezone.now(),
            part=part,
            reason=str(reason),
        )

    done(request, form, act, said=_("已对接并留货。"))
    return redirect("relief:unfit_list", part.lot.offer.crisis.slug)
