"""Platforms, what is handed to them, what comes from them, and what looks like ours."""

from qiao.exchange.models.foreign import ForeignRecord, Likeness
from qiao.exchange.models.platform import Issued, Passing, Platform, SharedCrisis

__all__ = ["ForeignRecord", "Issued", "Likeness", "Passing", "Platform", "SharedCrisis"]
