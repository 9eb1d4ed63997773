"""What can be done at this desk."""

from qiao.preparing.actions.drills import act_on_drill, export_drill, finish_drill, hold_drill, note_drill
from qiao.preparing.actions.fit import export_fit
from qiao.preparing.actions.peers import agree_to_peers, found_peers, invite_peer, leave_peers

__all__ = [
    "act_on_drill",
    "agree_to_peers",
    "export_drill",
    "export_fit",
    "finish_drill",
    "found_peers",
    "hold_drill",
    "invite_peer",
    "leave_peers",
    "note_drill",
]
