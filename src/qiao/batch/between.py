"""Between the jobs of a chain: the result of one becomes the rows of the next, in bounded memory, the same each time."""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from qiao.batch.allocate_words import Reference
from qiao.batch.runners.folder import MANIFEST, files_of, sha256_of, write_whole
from qiao.exceptions import QiaoError

if TYPE_CHECKING:
    import duckdb

OK, USAGE = 0, 2
AT_ONCE = 50_000
WHOLE = "whole"
"""The crisis of a chain: its places are compared with one another."""
PER_THOUSAND = 0.35
_LAST = "printf('%020d', coalesce(epoch_us(n.time), 0)) || n.id"
NEEDS = """
SELECT t.* EXCLUDE (side), coalesce(g.goods, t.item) AS goods
FROM tellings t LEFT JOIN goods g USING (item) WHERE t.side = 'NEED' ORDER BY t.id
"""
VOICES = f"""
WITH ends AS (
    SELECT item, id_a AS id, cluster_a AS cluster FROM link UNION SELECT item, id_b, cluster_b FROM link
), told AS (
    SELECT n.*, coalesce(e.cluster, n.id) AS cluster FROM needs n LEFT JOIN ends e USING (item, id)
), last AS (
    SELECT n.item, n.cluster, count(*) AS tellings, min(n.tier) AS tier,
        arg_max({{'quantity': n.quantity, 'most': n.quantity_max, 'kind': n.quantity_kind}}, {_LAST})
            FILTER (n.quantity IS NOT NULL) AS amount
    FROM told n GROUP BY ALL
)
SELECT coalesce(substr(t.place, 1, 2), '') AS crisis,
    strftime(t.time AT TIME ZONE 'Asia/Shanghai', '%Y-%m-%d') AS issue,
    t.item, t.id, t.time AS received_at, t.place, t.name IS NOT NULL AS is_unit, t.name, t.known, l.tellings, l.tier,
    CASE WHEN l.amount.kind = 'EXACT' THEN l.amount.quantity END AS pieces,
    l.amount.quantity AS quantity, l.amount.most AS quantity_max, coalesce(l.amount.kind, t.quantity_kind) AS quantity_kind
FROM told t JOIN last l ON t.item = l.item AND t.id = l.cluster ORDER BY t.id
"""  # noqa: S608 - no word of a stranger in it
"""A need once, however often it was told: the facts of its first telling, the quantity told last."""
GOODS = """
WITH own AS (
    SELECT 'NEED' AS side, v.crisis AS region, g.goods, v.id, v.item, v.quantity, v.quantity_kind, v.quantity_max, v.tier,
        v.place, v.name AS recipient, coalesce(v.name, p.name, '') AS label, v.received_at AS asked_at,
        NULL::VARCHAR AS donor, NULL::TIMESTAMPTZ AS available_from, NULL::VARCHAR AS accepts, p.longitude, p.latitude
    FROM voices v JOIN goods g USING (item) LEFT JOIN known_places p ON p.code = v.place
    UNION ALL
    SELECT 'OFFER', coalesce(substr(o.place, 1, 2), ''), g.goods, o.id, o.item,
        CASE WHEN o.quantity_kind = 'EXACT' THEN o.quantity END, NULL, NULL, NULL,
        o.place, NULL, NULL, NULL, o.organization, CAST(o.at AS TIMESTAMPTZ), NULL, p.longitude, p.latitude
    FROM offers o JOIN goods g USING (item) LEFT JOIN known_places p ON p.code = o.place
)
SELECT * FROM own
UNION ALL
SELECT 'ACCEPTS', r.region, r.goods, a.number, a.asked, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, a.accepted,
    NULL, NULL
FROM (SELECT DISTINCT region, goods FROM own) r JOIN accepted a USING (goods)
ORDER BY side, region, goods, id, item
"""
PLACES = f"""
WITH subjects AS (SELECT '' AS subject UNION SELECT DISTINCT item FROM official),
heard AS (
    SELECT place, item AS subject, count(*) AS reports, string_agg(id, ' ' ORDER BY id) AS voices
    FROM voices WHERE place IS NOT NULL GROUP BY ALL
    UNION ALL
    SELECT place, '', count(*), string_agg(id, ' ' ORDER BY id) FROM voices WHERE place IS NOT NULL GROUP BY ALL
), counted AS (
    SELECT place, item AS subject, sum(listed) AS official FROM official GROUP BY ALL
    UNION ALL SELECT place, '', sum(listed) FROM official GROUP BY ALL
), there AS (SELECT place, count(*) AS people FROM volunteers GROUP BY ALL),
listed_places AS (
    SELECT code, population FROM places
    UNION ALL SELECT DISTINCT place, NULL FROM voices WHERE place IS NOT NULL AND place NOT IN (SELECT code FROM places)
)
SELECT '{WHOLE}' AS crisis, s.subject, p.code AS place, p.population, coalesce(h.reports, 0) AS reports,
    1 - exp(-{PER_THOUSAND} * coalesce(t.people, 0) * 1000 / p.population) AS coverage,
    CAST(c.official AS BIGINT) AS official, k.longitude, k.latitude, h.voices
FROM listed_places p CROSS JOIN subjects s
LEFT JOIN heard h ON h.place = p.code AND h.subject = s.subject
LEFT JOIN counted c ON c.place = p.code AND c.subject = s.subject
LEFT JOIN there t ON t.place = p.code
LEFT JOIN known_places k ON k.code = p.code
ORDER BY subject, place
"""  # noqa: S608 - no word of a stranger in it


@dataclass(frozen=True)
class Between:
    """A step between two jobs: the tables it reads, and the statement that makes the rows."""

    tables: tuple[str, ...]
    sql: str


STEPS = {
    "needs": Between(("tellings",), NEEDS),
    "voices": Between(("needs", "link"), VOICES),
    "goods": Between(("voices", "offers"), GOODS),
    "places": Between(("voices", "places", "official", "volunteers"), PLACES),
}
"""By the name of the file that comes out."""


def make(
    name: str, sources: dict[str, Path], target: Path, *, memory: str = "2GB", threads: int = 1
) -> dict[str, int]:
    """Write the rows that the next job takes; leave them where they were made from the same sources.

    Parameters
    ----------
    name
        One of ``STEPS``.
    sources
        Table → a Parquet file, or the folder of a finished job.
    target
        The Parquet file; it appears whole or not at all, with the hashes of its sources beside it.
    memory, threads
        What DuckDB may take; the rest goes through the disk.

    Returns
    -------
    dict
        ``rows`` of the file.
    """
    step = STEPS[name]
    beside = target.with_suffix(".json")
    told: dict[str, Any] = {
        "sources": {table: _hash(sources[table]) for table in step.tables},
        "sql": _sha(step.sql),
    }
    if target.exists() and beside.exists():
        had = json.loads(beside.read_text(encoding="utf-8"))
        if {key: had.get(key) for key in told} == told:
            return {"rows": had["rows"]}
    rows = _write(step, sources, target, memory=memory, threads=threads)
    write_whole(beside, told | {"rows": rows})
    return {"rows": rows}


def _write(step: Between, sources: dict[str, Path], target: Path, *, memory: str, threads: int) -> int:
    import duckdb

    own, spill = target.with_name(f".{target.name}"), target.with_name(f".{target.stem}.spill")
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "temp_directory": str(spill),
        "threads": threads,
    }
    with duckdb.connect(config=config) as base:
        base.execute("SET TimeZone = 'UTC'")
        for table in step.tables:
            base.register(
                table, base.read_parquet([str(one) for one in files_of(sources[table])], union_by_name=True)
            )
        if "known_places" in step.sql or "goods" in step.sql:
            _know(base)
        reader = base.sql(step.sql).to_arrow_reader(AT_ONCE)
        rows = 0
        with pq.ParquetWriter(own, reader.schema, compression="zstd") as file:
            for batch in reader:
                file.write_batch(batch)
                rows += batch.num_rows
    own.replace(target)
    return rows


def _know(base: "duckdb.DuckDBPyConnection") -> None:
    """Register what the reference tables know: places with their position, items with what may stand in for them."""
    tables = Reference()
    places = [
        {"code": code, "name": tables.place_name(code), "longitude": at[0], "latitude": at[1]}
        for code in tables.place_codes
        for at in [tables.position(code)]
    ]
    kinds = {"code": pa.string(), "name": pa.string(), "longitude": pa.float64(), "latitude": pa.float64()}
    base.register("known_places", pa.Table.from_pylist(places, schema=pa.schema(kinds)))
    goods = goods_of(tables.items, tables.substitutes)
    base.register(
        "goods", pa.Table.from_pylist([{"item": one, "goods": first} for one, first in goods.items()])
    )
    accepted = [
        {"goods": goods[asked], "number": f"{number:03d}", "asked": asked, "accepted": other}
        for asked, others in sorted(tables.substitutes.items())
        for number, other in enumerate(others)
        if asked in goods
    ]
    base.register("accepted", pa.Table.from_pylist(accepted))


def goods_of(items: Iterable[str], substitutes: dict[str, list[str]]) -> dict[str, str]:
    """Return item → the first of all items that may stand in for each other with it, directly or over others."""
    first = {item: item for item in sorted(items)}

    def root(item: str) -> str:
        while first[item] != item:
            item = first[item]
        return item

    for asked, accepted in substitutes.items():
        for other in accepted:
            if asked in first and other in first:
                low, high = sorted((root(asked), root(other)))
                first[high] = low
    return {item: root(item) for item in first}


def _hash(source: Path) -> str:
    """Return the hash of what comes in: of the manifest of a job, which names its parts, or of the file."""
    manifest = source / MANIFEST
    return _of_parts(manifest) if manifest.exists() else sha256_of(source)


def _of_parts(manifest: Path) -> str:
    parts = json.loads(manifest.read_text(encoding="utf-8"))["parts"]
    return _sha("".join(one["sha256"] for one in parts))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main(argv: list[str] | None = None) -> int:
    """Make one step: NAME OUT.parquet TABLE=PATH …; return 2 when it cannot."""
    parser = argparse.ArgumentParser(prog="qiao.batch.between", description=__doc__)
    parser.add_argument("name", choices=STEPS)
    parser.add_argument("target", type=Path)
    parser.add_argument("sources", nargs="+", metavar="TABLE=PATH")
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(argv)
    told = dict(one.partition("=")[::2] for one in options.sources)
    sources = {table: Path(path) for table, path in told.items()}
    say: Callable[[str], object] = sys.stderr.write
    try:
        made = make(options.name, sources, options.target, memory=options.memory, threads=options.processes)
    except QiaoError as error:
        say(f"{error.message('zh')}\n{error.message('en')}\n")
        return USAGE
    except OSError as error:
        say(f"{error}\n")
        return USAGE
    say(f"{made['rows']} 行 rows；{options.target}\n")
    return OK


if __name__ == "__main__":
    sys.exit(main())
