"""Linkage of all reports: which tell the same need, item by item."""

import pyarrow as pa

from qiao.batch.jobs.job import Job, Parameters, columns, rows_of, table_of
from qiao.batch.link import link
from qiao.batch.link_rows import Told
from qiao.batch.tables import Row

SOURCE = pa.schema(
    columns(
        item="text",
        id="text",
        time="moment",
        name="text",
        city="text",
        district="text",
        address="text",
        phones="text",
        links="text",
        text="text",
        quantity="whole",
    )
)
RESULT = pa.schema(
    columns(
        item="text",
        id_a="text",
        id_b="text",
        verdict="text",
        probability="figure",
        cluster_a="text",
        cluster_b="text",
        reasons="text",
    )
)


def link_item(table: pa.Table, _parameters: Parameters) -> pa.Table:
    """Return the pairs of tellings of one item that may be one need, with the cluster of each.

    Weights are learnt among the tellings of the item, leaning on the expected ones where they are few. A cluster is
    named by its first telling in order of time. Probabilities are rounded to four places.
    """
    told = Told("report")
    for number, row in enumerate(rows_of(table), start=1):
        values = row | {"time": row["time"].isoformat() if row["time"] else ""}  # type: ignore[attr-defined]
        told.take(Row(number, values), values)
    item = table["item"][0].as_py()
    pairs, clusters = link(told)
    cluster_of = dict(zip(map(str, told.ids), (str(told.ids[one]) for one in clusters), strict=True))
    found = []
    for pair in pairs:
        ends = {name: str(pair[name]) for name in ("id_a", "id_b")}
        clustered = {f"cluster_{end}": cluster_of[ends[f"id_{end}"]] for end in "ab"}
        found.append({"item": item} | pair | ends | clustered)
    return table_of(found, RESULT)


JOB = Job(
    "link",
    1,
    keys=("item",),
    order=("time", "id"),
    source=SOURCE,
    result=RESULT,
    function=link_item,
    optional=frozenset(SOURCE.names) - {"item", "id"},
)
