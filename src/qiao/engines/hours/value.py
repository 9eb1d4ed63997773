"""Replacement cost of volunteer time in fen, low, middle and high, each with its method named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

MINUTES_AN_HOUR = 60
WHOLE_SHARE = 10_000
"""One hundred percent in basis points."""

_FEN = MINUTES_AN_HOUR * WHOLE_SHARE
"""Exact sums are kept in fen times this, so that no rounding depends on how records are grouped."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence for a person, in both languages."""

    zh: str
    en: str


METHODS: dict[str, Reason] = {
    "low": Reason("全部时间按当地小时最低工资计", "all time at the place's hourly minimum wage"),
    "mid": Reason("按各技能的替代成本计", "replacement cost at each skill's own rate"),
    "high": Reason("全部时间按当地一般平均工资计", "all time at the place's generalist average wage"),
}
"""What each figure means; a figure is never shown without it, for the method alone moves it by a factor of 2."""


@dataclass(frozen=True, slots=True)
class ServedTime:
    """Time one kind of work took at one place.

    Attributes
    ----------
    place, skill
        Keys of the wage set.
    minutes
        Zero or more.
    is_verified
        Whether who organised the work recorded and confirmed it; only verified time is valued.
    """

    place: str
    skill: str
    minutes: int
    is_verified: bool = True

    def __post_init__(self) -> None:
        if self.minutes < 0:
            raise ValueError("minutes < 0 not understood.")


@dataclass(frozen=True, slots=True)
class WageSet:
    """Hourly wages in fen, with the source they were taken from.

    Attributes
    ----------
    name, source, valid_from
        Shown with every figure.
    skill_fen
        Rate of (place, skill).
    generalist_fen
        Average rate of a place; also the fall-back for a skill without a rate of its own.
    minimum_fen
        Hourly minimum wage of a place.
    social_insurance_bp
        Add-on f to every rate, in basis points (1 % = 100). Default 0.
    """

    name: str
    source: str
    valid_from: date
    skill_fen: Mapping[tuple[str, str], int]
    generalist_fen: Mapping[str, int]
    minimum_fen: Mapping[str, int]
    social_insurance_bp: int = 0

    def __post_init__(self) -> None:
        rates = (*self.skill_fen.values(), *self.generalist_fen.values(), *self.minimum_fen.values())
        if self.social_insurance_bp < 0 or any(rate < 0 for rate in rates):
            raise ValueError("a rate < 0 is not understood.")


@dataclass(frozen=True, slots=True)
class Valuation:
    """What a body of time is worth; adds up exactly over any division of the records.

    Attributes
    ----------
    wages
        The wage set used.
    minutes
        Verified minutes, the ones valued.
    unverified_minutes
        Left out of every figure.
    fallback_minutes
        Valued at the generalist rate for want of a rate of their skill.
    unpriced_low_minutes, unpriced_mid_minutes, unpriced_high_minutes
        Verified minutes for which the method has no rate; while there are any its figure is None.
    """

    wages: WageSet
    minutes: int = 0
    unverified_minutes: int = 0
    fallback_minutes: int = 0
    unpriced_low_minutes: int = 0
    unpriced_mid_minutes: int = 0
    unpriced_high_minutes: int = 0
    low_exact: int = 0
    mid_exact: int = 0
    high_exact: int = 0

    @property
    def low_fen(self) -> int | None:
        """All time at the minimum wage, in fen, rounded down; None where a minimum is unknown."""
        return None if self.unpriced_low_minutes else self.low_exact // _FEN

    @property
    def mid_fen(self) -> int | None:
        """Specialist replacement cost, in fen, rounded down; None where a rate is unknown."""
        return None if self.unpriced_mid_minutes else self.mid_exact // _FEN

    @property
    def high_fen(self) -> int | None:
        """All time at the generalist average, in fen, rounded down; None where an average is unknown."""
        return None if self.unpriced_high_minutes else self.high_exact // _FEN

    @property
    def fallback_share(self) -> float:
        """Share of the valued time that fell back to the generalist rate, 0 to 1."""
        return self.fallback_minutes / self.minutes if self.minutes else 0.0

    @property
    def unverified_share(self) -> float:
        """Share of all time told that is not verified, 0 to 1."""
        told = self.minutes + self.unverified_minutes
        return self.unverified_minutes / told if told else 0.0

    @property
    def is_ordered(self) -> bool:
        """Whether low <= middle <= high where known; nothing guarantees it, and a page says so when not."""
        known = [fen for fen in (self.low_fen, self.mid_fen, self.high_fen) if fen is not None]
        return known == sorted(known)

    def __add__(self, other: "Valuation") -> "Valuation":
        if self.wages != other.wages:
            raise ValueError("valuations under different wage sets do not add up.")
        return Valuation(
            wages=self.wages,
            minutes=self.minutes + other.minutes,
            unverified_minutes=self.unverified_minutes + other.unverified_minutes,
            fallback_minutes=self.fallback_minutes + other.fallback_minutes,
            unpriced_low_minutes=self.unpriced_low_minutes + other.unpriced_low_minutes,
            unpriced_mid_minutes=self.unpriced_mid_minutes + other.unpriced_mid_minutes,
            unpriced_high_minutes=self.unpriced_high_minutes + other.unpriced_high_minutes,
            low_exact=self.low_exact + other.low_exact,
            mid_exact=self.mid_exact + other.mid_exact,
            high_exact=self.high_exact + other.high_exact,
        )


def value_of_time_fen(minutes: int, rate_fen_per_hour: int) -> int:
    """Return the value of volunteer time in fen (分), rounded down."""
    return minutes * rate_fen_per_hour // MINUTES_AN_HOUR


def _value_one(time: ServedTime, wages: WageSet) -> Valuation:
    if not time.is_verified:
        return Valuation(wages, unverified_minutes=time.minutes)
    low = wages.minimum_fen.get(time.place)
    high = wages.generalist_fen.get(time.place)
    own = wages.skill_fen.get((time.place, time.skill))
    mid = high if own is None else own
    weight = time.minutes * (WHOLE_SHARE + wages.social_insurance_bp)
    return Valuation(
        wages=wages,
        minutes=time.minutes,
        fallback_minutes=time.minutes if own is None and mid is not None else 0,
        unpriced_low_minutes=time.minutes if low is None else 0,
        unpriced_mid_minutes=time.minutes if mid is None else 0,
        unpriced_high_minutes=time.minutes if high is None else 0,
        low_exact=weight * (low or 0),
        mid_exact=weight * (mid or 0),
        high_exact=weight * (high or 0),
    )


def value(times: Iterable[ServedTime], wages: WageSet) -> Valuation:
    """Value volunteer time at replacement cost, by three methods side by side.

    Parameters
    ----------
    times
        Served time in minutes, in any order and division.
    wages
        Hourly rates in fen. A wage that is not known is left out of the set, never guessed.

    Returns
    -------
    Valuation
        `low_fen`, `mid_fen`, `high_fen` as explained in `METHODS`; V = sum of hours x wage x (1 + f).

    References
    ----------
    Salamon, L. M., Sokolowski, S. W. and Haddock, M. A. (2011). Measuring the economic value of volunteer work
    globally. Annals of Public and Cooperative Economics 82(3), 217-252; ILO Manual on the Measurement of
    Volunteer Work (2011). Volunteers stay unpaid (志愿服务条例 arts 2, 21, 37).
    """
    total = Valuation(wages)
    for time in times:
        total += _value_one(time, wages)
    return total
