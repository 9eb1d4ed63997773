"""Needs x offers → a plan: who gets what from where, and why. Pure: no clock, no chance, no database."""

from qiao.engines.allocation.allocate import allocate
from qiao.engines.allocation.frontier import FLOORS, Outcome, outcomes
from qiao.engines.allocation.reasons import (
    SHARE_CODES,
    UNMET_CODES,
    reason_en,
    reason_zh,
    rule_en,
    rule_zh,
)
from qiao.engines.allocation.rules import DEFAULT_FLOOR, RULES, Rule
from qiao.engines.allocation.values import (
    Demand,
    Fairness,
    Leftover,
    Plan,
    QuantityKind,
    Reason,
    Share,
    Supply,
    TierFill,
    Unmet,
)

__all__ = [
    "DEFAULT_FLOOR",
    "FLOORS",
    "RULES",
    "SHARE_CODES",
    "UNMET_CODES",
    "Demand",
    "Fairness",
    "Leftover",
    "Outcome",
    "Plan",
    "QuantityKind",
    "Reason",
    "Rule",
    "Share",
    "Supply",
    "TierFill",
    "Unmet",
    "allocate",
    "outcomes",
    "reason_en",
    "reason_zh",
    "rule_en",
    "rule_zh",
]
