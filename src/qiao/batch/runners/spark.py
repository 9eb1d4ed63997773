"""On Apache Spark: Spark reads and shuffles the rows, its workers work the parts through with the same function."""

import logging
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from threading import Event, Thread
from typing import Any

import pyarrow as pa

from qiao import exceptions
from qiao.batch.jobs import Job
from qiao.batch.runners.folder import DONE, WORK, Plan, files_of
from qiao.batch.runners.part import do_part
from qiao.batch.runners.settings import Settings, Watch
from qiao.exceptions import BatchEngineAbsentError, QiaoError

JAVA = 17
_MARK = "_part"
_HEARTBEAT_S = 0.5
_ANSWER = pa.schema([("part", pa.int64()), ("error", pa.string()), ("details", pa.string())])


def work(
    job: Job, source: Path, target: Path, plan: Plan, *, settings: Settings, had: set[int], watch: Watch
) -> dict[str, str]:
    """Work through every part that is not there yet; return the engines and their versions.

    Raises
    ------
    BatchEngineAbsentError
        When PySpark or Java 17 is missing.
    BatchInputError
        When a column holds something else than the job takes.

    Notes
    -----
    Workers write the parts themselves: on more than one machine *source* and *target* lie in a folder that all see.
    """
    refuse_absent()
    folder = Path(mkdtemp(prefix=WORK, dir=target))
    try:
        with _quiet(), session(settings, folder) as spark:
            # A task a part: by bytes Spark would join small parts, but it is the engines that take the time.
            spark.conf.set("spark.sql.shuffle.partitions", str(plan.parts))
            spark.conf.set("spark.sql.adaptive.coalescePartitions.enabled", "false")
            rows = _parted(spark, job, files_of(source), plan).where(
                f"NOT {_MARK} IN ({', '.join(map(str, sorted(had)))})" if had else "true"
            )
            watch.total(plan.parts)
            _collect(spark, rows, _worker(job.name, str(target), plan.parameters), target, watch)
            return {"pyspark": spark.version, "pyarrow": pa.__version__, "master": spark.sparkContext.master}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def refuse_absent() -> None:
    """Raise BatchEngineAbsentError where PySpark or a Java that it runs on is missing."""
    try:
        import pyspark  # noqa: F401 - only to say early that it is absent
    except ImportError as error:
        raise BatchEngineAbsentError(
            engine="PySpark",
            how_zh="在 Qiao 的文件夹里运行 ./qiao batch --install spark（等于 pip install 'qiao[spark]'），或用 --runner local。",
            how_en="./qiao batch --install spark in Qiao's folder installs it, as pip install 'qiao[spark]' does; or use --runner local.",
        ) from error
    if (java_version() or 0) < JAVA:
        raise BatchEngineAbsentError(
            engine="Java 17",
            how_zh="Debian、Ubuntu 上：apt install openjdk-17-jre-headless；装在别处的，用 JAVA_HOME 指明。",
            how_en="On Debian and Ubuntu: apt install openjdk-17-jre-headless; elsewhere say where it is by JAVA_HOME.",
        )


def java_version() -> int | None:
    """Return the major version of the Java that Spark would run on, or None where there is none."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if not java or not Path(java).exists():
        return None
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603 - the Java of this machine
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep PySpark from warning of the newest pandas: what goes to and fro here is Arrow alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


@contextmanager
def session(settings: Settings, folder: Path) -> Iterator[Any]:
    """Hand out the session of this process; one that was not there before is ended again."""
    with _quiet():
        from pyspark.sql import SparkSession
    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    own = (
        SparkSession.builder.master(settings.master)
        .appName("qiao batch")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.memory", settings.memory.removesuffix("B").lower())
        .config("spark.executor.memory", settings.memory.removesuffix("B").lower())
        .config("spark.local.dir", str(folder))
    )
    if settings.master.startswith("local"):
        own = own.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    spark = own.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    logging.getLogger("py4j").setLevel(logging.ERROR)
    try:
        yield spark
    finally:
        spark.stop()


def _parted(spark: Any, job: Job, files: list[Path], plan: Plan) -> Any:
    from pyspark.sql import functions as f

    rows = spark.read.option("mergeSchema", "true").parquet(*map(str, files))
    there = set(rows.columns)
    told = [
        f.coalesce(f.col(one).cast("string"), f.lit("")) if one in there else f.lit("")
        for one in job.parted_by
    ]
    number = f.conv(f.substring(f.md5(f.concat_ws("\x1f", *told)), 1, 7), 16, 10).cast("bigint") % plan.parts
    return rows.select(*(one for one in job.source.names if one in there), number.alias(_MARK))


def _worker(name: str, target: str, parameters: dict[str, str]) -> Any:
    """Return what Spark calls for each part; a refusal comes back as a row, for an exception would lose its words."""

    def do(table: pa.Table) -> pa.Table:
        part = int(table[_MARK][0].as_py())
        told = {"part": part, "error": "", "details": "{}"}
        try:
            do_part(name, part, table.drop_columns([_MARK]), target, parameters)
        except QiaoError as error:
            told |= {"error": type(error).__name__, "details": repr(error.details)}
        return pa.Table.from_pylist([told], schema=_ANSWER)

    return do


def _collect(spark: Any, rows: Any, do: Any, target: Path, watch: Watch) -> None:
    """Run the parts while a thread looks how many are written and whether to stop."""
    ended = Event()
    looking = Thread(target=_look, args=(spark, target, watch, ended), daemon=True)
    looking.start()
    schema = "part bigint, error string, details string"
    try:
        answers = rows.groupBy(_MARK).applyInArrow(do, schema).collect()
    except Exception:
        watch.go_on()  # a job that was cancelled is no error
        raise
    finally:
        ended.set()
        looking.join()
    for told in answers:
        if told["error"]:
            raise _refusal(told["error"], told["details"])


def _refusal(name: str, details: str) -> QiaoError:
    import ast

    found: type[QiaoError] = getattr(exceptions, name)
    return found(**ast.literal_eval(details))


def _look(spark: Any, target: Path, watch: Watch, ended: Event) -> None:
    while not ended.wait(_HEARTBEAT_S):
        watch.finished = sum(1 for _ in (target / DONE).glob("*.json"))
        watch.tell(watch.finished, watch.parts)
        if watch.stop():
            spark.sparkContext.cancelAllJobs()
            return
