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
    keep_capacities,
    leave_for_good,
    purposes_of,
    reveal_enrolment,
)
from qiao.volunteering.actions.handing_out import export_answers, export_members, export_shifts
from qiao.volunteering.actions.handover import note_opened, take_note, write_note
from qiao.volunteering.actions.hours import correct_hours, record_activity, record_hours, verify_hours
from qiao.volunteering.actions.members import (
    Asked,
    Reply,
    make_offer,
    make_place,
    save_segment,
    send_call,
    take_reply,
)
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
    "Asked",
    "Came",
    "Entry",
    "Reply",
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
    "export_answers",
    "export_members",
    "export_shifts",
    "facts_of",
    "forget_enrolments",
    "issue_certificate",
    "keep_capacities",
    "leave_for_good",
    "leave_shift",
    "make_offer",
    "make_place",
    "move_up",
    "note_opened",
    "open_shift",
    "own_person",
    "person_behind",
    "purposes_of",
    "record_activity",
    "record_hours",
    "reveal_enrolment",
    "revoke_certificate",
    "save_segment",
    "send_call",
    "take_note",
    "take_over",
    "take_presence",
    "take_reply",
    "take_shift",
    "tell_profile",
    "tell_skill",
    "verify_hours",
    "write_note",
]
