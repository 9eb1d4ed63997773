"""What a worker does with a run: write out, work through, load back; called off, it leaves nothing."""

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_scopes import scope

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.api.models import BatchRun
from qiao.api.runs.actions import KIND, load_back, write_out
from qiao.exceptions import QiaoError, RightMissingError
from qiao.registry.queries import actor_for
from qiao.trail.jobs import Progress
from qiao.trail.models import Job

BESIDE = 2
"""Steps of a run beside its parts: writing out and loading back."""
LEFT_AFTER_S = 24 * 3600


def folder_of(run: BatchRun) -> Path:
    """Return where a run lies while it is at work."""
    return Path(settings.QIAO_BATCH) / str(run.pk)


def do_run(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Do a run with the rights that who asked for it holds today."""
    with scope(organization=job.organization_id):
        run = BatchRun.objects.select_related("crisis").get(pk=job.parameters["run"])
        folder = folder_of(run)
        try:
            _work(_actor_of(job), run, folder, progress)
        except QiaoError as error:
            said = {"zh": error.message("zh"), "en": error.message("en")}
            BatchRun.objects.filter(pk=run.pk).update(refusal=said)
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return {"groups": run.groups}


def _work(actor: Actor, run: BatchRun, folder: Path, progress: Progress) -> None:
    from qiao.batch.jobs import job_called
    from qiao.batch.runners import Settings
    from qiao.batch.runners import run as work_through

    folder.mkdir(mode=0o700, parents=True)
    _tell(progress, 0, 1)
    write_out(actor, run, folder / "in", now=timezone.now())
    chosen = Settings(
        settings.QIAO_BATCH_RUNNER, master=settings.QIAO_SPARK_MASTER, parameters=dict(run.parameters)
    )
    work_through(
        job_called(run.task),
        folder / "in",
        folder / "out",
        chosen,
        tell=lambda done, parts: _tell(progress, done + 1, parts),
        stop=lambda: BatchRun.objects.filter(pk=run.pk, cancelled_at__isnull=False).exists(),
    )
    load_back(actor, run, folder / "out", now=timezone.now())
    progress.done = progress.job.total or 0


def _tell(progress: Progress, done: int, parts: int) -> None:
    """Write down how far a run is; how many parts there are is known only once the rows are parted."""
    progress.job.total, progress.done = parts + BESIDE, done
    Job.objects.filter(pk=progress.job.pk).update(total=parts + BESIDE, done=done, beat_at=timezone.now())


def _actor_of(job: Job) -> Actor:
    user = User.objects.filter(pk=job.requested_by_id).first() if job.requested_by_id else None
    actor = actor_for(user, str(job.organization_id)) if user else Actor.operator(job.organization_id)
    if actor.organization_id != job.organization_id:
        raise RightMissingError(verb="batch.load")
    return actor


def sweep(now: datetime) -> int:
    """Remove the folders of runs whose worker died, never that of one at work; return how many."""
    top = Path(settings.QIAO_BATCH)
    oldest = now.timestamp() - LEFT_AFTER_S
    old = [one for one in top.iterdir() if one.stat().st_mtime < oldest] if top.is_dir() else []
    working = Job.objects.filter(kind=KIND, state=Job.State.RUNNING).values_list("parameters__run", flat=True)
    left = [one for one in old if one.name not in set(working)] if old else []
    for one in left:
        shutil.rmtree(one, ignore_errors=True)
    return len(left)
