"""Figures of service quality leave as a file, and the trail says so."""

from collections.abc import Sequence
from typing import Any

from qiao.accounts.roles import Actor
from qiao.batch.tables import table_bytes
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded


@recorded("quality.export")
def export_quality(
    _actor: Actor, crisis: Crisis, heads: Sequence[str], lines: Sequence[Sequence[Any]], *, form: str
) -> bytes:
    """Return the figures as a file, csv or xlsx; small cells are hidden in the lines already."""
    detail(crisis=str(crisis.pk), form=form, rows=len(lines))
    return table_bytes(list(heads), lines, f".{form}")
