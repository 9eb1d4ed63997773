"""Linkage of all reports: which tell the same need, item by item."""

import json

import pyarrow as pa

from qiao.batch.jobs.job import Job, Parameters, columns, rows_of, table_of
from qiao.batch.link import verdict_of, weighed
from qiao.batch.link_rows import Told
from qiao.batch.tables import Row
from qiao.engines.linkage.many import Links, link_table
from qiao.engines.linkage.words import PARTED

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
        marks="text",
        quantity="whole",
    )
)
"""`marks` are the marks of a text that does not leave the house (`text_marks`), by spaces."""
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
"""`reasons` is JSON: code, zh, en, weight in bits of evidence."""


def link_item(table: pa.Table, _parameters: Parameters) -> pa.Table:
    """Return the pairs of tellings of one item that may be one need, with the cluster of each.

    Weights are learnt among the tellings of the item, leaning on the expected ones where they are few. A cluster is
    named by its first telling in order of time. Probabilities are rounded to four places.
    """
    told = told_of(table)
    item = table["item"][0].as_py()
    reports = told.reports()
    links = link_table(reports)
    ids = [str(one) for one in told.ids]
    found: list[dict[str, object]] = []
    for place in range(len(links.one)):
        one, other = int(links.one[place]), int(links.other[place])
        found.append(
            {
                "item": item,
                "id_a": ids[one],
                "id_b": ids[other],
                "verdict": verdict_of(links, place, reports),
                "probability": round(float(links.probability[place]), 4),
                "cluster_a": ids[int(links.cluster[one])],
                "cluster_b": ids[int(links.cluster[other])],
                "reasons": json.dumps(reasons_of(links, place), ensure_ascii=False),
            }
        )
    return table_of(found, RESULT)


def told_of(table: pa.Table) -> Told:
    """Return the rows of a group as linkage takes them."""
    told = Told("report")
    for number, row in enumerate(rows_of(table), start=1):
        values = row | {"time": row["time"].isoformat() if row["time"] else ""}  # type: ignore[attr-defined]
        told.mark(tuple(int(one) for one in str(row["marks"] or "").split()))
        told.take(Row(number, values), values)
    return told


def reasons_of(links: Links, place: int) -> list[dict[str, object]]:
    """Return why a pair may be one need, the weightiest first."""
    parted = PARTED[int(links.parted[place])] if links.parted[place] else None
    told = [] if parted is None else [{"code": "PARTED", "zh": parted[0], "en": parted[1], "weight": 0.0}]
    return told + [
        {"code": field.upper(), "zh": chinese, "en": english, "weight": round(float(bits), 1)}
        for field, bits, (chinese, english) in weighed(links, place)
    ]


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
