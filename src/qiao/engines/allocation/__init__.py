"""Needs x offers → a plan: who gets what from where, and why. Pure: no clock, no chance, no database."""

from qiao.engines.allocation.allocate import allocate
from qiao.engines.allocation.reasons import SHARE_CODES, UNMET_CODES, reason_en, reason_zh
from qiao.engines.allocation.rules import RULES, Rule
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
    "RULES",
    "SHARE_CODES",
    "UNMET_CODES",
    "Demand",
    "Fairness",
    "Leftover",
    "Plan",
    "QuantityKind",
    "Reason",
    "Rule",
    "Share",
    "Supply",
    "TierFill",
    "Unmet",
    "allocate",
    "reason_en",
    "reason_zh",
]
