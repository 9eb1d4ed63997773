"""What can be done in volunteering."""

from qiao.volunteering.actions.certificates import amend_hours, issue_certificate, revoke_certificate
from qiao.volunteering.actions.hours import correct_hours, record_activity, record_hours, verify_hours
from qiao.volunteering.actions.presence import Came, check, take_presence
from qiao.volunteering.actions.rosters import TakenOver, take_over, tell_profile
from qiao.volunteering.actions.shifts import ShiftPlan, cancel_shift, open_shift
from qiao.volunteering.actions.skills import check_skill, tell_skill
from qiao.volunteering.actions.taking import assign, leave_shift, move_up, own_person, take_shift

__all__ = [
    "Came",
    "ShiftPlan",
    "TakenOver",
    "amend_hours",
    "assign",
    "cancel_shift",
    "check",
    "check_skill",
    "correct_hours",
    "issue_certificate",
    "leave_shift",
    "move_up",
    "open_shift",
    "own_person",
    "record_activity",
    "record_hours",
    "revoke_certificate",
    "take_over",
    "take_presence",
    "take_shift",
    "tell_profile",
    "tell_skill",
    "verify_hours",
]
