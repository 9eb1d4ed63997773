"""Where a job runs: on this machine, or on Apache Spark. The same parts come out, byte for byte."""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from qiao.batch.jobs import Job
from qiao.batch.runners.folder import (
    MANIFEST,
    Manifest,
    PartDone,
    Plan,
    begin,
    locked,
    parts_done,
    plan_of,
    read_manifest,
    write_whole,
)
from qiao.batch.runners.settings import RUNNERS, Settings, Watch
from qiao.exceptions import BatchManifestError, BatchParameterError, BatchRowsLostError

__all__ = ["RUNNERS", "Manifest", "PartDone", "Plan", "Settings", "read_manifest", "run"]


def run(
    job: Job,
    source: Path,
    target: Path,
    settings: Settings | None = None,
    *,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
    stop: Callable[[], bool] = lambda: False,
) -> Manifest:
    """Run a job over the Parquet files of one folder into another.

    Parts that an earlier run of the same plan finished are not done again; a folder that is finished is left as it is.

    Parameters
    ----------
    job
        See `qiao.batch.jobs.job_called`.
    source
        A Parquet file, a folder of them, or the folder of an earlier run.
    target
        An empty folder, or that of the same run broken off.
    settings
        Runner and its bounds. Default: local, one process.
    tell
        Called with parts done and parts in all.
    stop
        Asked between parts; yes ends the run, what is done stays.

    Raises
    ------
    BatchInputError, BatchColumnsError, BatchParameterError
        When what comes in is not what the job takes.
    BatchOtherRunError, BatchBusyError
        When *target* holds another run, or one that is at work.
    BatchStoppedError
        When *stop* said so.
    BatchEngineAbsentError
        When the runner is not installed.
    BatchRowsLostError
        When not every row that came in was taken by exactly one part.
    """
    settings = settings or Settings()
    plan = plan_of(job, source, _parameters(job, settings.parameters), settings.parts)
    with locked(target):
        had = begin(target, plan)
        if sum(one.taken for one in had.values()) == plan.rows and (target / MANIFEST).exists():
            try:
                return read_manifest(target)
            except BatchManifestError:  # the parts hold; only the manifest does not
                (target / MANIFEST).unlink()
        started = _now()
        runner = import_module(f"qiao.batch.runners.{settings.runner}")
        watch = Watch(tell, stop, len(had))
        engines = runner.work(job, source, target, plan, settings=settings, had=set(had), watch=watch)
        parts = list(parts_done(target).values())
        taken = sum(one.taken for one in parts)
        if taken != plan.rows:
            raise BatchRowsLostError(taken=taken, given=plan.rows)
        watch.finished = len(parts)
        watch.total(len(parts))
        made = Manifest(plan, parts, settings.runner, engines, started, _now())
        write_whole(target / MANIFEST, made.as_json())
        return made


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _parameters(job: Job, told: dict[str, str]) -> dict[str, str]:
    unknown = next((name for name in told if name not in job.parameters), None)
    if unknown is not None:
        known = ", ".join(job.parameters) or "—"
        raise BatchParameterError(
            job=job.name,
            name=unknown,
            reason_zh=f"没有这个参数。可用：{known}",
            reason_en=f"it has none; known: {known}",
        )
    found = dict(job.parameters) | told
    lacking = next((name for name, value in found.items() if not value), None)
    if lacking is not None:
        raise BatchParameterError(
            job=job.name, name=lacking, reason_zh="必须写明（--set）。", reason_en="it must be set (--set)."
        )
    return found
