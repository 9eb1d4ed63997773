"""拾遗补缺: what the unified system misses. Several lists with reasons, never one score (METHODS 6)."""

from qiao.engines.gaps.blind import blind_spots
from qiao.engines.gaps.coverage import Coverage, CoverageBasis, coverage_of, source_diversity, spread
from qiao.engines.gaps.excess import excess_need
from qiao.engines.gaps.figures import Comparison, ComparisonState, Figure, Reason, compare
from qiao.engines.gaps.find import gap_lists, unseen
from qiao.engines.gaps.intervals import poisson_interval, ratio_interval
from qiao.engines.gaps.kinds import Example, KindAxis, NewKind, Voice, new_kinds
from qiao.engines.gaps.matched import measured_coverage
from qiao.engines.gaps.ranking import blind_ranks, excess_ranks
from qiao.engines.gaps.records import (
    Action,
    Finding,
    FindingKind,
    GapLists,
    Member,
    PlaceRecord,
    Unjudged,
)
from qiao.engines.gaps.scan import Cluster, scan
from qiao.engines.gaps.silence import silent_places
from qiao.engines.gaps.statistics import ChapmanEstimate, chapman, poisson_llr, shrunk_ratio
from qiao.engines.gaps.stopped import HeardLine, Stop, StoppedVoice, stopped_voices

__all__ = [
    "Action",
    "ChapmanEstimate",
    "Cluster",
    "Comparison",
    "ComparisonState",
    "Coverage",
    "CoverageBasis",
    "Example",
    "Figure",
    "Finding",
    "FindingKind",
    "GapLists",
    "HeardLine",
    "KindAxis",
    "Member",
    "NewKind",
    "PlaceRecord",
    "Reason",
    "Stop",
    "StoppedVoice",
    "Unjudged",
    "Voice",
    "blind_ranks",
    "blind_spots",
    "chapman",
    "compare",
    "coverage_of",
    "excess_need",
    "excess_ranks",
    "gap_lists",
    "measured_coverage",
    "new_kinds",
    "poisson_interval",
    "poisson_llr",
    "ratio_interval",
    "scan",
    "shrunk_ratio",
    "silent_places",
    "source_diversity",
    "spread",
    "stopped_voices",
    "unseen",
]
