"""What government states is recorded, with date and source."""

from typing import Any

from qiao.accounts.roles import Actor
from qiao.gaps.models import OfficialFigure
from qiao.registry.models import Crisis, Item, Place, QuantityKind
from qiao.trail.recorded import detail, recorded


@recorded("official.record")
def record_official(
    actor: Actor, /, crisis: Crisis, *, place: Place, quantity: int | None = None, **stated: Any
) -> OfficialFigure:
    """Record a figure stated by government: its kind, item, date and source. None is unknown, never zero."""
    item: Item | None = stated.get("item")
    kind_of_quantity = {None: QuantityKind.UNKNOWN, 0: QuantityKind.NONE}.get(quantity, QuantityKind.EXACT)
    figure: OfficialFigure = OfficialFigure.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        place=place,
        quantity_kind=kind_of_quantity,
        quantity=quantity or None,
        unit=item.unit if item else "",
        **stated,
    )
    detail(kind=figure.kind, place=place.code, quantity=quantity)
    return figure
