"""Tables of others as they are published: what their columns mean to the gaps desk, and what a row states.

Files, blocks and cells are read by `intake/sources/tables`; nothing here asks the database or the clock.
"""

from qiao.gaps.tables.columns import SEVERAL, Column, Content, guess_columns
from qiao.gaps.tables.plan import FigurePlan
from qiao.gaps.tables.reading import RowVerdict, read_table
from qiao.gaps.tables.stated import Stated, StatedFact, StatedFigure, StatedPresence

__all__ = [
    "SEVERAL",
    "Column",
    "Content",
    "FigurePlan",
    "RowVerdict",
    "Stated",
    "StatedFact",
    "StatedFigure",
    "StatedPresence",
    "guess_columns",
    "read_table",
]
