"""What volunteers' time is worth: three methods side by side, never a claim, never in the donation ledger."""

from qiao.engines.hours.value import (
    METHODS,
    Reason,
    ServedTime,
    Valuation,
    WageSet,
    value,
    value_of_time_fen,
)

__all__ = [
    "METHODS",
    "Reason",
    "ServedTime",
    "Valuation",
    "WageSet",
    "value",
    "value_of_time_fen",
]
