"""Stock: where every piece stands, and whether the books agree."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.intake.clock import judged_on
from qiao.intake.keeping import is_large, kept
from qiao.relief import actions, queries
from qiao.relief.actions.settling import UNDONE
from qiao.relief.donor_limits import donor_of, standing_of
from qiao.relief.forms import StockForm
from qiao.relief.kit_forms import DismantleForm
from qiao.relief.kit_queries import made_from, made_into
from qiao.relief.models import DonorLimit, Lot, Match, StockMovement, Store
from qiao.relief.queries import SHOWN, StockRow
from qiao.relief.store_forms import LimitForm, ReceiveForm, SplitForm, TransferForm, UnfitForm
from qiao.relief.store_queries import lying_of
from qiao.relief.views.loaders import get_crisis, get_lot_for_reader, page_of
from qiao.relief.views.stores import done


def _row_of(lot: Lot) -> StockRow:
    return StockRow(lot, {one.account: one.quantity for one in lot.balances.all()})


@requires("stock.read")
@require_GET
def stock(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the pieces by item and by lot, and the check that nothing was lost on paper."""
    crisis = get_crisis(slug)
    # Thousands of lots are not sorted by what they hold each time somebody looks: then they come by their code.
    order = ("trace_code",) if is_large(crisis) else ("offer__item__name", "trace_code")
    page = page_of(request, queries.lots(crisis).order_by(*order))
    return render(
        request,
        "relief/stock.html",
        {
            "crisis": crisis,
            "accounts": SHOWN,
            "items": kept(queries.stock_by_item, crisis),
            "page": page,
            "rows": [_row_of(lot) for lot in page],
            "check": kept(queries.check_conservation, crisis),
        },
    )


def _may_undo(movement: StockMovement, undone: set[uuid.UUID]) -> bool:
    """Say whether a person may take this movement back: no match's, no kits', and not undone or an undoing."""
    kind = (movement.source, movement.target)
    bound = movement.match_id or movement.assembly_id or movement.undoes_id
    return not (bound or movement.pk in undone) and kind in UNDONE


@requires("stock.read")
@require_GET
def lot(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show every movement of a lot, both sides of each."""
    here = get_lot_for_reader(pk)
    page = page_of(request, queries.movements_of(here))
    movements = list(page)
    matches = Match.objects.select_related("need__party", "need__place").in_bulk(
        {one.match_id for one in movements if one.match_id}
    )
    actor = actor_of(request)
    is_of_kits = here.assemblies.exists()
    undone = set(StockMovement.objects.filter(undoes__in=movements).values_list("undoes_id", flat=True))
    return render(
        request,
        "relief/lot.html",
        {
            "lot": here,
            "crisis": here.offer.crisis,
            "row": _row_of(here),
            "page": page,
            "movements": [(one, matches.get(one.match_id), _may_undo(one, undone)) for one in movements]
            if actor.may("stock.undo")
            else [(one, matches.get(one.match_id), False) for one in movements],
            "stock_form": StockForm() if actor.may("stock.write_off") else None,
            "is_of_kits": is_of_kits,
            "limit": standing_of([here.offer]).get(here.offer_id),
            "limit_form": LimitForm() if actor.may("donor_limit.set") and not is_of_kits else None,
            "made_from": made_from(here),
            "made_into": made_into(here),
            "dismantle_form": DismantleForm() if actor.may("kit.dismantle") else None,
            "parts": lying_of(here, judged_on(here.offer.crisis)),
            "receive_form": ReceiveForm(pack_size=here.offer.pack_size)
            if actor.may("stock.receive") and Store.objects.exists() and not is_of_kits
            else None,
            "split_form": SplitForm() if actor.may("stock.split") else None,
            "transfer_form": TransferForm() if actor.may("stock.transfer") else None,
            "unfit_form": UnfitForm(item=here.offer.item) if actor.may("stock.unfit") else None,
        },
    )


@requires("donor_limit.set")
@require_POST
def lot_limit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down what the donor of a lot allows one recipient."""
    here, form, actor = get_lot_for_reader(pk), LimitForm(request.POST), actor_of(request)

    def act() -> None:
        actions.set_donor_limit(actor, here.offer, most=form.cleaned_data["most"], at=timezone.now())

    done(request, form, act, said=_("已登记。从现在起，方案和人工对接都不会超过。"))
    return redirect("relief:lot", here.pk)


@requires("donor_limit.end")
@require_POST
def limit_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a limit back, and go to a lot of its donor."""
    limit: DonorLimit = get_object_or_404(DonorLimit, pk=pk)

    def act() -> None:
        actions.end_donor_limit(actor_of(request), limit, at=timezone.now())

    done(request, LimitForm({"most": limit.most}), act, said=_("已取消限额。"))
    lots = Lot.objects.filter(offer__crisis=limit.crisis_id, offer__item=limit.item_id).select_related(
        "offer"
    )
    found = next((one for one in lots.order_by("created_at") if donor_of(one.offer) == limit.donor), None)
    return redirect("relief:lot", found.pk) if found else redirect("relief:stock", limit.crisis.slug)
