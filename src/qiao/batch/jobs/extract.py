"""Bulk extraction: what each message asks, offers or tells."""

import json
import re

import pyarrow as pa

from qiao.batch.extract import LONGEST_TEXT, row_of
from qiao.batch.jobs.job import Job, Parameters, columns, rows_of, table_of
from qiao.batch.lexicon import reference_lexicon
from qiao.engines.extraction import read
from qiao.engines.linkage import text_marks

LINK = re.compile(r"https?://[A-Za-z0-9./?=&_%#~:+-]{6,}")
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
        time="moment",
        marks="text",
        links="text",
    )
)
"""`items` and `spans` are JSON, as `./qiao extract` writes them; `marks` and `links` are what linkage knows the text by."""


def extract(table: pa.Table, _parameters: Parameters) -> pa.Table:
    """Return a row for each message; one that is too long comes back with the problem named."""
    lexicon = reference_lexicon()
    found = []
    for row in rows_of(table):
        text = str(row["text"] or "")
        if len(text) > LONGEST_TEXT:
            problem = f"{len(text)} characters, more than {LONGEST_TEXT}"
            found.append({"id": row["id"], "problem": problem, "time": row["time"]})
            continue
        told = _row(row_of(str(row["id"]), read(text, lexicon, at=row["time"])))  # type: ignore[arg-type]
        found.append(told | {"time": row["time"]} | _known_by(text))
    return table_of(found, RESULT)


def _known_by(text: str) -> dict[str, object]:
    links = sorted(set(LINK.findall(text)))
    return {"marks": " ".join(map(str, text_marks(text))), "links": " ".join(links)}


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
    2,
    keys=(),
    order=("id",),
    source=SOURCE,
    result=RESULT,
    function=extract,
    optional=frozenset({"time"}),
)
