"""Rates with what they stand on: how many were counted, how many could not be, and an interval."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

Z = 1.959964
"""The normal quantile of a two-sided interval of 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole with its interval.

    Attributes
    ----------
    part, whole
        Counts; `whole` is n.
    rate, low, high
        The share and its interval of 95 %, from 0 to 1; None where nothing was counted.

    """

    part: int
    whole: int
    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Clock:
    """Something with a term: when it was due and when it was done; None where there is none, or not yet."""

    due: datetime | None
    done: datetime | None


@dataclass(frozen=True, slots=True)
class OnTime:
    """How many were on time, and how many the rate says nothing about.

    Attributes
    ----------
    on_time, late
        Judged: done by the term; done after it, or still not done after it.
    running
        Not done, and the term is still to come.
    without_term
        Nobody said by when; neither on time nor late.
    share
        On time among those judged.
    missing
        The share of all that is without a term, from 0 to 1; None where there is nothing at all.

    """

    on_time: int
    late: int
    running: int
    without_term: int
    share: Share
    missing: float | None


def share(part: int, whole: int) -> Share:
    """Return a share with the interval of Wilson, which holds for few and for 0 or 100 % as well.

    Parameters
    ----------
    part, whole
        Counts, 0 ≤ part ≤ whole.

    Returns
    -------
    Share
        Without rate and interval where `whole` is 0.

    Raises
    ------
    ValueError
        When the part is negative or larger than the whole.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    """
    if not 0 <= part <= whole:
        message = "0 ≤ part ≤ whole"
        raise ValueError(message)
    if whole == 0:
        return Share(part, whole, None, None, None)
    rate, weight = part / whole, Z * Z / whole
    middle = (rate + weight / 2) / (1 + weight)
    half = Z * sqrt(rate * (1 - rate) / whole + weight / (4 * whole)) / (1 + weight)
    # Where none or all are counted the interval ends at the rate: the last digit of a float must not part them.
    return Share(part, whole, rate, max(0.0, min(rate, middle - half)), min(1.0, max(rate, middle + half)))


def on_time(clocks: Iterable[Clock], *, now: datetime) -> OnTime:
    """Return how many were done by their term.

    What is overdue and not done counts as late: else the worst delays would be left out of the rate. What has no
    term is told apart and never counted as on time.

    Parameters
    ----------
    clocks
        One for each thing promised; the order does not matter. A term that is met to the second is met.
    now
        The moment at which it is judged.

    Returns
    -------
    OnTime
        Counts, share and missing share.

    """
    met = late = running = without = 0
    for one in clocks:
        if one.due is None:
            without += 1
        elif one.done is not None and one.done <= one.due:
            met += 1
        elif one.done is not None or one.due < now:
            late += 1
        else:
            running += 1
    total = met + late + running + without
    return OnTime(met, late, running, without, share(met, met + late), without / total if total else None)
