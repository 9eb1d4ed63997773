"""Handing out who does what where: a file with HXL tags, its rows counted in the trail."""

from collections.abc import Sequence

from qiao.accounts.roles import Actor
from qiao.gaps.files_presence import presence_file
from qiao.gaps.queries.presence import Work
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded


@recorded("presence.export")
def export_presence(_actor: Actor, crisis: Crisis, rows: Sequence[Work], *, form: str) -> bytes:
    """Return the grid as a file: csv, xlsx, or hxl (CSV with a row of tags)."""
    detail(crisis=crisis.slug, form=form, rows=len(rows))
    return presence_file(rows, form)
