"""Handing out findings and the grid: counted in blocks, the rows noted in the trail."""

from qiao.accounts.roles import Actor
from qiao.gaps.files import findings_file, grid_file
from qiao.gaps.queries.findings import GapList
from qiao.gaps.queries.grid import ToldGrid, least_told, told_items
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded

FINDINGS, GRID = "findings", "grid"


def export_findings(actor: Actor, crisis: Crisis, lists: list[GapList]) -> bytes:
    """Return the findings as CSV."""
    rows = sum(len(each.lines) + len(each.gone) for each in lists)
    least = least_told(crisis)
    content = findings_file(lists, least=least, items=told_items(crisis, least=least))
    return _noted(actor, crisis, content, table=FINDINGS, rows=rows)


def export_grid(actor: Actor, crisis: Crisis, grid: ToldGrid) -> bytes:
    """Return the grid as CSV."""
    return _noted(actor, crisis, grid_file(grid), table=GRID, rows=len(grid.rows))


@recorded("gap.export")
def _noted(_actor: Actor, crisis: Crisis, content: bytes, *, table: str, rows: int) -> bytes:
    detail(crisis=crisis.slug, table=table, rows=rows)
    return content
