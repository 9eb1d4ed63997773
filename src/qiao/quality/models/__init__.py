"""What recipients say of the help they got, and what becomes of a complaint."""

from qiao.quality.models.complaint import SENSITIVE, Complaint, FocalPoint
from qiao.quality.models.feedback import Feedback

__all__ = ["SENSITIVE", "Complaint", "Feedback", "FocalPoint"]
