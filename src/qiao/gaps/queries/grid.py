"""What is asked for, where, for whom: places by things, for one group of people or for all."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F

from qiao.gaps.models import OfficialFigure
from qiao.gaps.queries.hearing import at_grain, voices_of_needs
from qiao.registry.models import Crisis, Item, Place

COLUMNS = 14
"""Things with a column of their own; the rest share one."""
REST = "rest"
UNNAMED = "unnamed"
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


def grid(
    crisis: Crisis, *, grain: str, known_at: datetime, group: str = "", rest: str = "", unnamed: str = ""
) -> Grid:
    """Count needs by place and thing until a moment; with a group, only those told for it.

    `rest` and `unnamed` are the words for all other things and for what no item holds.
    """
    needs = voices_of_needs(crisis, known_at=known_at).filter(place__isnull=False)
    rows = needs.values_list("place__code", "item__code", F("who_groups")).annotate(n=Count("pk")).order_by()
    cells: defaultdict[str, Counter[str]] = defaultdict(Counter)
    groups: Counter[str] = Counter()
    for code, item, who, count in rows:
        for one in who or ():
            groups[one] += count
        if not group or group in (who or ()):
            cells[at_grain(code, grain)][item or UNNAMED] += count
    columns = _columns(cells, rest, unnamed)
    return _laid_out(cells, columns, groups, _stated(crisis, grain))


def _columns(cells: dict[str, Counter[str]], rest: str, unnamed: str) -> tuple[Column, ...]:
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
    cells: dict[str, Counter[str]],
    columns: tuple[Column, ...],
    groups: Counter[str],
    stated: dict[str, set[str]],
) -> Grid:
    named = {column.key for column in columns}
    places = {one.code: one for one in Place.objects.filter(code__in=list(cells))}
    rows = []
    for code, counts in cells.items():
        if code not in places:
            continue
        others = sum(n for key, n in counts.items() if key not in named)
        line = tuple(others if column.key == REST else counts[column.key] for column in columns)
        rows.append(Row(places[code], sum(counts.values()), line, frozenset(stated.get(code, ()))))
    rows.sort(key=lambda row: (-row.total, row.place.code))
    most = max((n for row in rows for n in row.counts), default=0)
    return Grid(columns, tuple(rows), most, dict(groups))
