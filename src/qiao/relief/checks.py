"""What must hold of stock whatever happens (SECURITY R5). `./qiao verify` asks it over all organisations."""

import uuid
from collections import Counter

from django.db.models import Sum
from django_scopes import scopes_disabled

from qiao.relief.models import StockBalance, StockMovement
from qiao.relief.queries import conservation


def stock_breaks() -> list[str]:
    """Return a sentence for each lot that gained or lost pieces, and for each balance its movements deny."""
    with scopes_disabled():
        lost = [f"批次 {lot.trace_code} 各账之和为 {total}，应为 0" for lot, total in conservation()]
        return lost + _unexplained()


def _unexplained() -> list[str]:
    moved = Counter[tuple[uuid.UUID, str]]()
    sides = (
        StockMovement.objects.order_by()
        .values_list("lot_id", "source", "target")
        .annotate(sum=Sum("quantity"))
    )
    for lot, source, target, quantity in sides:
        moved[lot, source] -= quantity
        moved[lot, target] += quantity
    kept = {(one.lot_id, one.account): one.quantity for one in StockBalance.objects.all()}
    return [
        f"批次 {lot} 的“{account}”记为 {kept.get((lot, account), 0)}，按出入库应为 {moved[lot, account]}"
        for lot, account in sorted({*moved, *kept}, key=str)
        if kept.get((lot, account), 0) != moved[lot, account]
    ]
