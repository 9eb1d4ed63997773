"""Gap lists: excess need, blind spots, silent places, and what cannot be judged, for each crisis and subject."""

import json
from dataclasses import asdict

import pyarrow as pa

from qiao.batch.jobs.job import Job, Parameters, columns, rows_of, table_of
from qiao.engines.gaps import Finding, PlaceRecord, Unjudged, gap_lists

SOURCE = pa.schema(
    columns(
        crisis="text",
        subject="text",
        place="text",
        population="whole",
        reports="whole",
        coverage="figure",
        official="whole",
        both="whole",
        listed="whole",
        vulnerability="figure",
        longitude="figure",
        latitude="figure",
        voices="text",
    )
)
"""`subject` is what the places are compared by: an item, a kind of need, or "" for all; `voices` are ids, by spaces."""
RESULT = pa.schema(
    columns(
        crisis="text",
        subject="text",
        list="text",
        rank="whole",
        places="texts",
        observed="whole",
        expected="figure",
        coverage="figure",
        official="whole",
        ratio="figure",
        low="figure",
        high="figure",
        p="figure",
        share="figure",
        action="text",
        reason_zh="text",
        reason_en="text",
        voices="texts",
        members="text",
        estimate="text",
        judged="texts",
    )
)
UNKNOWN = "UNKNOWN"
"""The list of places that some lists cannot judge; `judged` names those lists."""


def lists_of(table: pa.Table, parameters: Parameters) -> pa.Table:
    """Return every line of every list of one crisis and subject."""
    records = [_record(row) for row in rows_of(table)]
    found = gap_lists(records, seed=int(parameters["seed"]))
    own = {name: table[name][0].as_py() for name in ("crisis", "subject")}
    lines = [
        own | {"rank": rank} | _finding(one)
        for each in (found.excess, found.blind_spots, found.silent)
        for rank, one in enumerate(each, start=1)
    ]
    lines += [own | {"rank": rank} | _unknown(one) for rank, one in enumerate(found.unknown, start=1)]
    return table_of(lines, RESULT)


def _record(row: dict[str, object]) -> PlaceRecord:
    at = (row["longitude"], row["latitude"])
    facts = ("population", "coverage", "official", "both", "listed", "vulnerability")
    return PlaceRecord(
        place=str(row["place"]),
        reports=int(row["reports"] or 0),  # type: ignore[call-overload]
        position=None if None in at else at,  # type: ignore[arg-type]
        voices=tuple(str(row["voices"] or "").split()),
        **{name: row[name] for name in facts},  # type: ignore[arg-type]
    )


def _finding(one: Finding) -> dict[str, object]:
    same = ("observed", "expected", "coverage", "official", "ratio", "low", "high", "p", "share")
    return {name: getattr(one, name) for name in same} | {
        "list": one.kind.value,
        "places": list(one.places),
        "action": one.action.value,
        "reason_zh": one.reason.zh,
        "reason_en": one.reason.en,
        "voices": list(one.voices),
        "members": json.dumps([asdict(member) for member in one.members], ensure_ascii=False),
        "estimate": json.dumps(asdict(one.estimate)) if one.estimate else None,
    }


def _unknown(one: Unjudged) -> dict[str, object]:
    return {
        "list": UNKNOWN,
        "places": [one.place],
        "judged": [kind.value for kind in one.lists],
        "reason_zh": one.reason.zh,
        "reason_en": one.reason.en,
    }


JOB = Job(
    "gaps",
    1,
    keys=("crisis", "subject"),
    order=("place",),
    source=SOURCE,
    result=RESULT,
    function=lists_of,
    optional=frozenset(SOURCE.names) - {"crisis", "place", "reports"},
    parameters={"seed": "0"},
)
