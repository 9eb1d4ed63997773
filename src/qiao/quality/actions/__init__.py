"""What can be done with feedback and complaints."""

from qiao.quality.actions.exporting import export_quality
from qiao.quality.actions.handling import (
    Read,
    answer_complaint,
    assign_complaint,
    close_complaint,
    end_focal_point,
    exclude_person,
    name_focal_point,
    open_complaint,
    read_complaint,
    restrict_complaint,
    share_answer,
)
from qiao.quality.actions.telling import (
    Told,
    add_words,
    code_of,
    erase_feedback,
    find_feedback,
    note_feedback,
    reveal_feedback,
    tell_feedback,
)

__all__ = [
    "Read",
    "Told",
    "add_words",
    "answer_complaint",
    "assign_complaint",
    "close_complaint",
    "code_of",
    "end_focal_point",
    "erase_feedback",
    "exclude_person",
    "export_quality",
    "find_feedback",
    "name_focal_point",
    "note_feedback",
    "open_complaint",
    "read_complaint",
    "restrict_complaint",
    "reveal_feedback",
    "share_answer",
    "tell_feedback",
]
