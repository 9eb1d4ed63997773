"""The readiness of a partner as an interval: what is unknown is not nought (METHODS 4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from qiao.registry.models.network import FULL_MARK

WEIGHTS = (20, 20, 20, 15, 25)
"""Weights of the five domains in hundredths, a stated judgement (METHODS 4)."""
NAMES = (
    _("会员与志愿者基础"),
    _("非限定收入与储备"),
    _("长期互信的资助方"),
    _("申请经验与专业人员"),
    _("利益相关者关系"),
)


@dataclass(frozen=True)
class Readiness:
    """A total from 0 to 100 as an interval from the worst to the best of what is unknown, and the weakest domain known."""

    low: float
    high: float
    known: int
    weakest: int | None

    @property
    def is_exact(self) -> bool:
        """Say whether all five domains are known."""
        return self.known == len(WEIGHTS)

    @property
    def shown(self) -> str:
        """Return the figure or the interval in whole points."""
        return f"{self.low:.0f}" if self.is_exact else f"{self.low:.0f}–{self.high:.0f}"

    @property
    def weakest_name(self) -> str:
        """Return the name of the weakest domain that is known."""
        return "" if self.weakest is None else str(NAMES[self.weakest])


def readiness_of(domains: Sequence[int | None]) -> Readiness:
    """Return the total of five domains in hundredths from 0 to 400, None where unknown."""
    low = sum(weight * (value or 0) for weight, value in zip(WEIGHTS, domains, strict=True)) / FULL_MARK
    open_weight = sum(weight for weight, value in zip(WEIGHTS, domains, strict=True) if value is None)
    known = [(value, number) for number, value in enumerate(domains) if value is not None]
    return Readiness(low, low + open_weight, len(known), min(known)[1] if known else None)
