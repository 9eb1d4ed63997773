"""How much a finding can carry: a grade from what its records are, with the concerns that lower it."""

from qiao.engines.evidence.grade import (
    CONCERNS,
    Bundle,
    Concern,
    Grade,
    Level,
    Stance,
    Witness,
    grade_of,
)

__all__ = ["CONCERNS", "Bundle", "Concern", "Grade", "Level", "Stance", "Witness", "grade_of"]
