"""Case files in confidence and what hangs on them."""

from qiao.care.models.figures import CareFinding, CareRelease
from qiao.care.models.files import CareFile, CareSession, Consent, NoteOpening
from qiao.care.models.group import CareGroup, GroupMember, GroupSession
from qiao.care.models.referral import Referral
from qiao.care.models.work import CareClosing, CareEntry, CareGoal, RightsRequest

__all__ = [
    "CareClosing",
    "CareEntry",
    "CareFile",
    "CareFinding",
    "CareGoal",
    "CareGroup",
    "CareRelease",
    "CareSession",
    "Consent",
    "GroupMember",
    "GroupSession",
    "NoteOpening",
    "Referral",
    "RightsRequest",
]
