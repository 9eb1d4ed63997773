"""Voices the official list lacks, places nobody hears, places the official count passes over."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from qiao.engines.gaps.figures import Reason
from qiao.engines.gaps.statistics import PRIOR_REPORTS, shrunk_ratio

LOW_COVERAGE = 0.2
"""Below this share of needs that would reach us, a place's count says little; shown as unknown."""

BLIND_RATIO = 1.5
"""Civil rate over official rate from which a place is listed as a possible blind spot."""


class Placed(Protocol):
    """Anything said about an item at a place: a need, a reading, a row."""

    @property
    def place(self) -> str: ...

    @property
    def item(self) -> str: ...


V = TypeVar("V", bound=Placed)


def unseen(voices: Iterable[V], official: Collection[tuple[str, str]]) -> list[V]:
    """Return the voices whose (place, item) the official list lacks, in the order given."""
    listed = frozenset(official)
    return [voice for voice in voices if (voice.place, voice.item) not in listed]


class FindingKind(StrEnum):
    """The kinds of gap, kept as separate lists."""

    EXCESS = "EXCESS"
    BLIND_SPOT = "BLIND_SPOT"
    SILENT = "SILENT"


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """What is known of one place before any list is drawn up.

    Attributes
    ----------
    population
        Persons; None where unknown.
    reports
        Needs our own people reported, zero or more.
    coverage
        Share of needs there that would reach us, 0 to 1; None where nobody knows.
    official
        Needs the official system counts; None where it gives no figure (never read as zero).
    """

    place: str
    population: int | None
    reports: int
    coverage: float | None
    official: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of one list, with everything a person needs to judge it.

    Attributes
    ----------
    observed, expected
        Reports; `expected` None where it cannot be known.
    ratio
        Shrunk ratio the list is ordered by; None on the list of silent places.
    """

    kind: FindingKind
    place: str
    observed: int
    expected: float | None
    coverage: float | None
    official: int | None
    ratio: float | None
    reason: Reason


def _listening(record: PlaceRecord) -> float | None:
    """Return the persons whose needs would reach us, None where either factor is unknown."""
    if record.population is None or record.coverage is None:
        return None
    return record.population * record.coverage


def _expected(records: Sequence[PlaceRecord]) -> dict[str, float | None]:
    """Expect everywhere the mean rate of the places where population and coverage are known."""
    heard = {record.place: _listening(record) for record in records}
    persons = sum(value for value in heard.values() if value is not None)
    reports = sum(record.reports for record in records if heard[record.place] is not None)
    if not persons:
        return dict.fromkeys(heard)
    return {place: None if value is None else reports / persons * value for place, value in heard.items()}


def _number(value: float | None, missing: str) -> str:
    return missing if value is None else f"{value:.1f}"


def _share(value: float | None, missing: str) -> str:
    return missing if value is None else f"{value:.2f}"


def _silence_reason(record: PlaceRecord, expected: float | None) -> Reason:
    zh = f"这里没有一条信息（人口 {'未知' if record.population is None else record.population}）。"
    en = f"Nothing was heard from here (population {'unknown' if record.population is None else record.population})."
    if record.coverage is None:
        return Reason(
            zh + "我们不知道有没有人能替这里说话，情况未知，不等于没有需求；请派人核实。",
            en + " Nobody knows who would tell us, so the state is unknown, not “no need”; send a verifier.",
        )
    share = _share(record.coverage, "")
    if record.coverage < LOW_COVERAGE:
        return Reason(
            zh + f"志愿者覆盖只有 {share}，情况未知，不等于没有需求；请派人核实。",
            en
            + f" Volunteer coverage is only {share}, so the state is unknown, not “no need”; send a verifier.",
        )
    return Reason(
        zh + f"志愿者覆盖 {share}，预期 {_number(expected, '未知')} 条而一条未到，情况仍属未知；请打电话问。",
        en + f" Coverage is {share} and {_number(expected, 'an unknown number of')} reports were expected;"
        " still unknown, ask by telephone.",
    )


def silent_places(records: Iterable[PlaceRecord]) -> list[Finding]:
    """List the places nobody has spoken for. Silence is unknown, never "no need".

    Parameters
    ----------
    records
        One for each place that ought to be heard, reporting or not.

    Returns
    -------
    list[Finding]
        Places with no report: unknown population first (nothing excuses them), then by population, largest
        first; ties by place code. `expected` is what the mean rate of the other places would give there.
    """
    everywhere = list(records)
    expected = _expected(everywhere)
    silent = [record for record in everywhere if record.reports == 0]
    silent.sort(key=lambda r: (r.population is not None, -(r.population or 0), r.place))
    return [
        Finding(
            kind=FindingKind.SILENT,
            place=record.place,
            observed=0,
            expected=expected[record.place],
            coverage=record.coverage,
            official=record.official,
            ratio=None,
            reason=_silence_reason(record, expected[record.place]),
        )
        for record in silent
    ]


def _blind_spot(record: PlaceRecord, expected: float, ratio: float) -> Finding:
    share = _share(record.coverage, "")
    return Finding(
        kind=FindingKind.BLIND_SPOT,
        place=record.place,
        observed=record.reports,
        expected=expected,
        coverage=record.coverage,
        official=record.official,
        ratio=ratio,
        reason=Reason(
            f"观察 {record.reports} / 预期 {expected:.1f}；志愿者覆盖 {share}；官方统计 {record.official}。"
            "民间听到的明显多于官方看到的，请派人核实。",
            f"Observed {record.reports}, expected {expected:.1f}; volunteer coverage {share}; official count "
            f"{record.official}. Volunteers hear clearly more than the official system sees; send a verifier.",
        ),
    )


def blind_spots(
    records: Iterable[PlaceRecord], *, prior: float = PRIOR_REPORTS, from_ratio: float = BLIND_RATIO
) -> list[Finding]:
    """List the places where our voices and the official count disagree most.

    The civil rate (reports over population times coverage) is divided by the official rate (count over
    population), both shrunk towards their overall mean.

    Parameters
    ----------
    records
        Places; those with unknown population, coverage or official count, or coverage below `LOW_COVERAGE`,
        cannot be judged and are left out (they belong on the list of silent or unknown places).
    prior
        Pseudo-reports of the shrinkage. Default 3.
    from_ratio
        Smallest ratio to list. Default 1.5.

    Returns
    -------
    list[Finding]
        Largest ratio first; ties by place code.
    """
    judged = [
        record
        for record in records
        if _listening(record) and record.official is not None and (record.coverage or 0) >= LOW_COVERAGE
    ]
    expected = _expected(judged)
    persons = sum(record.population or 0 for record in judged)
    counted = sum(record.official or 0 for record in judged)
    findings = []
    for record in judged:
        ours = expected[record.place] or 0.0
        theirs = counted / persons * (record.population or 0)
        ratio = shrunk_ratio(record.reports, ours, prior) / shrunk_ratio(record.official or 0, theirs, prior)
        if ratio >= from_ratio:
            findings.append(_blind_spot(record, ours, ratio))
    return sorted(findings, key=lambda finding: (-(finding.ratio or 0.0), finding.place))
