"""Drills with what they showed, and peers that agreed to be set beside each other."""

from qiao.preparing.models.drill import Drill, DrillNote, DrillTask
from qiao.preparing.models.peers import PeerMember, PeerSet

__all__ = ["Drill", "DrillNote", "DrillTask", "PeerMember", "PeerSet"]
