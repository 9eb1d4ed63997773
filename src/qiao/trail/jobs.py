"""Work in the background: a row first, then the worker. Claimed once, counted, never called done by halves."""

import logging
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from qiao.accounts.roles import Actor
from qiao.exceptions import QiaoError
from qiao.trail.beat import beating
from qiao.trail.models import Job

logger = logging.getLogger(__name__)

STEP = 500
"""How many rows pass between two saved figures of progress."""

FORGOTTEN_AFTER = timedelta(minutes=5)
"""A job that waited so long was perhaps never handed to a worker."""

DEAD_AFTER = timedelta(minutes=10)
"""A job of which nothing was heard for so long has lost its worker; how long it takes does not matter."""

MOVED = "答应 {total} 行，写出 {done} 行：导出期间数据有变动，文件作废，请重新导出。"
LOST = "执行任务的进程中断了，请重新发起。"


class CountMismatchError(Exception):
    """A job wrote more or fewer rows than it promised."""


class Progress:
    """How far a job is. Counted row by row, saved every few hundred."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.done = 0

    def advance(self, rows: int = 1) -> None:
        """Count rows; raise CountMismatchError as soon as there are more than promised."""
        self.done += rows
        if self.job.total is not None and self.done > self.job.total:
            raise CountMismatchError(MOVED.format(total=self.job.total, done=self.done))
        if self.done // STEP > (self.done - rows) // STEP:
            self.save()

    def check(self) -> None:
        """Raise CountMismatchError where the rows are not as many as promised."""
        if self.job.total is not None and self.done != self.job.total:
            raise CountMismatchError(MOVED.format(total=self.job.total, done=self.done))

    def save(self) -> None:
        """Write the figure down, for the page that watches."""
        Job.objects.filter(pk=self.job.pk).update(done=self.done, beat_at=timezone.now())


JobFunction = Callable[[Job, Progress], Mapping[str, Any]]
KINDS: dict[str, str] = {}


def register_kind(kind: str, path: str) -> None:
    """Let the function at a dotted path do jobs of `kind`. What it returns is kept as the job's result.

    Desks call this from AppConfig.ready, so that the worker knows every kind without importing every desk.
    """
    KINDS[kind] = path


def ask_for(actor: Actor, kind: str, parameters: Mapping[str, Any], *, total: int | None = None) -> Job:
    """Write down a job for the actor's organisation. Call `enqueue` once the row is committed."""
    if kind not in KINDS:
        raise KeyError(kind)
    return Job.objects.create(
        kind=kind,
        parameters=dict(parameters),
        organization_id=actor.organization_id,
        requested_by_id=actor.user_id,
        total=total,
    )


def claim(pk: uuid.UUID) -> Job | None:
    """Take a waiting job; None where somebody else has it. One UPDATE decides."""
    now = timezone.now()
    taken = Job.objects.filter(pk=pk, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, started_at=now, beat_at=now
    )
    return Job.objects.get(pk=pk) if taken else None


@task()
def run_job(job_id: str) -> str:
    """Do one job and write down how it ended."""
    job = claim(uuid.UUID(job_id))
    if job is None:
        return "taken"
    progress = Progress(job)
    try:
        do: JobFunction = import_string(KINDS[job.kind])
        with beating(job):
            result = do(job, progress)
        progress.check()
    except Exception as error:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _end(job, Job.State.FAILED, done=min(progress.done, job.total or 0), error=_sentence(error))
        return Job.State.FAILED
    _end(job, Job.State.DONE, done=progress.done, result=dict(result))
    return Job.State.DONE


def enqueue(job: Job) -> None:
    """Hand a job to the worker. Handed over twice, it is still done once."""
    run_job.enqueue(str(job.pk))


def _end(job: Job, state: str, **facts: Any) -> None:
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=timezone.now(), **facts)


def _sentence(error: Exception) -> str:
    """Return what may be shown of an error: our own sentences, of others only the kind."""
    if isinstance(error, QiaoError | CountMismatchError):
        return str(error)
    return f"意外错误（{type(error).__name__}），详情见服务日志。"


def revive(now: datetime) -> int:
    """Hand forgotten jobs over again and give up those whose worker died; return how many."""
    forgotten = list(Job.objects.filter(state=Job.State.WAITING, created_at__lt=now - FORGOTTEN_AFTER))
    for job in forgotten:
        enqueue(job)
    heard = Coalesce("beat_at", "started_at")
    dead = Job.objects.alias(heard=heard).filter(state=Job.State.RUNNING, heard__lt=now - DEAD_AFTER)
    return len(forgotten) + dead.update(state=Job.State.FAILED, finished_at=now, error=LOST)
