"""Bulk extraction: what each message asks, offers or tells."""

import json

import pyarrow as pa

from qiao.batch.extract import LONGEST_TEXT, row_of
from qiao.batch.jobs.job import Job, Parameters, columns, rows_of, table_of
from qiao.batch.lexicon import reference_lexicon
from qiao.engines.extraction import read

SOURCE = pa.schema(columns(id="text", text="text", time="moment"))
RESULT = pa.schema(
    columns(
        id="text",
        type="text",
        kinds="texts",
        items="text",
        place="text",
        place_name="text",
        township="text",
        phones="texts",
        other_phones="texts",
        organization="text",
        people="whole",
        urgency="whole",
        deadline="text",
        deadline_at="text",
        stated_verified="yes",
        closed="yes",
        spans="text",
        problem="text",
    )
)
"""`items` and `spans` are JSON, as `./qiao extract` writes them."""


def extract(table: pa.Table, _parameters: Parameters) -> pa.Table:
    """Return a row for each message; one that is too long comes back with the problem named."""
    lexicon = reference_lexicon()
    found = []
    for row in rows_of(table):
        text = str(row["text"] or "")
        if len(text) > LONGEST_TEXT:
            found.append({"id": row["id"], "problem": f"{len(text)} characters, more than {LONGEST_TEXT}"})
            continue
        found.append(_row(row_of(str(row["id"]), read(text, lexicon, at=row["time"]))))  # type: ignore[arg-type]
    return table_of(found, RESULT)


def _row(told: dict[str, object]) -> dict[str, object]:
    place = told["place"] or {}
    township = place.get("township") or {}  # type: ignore[attr-defined]
    own = {
        "items": json.dumps(told["items"], ensure_ascii=False),
        "spans": json.dumps(told["spans"], ensure_ascii=False),
        "place": place.get("adcode"),  # type: ignore[attr-defined]
        "place_name": place.get("name"),  # type: ignore[attr-defined]
        "township": township.get("code"),
    }
    return {name: told.get(name) for name in RESULT.names} | own


JOB = Job(
    "extract",
    1,
    keys=(),
    order=("id",),
    source=SOURCE,
    result=RESULT,
    function=extract,
    optional=frozenset({"time"}),
)
