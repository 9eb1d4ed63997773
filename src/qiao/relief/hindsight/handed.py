"""What was handed out, credited to the needs known at the hour: the recipient's own need for the thing first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qiao.engines.allocation import Demand


@dataclass(frozen=True)
class HandedOut:
    """Goods that went to somebody: at least ``low``, at most ``high`` pieces.

    Parameters
    ----------
    id
        Unique among them.
    item
        Code of the item.
    low, high
        Pieces, ``low`` at most ``high``.
    recipient
        Who got them, as demands name their recipient; None where it is nobody known.
    need
        Id of the demand they were sent for, where that is on record.
    is_earmarked
        Whether the donor had named the recipient: no rule may send them elsewhere.
    place, longitude, latitude
        Where they lay, as for `Supply`.
    """

    id: str
    item: str
    low: int
    high: int
    recipient: str | None = None
    need: str | None = None
    is_earmarked: bool = False
    place: str | None = None
    longitude: float | None = None
    latitude: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"handed out {self.id}: {self.low} to {self.high} pieces not understood.")


@dataclass(frozen=True)
class Credited:
    """Id of a demand → pieces it got; and the lines that went to nobody who is known to have asked for such a thing."""

    given: Mapping[str, int]
    outside: tuple[HandedOut, ...]


def credit(
    handed: Iterable[HandedOut],
    demands: Sequence[Demand],
    *,
    substitutes: Mapping[str, Sequence[str]],
    at_most: bool,
) -> Credited:
    """Credit what was handed out to demands.

    A line goes to the demand it was sent for; else to its recipient's demands for that item, else to those that accept
    it in place of theirs, the preferred first. Among several the urgent one is filled first; what is over goes to one
    of unknown quantity, else to the last: more may be handed out than was asked.

    Parameters
    ----------
    handed, demands
        In any order; ties go by id.
    substitutes
        Item asked → items accepted in its place, the preferred first.
    at_most
        Whether lines count their upper or their lower end.
    """
    given: dict[str, int] = defaultdict(int)
    outside = []
    by_id = {one.id: one for one in demands}
    of_recipient: dict[str, list[Demand]] = defaultdict(list)
    for one in sorted(demands, key=lambda one: (one.tier, one.id)):
        if one.recipient is not None and one.quantity_kind != "NONE":
            of_recipient[one.recipient].append(one)
    for line in sorted(handed, key=lambda one: one.id):
        asking = _asking(line, by_id, of_recipient, substitutes)
        if not asking:
            outside.append(line)
            continue
        left = line.high if at_most else line.low
        for one in asking:
            room = left if one.is_open else min(left, max(0, one.firm - given[one.id]))
            given[one.id] += room
            left -= room
        given[asking[-1].id] += left
    return Credited({key: pieces for key, pieces in given.items() if pieces}, tuple(outside))


def _asking(
    line: HandedOut,
    by_id: Mapping[str, Demand],
    of_recipient: Mapping[str, list[Demand]],
    substitutes: Mapping[str, Sequence[str]],
) -> list[Demand]:
    """Return the demands a line may be for, those of a known quantity before open ones."""
    if line.need is not None and line.need in by_id:
        return [by_id[line.need]]
    theirs = of_recipient.get(line.recipient or "", [])
    found = [one for one in theirs if one.item == line.item]
    if not found:
        ranked = [
            (substitutes[one.item].index(line.item), one)
            for one in theirs
            if line.item in substitutes.get(one.item, ())
        ]
        best = min((rank for rank, _one in ranked), default=None)
        found = [one for rank, one in ranked if rank == best]
    return sorted(found, key=lambda one: one.is_open)
