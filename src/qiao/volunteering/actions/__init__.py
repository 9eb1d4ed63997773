"""What can be done in volunteering."""

from qiao.volunteering.actions.certificates import amend_hours, issue_certificate, revoke_certificate
from qiao.volunteering.actions.enrolling import (
    Entry,
    amend_enrolment,
    confirm_enrolment,
    decline_enrolment,
    enter,
    enter_publicly,
    facts_of,
    forget_enrolments,
    leave_for_good,
    purposes_of,
    reveal_enrolment,
)
from qiao.volunteering.actions.hours import correct_hours, record_activity, record_hours, verify_hours
from qiao.volunteering.actions.presence import Came, check, take_presence
from qiao.volunteering.actions.rosters import TakenOver, take_over, tell_profile
from qiao.volunteering.actions.shifts import ShiftPlan, cancel_shift, open_shift
from qiao.volunteering.actions.skills import check_skill, tell_skill
from qiao.volunteering.actions.taking import (
    assign,
    leave_shift,
    move_up,
    own_person,
    person_behind,
    take_shift,
)

__all__ = [
    "Came",
    "Entry",
    "ShiftPlan",
    "TakenOver",
    "amend_enrolment",
    "amend_hours",
    "assign",
    "cancel_shift",
    "check",
    "check_skill",
    "confirm_enrolment",
    "correct_hours",
    "decline_enrolment",
    "enter",
    "enter_publicly",
    "facts_of",
    "forget_enrolments",
    "issue_certificate",
    "leave_for_good",
    "leave_shift",
    "move_up",
    "open_shift",
    "own_person",
    "person_behind",
    "purposes_of",
    "record_activity",
    "record_hours",
    "reveal_enrolment",
    "revoke_certificate",
    "take_over",
    "take_presence",
    "take_shift",
    "tell_profile",
    "tell_skill",
    "verify_hours",
]
