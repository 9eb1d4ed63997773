"""How much somebody carries in shifts, and when to say: rest. Pure; a limit here asks, it never locks anybody out.

Volunteers are not employed; the limits are the ceilings that law sets for those who are: 40 hours a week and a day
off in seven (劳动法 36, 38; 国务院关于职工工作时间的规定 3), 11 hours of rest between two days' work (Directive
2003/88/EC art. 3, as Chinese law names none).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

MOST_A_WEEK = 40 * 60
"""Minutes in seven days."""
MOST_A_MONTH = 4 * MOST_A_WEEK
"""Minutes in 28 days."""
REST = timedelta(hours=11)
DAYS_IN_A_ROW = 6
WEEK, MONTH = timedelta(days=7), timedelta(days=28)
MANY_OPEN = 8
"""So much open work in one pair of hands is looked at."""
LARGE_SHARE = 0.4
"""So large a share of all open work hangs on one person."""


@dataclass(frozen=True)
class Load:
    """Minutes served in 7 and 28 days, the shortest rest between shifts, days in a row, and why to rest."""

    week: int
    month: int
    shortest_rest: timedelta | None
    days_in_row: int
    reasons: tuple[str, ...]


def load(
    served: Iterable[tuple[date, int]], shifts: Iterable[tuple[datetime, datetime]], *, today: date
) -> Load:
    """Return what somebody carries.

    Parameters
    ----------
    served
        Days and minutes served, in any order.
    shifts
        Begin and end of the shifts held, past and to come, in any order, in the clock of the office.
    today
        The day from which the weeks count back; what is later is not counted.
    """
    told = [(day, minutes) for day, minutes in served if day <= today]
    week = sum(minutes for day, minutes in told if day > today - WEEK)
    month = sum(minutes for day, minutes in told if day > today - MONTH)
    spans = sorted(shifts)
    rests = [later[0] - earlier[1] for earlier, later in pairwise(spans) if later[0] > earlier[1]]
    shortest = min(rests, default=None)
    in_row = longest_row({begins.date() for begins, _ends in spans} | {day for day, _minutes in told})
    reasons = [
        code
        for code, is_so in (
            ("week", week >= MOST_A_WEEK),
            ("month", month >= MOST_A_MONTH),
            ("rest", shortest is not None and shortest < REST),
            ("row", in_row >= DAYS_IN_A_ROW),
        )
        if is_so
    ]
    return Load(week, month, shortest, in_row, tuple(reasons))


def longest_row(days: Iterable[date]) -> int:
    """Return how many days follow one another at most."""
    longest = length = 0
    before: date | None = None
    for day in sorted(set(days)):
        length = length + 1 if before is not None and day - before == timedelta(days=1) else 1
        longest, before = max(longest, length), day
    return longest


def hangs_on(counts: Sequence[int], mine: int) -> bool:
    """Say whether too much open work hangs on one person: much of it, and a large share of all."""
    total = sum(counts)
    return mine >= MANY_OPEN and mine >= LARGE_SHARE * total
