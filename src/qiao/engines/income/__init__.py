"""Income structure: values side by side, never one coloured score (METHODS 3)."""

from qiao.engines.income.concentration import Concentration, concentration
from qiao.engines.income.structure import (
    STREAMS,
    Accounts,
    IncomeLine,
    Shock,
    Stream,
    Structure,
    after_losing,
    renewal_cliff,
    shocks,
    split_funders,
    structure,
)

__all__ = [
    "STREAMS",
    "Accounts",
    "Concentration",
    "IncomeLine",
    "Shock",
    "Stream",
    "Structure",
    "after_losing",
    "concentration",
    "renewal_cliff",
    "shocks",
    "split_funders",
    "structure",
]
