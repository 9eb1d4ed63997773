"""What must hold of stock whatever happens (SECURITY R5). `./qiao verify` asks it over all organisations."""

import uuid
from collections import Counter

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django_scopes import scopes_disabled

from qiao.relief.models import AssemblyLine, PartBalance, StockAccount, StockBalance, StockMovement
from qiao.relief.queries import conservation
from qiao.relief.stock import LYING


def stock_breaks() -> list[str]:
    """Return a sentence for each lot that gained or lost pieces, and for each balance its movements deny."""
    with scopes_disabled():
        lost = [f"批次 {lot.trace_code} 各账之和为 {total}，应为 0" for lot, total in conservation()]
        return lost + _unexplained() + _parts_unexplained() + _kits_unexplained()


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


def _parts_unexplained() -> list[str]:
    """Return a sentence for each balance of a part that its movements deny: conservation in each store."""
    moved = Counter[tuple[uuid.UUID, str]]()
    for side, sign in (("source", -1), ("target", 1)):
        rows = StockMovement.objects.filter(**{f"{side}__in": LYING}).order_by()
        sums = rows.values_list(Coalesce(f"{side}_part", "lot"), side).annotate(sum=Sum("quantity"))
        for part, account, quantity in sums:
            moved[part, account] += sign * quantity
    kept = {(one.part_id, one.account): one.quantity for one in PartBalance.objects.all()}
    return [
        f"分批 {part} 的“{account}”记为 {kept.get((part, account), 0)}，按出入库应为 {moved[part, account]}"
        for part, account in sorted({*moved, *kept}, key=str)
        if kept.get((part, account), 0) != moved[part, account]
    ]


def _kits_unexplained() -> list[str]:
    """Return a sentence for each component of kits that does not add up: pieces in kits are kits times pieces a kit."""
    packed, made = Counter[tuple[uuid.UUID, uuid.UUID]](), Counter[uuid.UUID]()
    rows = StockMovement.objects.filter(assembly__isnull=False).order_by()
    told = rows.values_list("assembly", "source", "target", "source_part", "target_part", "quantity")
    for assembly, source, target, out_of, into, quantity in told.iterator():
        if StockAccount.IN_KITS in {source, target}:
            packed[assembly, out_of or into] += quantity if target == StockAccount.IN_KITS else -quantity
        else:
            made[assembly] += quantity if source == StockAccount.OUTSIDE else -quantity
    return [
        f"成套用料 {one.pk} 记为 {one.kits} 套 {one.pieces} 件，每套 {one.per_kit}；"
        f"按出入库是 {made[one.assembly_id]} 套 {packed[one.assembly_id, one.part_id]} 件"
        for one in AssemblyLine.objects.order_by("pk")
        if not (one.kits == made[one.assembly_id] and one.per_kit * one.kits == one.pieces)
        or one.pieces != packed[one.assembly_id, one.part_id]
    ]
