"""The grade of a finding, after GRADE-CERQual: it begins high and falls one step for each serious concern."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

LEAST_SOURCES = 3
"""Fewer kinds of source, or fewer who speak, are a concern of adequacy (METHODS 8.3)."""

LEAST_VERIFIED = (1, 2)
"""A smaller share confirmed by telephone or visit is a concern of verification (METHODS 8.3)."""

LEAST_AGREEING = (3, 4)
LEAST_RELEVANT = (3, 4)
"""Smaller shares are concerns of coherence and relevance. METHODS names no figure: three in four is ours."""

MOST_DAYS = 7
"""A larger median age is a concern of timeliness: a need is held valid for so many days unless its item says otherwise."""


class Level(IntEnum):
    """How much confidence a finding deserves."""

    VERY_LOW = 0
    LOW = 1
    MODERATE = 2
    HIGH = 3

    @property
    def zh(self) -> str:
        """Return the level in Chinese."""
        return ("很低", "低", "中等", "高")[self]

    @property
    def en(self) -> str:
        """Return the level in English."""
        return ("Very low", "Low", "Moderate", "High")[self]


class Stance(StrEnum):
    """What a record says to the finding."""

    FOR = "FOR"
    AGAINST = "AGAINST"
    SILENT = "SILENT"


@dataclass(frozen=True)
class Witness:
    """One record of a bundle, as it stood when the bundle was frozen.

    Attributes
    ----------
    id
        What the record is called; unique in its bundle.
    speaker
        Who says it: a unit, or a keyed mark of a telephone. Empty where nobody can be told apart from others.
    sources
        The kinds of source that stand behind it, such as the channel it came by and a visit that confirmed it.
    place
        Code of the county, or empty where it is not known.
    is_verified
        Whether it was confirmed by telephone, visit or the like.
    stance
        Whether it bears the finding out, speaks against it, or says nothing to it.
    is_relevant
        Whether place and group observed are those that the finding is about.
    age_days
        Whole days from when it was said to when it was frozen; None where it is not known.

    """

    id: str
    speaker: str = ""
    sources: frozenset[str] = frozenset()
    place: str = ""
    is_verified: bool = False
    stance: Stance = Stance.FOR
    is_relevant: bool = True
    age_days: int | None = 0


@dataclass(frozen=True)
class Bundle:
    """The records that a query found at one moment, and those that were dropped since.

    Attributes
    ----------
    found
        All records that were found, dropped ones with them.
    dropped
        The ids of those that were dropped.
    is_by_hand
        Whether a person picked the records one by one: then nobody knows what was left out.

    """

    found: Sequence[Witness]
    dropped: Collection[str] = ()
    is_by_hand: bool = False


@dataclass(frozen=True)
class Concern:
    """One reason why a finding carries less: its letter, its name, and what was seen."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Grade:
    """How much a finding carries, why not more, and the figures that were looked at."""

    level: Level
    concerns: tuple[Concern, ...]
    records: int
    dropped: int
    places: int
    speakers: int
    sources: int
    verified: int
    agreeing: int
    conflicting: int
    relevant: int
    median_days: int | None

    @property
    def zh(self) -> str:
        """Return the grade with its reasons in Chinese, such as 中等：A 关注（来源 2 类）."""
        return self.level.zh + "".join(
            f"{'；' if index else '：'}{one.code} 关注（{one.zh}）" for index, one in enumerate(self.concerns)
        )

    @property
    def en(self) -> str:
        """Return the grade with its reasons in English."""
        return self.level.en + "".join(
            f"{'; ' if index else ': '}{one.code} concern ({one.en})"
            for index, one in enumerate(self.concerns)
        )


CONCERNS: dict[str, tuple[str, str]] = {
    "A": ("充分性", "adequacy"),
    "V": ("核实", "verification"),
    "C": ("一致性", "coherence"),
    "R": ("相关性", "relevance"),
    "T": ("时效", "timeliness"),
}


def grade_of(bundle: Bundle) -> Grade:
    """Return how much a finding carries.

    A record that was dropped stays in every denominator and counts as the worst there could be: unverified, against
    the finding, beside its place and group, of nobody and older than any other. So dropping never raises the grade,
    not even where what is dropped is old, unverified or in conflict.

    Parameters
    ----------
    bundle
        What was found, what was dropped, and whether it was picked by hand.

    Returns
    -------
    Grade
        High, less one step for each concern; very low where nothing kept bears the finding out. Concerns stand in
        the order A, V, C, R, T.

    References
    ----------
    S. Lewin et al. 2018, Applying GRADE-CERQual to qualitative evidence synthesis findings: methodological
    limitations, coherence, adequacy, relevance.

    """
    seen = _seen(bundle)
    concerns = tuple(
        one for one in (_adequacy(seen), _verification(seen), _coherence(seen, bundle), _relevance(seen), _timeliness(seen)) if one
    )  # fmt: skip
    level = Level(max(Level.VERY_LOW, Level.HIGH - len(concerns))) if seen.agreeing else Level.VERY_LOW
    return Grade(
        level=level,
        concerns=concerns,
        records=seen.found - seen.dropped,
        dropped=seen.dropped,
        places=seen.places,
        speakers=seen.speakers,
        sources=seen.sources,
        verified=seen.verified,
        agreeing=seen.agreeing,
        conflicting=seen.conflicting,
        relevant=seen.relevant,
        median_days=seen.median_days,
    )


@dataclass(frozen=True)
class _Seen:
    """The figures of a bundle. `found` counts dropped records; the others count those kept."""

    found: int
    dropped: int
    places: int
    speakers: int
    sources: int
    verified: int
    agreeing: int
    conflicting: int
    relevant: int
    median_days: int | None


def _seen(bundle: Bundle) -> _Seen:
    kept = [one for one in bundle.found if one.id not in bundle.dropped]
    bearing = [one for one in kept if one.stance is Stance.FOR]
    sources: set[str] = set()
    for one in bearing:
        sources |= one.sources
    return _Seen(
        found=len(bundle.found),
        dropped=len(bundle.found) - len(kept),
        places=len({one.place for one in bearing if one.place}),
        speakers=len({one.speaker for one in bearing if one.speaker})
        + any(not one.speaker for one in bearing),
        sources=len(sources),
        verified=sum(one.is_verified for one in bearing),
        agreeing=len(bearing),
        conflicting=sum(one.stance is Stance.AGAINST for one in kept),
        relevant=sum(one.is_relevant for one in kept),
        median_days=_median_days(kept, len(bundle.found)),
    )


def _median_days(kept: Sequence[Witness], found: int) -> int | None:
    """Return the lower median of the ages, those dropped or unknown being older than any; None where it is one of them."""
    ages = sorted(one.age_days for one in kept if one.age_days is not None)
    middle = (found - 1) // 2
    return ages[middle] if 0 <= middle < len(ages) else None


def _is_less(part: int, whole: int, share: tuple[int, int]) -> bool:
    return part * share[1] < whole * share[0]


def _adequacy(seen: _Seen) -> Concern | None:
    if seen.sources < LEAST_SOURCES:
        return Concern("A", f"来源 {seen.sources} 类", f"{seen.sources} kinds of source")
    if seen.speakers < LEAST_SOURCES:
        return Concern("A", f"说的人 {seen.speakers} 方", f"{seen.speakers} speakers")
    return None


def _verification(seen: _Seen) -> Concern | None:
    if _is_less(seen.verified, seen.found, LEAST_VERIFIED):
        return Concern("V", f"核实 {seen.verified}/{seen.found}", f"{seen.verified} of {seen.found} verified")
    return None


def _coherence(seen: _Seen, bundle: Bundle) -> Concern | None:
    against = seen.conflicting + seen.dropped
    if _is_less(seen.agreeing, seen.agreeing + against, LEAST_AGREEING):
        zh = f"相反 {seen.conflicting} 条" + (f"、剔除 {seen.dropped} 条" if seen.dropped else "")
        en = f"{seen.conflicting} against" + (f", {seen.dropped} dropped" if seen.dropped else "")
        return Concern("C", zh, en)
    if bundle.is_by_hand:
        return Concern(
            "C", "逐条挑选，没有查过相反的记录", "picked one by one, records against it not looked for"
        )
    return None


def _relevance(seen: _Seen) -> Concern | None:
    if _is_less(seen.relevant, seen.found, LEAST_RELEVANT):
        return Concern(
            "R",
            f"地点人群相符 {seen.relevant}/{seen.found}",
            f"{seen.relevant} of {seen.found} of the place and group",
        )
    return None


def _timeliness(seen: _Seen) -> Concern | None:
    if seen.median_days is None:
        return Concern("T", "多数时间不详或已剔除", "most are of unknown age or dropped")
    if seen.median_days > MOST_DAYS:
        return Concern("T", f"多数已过 {seen.median_days} 天", f"median age {seen.median_days} days")
    return None
