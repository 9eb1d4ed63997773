"""Evidence → proposal → filing → outcome."""

from qiao.advocacy.models.cooperation import CooperationEffect, Reach
from qiao.advocacy.models.door import DepartmentAnswer, DepartmentLink
from qiao.advocacy.models.evidence import Evidence, EvidenceRecord, Quote
from qiao.advocacy.models.filing import Filing
from qiao.advocacy.models.measure import ClauseReading, Measure, MeasureClause
from qiao.advocacy.models.outcome import Outcome
from qiao.advocacy.models.proposal import Proposal, ProposalItem
from qiao.advocacy.models.work import Contribution, CoSignature, Rearrangement, Remark

__all__ = [
    "ClauseReading",
    "CoSignature",
    "Contribution",
    "CooperationEffect",
    "DepartmentAnswer",
    "DepartmentLink",
    "Evidence",
    "EvidenceRecord",
    "Filing",
    "Measure",
    "MeasureClause",
    "Outcome",
    "Proposal",
    "ProposalItem",
    "Quote",
    "Reach",
    "Rearrangement",
    "Remark",
]
