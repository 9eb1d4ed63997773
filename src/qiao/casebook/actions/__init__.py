"""What can be done in the case book."""

from qiao.casebook.actions.case import (
    add_fact,
    ground_of,
    leave_challenges_open,
    missing_parts,
    open_case_study,
    publish_case_study,
    redraw_case_study,
    write_case_study,
)
from qiao.casebook.actions.request import (
    ask_for_text,
    behind_link,
    code_of,
    export_requests,
    find_request,
    grant_text,
    open_text,
    refuse_text,
    request_text,
    token_of,
    withdraw_text,
)

__all__ = [
    "add_fact",
    "ask_for_text",
    "behind_link",
    "code_of",
    "export_requests",
    "find_request",
    "grant_text",
    "ground_of",
    "leave_challenges_open",
    "missing_parts",
    "open_case_study",
    "open_text",
    "publish_case_study",
    "redraw_case_study",
    "refuse_text",
    "request_text",
    "token_of",
    "withdraw_text",
    "write_case_study",
]
