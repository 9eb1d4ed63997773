"""Linkage across items: 口罩 in one message and N95 in the next, of one sender at one place, may be one need."""

import json

import numpy as np
import pyarrow as pa

from qiao.batch.jobs.job import Job, Parameters, columns, table_of
from qiao.batch.jobs.link import SOURCE as TELLINGS
from qiao.batch.jobs.link import reasons_of, told_of
from qiao.batch.link import verdict_of
from qiao.engines.linkage.many import NOTHING, link_across

SOURCE = pa.schema([*columns(goods="text", report="text"), *TELLINGS])
"""`goods` names items that may stand in for each other, as for allocation; `report` the message a telling stands in."""
RESULT = pa.schema(
    columns(
        goods="text",
        item_a="text",
        item_b="text",
        id_a="text",
        id_b="text",
        verdict="text",
        probability="figure",
        reasons="text",
    )
)


def meet(table: pa.Table, _parameters: Parameters) -> pa.Table:
    """Return the pairs of tellings of different items that may be one need; a person decides each of them."""
    told = told_of(table)
    reports, items, goods = (table[name].to_pylist() for name in ("report", "item", "goods"))
    if len(set(items)) == 1 or len(told) != table.num_rows:
        return RESULT.empty_table()
    numbers = np.unique(np.array([str(one) for one in reports]), return_inverse=True)[1].astype(np.int64)
    telling = told.reports()
    links = link_across(telling, numbers)
    found = []
    for place in range(len(links.one)):
        one, other = int(links.one[place]), int(links.other[place])
        parted = links.parted[place] != NOTHING
        found.append(
            {
                "goods": goods[0],
                "item_a": items[one],
                "item_b": items[other],
                "id_a": str(told.ids[one]),
                "id_b": str(told.ids[other]),
                "verdict": verdict_of(links, place, telling) if parted else "unsure",
                "probability": round(float(links.probability[place]), 4),
                "reasons": json.dumps(reasons_of(links, place), ensure_ascii=False),
            }
        )
    return table_of(found, RESULT)


JOB = Job(
    "meet",
    1,
    keys=("goods",),
    order=("time", "id"),
    source=SOURCE,
    result=RESULT,
    function=meet,
    optional=frozenset(TELLINGS.names) - {"item", "id"},
)
