"""Case files in confidence and what hangs on them."""

from qiao.care.models.files import CareFile, CareSession, Consent, NoteOpening
from qiao.care.models.referral import Referral

__all__ = ["CareFile", "CareSession", "Consent", "NoteOpening", "Referral"]
