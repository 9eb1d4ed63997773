"""From fifteen levels, some of them missing, to an interval, the weakest domain, and the same under equal weights."""

from collections.abc import Mapping
from dataclasses import dataclass

from qiao.engines.readiness.instrument import EQUAL, HIGHEST, ITEMS, WEIGHTS, Domain

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Interval:
    """From the worst to the best that the missing levels leave possible; both ends the same where none is missing."""

    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        """Tell whether nothing is missing."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Readiness:
    """What one assessment says.

    Attributes
    ----------
    total, total_equal
        0 to 100, under the stated weights and under equal ones.
    domains
        0 to 4, in the order of `Domain`.
    weakest
        Every domain that may be the weakest one; one alone where nothing is missing and no two are level.
    answered
        Items with a level, of fifteen.
    """

    total: Interval
    total_equal: Interval
    domains: dict[Domain, Interval]
    weakest: tuple[Domain, ...]
    answered: int


def readiness(levels: Mapping[int, int | None]) -> Readiness:
    """Score an assessment.

    Parameters
    ----------
    levels
        Number of the item → level 0 to 4. An item that is absent or None is missing, not 0.

    Returns
    -------
    Readiness
        100 * sum of weight * mean of the domain's items / 4, as the interval from the worst to the best completion.

    Raises
    ------
    ValueError
        When a level lies outside 0 to 4.

    References
    ----------
    METHODS section 4 (Qiao-R15).
    """
    if any(level is not None and not 0 <= level <= HIGHEST for level in levels.values()):
        raise ValueError("levels are 0 to 4.")
    domains = {domain: _domain(domain, levels) for domain in Domain}
    bound = min(interval.high for interval in domains.values())
    return Readiness(
        total=_total(domains, WEIGHTS),
        total_equal=_total(domains, EQUAL),
        domains=domains,
        weakest=tuple(domain for domain, interval in domains.items() if interval.low <= bound),
        answered=sum(levels.get(item.number) is not None for item in ITEMS),
    )


def _domain(domain: Domain, levels: Mapping[int, int | None]) -> Interval:
    held = [levels.get(item.number) for item in ITEMS if item.domain is domain]
    low = sum(0 if level is None else level for level in held)
    high = sum(HIGHEST if level is None else level for level in held)
    return Interval(low / len(held), high / len(held))


def _total(domains: Mapping[Domain, Interval], weights: Mapping[Domain, float]) -> Interval:
    low, high = (
        round(sum(weights[domain] * end for domain, end in ends) * HUNDRED / HIGHEST, 4)
        for ends in (
            [(domain, one.low) for domain, one in domains.items()],
            [(domain, one.high) for domain, one in domains.items()],
        )
    )
    return Interval(low, high)
