"""Rosters: who serves in which shift, by skill, free time, way, rest and fairness; with reasons and a proven bound."""

from qiao.engines.roster.draw import draw
from qiao.engines.roster.problem import Duty, Empty, Reason, Roster, Rules, ShiftAsked, Volunteer

__all__ = ["Duty", "Empty", "Reason", "Roster", "Rules", "ShiftAsked", "Volunteer", "draw"]
