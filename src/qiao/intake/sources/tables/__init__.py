"""Official tables as they are published: opened within bounds, cut into blocks, columns guessed, rows read.

Nothing here asks the database or the clock; what the registry knows is handed in as a `Catalogue`.
"""

from qiao.batch.grids import Grid, open_tables
from qiao.intake.sources.tables.columns import Role, guess_roles, signature
from qiao.intake.sources.tables.plan import Catalogue, Direction, Plan, guess_direction
from qiao.intake.sources.tables.rows import Issue, Level, RowReading, VoiceReading, read_rows
from qiao.intake.sources.tables.shape import Block, RowKind, SourceRow, block_at, find_blocks

__all__ = [
    "Block",
    "Catalogue",
    "Direction",
    "Grid",
    "Issue",
    "Level",
    "Plan",
    "Role",
    "RowKind",
    "RowReading",
    "SourceRow",
    "VoiceReading",
    "block_at",
    "find_blocks",
    "guess_direction",
    "guess_roles",
    "open_tables",
    "read_rows",
    "signature",
]
