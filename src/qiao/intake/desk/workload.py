"""How much somebody carries at the desk, and when to say: rest, hand over. Pure; the limits are ours, not measured.

DOMAIN 4.1: in 2020 those everybody went through slept three hours; shifts went from 8:00 to 3:00. A limit here asks,
it never locks anybody out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

PAUSE = timedelta(minutes=30)
"""So long without a call is a rest; what comes after is a new stretch."""
LONG_STRETCH = timedelta(hours=3)
LONG_DAY = timedelta(hours=8)
MANY_CALLS = 60
MANY_HARD = 8
MANY_DAYS = 6
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Call:
    """One entry that somebody dealt with: when, and whether it was a hard one (life in danger)."""

    at: datetime
    is_hard: bool = False


@dataclass(frozen=True)
class Workload:
    """What somebody has carried, and the reasons why they should rest."""

    today: int
    week: int
    hard_today: int
    days: int
    first_at: datetime | None
    last_at: datetime | None
    stretch: timedelta
    since_first: timedelta
    reasons: tuple[str, ...]

    @property
    def is_tired(self) -> bool:
        """Say whether it is time to rest."""
        return bool(self.reasons)

    @property
    def hours(self) -> float:
        """Return the hours since the first call of the day."""
        return round(self.since_first.total_seconds() / 3600, 1)


def workload(calls: Iterable[Call], *, midnight: datetime, now: datetime) -> Workload:
    """Return what somebody has carried in the week before `now`; `midnight` begins the day where they are."""
    ordered = sorted((one for one in calls if now - WEEK < one.at <= now), key=lambda one: one.at)
    today = [one for one in ordered if one.at >= midnight]
    first = today[0].at if today else None
    last = ordered[-1].at if ordered else None
    stretch = _stretch([one.at for one in ordered], now)
    since_first = (last - first) if first and last else timedelta(0)
    hard = sum(one.is_hard for one in today)
    days = len({(midnight - one.at).days if one.at < midnight else -1 for one in ordered})
    reasons = [
        code
        for code, is_so in (
            ("stretch", stretch >= LONG_STRETCH),
            ("day", since_first >= LONG_DAY),
            ("calls", len(today) >= MANY_CALLS),
            ("hard", hard >= MANY_HARD),
            ("days", days >= MANY_DAYS and bool(today)),
        )
        if is_so
    ]
    return Workload(len(today), len(ordered), hard, days, first, last, stretch, since_first, tuple(reasons))


def _stretch(moments: list[datetime], now: datetime) -> timedelta:
    """Return for how long somebody has been calling without a rest; none where they rest now."""
    if not moments or now - moments[-1] >= PAUSE:
        return timedelta(0)
    begin = moments[-1]
    for earlier in reversed(moments):
        if begin - earlier >= PAUSE:
            break
        begin = earlier
    return now - begin
