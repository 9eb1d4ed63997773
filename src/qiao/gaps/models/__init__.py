"""拾遗补缺: official figures beside our own, who would have told us, and what the unified system misses."""

from qiao.gaps.models.batch import FigureBatch, FigureMapping, FigureRow
from qiao.gaps.models.coverage import CoverageStatement, PlaceFact
from qiao.gaps.models.gap import (
    Boundary,
    Gap,
    GapDecision,
    GapSearch,
    GapSighting,
    GapTask,
    Grain,
    Naming,
)
from qiao.gaps.models.notification import Notification
from qiao.gaps.models.official import OfficialFigure
from qiao.gaps.models.presence import Presence

__all__ = [
    "Boundary",
    "CoverageStatement",
    "FigureBatch",
    "FigureMapping",
    "FigureRow",
    "Gap",
    "GapDecision",
    "GapSearch",
    "GapSighting",
    "GapTask",
    "Grain",
    "Naming",
    "Notification",
    "OfficialFigure",
    "PlaceFact",
    "Presence",
]
