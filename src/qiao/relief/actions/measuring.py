"""What goods weigh and how large they are is told, and kept for the next lorry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.exceptions import QuantityInvalidError
from qiao.relief.models import Lot, Measure
from qiao.trail.recorded import detail, recorded


@dataclass(frozen=True, slots=True)
class Measured:
    """What so many pieces of a lot weigh and take up; None where that was not told."""

    lot: Lot
    pieces: int
    weight_g: int | None
    volume_ml: int | None


@recorded("measure.save")
def save_measures(actor: Actor, told: Sequence[Measured], *, told_at: datetime) -> list[Measure]:
    """Keep what was told of lots; each is a new record, and what was told before stays.

    Raises
    ------
    QuantityInvalidError
        When pieces, weight or volume are not above zero, or neither was told.
    """
    made = []
    for one in told:
        figures = [one.pieces, *(figure for figure in (one.weight_g, one.volume_ml) if figure is not None)]
        if min(figures) <= 0 or len(figures) == 1:
            raise QuantityInvalidError(field="重量体积", value=min(figures))
        item = one.lot.offer.item
        assert item is not None, "a lot is of a known item"
        made.append(
            Measure.objects.create(
                organization_id=actor.acts_for,
                item=item,
                unit=item.unit,
                lot=one.lot,
                pieces=one.pieces,
                weight_g=one.weight_g,
                volume_ml=one.volume_ml,
                told_at=told_at,
                told_by_id=actor.user_id,
            )
        )
    detail(lots=len(made))
    return made
