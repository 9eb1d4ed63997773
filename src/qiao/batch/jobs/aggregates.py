"""Public aggregates: how many asked for an item at a place, in blocks, so that no single voice shows."""

from collections.abc import Iterable, Mapping

import pyarrow as pa

from qiao.batch.jobs.job import Job, Parameters, columns, rows_of, table_of
from qiao.engines.bulletin import REST, Voice, cells_of

SOURCE = pa.schema(
    columns(
        crisis="text",
        item="text",
        id="text",
        received_at="moment",
        place="text",
        is_unit="yes",
        pieces="whole",
    )
)
RESULT = pa.schema(
    columns(
        crisis="text",
        item="text",
        place="text",
        units="whole",
        others="whole",
        pieces="whole",
        uncounted="whole",
    )
)


def voices_of(rows: Iterable[Mapping[str, object]]) -> list[Voice]:
    """Return rows as voices, told one from another by the moment of receipt, then the id."""
    return [
        Voice(
            order=f"{row['received_at'] or ''}|{row['id']}",
            place=str(row["place"] or REST),
            item=str(row["item"] or ""),
            is_unit=bool(row["is_unit"]),
            pieces=row["pieces"],  # type: ignore[arg-type]
        )
        for row in rows
    ]


def cells_told(voices: Iterable[Voice], block: int) -> list[dict[str, object]]:
    """Return what may be told of voices; others than units in whole blocks, earliest first."""
    told = ("item", "place", "units", "others", "pieces", "uncounted")
    return [{name: getattr(one, name) for name in told} for one in cells_of(voices, block=block)]


def aggregate(table: pa.Table, parameters: Parameters) -> pa.Table:
    """Return what may be told of the voices of one item in one crisis."""
    crisis = table["crisis"][0].as_py()
    cells = cells_told(voices_of(rows_of(table)), int(parameters["block"]))
    return table_of([{"crisis": crisis} | one for one in cells], RESULT)


JOB = Job(
    "aggregates",
    1,
    keys=("crisis", "item"),
    order=("received_at", "id"),
    source=SOURCE,
    result=RESULT,
    function=aggregate,
    optional=frozenset({"received_at"}),
    parameters={"block": "5"},
)
