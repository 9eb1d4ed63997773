"""Blind spots: places where our voices and the official count disagree."""

from collections.abc import Iterable

from qiao.engines.gaps.expectation import FEWEST_EARS, expected_official, expected_reports
from qiao.engines.gaps.figures import Reason
from qiao.engines.gaps.intervals import discovery_shares, ratio_interval, ratio_tail
from qiao.engines.gaps.records import Action, Finding, FindingKind, Member, PlaceRecord, in_order
from qiao.engines.gaps.statistics import PRIOR_REPORTS, chapman, shrunk_ratio
from qiao.engines.gaps.wording import DO, at_least, chance, figures, interval, number

BLIND_RATIO = 1.5
"""Civil rate over official rate from which a place is listed as a possible blind spot."""

FALSE_SHARE = 0.1
"""Largest share of false discoveries on the list."""

FIRM_RATIO, ENOUGH_EARS = 2.0, 0.4
"""Where the interval begins above the one and coverage reaches the other, an item may be drafted at once."""


def _finding(
    record: PlaceRecord, ours: float, theirs: float, ratio: float, chances: tuple[float, float]
) -> Finding:
    official = record.official or 0
    low, high = ratio_interval(record.reports, official, ours, theirs)
    firm = low >= FIRM_RATIO and (record.coverage or 0.0) >= ENOUGH_EARS
    action = Action.DRAFT_ITEM if firm else Action.SEND_VERIFIER
    estimate = None if record.both is None else chapman(official, record.reports, record.both)
    bound = Reason("", "") if estimate is None else at_least(estimate)
    facts, sure, do = (
        figures(record.reports, ours, record.coverage, official),
        interval(low, high),
        DO[action],
    )
    member = Member(record.place, record.reports, ours, record.coverage, official, ratio)
    return Finding(
        kind=FindingKind.BLIND_SPOT,
        places=(record.place,),
        observed=record.reports,
        expected=ours,
        coverage=record.coverage,
        official=record.official,
        ratio=ratio,
        low=low,
        high=high,
        p=chances[0],
        share=chances[1],
        action=action,
        members=(member,),
        estimate=estimate,
        voices=record.voices,
        reason=Reason(
            f"{facts.zh}，按别处的比例应有 {number(theirs)}。民间听到的明显多于官方看到的：{sure.zh}，"
            f"p {chance(chances[0])}。{bound.zh}{do.zh}",
            f"{facts.en} where other places would give {number(theirs)}. Volunteers hear clearly more than the "
            f"official system sees: {sure.en}, p {chance(chances[0])}.{bound.en} {do.en}",
        ),
    )


def judged_blind(record: PlaceRecord) -> bool:
    """Say whether both rates of a place can be known."""
    return bool(record.population and record.coverage is not None and record.official is not None)


def blind_spots(
    records: Iterable[PlaceRecord],
    *,
    prior: float = PRIOR_REPORTS,
    from_ratio: float = BLIND_RATIO,
    false_share: float = FALSE_SHARE,
) -> list[Finding]:
    """List the places where our voices and the official count disagree most.

    The civil rate (reports over population times coverage) is divided by the official rate (count over
    population), both shrunk towards their overall mean.

    Parameters
    ----------
    records
        Places; those with unknown population, coverage or official count cannot be judged and are left out
        (they belong on the list of silent or unknown places). A coverage below `FEWEST_EARS` counts as
        `FEWEST_EARS`: few ears can hide a need, they cannot invent one.
    prior
        Pseudo-reports of the shrinkage. Default 3.
    from_ratio
        Smallest ratio to list. Default 1.5.
    false_share
        Largest share of false discoveries among all that is listed. Default 0.1; 1 lists whatever has the ratio.

    Returns
    -------
    list[Finding]
        Largest ratio first; ties by place code.
    """
    judged = [record for record in in_order(records) if judged_blind(record)]
    expected = expected_reports(judged, least=FEWEST_EARS)
    counted = expected_official(judged)
    sides = []
    for record in judged:
        ours, theirs = expected[record.place] or 0.0, counted[record.place]
        ratio = shrunk_ratio(record.reports, ours, prior) / shrunk_ratio(record.official or 0, theirs, prior)
        if ours and theirs:
            sides.append((record, ours, theirs, ratio))
    tails = [ratio_tail(one.reports, one.official or 0, ours, theirs) for one, ours, theirs, _ in sides]
    findings = [
        _finding(record, ours, theirs, ratio, (tail, false))
        for (record, ours, theirs, ratio), tail, false in zip(
            sides, tails, discovery_shares(tails), strict=True
        )
        if ratio >= from_ratio and false <= false_share
    ]
    return sorted(findings, key=lambda finding: (-(finding.ratio or 0.0), finding.place))
