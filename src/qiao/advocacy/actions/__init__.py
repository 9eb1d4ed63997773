"""Evidence is bound, advice drafted, filed with departments, and what came of it recorded by clause."""

from qiao.advocacy.actions.arranging import merge_items, split_item, undo_rearrangement
from qiao.advocacy.actions.briefs import draft_brief
from qiao.advocacy.actions.evidence import (
    drop_record,
    judge_record,
    note_evidence,
    quote_record,
    restore_record,
    withdraw_quote,
)
from qiao.advocacy.actions.filing import file_proposal, note_filing
from qiao.advocacy.actions.joining import add_contribution, cosign, remark, settle_remark
from qiao.advocacy.actions.outcome import record_outcome
from qiao.advocacy.actions.proposal import (
    add_item,
    amend_item,
    department_called,
    draft_proposal,
    write_proposal,
)
from qiao.advocacy.frozen import hash_of

__all__ = [
    "add_contribution",
    "add_item",
    "amend_item",
    "cosign",
    "department_called",
    "draft_brief",
    "draft_proposal",
    "drop_record",
    "file_proposal",
    "hash_of",
    "judge_record",
    "merge_items",
    "note_evidence",
    "note_filing",
    "quote_record",
    "record_outcome",
    "remark",
    "restore_record",
    "settle_remark",
    "split_item",
    "undo_rearrangement",
    "withdraw_quote",
    "write_proposal",
]
