"""What is asked for, where, for whom: places by things, for one group of people or for all."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, F
from django.utils import timezone

from qiao.engines.bulletin import BLOCK, BLOCK_SENSITIVE, AtLeast, told_counts
from qiao.gaps.models import Grain, OfficialFigure
from qiao.gaps.queries.hearing import at_grain, voices_of_needs
from qiao.registry.leaving import SENSITIVE
from qiao.registry.models import Crisis, Item, Place

COLUMNS = 14
"""Things with a column of their own; the rest share one."""
REST = "rest"
UNNAMED = "unnamed"
SENSITIVE_ITEMS = frozenset({"counselling"})
"""Things that only the sick or the bereaved are given."""
STATED = (OfficialFigure.Kind.NEED, OfficialFigure.Kind.COVERED)


@dataclass(frozen=True)
class Column:
    """One thing of the grid. `item` is None for what no item holds, and for all the others together."""

    key: str
    label: str
    item: Item | None = None


@dataclass(frozen=True)
class Row:
    """One place: how many needs in all, how many of each column, and which columns the official side states."""

    place: Place
    total: int
    counts: tuple[int, ...]
    stated: frozenset[str]

    def cells(self, columns: tuple[Column, ...]) -> list[tuple[Column, int, bool]]:
        """Return column, count and whether the official side states it, for the page."""
        return [
            (column, count, column.key in self.stated)
            for column, count in zip(columns, self.counts, strict=True)
        ]


@dataclass(frozen=True)
class Grid:
    """Places by things. `most` is the largest cell; `groups` counts needs by group of people."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    most: int
    groups: dict[str, int]


@dataclass(frozen=True)
class ToldGrid:
    """The grid as it may leave: counts in blocks; `elsewhere` is the rest of each column, of no place."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    elsewhere: tuple[int, ...]
    elsewhere_label: str


def grid(
    crisis: Crisis, *, grain: str, known_at: datetime, group: str = "", rest: str = "", unnamed: str = ""
) -> Grid:
    """Count needs by place and thing until a moment; with a group, only those told for it.

    `rest` and `unnamed` are the words for all other things and for what no item holds.
    """
    counted, groups = _counted(crisis, known_at, group)
    cells: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (code, item), count in counted.items():
        cells[at_grain(code, grain)][item] += count
    columns = _columns(cells, rest, unnamed)
    rows = _laid_out(cells, columns, _stated(crisis, grain))
    most = max((n for row in rows for n in row.counts), default=0)
    return Grid(columns, rows, most, groups)


def grid_now(crisis: Crisis, grain: str, group: str) -> Grid:
    """Count them until now; columns of no item have no words yet."""
    return grid(crisis, grain=grain, known_at=timezone.now(), group=group)


def worded(found: Grid, *, rest: str, unnamed: str) -> Grid:
    """Return the grid with the words for all other things and for what no item holds."""
    words = {REST: rest, UNNAMED: unnamed}
    columns = tuple(replace(one, label=words.get(one.key, one.label)) for one in found.columns)
    return replace(found, columns=columns)


def _counted(
    crisis: Crisis, known_at: datetime, group: str
) -> tuple[Counter[tuple[str, str]], dict[str, int]]:
    """Return the needs of each place and thing, and those of each group of people."""
    needs = voices_of_needs(crisis, known_at=known_at).filter(place__isnull=False)
    rows = needs.values_list("place__code", "item__code", F("who_groups")).annotate(n=Count("pk")).order_by()
    cells: Counter[tuple[str, str]] = Counter()
    groups: Counter[str] = Counter()
    for code, item, who, count in rows:
        for one in who or ():
            groups[one] += count
        if not group or group in (who or ()):
            cells[code, item or UNNAMED] += count
    return cells, dict(groups)


def least_told(crisis: Crisis) -> int:
    """Return how many voices of a crisis are told together: ten as soon as one speaks of the sick or the bereaved.

    One size for all tables of the crisis, whatever they are filtered by, so that no two of them can be subtracted.
    """
    told = voices_of_needs(crisis, known_at=timezone.now()).values_list("who_groups", "item__code")
    is_sensitive = any(
        SENSITIVE & set(who or ()) or item in SENSITIVE_ITEMS for who, item in told.distinct().order_by()
    )
    return BLOCK_SENSITIVE if is_sensitive else BLOCK


def told_items(crisis: Crisis, *, least: int) -> Mapping[tuple[str, str], int]:
    """Return the needs that may be told of each place and thing, of counties and, adding those up, of cities."""
    counted, _groups = _counted(crisis, timezone.now(), "")
    told: Counter[tuple[str, str]] = Counter()
    for (code, item), count in counted.items():
        shown = AtLeast.of(count, least).shown
        for place in {code, at_grain(code, Grain.CITY)}:
            told[place, item] += shown
    return told


def told_grid(
    crisis: Crisis,
    *,
    grain: str,
    known_at: datetime,
    group: str = "",
    rest: str,
    unnamed: str,
    elsewhere: str,
) -> ToldGrid:
    """Return the grid as it may leave.

    Blocks are made county by county and thing by thing; cities and totals add them up, so that neither gives a
    county away.
    """
    counted, _groups = _counted(crisis, known_at, group)
    by_item: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (code, item), count in sorted(counted.items()):
        by_item[item][code] = count
    cells: defaultdict[str, Counter[str]] = defaultdict(Counter)
    left: Counter[str] = Counter()
    block = least_told(crisis)
    for item, counts in by_item.items():
        told, left[item] = told_counts(counts, block=block)
        for code, count in told.items():
            cells[at_grain(code, grain)][item] += count
    columns = _columns(cells | {"": +left}, rest, unnamed)
    rows = _laid_out(cells, columns, {})
    return ToldGrid(columns, rows, _line(left, columns), elsewhere)


def _columns(cells: Mapping[str, Counter[str]], rest: str, unnamed: str) -> tuple[Column, ...]:
    totals: Counter[str] = Counter()
    for each in cells.values():
        totals.update(each)
    codes = [code for code, _n in totals.most_common() if code != UNNAMED]
    items = {one.code: one for one in Item.objects.filter(code__in=codes[:COLUMNS])}
    found = [Column(code, items[code].name, items[code]) for code in codes[:COLUMNS] if code in items]
    if len(codes) > COLUMNS:
        found.append(Column(REST, rest))
    if UNNAMED in totals:
        found.append(Column(UNNAMED, unnamed))
    return tuple(found)


def _stated(crisis: Crisis, grain: str) -> dict[str, set[str]]:
    """Return which things the official side states for each place."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    stated = OfficialFigure.objects.filter(crisis=crisis, kind__in=STATED, item__isnull=False)
    for code, item in stated.values_list("place__code", "item__code").distinct():
        found[at_grain(code, grain)].add(item)
    return found


def _laid_out(
    cells: Mapping[str, Counter[str]],
    columns: tuple[Column, ...],
    stated: dict[str, set[str]],
) -> tuple[Row, ...]:
    places = {one.code: one for one in Place.objects.filter(code__in=list(cells))}
    rows = []
    for code, counts in cells.items():
        if code not in places:
            continue
        line = _line(counts, columns)
        rows.append(Row(places[code], sum(counts.values()), line, frozenset(stated.get(code, ()))))
    return tuple(sorted(rows, key=lambda row: (-row.total, row.place.code)))


def _line(counts: Counter[str], columns: tuple[Column, ...]) -> tuple[int, ...]:
    named = {column.key for column in columns}
    others = sum(n for key, n in counts.items() if key not in named)
    return tuple(others if column.key == REST else counts[column.key] for column in columns)
