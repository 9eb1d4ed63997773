"""Which entry deserves the next call: risk × age × reach, each with its reasons. Pure."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

RISK_OF_TIER = {1: 6.0, 2: 3.0, 3: 1.0}
FRAIL = frozenset({"MINORS", "ELDERLY", "DISABLED", "PREGNANT", "SICK"})
"""The groups of 突发事件应对法 art. 11, for whom waiting is more dangerous."""
FOR_THE_FRAIL = 1.5
STOCK_OUT = 2.0
SHORT_DAYS = 2
"""Supplies for so many days or fewer count as running out."""
YOUNGEST, OLDEST = 0.25, 4.0
EACH_DOUBLING = 0.5
MANY_PEOPLE = 50
PEOPLE_FACTOR = 1.5
SILENT_COUNTY = 1.5
WAS_PUBLIC = 1.25


@dataclass(frozen=True)
class Standing:
    """What is known of an entry that may be called."""

    told_or_checked_at: datetime
    life: timedelta
    tier: int = 3
    groups: Collection[str] = ()
    days_left: float | None = None
    tellings: int = 1
    people: int | None = None
    is_silent_place: bool = False
    was_public: bool = False


@dataclass(frozen=True)
class Factor:
    """One reason and by how much it counts."""

    code: str
    times: float
    value: float | None = None


@dataclass(frozen=True)
class Priority:
    """The three parts and what they are made of."""

    risk: float
    age: float
    reach: float
    reasons: tuple[Factor, ...]

    @property
    def score(self) -> float:
        """Return risk × age × reach."""
        return self.risk * self.age * self.reach


def prioritise(entry: Standing, *, now: datetime) -> Priority:
    """Return how much an entry deserves the next call, with every reason that moved it."""
    risks, reaches = _risks(entry), _reaches(entry)
    age = _age(entry, now)
    return Priority(
        risk=math.prod(one.times for one in risks),
        age=age.times,
        reach=math.prod(one.times for one in reaches),
        reasons=(*risks, age, *reaches),
    )


def _risks(entry: Standing) -> list[Factor]:
    found = [Factor("tier", RISK_OF_TIER[entry.tier], entry.tier)]
    if FRAIL & set(entry.groups):
        found.append(Factor("frail", FOR_THE_FRAIL))
    if entry.days_left is not None and entry.days_left <= SHORT_DAYS:
        found.append(Factor("stock_out", STOCK_OUT, entry.days_left))
    return found


def _age(entry: Standing, now: datetime) -> Factor:
    """Return how many of its lifetimes have passed, between a quarter and four."""
    lives = max(timedelta(0), now - entry.told_or_checked_at) / entry.life
    return Factor("age", round(min(OLDEST, max(YOUNGEST, lives)), 2), round(lives, 2))


def _reaches(entry: Standing) -> list[Factor]:
    found = []
    if entry.tellings > 1:
        found.append(Factor("told", round(1 + EACH_DOUBLING * math.log2(entry.tellings), 2), entry.tellings))
    if entry.people is not None and entry.people >= MANY_PEOPLE:
        found.append(Factor("people", PEOPLE_FACTOR, entry.people))
    if entry.is_silent_place:
        found.append(Factor("silent", SILENT_COUNTY))
    if entry.was_public:
        found.append(Factor("public", WAS_PUBLIC))
    return found
