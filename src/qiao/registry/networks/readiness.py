"""The readiness of a partner as an interval: what is unknown is not nought (METHODS 4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import lazy
from django.utils.translation import get_language

from qiao.engines.readiness import DOMAINS, Domain
from qiao.engines.readiness import WEIGHTS as WEIGHT_OF
from qiao.registry.models.network import FULL_MARK

POINTS = 100

WEIGHTS = tuple(WEIGHT_OF[one] for one in Domain)
"""Weights of the five domains, as the instrument states them."""


def _named(domain: Domain) -> str:
    name = DOMAINS[domain]
    return name.en if (get_language() or "").startswith("en") else name.zh


NAMES = tuple(lazy(_named, str)(one) for one in Domain)
"""Names of the five domains in the language of the page."""


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
    held = list(zip(WEIGHTS, domains, strict=True))
    low = POINTS * sum(weight * (value or 0) for weight, value in held) / FULL_MARK
    unknown = POINTS * sum(weight for weight, value in held if value is None)
    known = [(value, number) for number, value in enumerate(domains) if value is not None]
    weakest = min(known)[1] if known else None
    return Readiness(round(low, 2), round(low + unknown, 2), len(known), weakest)
