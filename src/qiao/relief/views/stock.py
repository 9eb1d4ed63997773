"""Stock: where every piece stands, and whether the books agree."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from qiao.accounts.guard import actor_of, requires
from qiao.relief import queries
from qiao.relief.actions.settling import UNDONE
from qiao.relief.forms import StockForm
from qiao.relief.models import Lot, Match, StockMovement
from qiao.relief.queries import SHOWN, StockRow
from qiao.relief.views.loaders import get_crisis, get_lot_for_reader, page_of


def _row_of(lot: Lot) -> StockRow:
    return StockRow(lot, {one.account: one.quantity for one in lot.balances.all()})


@requires("stock.read")
@require_GET
def stock(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the pieces by item and by lot, and the check that nothing was lost on paper."""
    crisis = get_crisis(slug)
    page = page_of(request, queries.lots(crisis).order_by("offer__item__name", "trace_code"))
    return render(
        request,
        "relief/stock.html",
        {
            "crisis": crisis,
            "accounts": SHOWN,
            "items": queries.stock_by_item(crisis),
            "page": page,
            "rows": [_row_of(lot) for lot in page],
            "check": queries.check_conservation(crisis),
        },
    )


def _may_undo(movement: StockMovement, undone: set[uuid.UUID]) -> bool:
    """Say whether a person may take this movement back: it is no match's, and not undone or an undoing."""
    kind = (movement.source, movement.target)
    return not (movement.match_id or movement.undoes_id or movement.pk in undone) and kind in UNDONE


@requires("stock.read")
@require_GET
def lot(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show every movement of a lot, both sides of each."""
    here = get_lot_for_reader(pk)
    movements = list(queries.movements_of(here))
    matches = Match.objects.select_related("need__party", "need__place").in_bulk(
        {one.match_id for one in movements if one.match_id}
    )
    actor = actor_of(request)
    undone = {one.undoes_id for one in movements if one.undoes_id}
    return render(
        request,
        "relief/lot.html",
        {
            "lot": here,
            "crisis": here.offer.crisis,
            "row": _row_of(here),
            "movements": [(one, matches.get(one.match_id), _may_undo(one, undone)) for one in movements]
            if actor.may("stock.undo")
            else [(one, matches.get(one.match_id), False) for one in movements],
            "stock_form": StockForm() if actor.may("stock.write_off") else None,
        },
    )
