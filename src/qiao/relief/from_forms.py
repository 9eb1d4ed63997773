"""Counts that come in by forms of the field: which lot was counted, and the list of lots that telephones load."""

from django.db.models import Count, Q, Sum

from qiao.intake.sources.openrosa.telling import item_meant, place_meant
from qiao.intake.takers import Line, ListTable, Outcome
from qiao.registry.models import Crisis
from qiao.relief.actions.counting import count_stock, in_part
from qiao.relief.models import Lot, LotPart
from qiao.relief.queries import movements_of
from qiao.relief.stock import LYING, lock_lots

MOST_ROWS = 5000
LONGEST = 12


def take_count(line: Line) -> Outcome:
    """Enter a count of a lot, or of a part of it. Where which is not clear, or goods moved meanwhile, a person decides."""
    counted = _number(line.answers.get("counted", "") or line.answers.get("quantity", ""))
    if counted is None:
        return Outcome("lot", reason="nothing_counted")
    found = _parts_meant(line)
    if len(found) != 1:
        return Outcome("lot", after={"counted": counted}, reason="lots_several" if found else "no_record")
    part = found[0]
    lock_lots(part.lot)
    before, after = {"amount": in_part(part)}, {"counted": counted}
    version = movements_of(part.lot).count()
    if line.base is not None and line.base != version and not line.is_forced:
        return Outcome("lot", part.lot_id, before, after, left=version, reason="changed_meanwhile")
    count_stock(line.actor, part.lot, part=part, counted=counted, at=line.at, report=line.report)
    return Outcome("lot", part.lot_id, before, after, left=movements_of(part.lot).count())


def _number(text: str) -> int | None:
    whole = text.strip().removesuffix(".0")
    return int(whole) if whole.isascii() and whole.isdigit() and len(whole) <= LONGEST else None


def _parts_meant(line: Line) -> list[LotPart]:
    """Return the part that was chosen, a lot's own id means its only one; else those of that item at that place."""
    rows = LotPart.objects.filter(lot__offer__crisis=line.crisis).select_related("lot")
    here = rows.filter(balances__account__in=LYING, balances__quantity__gt=0).distinct()
    if line.subject is not None or line.answers.get("target"):
        chosen = list(rows.filter(pk=line.subject)[:1]) if line.subject else []
        if not chosen or chosen[0].number:
            return chosen
        return list(here.filter(lot=line.subject)[:2]) or chosen
    value = line.answers.get("item", "")
    item = item_meant(value, line.answers.get("item_label", "") or value)
    place = place_meant(line.answers.get("place_label", ""), line.answers.get("place", ""))
    if item is None or place is None:
        return []
    at = Q(store__place=place) | Q(store__isnull=True, lot__offer__place=place)
    return list(here.filter(at, lot__offer__item=item)[:2]) or list(
        rows.filter(at, lot__offer__item=item)[:2]
    )


def lots_list(crisis: Crisis) -> ListTable:
    """Return what lies somewhere, a row for each part of a lot, with how many should be there and the lot's version."""
    rows = []
    found = LotPart.objects.filter(lot__offer__crisis=crisis, balances__quantity__gt=0)
    found = found.select_related("lot__offer__item", "lot__offer__place", "store__place")
    found = found.annotate(lies=Sum("balances__quantity")).order_by(
        "lot__offer__item__name", "lot__trace_code", "number"
    )[:MOST_ROWS]
    moved = dict(
        Lot.objects.filter(parts__in=[one.pk for one in found])
        .values_list("pk")
        .annotate(n=Count("movements", distinct=True))
    )
    for part in found:
        offer = part.lot.offer
        where = part.store.name if part.store else (offer.place.name if offer.place else "")
        row = [str(part.pk), f"{offer.what} {part} {where}".strip(), offer.what, where, str(part.lies)]
        rows.append([*row, offer.unit, str(moved.get(part.lot_id, 0))])
    return ListTable(("name", "label", "item", "place", "expected", "unit", "__version"), rows)
