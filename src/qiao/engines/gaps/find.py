"""Four lists at once, never one score; and voices the official list lacks."""

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar

from qiao.engines.gaps.blind import BLIND_RATIO, FALSE_SHARE, blind_spots, judged_blind
from qiao.engines.gaps.excess import excess_need
from qiao.engines.gaps.expectation import LOW_COVERAGE
from qiao.engines.gaps.figures import Reason
from qiao.engines.gaps.matched import as_measured
from qiao.engines.gaps.records import FindingKind, GapLists, PlaceRecord, Unjudged, in_order
from qiao.engines.gaps.scan import LISTED_P, LISTED_REPLICATES, MAX_PLACES
from qiao.engines.gaps.silence import silent_places
from qiao.engines.gaps.statistics import PRIOR_REPORTS
from qiao.engines.gaps.wording import share


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


def _missing(record: PlaceRecord) -> Unjudged | None:
    """Say which lists cannot judge a place that was heard from, and for want of what."""
    zh: list[str] = []
    en: list[str] = []
    lists: list[FindingKind] = []
    if not record.population:
        zh.append("人口未知")
        en.append("the population is unknown")
    if record.coverage is None:
        zh.append("志愿者覆盖未知")
        en.append("nobody knows the volunteer coverage")
    if zh:
        lists.append(FindingKind.EXCESS)
    elif record.coverage is not None and record.coverage < LOW_COVERAGE:
        zh.append(f"志愿者覆盖只有 {share(record.coverage)}，听到的少不说明需求少")
        en.append(f"coverage is only {share(record.coverage)}, so hearing little does not mean little need")
        lists.append(FindingKind.EXCESS)
    if not judged_blind(record) or lists:
        lists.append(FindingKind.BLIND_SPOT)
    if record.official is None:
        zh.append("官方没有数字")
        en.append("there is no official figure")
    if not lists:
        return None
    return Unjudged(
        record.place,
        tuple(lists),
        Reason(f"{'；'.join(zh)}：情况未知，不等于正常。", f"Unknown, not in order: {'; '.join(en)}."),
    )


def gap_lists(
    records: Iterable[PlaceRecord],
    *,
    seed: int,
    max_p: float = LISTED_P,
    max_places: int = MAX_PLACES,
    replicates: int = LISTED_REPLICATES,
    prior: float = PRIOR_REPORTS,
    from_ratio: float = BLIND_RATIO,
    false_share: float = FALSE_SHARE,
) -> GapLists:
    """Draw up excess need, blind spots and silent places, and say which places cannot be judged.

    Parameters
    ----------
    records
        One for each place that ought to be heard, in any order. Where official lists were compared with ours need
        by need, coverage is corrected by the matches first (`as_measured`).
    seed
        Of the Monte Carlo repetitions behind the p-values of clusters.
    max_p, max_places, replicates
        See `excess_need`.
    prior
        Pseudo-reports of every shrunk ratio. Default 3.
    from_ratio, false_share
        See `blind_spots`.

    Returns
    -------
    GapLists
        A place may stand on several lists. `unknown` holds the places that were heard from, stand on none of
        the lists they could not be judged for, and why; it is ordered by place.

    Raises
    ------
    ValueError
        When a place has two records, or a parameter lies outside its range.
    """
    if not 0 < max_p <= 1 or not 0 < false_share <= 1:
        raise ValueError("max_p and false_share must lie between 0 and 1.")
    if max_places < 1 or replicates < 1 or prior <= 0 or from_ratio < 0:
        raise ValueError("max_places, replicates and prior must be above zero, from_ratio not negative.")
    ordered = as_measured(in_order(records))
    excess = excess_need(
        ordered, seed=seed, max_p=max_p, max_places=max_places, replicates=replicates, prior=prior
    )
    blind = blind_spots(
        ordered,
        seed=seed,
        max_p=max_p,
        max_places=max_places,
        replicates=replicates,
        prior=prior,
        from_ratio=from_ratio,
        false_share=false_share,
    )
    found = {place for finding in (*excess, *blind) for place in finding.places}
    unjudged = (_missing(one) for one in ordered if one.reports and one.place not in found)
    return GapLists(
        excess=tuple(excess),
        blind_spots=tuple(blind),
        silent=tuple(silent_places(ordered)),
        unknown=tuple(one for one in unjudged if one),
    )
