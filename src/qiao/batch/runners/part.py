"""What every runner does with a part: sort, group, call the function, write the part whole."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from qiao.batch.jobs import Job, job_called
from qiao.batch.runners.folder import DATA, DONE, PartDone, part_name, sha256_of, write_whole
from qiao.exceptions import BatchInputError


@lru_cache
def _job(name: str) -> Job:
    return job_called(name)


def do_part(name: str, part: int, table: pa.Table, target: str, parameters: dict[str, str]) -> PartDone:
    """Work through the rows of a part and write down what came out.

    Parameters
    ----------
    name
        The job.
    part, table
        The number of the part and its rows, in any order.
    target
        The folder of the run; every process that works on it must see it.
    parameters
        As for the job's function.

    Raises
    ------
    BatchInputError
        When a column holds something else than the job takes.
    """
    job = _job(name)
    rows = _as_told(job, table)
    made, refused = [job.result.empty_table()], []
    groups = 0
    for key, group in _groups(job, rows):
        groups += 1
        try:
            made.append(job.function(group, parameters).select(job.result.names).cast(job.result))
        except ValueError as error:
            refused.append({"group": key, "why": str(error)[:400]})
    result = pa.concat_tables(made).combine_chunks()
    file = Path(target, DATA, f"{part_name(part)}.parquet")
    own = file.with_name(f".{file.name}.{os.getpid()}")
    pq.write_table(result, own, compression="zstd")
    with own.open("rb+") as written:
        os.fsync(written.fileno())
    own.replace(file)
    done = PartDone(
        part, result.num_rows, table.num_rows, groups, sha256_of(file), _rows_sha256(result), refused
    )
    write_whole(Path(target, DONE, f"{part_name(part)}.json"), asdict(done))
    return done


def _as_told(job: Job, table: pa.Table) -> pa.Table:
    """Return the columns that the job takes, in its kinds and its order of rows."""
    there = set(table.column_names)
    arrays = [
        table[one.name] if one.name in there else pa.nulls(table.num_rows, one.type) for one in job.source
    ]
    found = []
    for one, array in zip(job.source, arrays, strict=True):
        try:
            found.append(array.cast(one.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise BatchInputError(
                path=one.name,
                reason_zh=f"这一列要 {one.type}，里面却是 {array.type}：{str(error)[:120]}",
                reason_en=f"the column must hold {one.type} and holds {array.type}: {str(error)[:120]}",
            ) from error
    first = [*job.keys, *job.order]
    single = [one.name for one in job.source if not pa.types.is_list(one.type)]
    rest = [one for one in single if one not in first]
    return pa.table(found, schema=job.source).sort_by([(one, "ascending") for one in (*first, *rest)])


def _groups(job: Job, rows: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    if not job.keys:
        if rows.num_rows:
            yield "", rows
        return
    told = zip(*(rows[one].to_pylist() for one in job.keys), strict=True)
    start = 0
    for key, same in groupby(told):
        size = sum(1 for _ in same)
        yield " · ".join("" if one is None else str(one) for one in key), rows.slice(start, size)
        start += size


def _rows_sha256(table: pa.Table) -> str:
    found = hashlib.sha256()
    for batch in table.to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            found.update(json.dumps(row, ensure_ascii=False, sort_keys=True, default=_plain).encode())
            found.update(b"\n")
    return found.hexdigest()


def _plain(value: Any) -> str:
    return str(value.isoformat() if hasattr(value, "isoformat") else value)
