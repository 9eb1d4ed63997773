"""Counts that come in by forms of the field: which lot was counted, and the list of lots that telephones load."""

from django.db.models import Count

from qiao.intake.sources.openrosa.telling import item_meant, place_meant
from qiao.intake.takers import Line, ListTable, Outcome
from qiao.registry.models import Crisis
from qiao.relief.actions.counting import count_stock, in_store
from qiao.relief.models import Lot, StockAccount, StockBalance
from qiao.relief.queries import lots, movements_of

MOST_ROWS = 5000
LONGEST = 12
IN_STORE = (StockAccount.AVAILABLE, StockAccount.HELD)


def take_count(line: Line) -> Outcome:
    """Enter a count of a lot. Where the lot is not clear, or goods moved since the list was made, a person decides."""
    counted = _number(line.answers.get("counted", "") or line.answers.get("quantity", ""))
    if counted is None:
        return Outcome("lot", reason="nothing_counted")
    found = _lots_meant(line)
    if len(found) != 1:
        return Outcome("lot", after={"counted": counted}, reason="lots_several" if found else "no_record")
    lot = Lot.objects.select_for_update(of=("self",)).get(pk=found[0].pk)
    before, after = {"amount": in_store(lot)}, {"counted": counted}
    version = movements_of(lot).count()
    if line.base is not None and line.base != version and not line.is_forced:
        return Outcome("lot", lot.pk, before, after, left=version, reason="changed_meanwhile")
    count_stock(line.actor, lot, counted=counted, at=line.at, report=line.report)
    return Outcome("lot", lot.pk, before, after, left=movements_of(lot).count())


def _number(text: str) -> int | None:
    whole = text.strip().removesuffix(".0")
    return int(whole) if whole.isascii() and whole.isdigit() and len(whole) <= LONGEST else None


def _lots_meant(line: Line) -> list[Lot]:
    """Return the lot that was chosen; without a choice, the lots of that item at that place."""
    rows = lots(line.crisis)
    if line.subject is not None or line.answers.get("target"):
        return list(rows.filter(pk=line.subject)[:1]) if line.subject else []
    value = line.answers.get("item", "")
    item = item_meant(value, line.answers.get("item_label", "") or value)
    place = place_meant(line.answers.get("place_label", ""), line.answers.get("place", ""))
    if item is None or place is None:
        return []
    return list(rows.filter(offer__item=item, offer__place=place)[:2])


def lots_list(crisis: Crisis) -> ListTable:
    """Return the lots that lie in a store, with how many should be there and the version of each."""
    here = StockBalance.objects.filter(account__in=IN_STORE, quantity__gt=0).values("lot_id")
    rows = []
    found = lots(crisis).filter(pk__in=here).annotate(moved=Count("movements"))
    for lot in found.order_by("offer__item__name", "trace_code")[:MOST_ROWS]:
        held = sum(one.quantity for one in lot.balances.all() if one.account in IN_STORE)
        place = lot.offer.place.name if lot.offer.place else ""
        item = lot.offer.what
        row = [str(lot.pk), f"{item} {lot.trace_code} {place}".strip(), item, place, str(held)]
        rows.append([*row, lot.offer.unit, str(lot.moved)])
    return ListTable(("name", "label", "item", "place", "expected", "unit", "__version"), rows)
