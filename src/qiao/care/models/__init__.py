"""Case files in confidence and what hangs on them."""

from qiao.care.models.files import CareFile, CareSession, Consent, NoteOpening
from qiao.care.models.referral import Referral
from qiao.care.models.work import CareClosing, CareEntry, CareGoal, RightsRequest

__all__ = [
    "CareClosing",
    "CareEntry",
    "CareFile",
    "CareGoal",
    "CareSession",
    "Consent",
    "NoteOpening",
    "Referral",
    "RightsRequest",
]
