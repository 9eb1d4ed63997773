"""Bulletins: what each issue may tell of a crisis, and what it told differently in the issue before."""

import pyarrow as pa

from qiao.batch.jobs.aggregates import cells_told, voices_of
from qiao.batch.jobs.job import Job, Parameters, columns, rows_of, table_of
from qiao.engines.bulletin import changes_between

SOURCE = pa.schema(
    columns(
        crisis="text",
        issue="text",
        item="text",
        id="text",
        received_at="moment",
        place="text",
        is_unit="yes",
        pieces="whole",
    )
)
"""`issue` is the first issue that a voice stands in, in an order of texts: 2020-01-29, 2020-01-30."""
RESULT = pa.schema(
    columns(
        crisis="text", issue="text", item="text", place="text", field="text", before="whole", after="whole"
    )
)
_KEY = ("item", "place")


def issues_of(table: pa.Table, parameters: Parameters) -> pa.Table:
    """Return every figure that an issue tells otherwise than the one before; of the first issue, every figure."""
    rows = rows_of(table)
    issues = [str(row["issue"] or "") for row in rows]
    voices = voices_of(rows)
    crisis = table["crisis"][0].as_py()
    block = int(parameters["block"])
    before: list[dict[str, object]] = []
    found: list[dict[str, object]] = []
    for issue in sorted(set(issues)):
        heard = (voice for voice, first in zip(voices, issues, strict=True) if first <= issue)
        after = cells_told(heard, block)
        for one in changes_between({"needs": before}, {"needs": after}, keys={"needs": _KEY}):
            own = dict(zip(_KEY, one.key, strict=True))
            told = {"field": one.field, "before": one.before, "after": one.after}
            found.append({"crisis": crisis, "issue": issue} | own | told)
        before = after
    return table_of(found, RESULT)


JOB = Job(
    "bulletins",
    1,
    keys=("crisis",),
    order=("issue", "received_at", "id"),
    source=SOURCE,
    result=RESULT,
    function=issues_of,
    optional=frozenset({"received_at"}),
    parameters={"block": "5"},
)
