"""What is asked of a person at the desk of advocacy."""

from qiao.advocacy.forms.digest import BriefForm
from qiao.advocacy.forms.evidence import DropForm, EvidenceForm, FreezeForm, QuoteForm, SearchForm, StanceForm
from qiao.advocacy.forms.filing import FilingForm
from qiao.advocacy.forms.outcome import OutcomeForm
from qiao.advocacy.forms.proposal import ItemForm, ProposalForm
from qiao.advocacy.forms.work import ContributionForm, CoSignForm, MergeForm, RemarkForm, SplitForm

__all__ = [
    "BriefForm",
    "CoSignForm",
    "ContributionForm",
    "DropForm",
    "EvidenceForm",
    "FilingForm",
    "FreezeForm",
    "ItemForm",
    "MergeForm",
    "OutcomeForm",
    "ProposalForm",
    "QuoteForm",
    "RemarkForm",
    "SearchForm",
    "SplitForm",
    "StanceForm",
]
