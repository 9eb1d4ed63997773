"""On this machine: DuckDB reads and parts the rows within a bound of memory, processes work the parts through."""

import shutil
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa
import pyarrow.parquet as pq

from qiao.batch.jobs import Job
from qiao.batch.runners.folder import WORK, PartDone, Plan, files_of
from qiao.batch.runners.part import do_part
from qiao.batch.runners.settings import Settings, Watch

_MARK = "_part"


def work(
    job: Job, source: Path, target: Path, plan: Plan, *, settings: Settings, had: set[int], watch: Watch
) -> dict[str, str]:
    """Work through every part that is not there yet; return the engines and their versions.

    Raises
    ------
    BatchInputError
        When a column holds something else than the job takes.
    """
    import duckdb

    folder = Path(mkdtemp(prefix=WORK, dir=target))
    try:
        _part_rows(job, files_of(source), plan, folder, settings=settings, had=had)
        parts = {int(one.name.rpartition("=")[2]): one for one in sorted(folder.glob(f"{_MARK}=*"))}
        watch.total(len(had) + len(parts))
        do = partial(_do, job.name, target=str(target), parameters=plan.parameters)
        _each(sorted(parts.items()), do, settings.processes, watch)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"duckdb": duckdb.__version__, "pyarrow": pa.__version__}


def _part_rows(
    job: Job, files: list[Path], plan: Plan, folder: Path, *, settings: Settings, had: set[int]
) -> None:
    """Write the rows into a folder a part; what does not fit in memory goes through the disk."""
    import duckdb

    left = f"WHERE {_MARK} NOT IN ({', '.join(map(str, sorted(had)))})" if had else ""
    with duckdb.connect(
        config={
            "memory_limit": settings.memory,
            "temp_directory": str(folder / "spill"),
            "threads": settings.processes,
            "preserve_insertion_order": False,
        }
    ) as base:
        base.execute("SET TimeZone = 'UTC'")
        rows = base.read_parquet([str(one) for one in files], union_by_name=True)
        there = set(rows.columns)
        names = ", ".join(f'"{one}"' for one in job.source.names if one in there)
        told = ", ".join(
            f"coalesce(CAST({one} AS VARCHAR), '')" if one in there else "''" for one in job.parted_by
        )
        number = f"CAST('0x' || substr(md5(concat_ws(chr(31), {told})), 1, 7) AS BIGINT) % {plan.parts}"
        base.register("rows_in", rows)
        base.execute(
            f"COPY (SELECT * FROM (SELECT {names}, {number} AS {_MARK} FROM rows_in) {left}) "  # noqa: S608 - names are the job's
            f"TO '{folder}' (FORMAT parquet, PARTITION_BY ({_MARK}), OVERWRITE_OR_IGNORE)"
        )


def _do(name: str, part: int, folder: Path, *, target: str, parameters: dict[str, str]) -> PartDone:
    rows = pq.read_table(folder, partitioning=None)
    return do_part(name, part, rows, target, parameters)


def _each(
    parts: list[tuple[int, Path]], do: Callable[[int, Path], PartDone], processes: int, watch: Watch
) -> None:
    """Do the parts, so many at once; what is done when it is stopped stays."""
    if processes == 1 or len(parts) == 1:
        for part, folder in parts:
            watch.go_on()
            watch.done(do(part, folder))
        return
    with ProcessPoolExecutor(min(processes, len(parts)), mp_context=get_context("spawn")) as pool:
        waiting, running = iter(parts), set[Future[PartDone]]()
        try:
            while True:
                while len(running) < 2 * processes and (found := next(waiting, None)):
                    running.add(pool.submit(do, *found))
                if not running:
                    return
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for one in finished:
                    watch.done(one.result())
                watch.go_on()
        finally:
            pool.shutdown(cancel_futures=True)
