"""Excess need: neighbouring places heard from more than people, vulnerability and coverage explain."""

from collections.abc import Iterable

import numpy as np

from qiao.engines.gaps.expectation import (
    FEWEST_EARS,
    expected_official,
    expected_reports,
    in_space,
    official_of,
    pooled_coverage,
)
from qiao.engines.gaps.figures import Reason
from qiao.engines.gaps.intervals import poisson_interval
from qiao.engines.gaps.records import Action, Finding, FindingKind, Member, PlaceRecord, in_order
from qiao.engines.gaps.scan import LISTED_P, LISTED_REPLICATES, MAX_PLACES, Cluster, scan
from qiao.engines.gaps.statistics import PRIOR_REPORTS, shrunk_ratio
from qiao.engines.gaps.wording import DO, chance, figures, interval

ENOUGH_EARS = 0.4
"""From this coverage on a task may be opened without a verifier first."""


def _action(coverage: float | None, official: int | None, official_expected: float) -> Action:
    """Verify what few have told; appeal where the officials see the excess as well; else open a task."""
    if coverage is None or coverage < ENOUGH_EARS:
        return Action.SEND_VERIFIER
    if official is not None and official > official_expected:
        return Action.APPEAL_TO_MEMBERS
    return Action.OPEN_TASK


def _member(record: PlaceRecord, expected: float, prior: float) -> Member:
    return Member(
        place=record.place,
        observed=record.reports,
        expected=expected,
        coverage=record.coverage,
        official=record.official,
        ratio=shrunk_ratio(record.reports, expected, prior),
    )


def _finding(
    cluster: Cluster,
    records: list[PlaceRecord],
    expected: dict[str, float],
    official_expected: dict[str, float],
    prior: float,
) -> Finding:
    inside = [records[row] for row in cluster.places]
    low, high = (end / cluster.expected for end in poisson_interval(cluster.observed))
    coverage, official = pooled_coverage(inside), official_of(inside)
    action = _action(coverage, official, sum(official_expected.get(one.place, 0.0) for one in inside))
    facts = figures(cluster.observed, cluster.expected, coverage, official)
    sure, do = interval(low, high), DO[action]
    many = len(inside) > 1
    return Finding(
        kind=FindingKind.EXCESS,
        places=tuple(one.place for one in inside),
        observed=cluster.observed,
        expected=cluster.expected,
        coverage=coverage,
        official=official,
        ratio=shrunk_ratio(cluster.observed, cluster.expected, prior),
        low=low,
        high=high,
        p=cluster.p,
        action=action,
        members=tuple(_member(one, expected[one.place], prior) for one in inside),
        voices=tuple(voice for one in inside for voice in one.voices),
        reason=Reason(
            (f"相邻 {len(inside)} 处合计：" if many else "")
            + f"{facts.zh}。按人口、脆弱程度和覆盖算，这里的声音"
            f"偏多：{sure.zh}，随机出现的概率 p {chance(cluster.p)}。{do.zh}",
            (f"{len(inside)} neighbouring places together. " if many else "")
            + f"{facts.en}. More is heard than"
            f" people, vulnerability and coverage explain: {sure.en}, p {chance(cluster.p)}. {do.en}",
        ),
    )


def excess_need(
    records: Iterable[PlaceRecord],
    *,
    seed: int,
    max_p: float = LISTED_P,
    max_places: int = MAX_PLACES,
    replicates: int = LISTED_REPLICATES,
    prior: float = PRIOR_REPORTS,
) -> list[Finding]:
    """List the clusters of places that are heard from more than can be explained.

    Parameters
    ----------
    records
        Places; those of unknown population or coverage take no part. A coverage below `FEWEST_EARS` counts as
        `FEWEST_EARS`: few ears can hide a need, they cannot invent one.
    seed
        Of the Monte Carlo repetitions.
    max_p
        Largest p-value to list. Default 0.05.
    max_places
        Largest window, in places. Default 9.
    replicates
        Monte Carlo repetitions. Default 999.
    prior
        Pseudo-reports of the shrunk ratio. Default 3.

    Returns
    -------
    list[Finding]
        Highest likelihood ratio first.
    """
    ordered = in_order(records)
    known = expected_reports(ordered, least=FEWEST_EARS)
    judged = [one for one in ordered if known[one.place]]
    expected = {one.place: known[one.place] or 0.0 for one in judged}
    clusters = scan(
        np.array([one.reports for one in judged], dtype=np.int64),
        np.array([expected[one.place] for one in judged], dtype=np.float64),
        in_space(judged),
        seed=seed,
        max_places=max_places,
        replicates=replicates,
    )
    official_expected = expected_official(ordered)
    return [
        _finding(cluster, judged, expected, official_expected, prior)
        for cluster in clusters
        if cluster.p <= max_p
    ]
