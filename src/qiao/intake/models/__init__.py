"""What came in, what we understood of it, and what is known of each need and offer."""

from qiao.intake.models.answer import OfferAnswer
from qiao.intake.models.attachment import Attachment
from qiao.intake.models.closure import ClosureRound, HandOver, HearsayCheck, KindLife
from qiao.intake.models.desk import Turn
from qiao.intake.models.draft import DraftLine, DraftText, PasteDraft
from qiao.intake.models.field_form import Collector, FieldForm, FilledForm, FormMedia, FormVersion
from qiao.intake.models.form_result import FormResult
from qiao.intake.models.hook import Hook, HookDelivery
from qiao.intake.models.imports import ImportBatch, ImportFile, ImportMapping, ImportRow
from qiao.intake.models.repeats import Merge, Pair, RepeatKey, RepeatRecord
from qiao.intake.models.report import MaskedCopy, Reading, Report, ReportKey, ReportPhone, ReportReceipt
from qiao.intake.models.reporter import FollowUp, PublicSending, WrongReceiptCode
from qiao.intake.models.sheet import Alert, Refusal, SheetLine, SheetSource
from qiao.intake.models.telling import Telling
from qiao.intake.models.voice import Need, Note, Offer, Verification
from qiao.intake.models.warning import PublicWarning, WarnedPlace
from qiao.intake.models.warning_feed import WarningFeed

__all__ = [
    "Alert",
    "Attachment",
    "ClosureRound",
    "Collector",
    "DraftLine",
    "DraftText",
    "FieldForm",
    "FilledForm",
    "FollowUp",
    "FormMedia",
    "FormResult",
    "FormVersion",
    "HandOver",
    "HearsayCheck",
    "Hook",
    "HookDelivery",
    "ImportBatch",
    "ImportFile",
    "ImportMapping",
    "ImportRow",
    "KindLife",
    "MaskedCopy",
    "Merge",
    "Need",
    "Note",
    "Offer",
    "OfferAnswer",
    "Pair",
    "PasteDraft",
    "PublicSending",
    "PublicWarning",
    "Reading",
    "Refusal",
    "RepeatKey",
    "RepeatRecord",
    "Report",
    "ReportKey",
    "ReportPhone",
    "ReportReceipt",
    "SheetLine",
    "SheetSource",
    "Telling",
    "Turn",
    "Verification",
    "WarnedPlace",
    "WarningFeed",
    "WrongReceiptCode",
]
