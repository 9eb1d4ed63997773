"""Say what became of a finding, and have something done about it."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.accounts.roles import Actor
from qiao.exceptions import LineAlreadyDecidedError, RightMissingError
from qiao.gaps.models import Gap, GapDecision, GapTask
from qiao.gaps.notices import tell_assigned
from qiao.trail.recorded import detail, recorded

NEXT_STATES: dict[str, tuple[Gap.State, ...]] = {
    Gap.State.OPEN: (Gap.State.CHECKING, Gap.State.CONFIRMED, Gap.State.REFUTED),
    Gap.State.CHECKING: (Gap.State.CONFIRMED, Gap.State.REFUTED),
    Gap.State.CONFIRMED: (Gap.State.ACTED, Gap.State.CHECKING),
    Gap.State.REFUTED: (Gap.State.CHECKING,),
    Gap.State.ACTED: (Gap.State.CHECKING,),
}
"""What a person may say of a finding next; a refuted or acted one can be taken up again."""


@recorded("gap.decide")
def decide_gap(actor: Actor, gap: Gap, *, state: str, note: str = "") -> Gap:
    """Say what became of a finding: being checked, true, not true, acted upon.

    Raises LineAlreadyDecidedError where it stands in a state that does not lead there, or somebody was faster.
    """
    before = gap.state
    if state not in NEXT_STATES[before]:
        raise LineAlreadyDecidedError(state=_(str(gap.get_state_display())))
    _turn(actor, gap, state, note)
    detail(gap=str(gap.pk), before=before, after=state)
    return gap


def _turn(actor: Actor, gap: Gap, state: str, note: str) -> None:
    before = gap.state
    if not Gap.objects.filter(pk=gap.pk, state=before).update(state=state):
        raise LineAlreadyDecidedError(state=_(str(Gap.objects.get(pk=gap.pk).get_state_display())))
    gap.state = state
    GapDecision.objects.create(
        organization_id=actor.acts_for,
        gap=gap,
        before=before,
        after=state,
        note=note,
        decided_at=timezone.now(),
        decided_by_id=actor.user_id,
    )


@recorded("gap.task")
def open_task(actor: Actor, /, gap: Gap, *, kind: str, what: str, **more: Any) -> GapTask:
    """Have something done about a finding; an open one is being checked from then on.

    `more` may name `assigned_to` (a user, who is told) and `due_at`.
    """
    task: GapTask = GapTask.objects.create(
        organization_id=actor.acts_for,
        gap=gap,
        kind=kind,
        what=what,
        opened_at=timezone.now(),
        opened_by_id=actor.user_id,
        **more,
    )
    if gap.state == Gap.State.OPEN:
        _turn(actor, gap, Gap.State.CHECKING, "")
    if task.assigned_to_id:
        tell_assigned(actor, task)
    detail(gap=str(gap.pk), kind=kind)
    return task


@recorded("gap.task_done")
def finish_task(actor: Actor, task: GapTask, *, result: str, done_at: datetime, verdict: str = "") -> GapTask:
    """Say what came of a task; with a verdict the finding is true or not true from then on.

    Only the person it was given to, or somebody who may give such tasks, says so. A verdict needs the right to
    decide. Raises LineAlreadyDecidedError where it was finished before.
    """
    if task.assigned_to_id != actor.user_id and not actor.may("gap.task"):
        raise RightMissingError(verb="gap.task_done")
    if verdict and not actor.may("gap.decide"):
        raise RightMissingError(verb="gap.decide")
    if not GapTask.objects.filter(pk=task.pk, done_at__isnull=True).update(result=result, done_at=done_at):
        raise LineAlreadyDecidedError(state=_("已完成"))
    task.result, task.done_at = result, done_at
    if verdict and verdict != task.gap.state:
        _turn(actor, task.gap, verdict, result[:300])
    detail(gap=str(task.gap_id), verdict=verdict)
    return task
