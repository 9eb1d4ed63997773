"""Roads of a crisis: the newest table that was uploaded, and how its cells are read as places."""

from collections.abc import Sequence

from qiao.engines.routing import Road, RoadTable, RowRefused, read_roads
from qiao.registry.gazetteer import Gazetteer, national_gazetteer
from qiao.registry.models import Crisis
from qiao.relief.models import RoadList

CODE_LENGTH = 6


def newest_roads(crisis: Crisis) -> RoadList | None:
    """Return the table of roads that counts, if any was uploaded."""
    found: RoadList | None = (
        RoadList.objects.filter(crisis=crisis).order_by("-saved_at", "-created_at").first()
    )
    return found


def table_of(kept: RoadList) -> RoadTable:
    """Return a kept table as the engine takes it."""
    roads = {(here, there): Road(km, minutes) for here, there, km, minutes in kept.roads}
    return RoadTable(roads, tuple(refusals_of(kept)))


def refusals_of(kept: RoadList) -> Sequence[RowRefused]:
    """Return the rows of a kept table that were not understood."""
    return [RowRefused(row, code, cell) for row, code, cell in kept.refused]


def read_table(text: str) -> RoadTable:
    """Read an uploaded table; a place is told by its name or its six digits, and must mean one place alone."""
    known = national_gazetteer()
    return read_roads(text, lambda cell: _place(cell, known))


def _place(cell: str, known: Gazetteer) -> str | None:
    if len(cell) == CODE_LENGTH and cell.isdecimal() and cell.isascii():
        return cell if known.by_code(cell) else None
    found = known.by_name(cell) if cell else []
    return found[0].place.code if len(found) == 1 else None
