"""What can be done with case files. Every read is in the trail before a word of it is shown."""

from qiao.care.actions.files import (
    LEAST_REASON,
    Note,
    Opened,
    Opening,
    add_session,
    open_file,
    open_notes,
    read_file,
    record_consent,
    withdraw_consent,
)
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
from qiao.care.actions.taking import take_request

__all__ = [
    "LEAST_REASON",
    "Letter",
    "Note",
    "Opened",
    "Opening",
    "accept_referral",
    "add_session",
    "ask_referral",
    "decline_referral",
    "note_answer",
    "open_file",
    "open_notes",
    "read_file",
    "read_referral",
    "record_consent",
    "take_request",
    "withdraw_consent",
    "withdraw_referral",
    "write_letter",
]
