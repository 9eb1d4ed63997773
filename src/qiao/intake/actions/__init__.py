"""What can be done with voices: receive, understand, open, verify, close."""

from qiao.intake.actions.attach import Attached, Upload, attach, copy_of, reveal_attachment
from qiao.intake.actions.field_forms import (
    USE_NOTED_EVERY,
    FormFile,
    add_collector,
    add_form,
    close_form,
    map_form,
    mark_of_code,
    publish_form,
    renew_collector,
    revoke_collector,
)
from qiao.intake.actions.filled import Kept, actor_of_collector, receive_filled
from qiao.intake.actions.imports import HandedIn, Table, discard, hand_in, hand_in_again, load, try_out
from qiao.intake.actions.imports_undo import Undone, restore, undo
from qiao.intake.actions.moving import move_voice
from qiao.intake.actions.receive import Received, erase_report, receive_report, reveal_report
from qiao.intake.actions.reporter import (
    add_to_report,
    answer_for_voice,
    check_flood,
    correct_report,
    find_report,
    note_sending,
    withdraw_report,
)
from qiao.intake.actions.sheet_files import SheetFile, load_sheet_file
from qiao.intake.actions.tellings import Likeness, tell_again, undo_telling
from qiao.intake.actions.understand import Stated, Understood, detail_report, interpret_report, take_in
from qiao.intake.actions.voices import (
    amend_need,
    close_alert,
    close_need,
    expire_needs,
    open_need,
    open_offer,
    verify_need,
    verify_offer,
)

__all__ = [
    "USE_NOTED_EVERY",
    "Attached",
    "FormFile",
    "HandedIn",
    "Kept",
    "Likeness",
    "Received",
    "SheetFile",
    "Stated",
    "Table",
    "Understood",
    "Undone",
    "Upload",
    "actor_of_collector",
    "add_collector",
    "add_form",
    "add_to_report",
    "amend_need",
    "answer_for_voice",
    "attach",
    "check_flood",
    "close_alert",
    "close_form",
    "close_need",
    "copy_of",
    "correct_report",
    "detail_report",
    "discard",
    "erase_report",
    "expire_needs",
    "find_report",
    "hand_in",
    "hand_in_again",
    "interpret_report",
    "load",
    "load_sheet_file",
    "map_form",
    "mark_of_code",
    "move_voice",
    "note_sending",
    "open_need",
    "open_offer",
    "publish_form",
    "receive_filled",
    "receive_report",
    "renew_collector",
    "restore",
    "reveal_attachment",
    "reveal_report",
    "revoke_collector",
    "take_in",
    "tell_again",
    "try_out",
    "undo",
    "undo_telling",
    "verify_need",
    "verify_offer",
    "withdraw_report",
]
