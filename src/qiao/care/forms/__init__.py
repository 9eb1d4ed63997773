"""What social workers and supervisors type. What is personal is sealed as soon as it arrives."""

from qiao.care.forms.files import ConsentForm, OpenForm, ReasonForm, SessionForm, TakeForm, TeamForm
from qiao.care.forms.referral import AnswerForm, DeclineForm, ReferralForm

__all__ = [
    "AnswerForm",
    "ConsentForm",
    "DeclineForm",
    "OpenForm",
    "ReasonForm",
    "ReferralForm",
    "SessionForm",
    "TakeForm",
    "TeamForm",
]
