"""Tables too long for one answer: a worker reads and loads them while a page tells how far it is."""

from datetime import date, datetime

from qiao.accounts.roles import Actor
from qiao.exceptions import ImportRowsRefusedError
from qiao.gaps.actions.tables import State, move
from qiao.gaps.models import FigureBatch, FigureRow
from qiao.gaps.tables import FigurePlan
from qiao.trail import jobs
from qiao.trail.models import Job
from qiao.trail.recorded import detail, recorded

LONG = 2_000
"""Rows from which a table is read by a worker: some seconds of one core."""


def is_long(batch: FigureBatch) -> bool:
    """Say whether a table is one for a worker."""
    return FigureRow.objects.filter(batch=batch).count() >= LONG


def try_long(actor: Actor, batch: FigureBatch, plan: FigurePlan, *, at: datetime, today: date) -> Job:
    """Let a worker write a verdict for each row. Raises ImportStateError where the batch is loaded or put aside."""
    job = _ask_to_try(actor, batch, plan, at=at, today=today)
    jobs.enqueue(job)
    return job


@recorded("figures.check")
def _ask_to_try(actor: Actor, batch: FigureBatch, plan: FigurePlan, *, at: datetime, today: date) -> Job:
    job = _job(actor, "figures_check", batch, at=at, today=today)
    allowed = {State.DRAFT, State.CHECKING, State.CHECKED, State.UNDONE}
    move(batch, allowed, state=State.CHECKING, plan=plan.as_json(), job_id=job.pk)
    return job


def load_long(actor: Actor, batch: FigureBatch, *, policy: str, at: datetime, today: date) -> Job:
    """Let a worker enter what the rows state, or nothing where it is cut off.

    Raises
    ------
    ImportRowsRefusedError
        Where all or nothing was asked for and a row cannot be loaded.
    ImportStateError
        Where the batch was not tried out, or is loaded already.
    """
    job = _ask_to_load(actor, batch, policy=policy, at=at, today=today)
    jobs.enqueue(job)
    return job


@recorded("figures.load")
def _ask_to_load(actor: Actor, batch: FigureBatch, *, policy: str, at: datetime, today: date) -> Job:
    refused = FigureRow.objects.filter(batch=batch, level=FigureRow.Level.REFUSED).count()
    if policy == "ALL" and refused:
        raise ImportRowsRefusedError(count=refused)
    job = _job(actor, "figures_load", batch, at=at, today=today, policy=policy)
    move(batch, {State.CHECKED, State.LOADING}, state=State.LOADING, job_id=job.pk)
    return job


def _job(actor: Actor, kind: str, batch: FigureBatch, *, at: datetime, today: date, policy: str = "") -> Job:
    asked = {"batch": str(batch.pk), "at": at.isoformat(), "today": today.isoformat(), "policy": policy}
    rows = FigureRow.objects.filter(batch=batch).count()
    job = jobs.ask_for(actor, kind, asked, total=rows)
    detail(batch=str(batch.pk), job=str(job.pk), rows=rows)
    return job
