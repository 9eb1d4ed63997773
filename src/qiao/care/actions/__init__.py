"""What can be done with case files. Every read is in the trail before a word of it is shown."""

from qiao.care.actions.figures import decide_finding, release_figures, write_finding
from qiao.care.actions.files import (
    Note,
    Opened,
    Opening,
    add_session,
    open_file,
    read_file,
    record_consent,
    withdraw_consent,
)
from qiao.care.actions.keeping import Rotated, destroy_file, destroy_old_keys, rotate_keys
from qiao.care.actions.opening import LEAST_REASON, REVIEWED_WITHIN, open_notes, review_opening
from qiao.care.actions.referring import (
    Letter,
    accept_referral,
    ask_referral,
    decline_referral,
    note_answer,
    read_referral,
    withdraw_referral,
    write_letter,
)
from qiao.care.actions.rights import answer_request, note_request
from qiao.care.actions.taking import take_request
from qiao.care.actions.work import (
    ask_closing,
    decide_closing,
    end_goal,
    set_goal,
    write_entry,
    write_supervision,
)

__all__ = [
    "LEAST_REASON",
    "REVIEWED_WITHIN",
    "Letter",
    "Note",
    "Opened",
    "Opening",
    "Rotated",
    "accept_referral",
    "add_session",
    "answer_request",
    "ask_closing",
    "ask_referral",
    "decide_closing",
    "decide_finding",
    "decline_referral",
    "destroy_file",
    "destroy_old_keys",
    "end_goal",
    "note_answer",
    "note_request",
    "open_file",
    "open_notes",
    "read_file",
    "read_referral",
    "record_consent",
    "release_figures",
    "review_opening",
    "rotate_keys",
    "set_goal",
    "take_request",
    "withdraw_consent",
    "withdraw_referral",
    "write_entry",
    "write_finding",
    "write_letter",
    "write_supervision",
]
