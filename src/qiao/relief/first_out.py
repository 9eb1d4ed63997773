"""First expired, first out: whether something that ends sooner stands in the store from which a lorry is loaded."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from qiao.relief.carriers import Doubt
from qiao.relief.models import LotPart, Match, StockAccount
from qiao.relief.picking import held_for


@dataclass(frozen=True, slots=True)
class Sooner:
    """A part that ends sooner than what a match holds of the same item in the same store."""

    match: Match
    held: LotPart
    part: LotPart
    free: int


def sooner_parts(matches: Sequence[Match], *, today: date) -> list[Sooner]:
    """Return for each match the free, fit part in its store that ends first, where it ends sooner than what is held.

    What has no last day is held to end last. Goods that a donor still has stand in no store, so nothing is told of them.
    """
    held = [(match, part) for match in matches for part, _pieces in held_for(match) if part.store_id]
    free = _free_parts({part.store_id for _match, part in held if part.store_id}, today=today)
    found = []
    for match, part in held:
        ends = part.expires_on or date.max
        for other, pieces in free[part.store_id, match.offer.item_id]:
            if other.pk != part.pk and (other.expires_on or date.max) < ends:
                found.append(Sooner(match, part, other, pieces))
                break
    return found


def _free_parts(
    stores: Iterable[uuid.UUID], *, today: date
) -> dict[tuple[uuid.UUID | None, uuid.UUID | None], list[tuple[LotPart, int]]]:
    """Return the free, fit parts with a last day that is not over, by store and item, what ends first first."""
    rows = LotPart.objects.filter(
        store__in=stores,
        unfit="",
        expires_on__gte=today,
        balances__account=StockAccount.AVAILABLE,
        balances__quantity__gt=0,
    )
    found = defaultdict(list)
    told = rows.select_related("lot__offer", "store").order_by("expires_on", "lot__trace_code", "number")
    pieces = dict(rows.order_by().values_list("pk", "balances__quantity"))
    for one in told:
        found[one.store_id, one.lot.offer.item_id].append((one, pieces[one.pk]))
    return found


def sooner_doubts(matches: Sequence[Match], *, today: date) -> list[Doubt]:
    """Return a doubt for each match that would leave before something that ends sooner."""
    return [
        Doubt(
            "ENDS_LATER",
            _(
                "%(goods)s → %(to)s：%(store)s里 %(part)s 到期更早（%(sooner)s，可用 %(free)s），这里装的 %(later)s"
            )
            % {
                "goods": one.match.offer.what,
                "to": one.match.need.who or one.match.need.place or _("未写明单位"),
                "store": one.part.store,
                "part": one.part,
                "sooner": one.part.expires_on,
                "free": f"{one.free:,}",
                "later": _("%(day)s 到期") % {"day": one.held.expires_on}
                if one.held.expires_on
                else _("没有到期日"),
            },
        )
        for one in sooner_parts(matches, today=today)
    ]
