"""What a worker does with a drill of many runs."""

from collections.abc import Mapping
from typing import Any

from django_scopes import scope

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.exceptions import RightMissingError
from qiao.preparing.actions.drills import finish_drill
from qiao.preparing.models import Drill
from qiao.registry.queries import actor_for
from qiao.trail.jobs import Progress
from qiao.trail.models import Job


def compute(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Play a drill, counting each single one."""
    user = User.objects.filter(pk=job.requested_by_id).first() if job.requested_by_id else None
    actor = actor_for(user, str(job.organization_id)) if user else Actor.operator(job.organization_id)
    if actor.organization_id != job.organization_id:
        raise RightMissingError(verb="drill.compute")
    with scope(organization=job.organization_id):
        drill = Drill.objects.get(pk=job.parameters["drill"])
        try:
            finish_drill(actor, drill, tell=progress.advance)
        except Exception:
            Drill.objects.filter(pk=drill.pk, state=Drill.State.WAITING).update(state=Drill.State.FAILED)
            raise
    return {"runs": drill.runs}
