"""Gap lists drawn up by the batch layer: what goes out as rows, and what comes back as lists."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from qiao.engines.gaps import (
    Action,
    ChapmanEstimate,
    Finding,
    FindingKind,
    GapLists,
    Member,
    Reason,
    Unjudged,
)
from qiao.gaps.queries.basis import Basis

Row = dict[str, Any]
_SAME = ("observed", "expected", "coverage", "official", "ratio", "low", "high", "p", "share")


def rows_out(crisis: str, basis: Basis) -> Iterator[Row]:
    """Yield what is known of each place, as the job of gap lists takes it."""
    for one in basis.records:
        longitude, latitude = one.position or (None, None)
        yield {
            "crisis": crisis,
            "subject": "",
            "place": one.place,
            "population": one.population,
            "reports": one.reports,
            "coverage": one.coverage,
            "official": one.official,
            "both": one.both,
            "listed": one.listed,
            "vulnerability": one.vulnerability,
            "longitude": longitude,
            "latitude": latitude,
            "voices": " ".join(one.voices),
        }


def lists_from(rows: Iterable[Row]) -> GapLists:
    """Return the four lists that the rows of a result hold."""
    ranked = sorted(rows, key=lambda row: (row["list"], row["rank"]))

    def of(kind: FindingKind) -> tuple[Finding, ...]:
        return tuple(_finding(row) for row in ranked if row["list"] == kind.value)

    return GapLists(
        excess=of(FindingKind.EXCESS),
        blind_spots=of(FindingKind.BLIND_SPOT),
        silent=of(FindingKind.SILENT),
        unknown=tuple(
            Unjudged(
                row["places"][0],
                tuple(FindingKind(one) for one in row["judged"] or ()),
                Reason(row["reason_zh"], row["reason_en"]),
            )
            for row in ranked
            if row["list"] == "UNKNOWN"
        ),
    )


def _finding(row: Row) -> Finding:
    estimate = json.loads(row["estimate"]) if row["estimate"] else None
    return Finding(
        kind=FindingKind(row["list"]),
        places=tuple(row["places"]),
        reason=Reason(row["reason_zh"], row["reason_en"]),
        action=Action(row["action"]),
        members=tuple(Member(**one) for one in json.loads(row["members"] or "[]")),
        estimate=ChapmanEstimate(**estimate) if estimate else None,
        voices=tuple(row["voices"] or ()),
        **{name: row[name] for name in _SAME},
    )
