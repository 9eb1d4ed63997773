"""Drills are held, talked over, and lead to tasks of the work plan."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.engines.simulation import DrillNetwork, drills_of, play
from qiao.exceptions import DrillStateError, RightMissingError
from qiao.funding.models import ReadinessTask
from qiao.funding.ready.actions import plan_task
from qiao.preparing.files import drill_file
from qiao.preparing.models import Drill, DrillNote, DrillTask
from qiao.preparing.paper import drill_paper
from qiao.preparing.queries.drills import as_json, from_json, setting_of
from qiao.registry.models import Place
from qiao.trail import jobs
from qiao.trail.models import Job
from qiao.trail.recorded import detail, recorded

LONG = 200
"""Runs from which a worker plays them, while the page tells how far it is."""


def hold_drill(
    actor: Actor,
    network: DrillNetwork,
    *,
    place: Place,
    at: datetime,
    is_sample: bool = False,
    **setting: Any,
) -> Drill:
    """Hold a drill against the network as it stands; many runs are played by a worker.

    `setting` is title, hazard, people, days, seed and runs.
    """
    drill = _open(actor, network, place=place, at=at, is_sample=is_sample, **setting)
    if drill.job_id is not None:
        jobs.enqueue(Job.objects.get(pk=drill.job_id))
        return drill
    return finish_drill(actor, drill)


@recorded("drill.hold")
def _open(
    actor: Actor, network: DrillNetwork, /, *, place: Place, at: datetime, is_sample: bool, **setting: Any
) -> Drill:
    drill: Drill = Drill.objects.create(
        organization_id=actor.acts_for,
        network=as_json(network),
        place=place,
        held_at=at,
        held_by_id=actor.user_id,
        is_sample=is_sample,
        **setting,
    )
    detail(hazard=drill.hazard, place=place.code, seed=drill.seed, runs=drill.runs)
    if drill.runs >= LONG:
        job = jobs.ask_for(actor, "drill", {"drill": str(drill.pk)}, total=drills_of(network, drill.runs))
        drill.job_id = job.pk
        drill.save(update_fields=("job_id",))
    return drill


def finish_drill(actor: Actor, drill: Drill, *, tell: Callable[[int], None] = lambda _n: None) -> Drill:
    """Play a drill, then keep what it showed; while it is played nothing is locked and progress is seen.

    Raises DrillStateError where it was played already.
    """
    if not actor.may("drill.compute"):
        raise RightMissingError(verb="drill.compute")
    result = play(setting_of(drill), from_json(drill.network), runs=drill.runs, tell=tell)
    return _keep(actor, drill, asdict(result))


@recorded("drill.compute")
def _keep(_actor: Actor, drill: Drill, result: dict[str, Any]) -> Drill:
    waiting = Drill.objects.filter(pk=drill.pk).exclude(state=Drill.State.DONE)
    if not waiting.update(state=Drill.State.DONE, result=result):
        raise DrillStateError
    drill.refresh_from_db()
    return drill


@recorded("drill.note")
def note_drill(actor: Actor, drill: Drill, *, text: str, link: str, at: datetime) -> DrillNote:
    """Keep what somebody saw in a drill."""
    note: DrillNote = DrillNote.objects.create(
        organization_id=actor.acts_for,
        drill=drill,
        link=link,
        text=text,
        written_by_id=actor.user_id,
        written_at=at,
    )
    detail(drill=str(drill.pk), link=link)
    return note


@recorded("drill.act")
def act_on_drill(
    actor: Actor, drill: Drill, *, item: int, what: str, owner: User, due_on: date
) -> ReadinessTask:
    """Put what a drill asks for on the work plan of readiness, with who and by when."""
    task = plan_task(actor, item=item, what=what, owner=owner, due_on=due_on)
    DrillTask.objects.create(organization_id=actor.acts_for, drill=drill, task=task)
    detail(drill=str(drill.pk), item=item)
    return task


@recorded("drill.export")
def export_drill(_actor: Actor, drill: Drill, *, form: str, language: str) -> bytes:
    """Return a drill's report: pdf to discuss, csv or xlsx by day.

    Raises DrillStateError where it was not played yet.
    """
    if drill.state != Drill.State.DONE:
        raise DrillStateError
    detail(drill=str(drill.pk), form=form)
    return drill_paper(drill, language) if form == "pdf" else drill_file(drill, form)
