"""What goods weigh and how large they are: as told of their lot, else of another lot of the item, else unknown."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qiao.relief.models import Lot, Match, Measure

G_A_KG = 1_000
ML_A_M3 = 1_000_000


@dataclass(frozen=True, slots=True)
class Load:
    """Grams and millilitres, rounded up; None where nobody told."""

    weight_g: int | None
    volume_ml: int | None

    @property
    def kg(self) -> float | None:
        return in_kg(self.weight_g)

    @property
    def m3(self) -> float | None:
        return in_m3(self.volume_ml)


@dataclass(frozen=True, slots=True)
class Known:
    """The measure by which a lot is weighed, and the one of its volume; either may be of another lot of the item."""

    weight: Measure | None = None
    volume: Measure | None = None

    def load_of(self, pieces: int) -> Load:
        """Return what so many pieces weigh and take up."""
        return Load(
            None if self.weight is None else _whole(pieces, self.weight.weight_g, self.weight.pieces),
            None if self.volume is None else _whole(pieces, self.volume.volume_ml, self.volume.pieces),
        )

    def is_of(self, lot: Lot) -> bool:
        """Say whether what is known was told of this very lot."""
        told = [one for one in (self.weight, self.volume) if one is not None]
        return bool(told) and all(one.lot_id == lot.pk for one in told)


def in_kg(grams: int | None) -> float | None:
    """Return kilograms; None stays None."""
    return None if grams is None else grams / G_A_KG


def in_m3(millilitres: int | None) -> float | None:
    """Return cubic metres; None stays None."""
    return None if millilitres is None else millilitres / ML_A_M3


def _whole(pieces: int, figure: int | None, per: int) -> int:
    return -(-pieces * (figure or 0) // per)


def measures_of(lots: Iterable[Lot]) -> dict[uuid.UUID, Known]:
    """Return lot → what is known of it: what was told last of the lot itself, else last of its item in the same unit."""
    here = list(lots)
    items = {one.offer.item_id for one in here}
    rows = list(Measure.objects.filter(item__in=items).order_by("-told_at", "-created_at"))
    return {one.pk: Known(_newest(rows, one, "weight_g"), _newest(rows, one, "volume_ml")) for one in here}


def _newest(rows: Sequence[Measure], lot: Lot, field: str) -> Measure | None:
    item = lot.offer.item
    told = [one for one in rows if getattr(one, field) is not None]
    own = (one for one in told if one.lot_id == lot.pk)
    alike = (one for one in told if item and one.item_id == item.pk and one.unit == item.unit)
    return next(own, None) or next(alike, None)


def loads_of(matches: Sequence[Match]) -> dict[uuid.UUID, Load]:
    """Return match → what its goods weigh and take up."""
    known = measures_of({one.lot for one in matches})
    return {one.pk: known[one.lot_id].load_of(one.quantity) for one in matches}


def total(loads: Iterable[Load]) -> Load:
    """Return the sum; unknown where one of them is."""
    told = list(loads)
    return Load(_sum(one.weight_g for one in told), _sum(one.volume_ml for one in told))


def _sum(figures: Iterable[int | None]) -> int | None:
    told = list(figures)
    known = [one for one in told if one is not None]
    return sum(known) if len(known) == len(told) else None


def known_part(loads: Iterable[Load]) -> Load:
    """Return the sum of what is known: what is on board at least."""
    told = list(loads)
    return Load(sum(one.weight_g or 0 for one in told), sum(one.volume_ml or 0 for one in told))
