"""What social workers and supervisors type. What is personal is sealed as soon as it arrives."""

from qiao.care.forms.figures import FindingForm
from qiao.care.forms.files import ConsentForm, OpenForm, ReasonForm, SessionForm, TakeForm, TeamForm
from qiao.care.forms.groups import (
    CloseGroupForm,
    GroupForm,
    GroupSessionForm,
    JoinForm,
    LeaderForm,
)
from qiao.care.forms.referral import AnswerForm, DeclineForm, ReferralForm
from qiao.care.forms.work import (
    LEVELS,
    RISK_LABELS,
    SAFETY_LABELS,
    AdviceForm,
    AnswerRequestForm,
    ClosingForm,
    DecideClosingForm,
    GoalForm,
    RequestForm,
    RiskForm,
    SafetyForm,
)

__all__ = [
    "LEVELS",
    "RISK_LABELS",
    "SAFETY_LABELS",
    "AdviceForm",
    "AnswerForm",
    "AnswerRequestForm",
    "CloseGroupForm",
    "ClosingForm",
    "ConsentForm",
    "DecideClosingForm",
    "DeclineForm",
    "FindingForm",
    "GoalForm",
    "GroupForm",
    "GroupSessionForm",
    "JoinForm",
    "LeaderForm",
    "OpenForm",
    "ReasonForm",
    "ReferralForm",
    "RequestForm",
    "RiskForm",
    "SafetyForm",
    "SessionForm",
    "TakeForm",
    "TeamForm",
]
