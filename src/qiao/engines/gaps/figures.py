"""Own and official figures side by side, per place and item; never merged into one number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence for a person, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Figure:
    """What one source said about one place and item on one day.

    Attributes
    ----------
    place
        GB/T 2260 code or any stable key of a place.
    item
        Code of the item or of the kind of need.
    quantity
        In `unit`, zero or more; None where the source gave no number (unknown is not zero).
    unit
        Base unit; figures in different units are shown but never subtracted.
    source
        Who said it, as shown to a person.
    as_of
        The day the figure holds for; None where the source gave none.
    """

    place: str
    item: str
    quantity: int | None
    unit: str = ""
    source: str = ""
    as_of: date | None = None

    def __post_init__(self) -> None:
        if self.quantity is not None and self.quantity < 0:
            raise ValueError("quantity < 0 not understood.")


class ComparisonState(StrEnum):
    """What may be said when two sides are laid beside each other."""

    BOTH_KNOWN = "BOTH_KNOWN"
    ONLY_OWN = "ONLY_OWN"
    ONLY_OFFICIAL = "ONLY_OFFICIAL"
    OWN_UNKNOWN = "OWN_UNKNOWN"
    OFFICIAL_UNKNOWN = "OFFICIAL_UNKNOWN"
    BOTH_UNKNOWN = "BOTH_UNKNOWN"
    SOURCES_DISAGREE = "SOURCES_DISAGREE"
    UNITS_DIFFER = "UNITS_DIFFER"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One place and item, both sides kept apart.

    Attributes
    ----------
    own, official
        Every figure of that side, newest first, undated last; empty where the side has no line at all.
    difference
        Newest own minus newest official quantity, in `unit`; None unless both are known and comparable.
    """

    place: str
    item: str
    own: tuple[Figure, ...]
    official: tuple[Figure, ...]
    difference: int | None
    unit: str
    state: ComparisonState
    reason: Reason


_WORDS = {
    ComparisonState.BOTH_KNOWN: Reason(
        "我方 {own}{unit}，官方 {official}{unit}，相差 {difference}{unit}。",
        "Ours {own} {unit}, official {official} {unit}: a difference of {difference} {unit}.",
    ),
    ComparisonState.ONLY_OWN: Reason(
        "我方收到这一项，官方统计没有这一行。", "We hold figures; the official list has no such line."
    ),
    ComparisonState.ONLY_OFFICIAL: Reason(
        "官方统计有这一项，我方没有收到任何信息：我方情况未知，不等于没有。",
        "The official list has this line; we heard nothing, so our side is unknown, not zero.",
    ),
    ComparisonState.OWN_UNKNOWN: Reason(
        "我方有这一项但数量未知，不作相减。", "Our quantity is unknown, so nothing is subtracted."
    ),
    ComparisonState.OFFICIAL_UNKNOWN: Reason(
        "官方有这一项但数量未知，不作相减。", "The official quantity is unknown, so nothing is subtracted."
    ),
    ComparisonState.BOTH_UNKNOWN: Reason(
        "双方都有这一项，数量都未知。", "Both sides have the line and neither has a number."
    ),
    ComparisonState.SOURCES_DISAGREE: Reason(
        "同一方在同一日有不同的数字，先核实再比较。",
        "One side gives different numbers for the same day; verify before comparing.",
    ),
    ComparisonState.UNITS_DIFFER: Reason(
        "双方单位不同（{own_unit} 与 {official_unit}），不作相减。",
        "The units differ ({own_unit} and {official_unit}), so nothing is subtracted.",
    ),
}


def _newest_first(figure: Figure) -> tuple[int, str]:
    return (-figure.as_of.toordinal() if figure.as_of else 0, figure.source)


def _newest(side: tuple[Figure, ...]) -> tuple[Figure, ...]:
    return tuple(figure for figure in side if figure.as_of == side[0].as_of)


def _state(own: tuple[Figure, ...], official: tuple[Figure, ...]) -> ComparisonState:
    if not official:
        return ComparisonState.ONLY_OWN
    if not own:
        return ComparisonState.ONLY_OFFICIAL
    if any(len({(figure.quantity, figure.unit) for figure in _newest(side)}) > 1 for side in (own, official)):
        return ComparisonState.SOURCES_DISAGREE
    known = (own[0].quantity is not None, official[0].quantity is not None)
    if known == (True, True):
        same = own[0].unit == official[0].unit
        return ComparisonState.BOTH_KNOWN if same else ComparisonState.UNITS_DIFFER
    return {
        (False, True): ComparisonState.OWN_UNKNOWN,
        (True, False): ComparisonState.OFFICIAL_UNKNOWN,
        (False, False): ComparisonState.BOTH_UNKNOWN,
    }[known]


def _beside(place: str, item: str, own: tuple[Figure, ...], official: tuple[Figure, ...]) -> Comparison:
    state = _state(own, official)
    difference = None
    if state is ComparisonState.BOTH_KNOWN:
        difference = (own[0].quantity or 0) - (official[0].quantity or 0)
    facts = {
        "own": own[0].quantity if own else None,
        "official": official[0].quantity if official else None,
        "own_unit": own[0].unit if own else "",
        "official_unit": official[0].unit if official else "",
        "unit": (own or official)[0].unit,
        "difference": "" if difference is None else f"{difference:+d}",
    }
    words = _WORDS[state]
    reason = Reason(words.zh.format(**facts), " ".join(words.en.format(**facts).split()).replace(" ,", ","))
    return Comparison(
        place=place,
        item=item,
        own=own,
        official=official,
        difference=difference,
        unit=(own or official)[0].unit,
        state=state,
        reason=reason,
    )


def compare(own: Iterable[Figure], official: Iterable[Figure]) -> list[Comparison]:
    """Lay own and official figures side by side for every place and item that either side names.

    Figures of one side are never added up: two sources may count the same thing.

    Parameters
    ----------
    own
        Figures drawn from our own records.
    official
        Figures the government published or handed over.

    Returns
    -------
    list[Comparison]
        Ordered by place, then item. `difference` is None wherever either side is unknown, missing,
        contradicts itself on its newest day, or counts in another unit.
    """
    sides: defaultdict[tuple[str, str], tuple[list[Figure], list[Figure]]] = defaultdict(lambda: ([], []))
    for figure in own:
        sides[figure.place, figure.item][0].append(figure)
    for figure in official:
        sides[figure.place, figure.item][1].append(figure)
    return [
        _beside(
            place,
            item,
            tuple(sorted(ours, key=_newest_first)),
            tuple(sorted(theirs, key=_newest_first)),
        )
        for (place, item), (ours, theirs) in sorted(sides.items())
    ]
