"""Blind spots: places, alone or with their neighbours, where our voices and the official count disagree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from qiao.engines.gaps.contrast import Sides, contrast, sides, strength
from qiao.engines.gaps.expectation import FEWEST_EARS, in_space, listening, official_of, pooled_coverage
from qiao.engines.gaps.figures import Reason
from qiao.engines.gaps.intervals import discovery_shares, ratio_interval, ratio_tail
from qiao.engines.gaps.records import Action, Finding, FindingKind, Member, PlaceRecord, in_order
from qiao.engines.gaps.scan import LISTED_P, LISTED_REPLICATES, MAX_PLACES, Cluster
from qiao.engines.gaps.statistics import PRIOR_REPORTS, chapman, shrunk_ratio
from qiao.engines.gaps.wording import DO, at_least, chance, figures, interval, number

BLIND_RATIO = 1.5
"""Civil rate over official rate from which a place is listed as a possible blind spot."""

FALSE_SHARE = 0.1
"""Largest share of false discoveries among the single places on the list."""

FIRM_RATIO, ENOUGH_EARS = 2.0, 0.4
"""Where the interval begins above the one and coverage reaches the other, an item may be drafted at once."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Places judged together, with what either side counted and would count, were they as their surroundings."""

    inside: tuple[PlaceRecord, ...]
    ours: tuple[float, ...]
    theirs: float
    ratio: float
    llr: float
    p: float
    share: float | None = None

    @property
    def observed(self) -> int:
        return sum(one.reports for one in self.inside)

    @property
    def official(self) -> int:
        return official_of(self.inside) or 0


def _finding(spot: _Spot, prior: float, usual: Sides, rows: Sequence[int]) -> Finding:
    expected, coverage = sum(spot.ours), pooled_coverage(spot.inside)
    low, high = ratio_interval(spot.observed, spot.official, expected, spot.theirs)
    firm = low >= FIRM_RATIO and (coverage or 0.0) >= ENOUGH_EARS
    action = Action.DRAFT_ITEM if firm else Action.SEND_VERIFIER
    alone = spot.inside[0] if len(spot.inside) == 1 else None
    estimate = None
    if alone is not None and alone.both is not None and alone.listed is None:
        estimate = chapman(alone.official or 0, alone.reports, alone.both)
    bound = Reason("", "") if estimate is None else at_least(estimate)
    facts, sure, do = (
        figures(spot.observed, expected, coverage, spot.official),
        interval(low, high),
        DO[action],
    )
    many = len(spot.inside)
    return Finding(
        kind=FindingKind.BLIND_SPOT,
        places=tuple(one.place for one in spot.inside),
        observed=spot.observed,
        expected=expected,
        coverage=coverage,
        official=spot.official,
        ratio=spot.ratio,
        low=low,
        high=high,
        p=spot.p,
        share=spot.share,
        action=action,
        members=tuple(
            Member(one.place, one.reports, ours, one.coverage, one.official, _ratio(one, usual, row, prior))
            for one, ours, row in zip(spot.inside, spot.ours, rows, strict=True)
        ),
        estimate=estimate,
        voices=tuple(voice for one in spot.inside for voice in one.voices),
        reason=Reason(
            (f"相邻 {many} 处合计：" if many > 1 else "")
            + f"{facts.zh}，按周围的比例应有 {number(spot.theirs)}。民间听到的明显多于官方看到的：{sure.zh}，"
            f"p {chance(spot.p)}。{bound.zh}{do.zh}",
            (f"{many} neighbouring places together. " if many > 1 else "")
            + f"{facts.en} where the surroundings would give {number(spot.theirs)}. Volunteers hear clearly more "
            f"than the official system sees: {sure.en}, p {chance(spot.p)}.{bound.en} {do.en}",
        ),
    )


def _ratio(record: PlaceRecord, usual: Sides, row: int, prior: float) -> float:
    ours = shrunk_ratio(record.reports, float(usual.civil[row]), prior)
    return ours / shrunk_ratio(record.official or 0, float(usual.official[row]), prior)


def judged_blind(record: PlaceRecord) -> bool:
    """Say whether both rates of a place can be known."""
    return bool(record.population and record.coverage is not None and record.official is not None)


def blind_spots(
    records: Iterable[PlaceRecord],
    *,
    seed: int = 0,
    max_p: float = LISTED_P,
    max_places: int = MAX_PLACES,
    replicates: int = LISTED_REPLICATES,
    prior: float = PRIOR_REPORTS,
    from_ratio: float = BLIND_RATIO,
    false_share: float = FALSE_SHARE,
) -> list[Finding]:
    """List the places of whose needs the officials see less than round about, beside what we hear there.

    Neighbours that stand out together are one finding (`contrast`); every other place is judged by itself.

    Parameters
    ----------
    records
        Places; those with unknown population, coverage or official count cannot be judged and are left out
        (they belong on the list of silent or unknown places). A coverage below `FEWEST_EARS` counts as
        `FEWEST_EARS`: few ears can hide a need, they cannot invent one.
    seed, max_p, max_places, replicates
        Of the scan, as for `excess_need`.
    prior
        Pseudo-reports of the shrunk ratio. Default 3.
    from_ratio
        Smallest ratio to list. Default 1.5.
    false_share
        Largest share of false discoveries among the single places listed. Default 0.1; 1 lists whatever has
        the ratio.

    Returns
    -------
    list[Finding]
        Highest likelihood ratio first; ties by place code.
    """
    judged = [record for record in in_order(records) if judged_blind(record)]
    civil = np.array([one.reports for one in judged], dtype=np.int64)
    official = np.array([one.official for one in judged], dtype=np.int64)
    if not civil.any() or not official.any():
        return []
    heard = np.array([listening(one, least=FEWEST_EARS) for one in judged], dtype=np.float64)
    persons = np.array([(one.population or 0) * (one.vulnerability or 1.0) for one in judged], dtype=float)
    positions = in_space(judged)
    usual = sides(civil, official, heard, persons, positions)
    clusters = contrast(
        civil, official, usual, positions, seed=seed, max_places=max_places, replicates=replicates
    )
    spots: list[tuple[_Spot, tuple[int, ...]]] = []
    for cluster in clusters:
        spot = _together(cluster, judged, usual, prior)
        if len(cluster.places) > 1 and cluster.p <= max_p and spot.ratio >= from_ratio:
            spots.append((spot, cluster.places))
    joined = {row for _, rows in spots for row in rows}
    alone = _alone(judged, usual, prior)
    spots.extend(
        (spot, (row,))
        for row, spot in enumerate(alone)
        if row not in joined and spot.ratio >= from_ratio and (spot.share or 0.0) <= false_share
    )
    spots.sort(key=lambda each: (-each[0].llr, each[0].inside[0].place))
    return [_finding(spot, prior, usual, rows) for spot, rows in spots]


def _together(cluster: Cluster, judged: Sequence[PlaceRecord], usual: Sides, prior: float) -> _Spot:
    rows = list(cluster.places)
    inside = tuple(judged[row] for row in rows)
    ours, theirs = usual.civil[rows], float(usual.official[rows].sum())
    ratio = shrunk_ratio(sum(one.reports for one in inside), float(ours.sum()), prior)
    ratio /= shrunk_ratio(official_of(inside) or 0, theirs, prior)
    return _Spot(inside, tuple(float(one) for one in ours), theirs, ratio, cluster.llr, cluster.p)


def _alone(judged: Sequence[PlaceRecord], usual: Sides, prior: float) -> list[_Spot]:
    civil = np.array([one.reports for one in judged], dtype=np.float64)
    total = civil + np.array([one.official for one in judged], dtype=np.float64)
    llr = strength(civil, total * usual.share, total)
    sided = [(float(ours), float(theirs)) for ours, theirs in zip(usual.civil, usual.official, strict=True)]
    tails = [
        ratio_tail(one.reports, one.official or 0, *each) for one, each in zip(judged, sided, strict=True)
    ]
    return [
        _Spot((one,), (ours,), theirs, _ratio(one, usual, row, prior), float(llr[row]), tails[row], false)
        for row, (one, (ours, theirs), false) in enumerate(
            zip(judged, sided, discovery_shares(tails), strict=True)
        )
    ]
