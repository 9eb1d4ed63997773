"""The goods that rules share out in hindsight, and the demands at either end of what is known of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from qiao.engines.allocation import Demand, Supply
from qiao.relief.hindsight.handed import HandedOut


@dataclass(frozen=True)
class Goods:
    """Pieces of one item in one place: at least ``low``, at most ``high``; fields as for `Supply`."""

    item: str
    low: int
    high: int
    earmark_recipient: str | None = None
    place: str | None = None
    longitude: float | None = None
    latitude: float | None = None

    def supply(self, *, at_most: bool) -> Supply:
        """Return the goods as the engine takes them, at their upper or their lower end."""
        return Supply(
            id="|".join(str(part or "") for part in (self.item, self.place, self.earmark_recipient)),
            item=self.item,
            quantity=self.high if at_most else self.low,
            place=self.place,
            longitude=self.longitude,
            latitude=self.latitude,
            earmark_recipient=self.earmark_recipient,
        )


def goods_of(handed: Iterable[HandedOut]) -> list[Goods]:
    """Return the same goods that were handed out, put together again as they lay before."""
    kinds: dict[tuple[str, ...], list[HandedOut]] = defaultdict(list)
    for one in handed:
        earmark = one.recipient or f"earmarked:{one.id}" if one.is_earmarked else ""
        kinds[one.item, one.place or "", earmark].append(one)
    return [
        Goods(
            item,
            sum(one.low for one in lines),
            sum(one.high for one in lines),
            earmark or None,
            place or None,
            lines[0].longitude,
            lines[0].latitude,
        )
        for (item, place, earmark), lines in sorted(kinds.items())
    ]


def as_asked(demand: Demand, *, at_most: bool) -> Demand:
    """Return the demand with one number where it has an interval: its lower or its upper end.

    A range ends at its bounds, an estimate at its interval; a demand nobody can put a number on stays open.
    """
    if demand.quantity_kind == "NONE" or demand.is_open:
        return demand
    low = high = demand.firm
    if demand.quantity_kind == "RANGE" and demand.estimate is None:
        low = demand.quantity if demand.quantity is not None else 0
        high = demand.quantity_max if demand.quantity_max is not None else low
    elif demand.quantity_kind != "EXACT":
        low = demand.estimate_low if demand.estimate_low is not None else demand.firm
        high = demand.estimate_high if demand.estimate_high is not None else demand.firm
    return replace(
        demand,
        quantity=high if at_most else low,
        quantity_kind="EXACT",
        quantity_max=None,
        estimate=None,
        estimate_low=None,
        estimate_high=None,
    )
