"""What one search finds, before it is kept: drafts of findings with everything a person needs to judge them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from qiao.engines.gaps import (
    Comparison,
    ComparisonState,
    Finding,
    GapLists,
    HeardLine,
    NewKind,
    PlaceRecord,
    StoppedVoice,
    chapman,
    gap_lists,
    new_kinds,
    poisson_interval,
    stopped_voices,
)
from qiao.gaps.models import Gap, GapSearch, OfficialFigure
from qiao.gaps.queries.basis import Basis
from qiao.gaps.queries.figures import side_by_side
from qiao.gaps.queries.words import mapped_terms, named_terms, told_texts
from qiao.registry.models import Crisis, Item

VOICES_KEPT = 500
"""Ids of voices kept with a new word; the page shows the newest of them."""

LONGEST = 400
LONGEST_TERM = 60
VARIANTS = 8
FOREVER = timedelta(days=36500)
"""Lines that still stand in their sheet are not called stopped here, however long nothing changed."""


@dataclass
class Draft:
    """A finding to be kept: which it is, and what was measured."""

    kind: Gap.Kind
    place: str = ""
    item: str = ""
    term: str = ""
    measured: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return what tells this finding from every other one of the crisis."""
        return f"{self.kind.value}|{self.place}|{self.item}|{self.term}"


def drafts(crisis: Crisis, search: GapSearch, basis: Basis, lists: GapLists | None = None) -> Iterator[Draft]:
    """Find everything the four lists hold, each list by itself; *lists* where they were drawn up elsewhere."""
    lists = lists or gap_lists(basis.records, seed=search.seed)
    known = {one.place: one for one in basis.records}
    yield from _ranked(Gap.Kind.EXCESS, lists.excess, known)
    yield from _ranked(Gap.Kind.BLIND_SPOT, lists.blind_spots, known)
    yield from _unlisted(crisis, search.known_at)
    yield from _ranked(Gap.Kind.SILENT, lists.silent, known)
    for draft in fallen_silent(basis.lines, search.known_at):
        place = known.get(draft.place)
        if place is not None:
            draft.measured |= {"coverage": place.coverage, "official": place.official}
        yield draft
    yield from _new_words(crisis, search.known_at)


def _ranked(kind: Gap.Kind, found: Iterable[Finding], known: Mapping[str, PlaceRecord]) -> Iterator[Draft]:
    for rank, one in enumerate(found):
        facts: dict[str, Any] = {"rank": rank, "places": list(one.places), "action": one.action.value}
        if one.members:
            facts["members"] = [[each.place, each.observed, each.expected] for each in one.members]
        if one.share is not None:
            facts["false_share"] = one.share
        if len(one.places) == 1 and (lists := known[one.place].compared):
            facts["matched"] = {"listed": lists[0], "both": lists[1], "stated": known[one.place].coverage}
        yield Draft(
            kind,
            one.place,
            measured={
                "observed": one.observed,
                "expected": one.expected,
                "official": one.official,
                "coverage": one.coverage,
                "ratio": one.ratio,
                "ratio_low": one.low,
                "ratio_high": one.high,
                "p_value": one.p,
                "reason": one.reason.zh[:LONGEST],
                "reason_en": one.reason.en[:LONGEST],
                "facts": facts,
            },
        )


def _unlisted(crisis: Crisis, known_at: datetime) -> Iterator[Draft]:
    """List what people ask for at a place whose official list lacks this line; without a list nothing is lacking."""
    lines = side_by_side(crisis, now=known_at)
    listed: defaultdict[str, set[str]] = defaultdict(set)
    stated = OfficialFigure.objects.filter(
        crisis=crisis, kind=OfficialFigure.Kind.NEED, stated_on__lte=timezone.localdate(known_at)
    )
    for code, item in stated.values_list("place__code", "item__code"):
        listed[code].add(item or "")
    by_place: defaultdict[str, list[Comparison]] = defaultdict(list)
    for line in lines:
        by_place[line.place].append(line)
    items = {one.code: one for one in Item.objects.filter(code__in={line.item for line in lines})}
    for code, own in by_place.items():
        total = _total_of(own, listed[code]) if code in listed else {}
        for line in own if total else ():
            if line.state == ComparisonState.ONLY_OWN and line.item in items:
                yield _unlisted_draft(line, items[line.item], total)


def _unlisted_draft(line: Comparison, item: Item, total: dict[str, Any]) -> Draft:
    quantity = line.own[0].quantity
    asked = f"{quantity:,}{line.unit}" if quantity is not None else "数量未知"
    amount = (
        f"{quantity:,} {item.unit_en or line.unit}" if quantity is not None else "an unknown quantity of it"
    )
    return Draft(
        Gap.Kind.BLIND_SPOT,
        line.place,
        line.item,
        measured={
            "observed": quantity,
            "reason": f"这里的人要{item.name}（{asked}）；官方清单 {total['listed']} 项里没有这一行。",
            "reason_en": f"People here ask for {item.name_en or item.name} ({amount}); the official list of {total['listed']} lines lacks it.",
            "facts": total,
        },
    )


def _total_of(lines: Iterable[Comparison], listed: set[str]) -> dict[str, Any]:
    """Estimate from both lists how many lines there may be in all (Chapman): a lower bound."""
    own = {line.item for line in lines if line.own}
    both = len(own & listed)
    if not both:
        return {"own": len(own), "listed": len(listed), "both": 0}
    guess = chapman(len(listed), len(own), both)
    return {
        "own": len(own),
        "listed": len(listed),
        "both": both,
        "total": round(guess.total),
        "total_low": round(guess.low),
        "total_high": round(guess.high),
    }


def fallen_silent(lines: Sequence[HeardLine], known_at: datetime) -> list[Draft]:
    """List the places whose units vanished from a sheet without an end, the surest large share first.

    Sure is what the lower end of the 95 % interval of the share says, so that one of one comes after 17 of 32.
    """
    gone: defaultdict[str, list[StoppedVoice]] = defaultdict(list)
    for one in stopped_voices(lines, now=known_at, quiet=FOREVER):
        if one.place and one.vanished:
            gone[one.place].append(one)
    spoke: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        if line.place and min(line.heard) <= known_at:
            spoke[line.place].add(line.speaker)
    drafted = [_fallen(code, each, len(spoke[code])) for code, each in gone.items()]
    drafted.sort(key=lambda one: (-one.measured["ratio_low"], -one.measured["facts"]["vanished"], one.place))
    for rank, draft in enumerate(drafted):
        draft.measured["facts"]["rank"] = rank - len(drafted)  # before the places that never spoke
    return drafted


def _fallen(code: str, lines: list[StoppedVoice], spoke: int) -> Draft:
    low, high = poisson_interval(len(lines))
    latest = max(one.vanished for one in lines if one.vanished)
    day = timezone.localtime(latest).date()
    return Draft(
        Gap.Kind.SILENT,
        code,
        measured={
            "observed": spoke - len(lines),
            "ratio": len(lines) / spoke,
            "ratio_low": min(1.0, low / spoke),
            "ratio_high": min(1.0, high / spoke),
            "reason": f"这里求助过的 {spoke} 家单位里，{len(lines)} 家从表里消失，没有人说明为什么；最近一次在 {day}。请打电话问。",
            "reason_en": f"Of {spoke} units that asked for help here, {len(lines)} vanished from the sheet without a word why, the latest on {day}; ask by telephone.",
            "facts": {
                "lines": [voice for one in lines for voice in one.voices],
                "vanished": len(lines),
                "places": [code],
                "action": "OPEN_TASK",
            },
        },
    )


def _new_words(crisis: Crisis, known_at: datetime) -> Iterator[Draft]:
    """List what people ask for that no thing of the registry holds, for a person to name."""
    found = new_kinds(told_texts(crisis, known_at), mapped_terms(), decided=named_terms(crisis))
    yield from (_word(rank, one) for rank, one in enumerate(found) if one.unexplained)


def _word(rank: int, one: NewKind) -> Draft:
    facts = {
        "rank": rank,
        "voices": list(one.voices[:VOICES_KEPT]),
        "voice_count": len(one.voices),
        "variants": list(one.variants[:VARIANTS]),
        "group": one.group or "",
        "groups": [list(each) for each in one.groups],
        "where": [list(each) for each in one.places[:VARIANTS]],
        "action": one.action.value,
    }
    return Draft(
        Gap.Kind.NEW_KIND,
        term=one.term[:LONGEST_TERM],
        measured={
            "observed": one.tellings,
            "reason": one.reason.zh[:LONGEST],
            "reason_en": one.reason.en[:LONGEST],
            "facts": facts,
        },
    )
