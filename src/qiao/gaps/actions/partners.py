"""Handing out partnerships and obstacles; the rows are counted in the trail."""

from collections.abc import Sequence
from datetime import date

from qiao.accounts.roles import Actor
from qiao.gaps.files_partners import obstacle_file, partner_file
from qiao.registry.models import Crisis, Obstacle, Partnership
from qiao.trail.recorded import detail, recorded


@recorded("partnership.export")
def export_partners(_actor: Actor, crisis: Crisis, rows: Sequence[Partnership], *, form: str) -> bytes:
    """Return partnerships as a file, csv or xlsx."""
    detail(crisis=crisis.slug, form=form, rows=len(rows))
    return partner_file(rows, form)


@recorded("obstacle.export")
def export_obstacles(
    _actor: Actor, crisis: Crisis, rows: Sequence[Obstacle], *, form: str, today: date
) -> bytes:
    """Return obstacles as a file, csv or xlsx."""
    detail(crisis=crisis.slug, form=form, rows=len(rows))
    return obstacle_file(rows, form, today=today)
