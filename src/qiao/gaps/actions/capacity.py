"""Counties and the organisations that can do it leave as a file."""

from collections.abc import Sequence

from qiao.accounts.roles import Actor
from qiao.gaps.files_capacity import capacity_file
from qiao.gaps.queries.capacity import CountyCapacity
from qiao.trail.recorded import detail, recorded


@recorded("capacity.export")
def export_capacity(_actor: Actor, rows: Sequence[CountyCapacity], *, form: str, area: str) -> bytes:
    """Return the counties of an area as a file, csv or xlsx; no person is in it."""
    detail(form=form, rows=len(rows), area=area)
    return capacity_file(rows, form)
