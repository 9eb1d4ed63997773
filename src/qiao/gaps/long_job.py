"""What a worker does with a long table of others: verdicts first, then what they state, each in one piece."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django_scopes import scope

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.exceptions import ImportStateError, RightMissingError
from qiao.gaps.actions.tables import State, load_read, settle
from qiao.gaps.models import FigureBatch
from qiao.gaps.queries.tables import verdicts
from qiao.registry.queries import actor_for
from qiao.trail.chain import together
from qiao.trail.jobs import Progress
from qiao.trail.models import Job


def check_figures(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Write a verdict for each row. Nothing is written where the table was put aside or tried again meanwhile."""
    with scope(organization=job.organization_id):
        batch = _batch_of(job, State.CHECKING)
        found = verdicts(batch, today=_today(job), tell=progress.advance)
        with together():
            standing = FigureBatch.objects.filter(pk=batch.pk, state=State.CHECKING, job_id=job.pk)
            if not standing.update(state=State.CHECKED):
                raise ImportStateError(state=batch.get_state_display())
            settle(batch, found, at=datetime.fromisoformat(job.parameters["at"]))
        return {"rows": len(found)}


def load_figures(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Enter what the rows state, all in one piece."""
    actor = _actor_of(job)
    with scope(organization=job.organization_id):
        batch = _batch_of(job, State.LOADING)
        found = verdicts(batch, today=_today(job), tell=progress.advance)
        at = datetime.fromisoformat(job.parameters["at"])
        load_read(actor, batch, found, policy=job.parameters["policy"], at=at)
        return {"entered": batch.counts["entered"]}


def _batch_of(job: Job, state: str) -> FigureBatch:
    batch = FigureBatch.objects.select_related("crisis").get(pk=job.parameters["batch"])
    if batch.state != state or batch.job_id != job.pk:
        raise ImportStateError(state=batch.get_state_display())
    return batch


def _today(job: Job) -> date:
    return date.fromisoformat(job.parameters["today"])


def _actor_of(job: Job) -> Actor:
    """Return who asked, with the rights held today."""
    user = User.objects.filter(pk=job.requested_by_id).first() if job.requested_by_id else None
    actor = actor_for(user, str(job.organization_id)) if user else Actor.operator(job.organization_id)
    if actor.organization_id != job.organization_id:
        raise RightMissingError(verb="figures.load")
    return actor
