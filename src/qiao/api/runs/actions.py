"""What is done with a run: asked for, written out, called off, loaded back in one piece, handed out as history."""

import hashlib
import importlib.util
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.api.models import BatchRun
from qiao.api.runs.tasks import TASKS, Row
from qiao.batch.tables import table_bytes
from qiao.exceptions import BatchEngineAbsentError, BatchLoadedError, BatchUnknownResultError
from qiao.registry.models import Crisis
from qiao.trail import jobs
from qiao.trail.models import Job
from qiao.trail.recorded import detail, recorded

KIND = "batch"
AT_ONCE = 10_000
FILE = "rows.parquet"
HISTORY = ("asked_at", "task", "crisis", "rows", "runner", "groups", "refused", "loaded_at", "cancelled_at", "outcome", "manifest_sha256")  # fmt: skip


def refuse_absent() -> None:
    """Raise BatchEngineAbsentError where what reads and writes large tables is not installed."""
    lacking = [name for name in ("pyarrow", "duckdb") if importlib.util.find_spec(name) is None]
    if lacking:
        raise BatchEngineAbsentError(
            engine=" ".join(lacking),
            how_zh="请运维在桥的文件夹里运行一次 ./qiao batch --install。",
            how_en="Let the operator run ./qiao batch --install once in Qiao's folder.",
        )


def ask_for_run(actor: Actor, crisis: Crisis, task: str, *, now: datetime) -> BatchRun:
    """Let the worker run a task over the records of a crisis; one that is at work already is returned instead."""
    refuse_absent()
    working = Job.objects.filter(kind=KIND, organization_id=actor.acts_for, state__in=("WAITING", "RUNNING"))
    waiting: BatchRun | None = BatchRun.objects.filter(
        crisis=crisis, task=task, job_id__in=working.values("pk"), loaded_at=None, cancelled_at=None
    ).first()
    if waiting is not None:
        return waiting
    run, job = _ask(actor, crisis, task, now=now)
    jobs.enqueue(job)
    return run


@recorded("batch.run")
def _ask(actor: Actor, crisis: Crisis, task: str, *, now: datetime) -> tuple[BatchRun, Job]:
    run = new_run(actor, crisis, task, now=now)
    job = jobs.ask_for(actor, KIND, {"run": str(run.pk)})
    run.job_id = job.pk
    run.save()
    detail(task=task, crisis=crisis.slug)
    return run, job


def new_run(actor: Actor, crisis: Crisis, task: str, *, now: datetime) -> BatchRun:
    """Return a run that is not written down yet."""
    made: BatchRun = BatchRun(
        organization_id=actor.acts_for, crisis=crisis, task=task, asked_at=now, asked_by_id=actor.user_id
    )
    return made


@recorded("batch.take")
def write_out(actor: Actor, run: BatchRun, folder: Path, *, now: datetime) -> BatchRun:
    """Write the records that a run takes as Parquet: codes, figures and marks, no text and no contact."""
    told = TASKS[run.task].out(actor, run, now)
    folder.mkdir(parents=True, exist_ok=True)
    run.rows = _write(folder / FILE, run.task, told.rows)
    run.parameters, run.facts = told.parameters, told.facts
    run.input_sha256 = _source_hash(folder / FILE)
    run.save()
    detail(task=run.task, rows=run.rows, input=run.input_sha256, crisis=run.crisis.slug)
    return run


def _write(path: Path, task: str, rows: Iterable[Row]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from qiao.batch.jobs import job_called

    schema, count = job_called(task).source, 0
    own = path.with_name(f".{path.name}")
    with pq.ParquetWriter(own, schema, compression="zstd") as file:
        for part in _in_parts(rows):
            file.write_table(pa.Table.from_pylist(part, schema=schema))
            count += len(part)
    own.replace(path)
    return count


def _in_parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while part := list(islice(waiting, AT_ONCE)):
        yield part


def _source_hash(path: Path) -> str:
    """Return the hash by which a manifest names what came in."""
    from qiao.batch.runners.folder import sha256_of

    return hashlib.sha256(sha256_of(path).encode()).hexdigest()


@recorded("batch.cancel")
def cancel_run(_actor: Actor, run: BatchRun, *, now: datetime) -> BatchRun:
    """Call a run off; the worker stops at its next part and nothing is loaded. Raises BatchLoadedError."""
    open_ = BatchRun.objects.filter(pk=run.pk, loaded_at__isnull=True, cancelled_at__isnull=True)
    if not open_.update(cancelled_at=now):
        raise BatchLoadedError
    run.refresh_from_db()
    detail(task=run.task)
    return run


@recorded("batch.load")
def load_back(actor: Actor, run: BatchRun, folder: Path, *, now: datetime) -> BatchRun:
    """Load the result of a run: plan, pairs or gaps, all in one transaction or nothing.

    Raises
    ------
    BatchManifestError
        When the folder does not hold what its manifest says.
    BatchUnknownResultError
        When it was not made from what this run wrote out.
    BatchLoadedError
        When the run was loaded or called off.
    BatchRecordsGoneError
        When a record that it names is no longer here.
    """
    from qiao.batch.runners import read_manifest
    from qiao.batch.runners.folder import MANIFEST, sha256_of

    manifest = read_manifest(folder)
    _check(run, manifest.plan, folder)
    hashed = sha256_of(folder / MANIFEST)
    standing = BatchRun.objects.filter(pk=run.pk, loaded_at__isnull=True, cancelled_at__isnull=True)
    if not standing.update(loaded_at=now, manifest_sha256=hashed):
        raise BatchLoadedError
    run.refresh_from_db()
    rows = list(_rows_of(folder, manifest.parts))
    run.outcome = TASKS[run.task].back(actor, run, rows, manifest.plan.parameters, now)
    run.runner, run.groups, run.refused = manifest.runner, manifest.groups, len(manifest.refused)
    run.parameters, run.refusal = manifest.plan.parameters, {}
    run.save()
    detail(
        job=manifest.plan.job,
        version=manifest.plan.version,
        runner=manifest.runner,
        manifest=hashed,
        rows=manifest.rows,
        groups=manifest.groups,
        refused=run.refused,
    )
    return run


def _check(run: BatchRun, plan: Any, folder: Path) -> None:
    told = {
        "job": (plan.job, run.task),
        "source": (plan.source, run.input_sha256),
        "rows": (plan.rows, run.rows),
    }
    told |= {name: (plan.parameters.get(name), value) for name, value in run.parameters.items()}
    other = next((name for name, (had, wanted) in told.items() if had != wanted), None)
    if other is not None:
        raise BatchUnknownResultError(path=folder.name, field=other)


def run_behind(folder: Path) -> BatchRun:
    """Return the run whose records a finished folder was made from. Raises BatchUnknownResultError."""
    from qiao.batch.runners import read_manifest

    plan = read_manifest(folder).plan
    found: BatchRun | None = (
        BatchRun.objects.filter(input_sha256=plan.source, task=plan.job)
        .order_by("cancelled_at", "loaded_at", "-asked_at")
        .first()
    )
    if found is None:
        raise BatchUnknownResultError(path=folder.name, field="source")
    open_: BatchRun | None = BatchRun.objects.filter(
        input_sha256=plan.source, task=plan.job, loaded_at__isnull=True, cancelled_at__isnull=True
    ).first()
    return open_ or found


def _rows_of(folder: Path, parts: Iterable[Any]) -> Iterator[Row]:
    import pyarrow.parquet as pq

    for one in parts:
        yield from pq.read_table(folder / one.file).to_pylist()


@recorded("batch.export")
def export_history(_actor: Actor, *, form: str) -> bytes:
    """Return the runs of the organisation as a table: figures and hashes, no text of anybody."""
    rows = list(BatchRun.objects.select_related("crisis").order_by("-asked_at", "-created_at"))
    detail(rows=len(rows), form=form)
    return table_bytes(HISTORY, [_history_row(one) for one in rows], f".{form}")


def _history_row(one: BatchRun) -> list[object]:
    moments = {
        name: timezone.localtime(at).isoformat(timespec="seconds") if (at := getattr(one, name)) else ""
        for name in ("asked_at", "loaded_at", "cancelled_at")
    }
    counted = "; ".join(f"{name} {value}" for name, value in one.outcome.items() if not _is_id(value))
    told = {"crisis": one.crisis.slug, "outcome": counted} | moments
    return [told.get(name, getattr(one, name)) for name in HISTORY]


def _is_id(value: object) -> bool:
    try:
        return bool(uuid.UUID(str(value)))
    except ValueError:
        return False
