"""Findings, list by list, as the newest search or an earlier one saw them."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from qiao.gaps.drawing import Spot
from qiao.gaps.models import Gap, GapDecision, GapSearch, GapSighting, GapTask, Naming
from qiao.gaps.queries.figures import COUNTED
from qiao.gaps.queries.hearing import places_of, voices_by_place
from qiao.intake.keeping import kept
from qiao.intake.models import Need
from qiao.registry.models import Crisis, Place
from qiao.registry.place_english import place_in_english
from qiao.registry.queries import prefix_of

UNLISTED_SHOWN = 12
RANK = {
    state: number
    for number, state in enumerate(
        (Gap.State.OPEN, Gap.State.CHECKING, Gap.State.CONFIRMED, Gap.State.ACTED, Gap.State.REFUTED)
    )
}
"""What waits for a person comes first."""


@dataclass(frozen=True)
class Line:
    """One finding as one search measured it: `seen` holds the figures of that search, `gap` its life."""

    gap: Gap
    seen: Gap | GapSighting

    @property
    def is_gone(self) -> bool:
        """Say whether the newest search did not find it any more."""
        return self.seen is self.gap and self.gap.gone_since is not None


@dataclass(frozen=True)
class GapList:
    """The findings of one kind; the kinds are never mixed into one score."""

    kind: Gap.Kind
    lines: tuple[Line, ...]
    gone: tuple[Line, ...] = ()

    @property
    def waiting(self) -> int:
        """Return how many nobody has looked at."""
        return sum(1 for line in self.lines if line.gap.state == Gap.State.OPEN)


def gaps(crisis: Crisis) -> QuerySet[Gap]:
    """Return the findings of a crisis with how much of what was to be done about each is still open."""
    rows: QuerySet[Gap] = Gap.objects.filter(crisis=crisis)
    return rows.select_related("place", "item").annotate(
        open_tasks=Count("tasks", filter=Q(tasks__done_at__isnull=True))
    )


def gap_in_full(pk: uuid.UUID) -> QuerySet[Gap]:
    """Return one finding with its decisions, tasks and history."""
    rows: QuerySet[Gap] = Gap.objects.filter(pk=pk)
    return rows.select_related("crisis", "place", "item", "last_search").prefetch_related(
        Prefetch("decisions", GapDecision.objects.select_related("decided_by")),
        Prefetch("tasks", GapTask.objects.select_related("assigned_to", "opened_by")),
        Prefetch("sightings", GapSighting.objects.select_related("search")),
    )


def searches(crisis: Crisis) -> QuerySet[GapSearch]:
    """Return the searches of a crisis, the one that knew most first."""
    rows: QuerySet[GapSearch] = GapSearch.objects.filter(crisis=crisis)
    return rows.select_related("searched_by")


def gap_lists(crisis: Crisis, search: GapSearch | None = None) -> list[GapList]:
    """Return the findings kind by kind, what waits first; kinds without a finding are left out.

    With a search the lines are those it saw, as it measured them; without, all findings as last measured.
    """
    if search is None:
        lines = [Line(one, one) for one in gaps(crisis)]
    else:
        by_id = {one.pk: one for one in gaps(crisis)}
        lines = [Line(by_id[one.gap_id], one) for one in search.sightings.all() if one.gap_id in by_id]
    found: defaultdict[str, list[Line]] = defaultdict(list)
    for line in sorted(lines, key=_order):
        found[line.gap.kind].append(line)
    return [
        GapList(
            kind,
            tuple(line for line in found[kind] if not line.is_gone),
            tuple(line for line in found[kind] if line.is_gone),
        )
        for kind in Gap.Kind
        if found[kind]
    ]


def _order(line: Line) -> tuple[int, int, float, str]:
    place = line.gap.place
    rank = line.seen.facts.get("rank", 0)
    return (RANK[Gap.State(line.gap.state)], rank, -(line.seen.ratio or 0.0), place.code if place else "")


def unlisted_needs(crisis: Crisis) -> list[tuple[str, int]]:
    """Return what people ask for that our own list of items lacks, the most asked first."""
    texts = Need.objects.filter(crisis=crisis, state__in=COUNTED, item__isnull=True)
    return Counter(texts.values_list("item_text", flat=True)).most_common(UNLISTED_SHOWN)


def naming_of(gap: Gap) -> Naming | None:
    """Return what a person said the word of a finding is."""
    return Naming.objects.filter(crisis=gap.crisis, term=gap.term).select_related("item", "named_by").first()


def own_tasks(crisis: Crisis, user_id: uuid.UUID | None) -> QuerySet[GapTask]:
    """Return the open tasks of one person, the most pressing first."""
    rows: QuerySet[GapTask] = GapTask.objects.filter(
        gap__crisis=crisis, assigned_to=user_id, done_at__isnull=True
    )
    return rows.select_related("gap__place", "gap__item").order_by("due_at", "opened_at")


@dataclass(frozen=True)
class Ground:
    """What the map shows of one moment."""

    spots: tuple[Spot, ...]
    heard: int
    silent: int
    unplaced: tuple[Place, ...]
    elsewhere: tuple[tuple[str, int], ...]
    """Name and reports of places that the crisis does not touch; they are told, not drawn."""


def place_label(place: Place) -> str:
    """Return a place's name in the language of the page."""
    return place_in_english(place.name) if (get_language() or "").startswith("en") else place.name


def heard_now(crisis: Crisis, grain: str) -> dict[str, int]:
    """Return how many reports speak of each place until now."""
    return voices_by_place(crisis, grain=grain, known_at=timezone.now())


def ground(
    crisis: Crisis, *, grain: str, known_at: datetime | None, lines: Iterable[Line], urls: dict[str, str]
) -> Ground:
    """Return every place of the crisis with what was heard from it, and which findings stand there.

    Without a moment as it is now, of a large crisis as it was kept.
    """
    if known_at is None:
        heard, known_at = kept(heard_now, crisis, grain), timezone.now()
    else:
        heard = voices_by_place(crisis, grain=grain, known_at=known_at)
    marks: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        for code in line.seen.facts.get("places") or ([line.gap.place.code] if line.gap.place else []):
            if line.gap.item_id is None:
                marks[code].add(line.gap.kind)
    places = {one.code: one for one in places_of(crisis, grain, at=known_at)}
    beyond = Place.objects.filter(code__in=set(heard) - set(places)).order_by("code")
    touched = tuple(prefix_of(code) for code in crisis.places.values_list("code", flat=True))
    places |= {one.code: one for one in beyond if not touched or one.code.startswith(touched)}
    elsewhere = tuple((place_label(one), heard[one.code]) for one in beyond if one.code not in places)
    spots, unplaced = [], []
    for code, place in sorted(places.items()):
        if place.longitude is None or place.latitude is None:
            unplaced.append(place)
            continue
        spots.append(_spot(place, heard.get(code, 0), marks.get(code, set()), urls))
    counts = Counter(code in heard for code in places)
    return Ground(
        tuple(spots), heard=counts[True], silent=counts[False], unplaced=tuple(unplaced), elsewhere=elsewhere
    )


def _spot(place: Place, voices: int, marks: set[str], urls: dict[str, str]) -> Spot:
    assert place.longitude is not None and place.latitude is not None  # noqa: PT018 - asked by the caller
    return Spot(
        code=place.code,
        name=place_label(place),
        longitude=place.longitude,
        latitude=place.latitude,
        voices=voices,
        marks=frozenset(marks),
        url=urls.get(place.code, ""),
    )
