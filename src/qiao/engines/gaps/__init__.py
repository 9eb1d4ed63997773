"""拾遗补缺: what the unified system misses. Several lists with reasons, never one score (METHODS 6)."""

from qiao.engines.gaps.figures import Comparison, ComparisonState, Figure, Reason, compare
from qiao.engines.gaps.find import (
    Finding,
    FindingKind,
    PlaceRecord,
    blind_spots,
    silent_places,
    unseen,
)
from qiao.engines.gaps.ranking import blind_ratios, excess_ranks
from qiao.engines.gaps.scan import Cluster, scan
from qiao.engines.gaps.statistics import ChapmanEstimate, chapman, poisson_llr, shrunk_ratio

__all__ = [
    "ChapmanEstimate",
    "Cluster",
    "Comparison",
    "ComparisonState",
    "Figure",
    "Finding",
    "FindingKind",
    "PlaceRecord",
    "Reason",
    "blind_ratios",
    "blind_spots",
    "chapman",
    "compare",
    "excess_ranks",
    "poisson_llr",
    "scan",
    "shrunk_ratio",
    "silent_places",
    "unseen",
]
