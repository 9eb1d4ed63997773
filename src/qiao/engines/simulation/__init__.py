"""Invented crises with the dirt of real ones, and the truth beside them. All of it is 示例数据."""

from qiao.engines.simulation.chat import ChatLine, SimulatedChat, simulate_group_chat
from qiao.engines.simulation.crisis import simulate_crisis
from qiao.engines.simulation.examples import EXAMPLE_ITEMS, EXAMPLE_PLACES
from qiao.engines.simulation.records import (
    LABEL,
    Hazard,
    ItemRow,
    PlaceRow,
    SheetVersion,
    SimulatedCrisis,
    SimulatedSheet,
    SyntheticMessage,
    SyntheticOffer,
    SyntheticOrganization,
    SyntheticPerson,
    TrueItem,
    Truth,
)
from qiao.engines.simulation.sheet import simulate_sheet_history

__all__ = [
    "EXAMPLE_ITEMS",
    "EXAMPLE_PLACES",
    "LABEL",
    "ChatLine",
    "Hazard",
    "ItemRow",
    "PlaceRow",
    "SheetVersion",
    "SimulatedChat",
    "SimulatedCrisis",
    "SimulatedSheet",
    "SyntheticMessage",
    "SyntheticOffer",
    "SyntheticOrganization",
    "SyntheticPerson",
    "TrueItem",
    "Truth",
    "simulate_crisis",
    "simulate_group_chat",
    "simulate_sheet_history",
]
