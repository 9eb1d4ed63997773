"""What linkage answers: a kind, a probability and the reasons for it."""

from dataclasses import dataclass
from enum import StrEnum


class VerdictKind(StrEnum):
    """Same, the same with newer figures, asked for again later, different, a branch or department, or a question."""

    SAME = "SAME"
    DIFFERENT = "DIFFERENT"
    BRANCH = "BRANCH"
    UNSURE = "UNSURE"
    UPDATE = "UPDATE"
    AGAIN = "AGAIN"


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence, by code and in both languages; *weight* in bits, positive for sameness."""

    code: str
    chinese: str
    english: str
    weight: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """``probability`` (0 to 1) that both records mean the same; reasons in order of weight."""

    kind: VerdictKind
    probability: float
    reasons: tuple[Reason, ...]


SURE = 0.98
"""At or above: the same."""
POSSIBLE = 0.5
"""At or above, and below SURE: a person decides."""


def probability_of(bits: float) -> float:
    """Return the probability that *bits* of evidence (log2 odds) make."""
    return float(1 / (1 + 2.0**-bits))


def ordered(reasons: list[Reason]) -> tuple[Reason, ...]:
    """Return the reasons, the weightiest first."""
    return tuple(sorted(reasons, key=lambda reason: -abs(reason.weight)))
