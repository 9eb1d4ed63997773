"""Findings and the grid as tables that a spreadsheet opens. They leave the house: voices are counted in blocks.

What could be reckoned back to a single voice (the ratio, the interval, p) is told of the blocks or left out.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qiao.batch.tables import table_bytes
from qiao.engines.bulletin import AtLeast
from qiao.gaps.models import Gap
from qiao.gaps.queries.findings import GapList, Line
from qiao.gaps.queries.grid import ToldGrid
from qiao.registry.leaving import Leaving

FINDING_COLUMNS = (
    "kind",
    "place_code",
    "place",
    "item",
    "term",
    "state",
    "observed_at_least",
    "expected_at_most",
    "ratio_at_least",
    "p_at_most",
    "coverage",
    "official",
    "reason_zh",
    "reason_en",
    "found_at",
)
LEVELS = (0.001, 0.01, 0.05, 0.1, 1.0)
"""Between which p is told: the value itself would give the count away."""


def findings_file(lists: list[GapList], *, least: int, items: Mapping[tuple[str, str], int]) -> bytes:
    """Return the findings as CSV: one row each, voices in blocks of `least`; an empty cell is untold, never zero.

    What was observed of a thing are pieces, and may be one voice's: of things the voices are told, as `items` has them
    by place and thing.
    """
    leaving = Leaving()
    # Not by strength, as on the page: the order would tell of two places which was heard more.
    rows = [
        _finding(line, _told(line, least, items), leaving)
        for each in lists
        for line in (*each.lines, *each.gone)
    ]
    return table_bytes(FINDING_COLUMNS, sorted(rows, key=lambda row: [str(cell) for cell in row[:5]]), ".csv")


def _told(line: Line, least: int, items: Mapping[tuple[str, str], int]) -> AtLeast:
    gap = line.gap
    if gap.item is None:
        return AtLeast.of(line.seen.observed or 0, least)
    return AtLeast(items.get((gap.place.code if gap.place else "", gap.item.code), 0), least)


def _finding(line: Line, told: AtLeast, leaving: Leaving) -> tuple[object, ...]:
    gap, seen, least = line.gap, line.seen, told.least
    usual = None if seen.expected is None else max(1, math.ceil(seen.expected / least)) * least
    times = round(told.shown / usual, 1) if usual and told.shown > usual else None
    share = None if seen.coverage is None else round(seen.coverage, 1)
    heard = _Heard(gap.kind == Gap.Kind.SILENT, told, usual, share, seen.official)
    return (
        gap.kind,
        gap.place.code if gap.place else "",
        gap.place.full_name if gap.place else "",
        gap.item.name if gap.item else "",
        leaving.text(gap.term),
        gap.state,
        told.shown or "",
        usual,
        times,
        None if seen.p_value is None else min(level for level in LEVELS if seen.p_value <= level),
        share,
        seen.official,
        f"{'；'.join(heard.zh())}。",
        f"{'; '.join(heard.en())}.",
        gap.found_at.isoformat(timespec="seconds"),
    )


@dataclass(frozen=True)
class _Heard:
    """The figures of a finding as sentences. None is unknown."""

    is_silent: bool
    told: AtLeast
    usual: int | None
    share: float | None
    official: int | None

    def zh(self) -> Iterator[str]:
        """Yield the parts of the Chinese sentence."""
        if self.is_silent:
            yield "没有声音，或者声音停了"
        else:
            yield f"反映不少于 {self.told.shown} 条" if self.told.shown else f"反映少于 {self.told.least} 条"
        if self.usual is not None:
            yield f"预期不多于 {self.usual} 条"
        yield f"志愿者覆盖 {'未知' if self.share is None else self.share}"
        yield f"官方统计 {'没有数字' if self.official is None else self.official}"

    def en(self) -> Iterator[str]:
        """Yield the parts of the English sentence."""
        if self.is_silent:
            yield "No voice, or voices that stopped"
        else:
            yield (
                f"Heard at least {self.told.shown}"
                if self.told.shown
                else f"Heard fewer than {self.told.least}"
            )
        if self.usual is not None:
            yield f"expected at most {self.usual}"
        yield f"volunteer coverage {'unknown' if self.share is None else self.share}"
        yield f"official count {'not given' if self.official is None else self.official}"


def grid_file(grid: ToldGrid) -> bytes:
    """Return the grid as CSV: a row for each place of which something may be told, a column for each thing.

    The last row, without a place, counts together what is too little to be told of one place. Totals add up what is
    shown.
    """
    heads = ("place_code", "place", "all_at_least", *(column.label for column in grid.columns))
    rows = [(row.place.code, row.place.full_name, row.total or "", *_shown(row.counts)) for row in grid.rows]
    if any(grid.elsewhere):
        rows.append(("", grid.elsewhere_label, sum(grid.elsewhere), *_shown(grid.elsewhere)))
    return table_bytes(heads, rows, ".csv")


def _shown(counts: tuple[int, ...]) -> list[int | str]:
    return [count or "" for count in counts]
