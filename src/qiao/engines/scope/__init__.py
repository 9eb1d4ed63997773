"""What fits us: needs inside an organisation's registered scope, places, skills and means, with reasons (S18, S24)."""

from qiao.engines.scope.fitting import (
    Answer,
    Aspect,
    Doer,
    Finding,
    Fit,
    Needed,
    Said,
    Standing,
    competent,
    fit,
)
from qiao.engines.scope.kinds import KIND_NAMES, Kind, kinds_of, skill_of
from qiao.engines.scope.reading import Clause, read_scope

__all__ = [
    "KIND_NAMES",
    "Answer",
    "Aspect",
    "Clause",
    "Doer",
    "Finding",
    "Fit",
    "Kind",
    "Needed",
    "Said",
    "Standing",
    "competent",
    "fit",
    "kinds_of",
    "read_scope",
    "skill_of",
]
