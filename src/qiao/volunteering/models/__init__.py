"""Volunteers' work: activities, shifts, who takes them, who was there, and hours."""

from qiao.volunteering.models.activity import Activity
from qiao.volunteering.models.certificate import Certificate, HourCorrection
from qiao.volunteering.models.enrolment import Enrolment, PurposeConsent
from qiao.volunteering.models.handover import HandOverNote
from qiao.volunteering.models.hours import HourRecord
from qiao.volunteering.models.member import Capacity, HelpAnswer, HelpCall, Means, Segment
from qiao.volunteering.models.profile import VolunteerProfile
from qiao.volunteering.models.shift import Assignment, Presence, Shift
from qiao.volunteering.models.skill import VolunteerSkill

__all__ = [
    "Activity",
    "Assignment",
    "Capacity",
    "Certificate",
    "Enrolment",
    "HandOverNote",
    "HelpAnswer",
    "HelpCall",
    "HourCorrection",
    "HourRecord",
    "Means",
    "Presence",
    "PurposeConsent",
    "Segment",
    "Shift",
    "VolunteerProfile",
    "VolunteerSkill",
]
