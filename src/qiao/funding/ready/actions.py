"""What can be done about readiness: assess, give a task, finish it, hand the history out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.batch.tables import table_bytes
from qiao.exceptions import ReadinessTaskDoneError
from qiao.funding.models import ReadinessAssessment, ReadinessTask
from qiao.funding.ready.measuring import measured
from qiao.funding.ready.queries import scored
from qiao.registry.models import Organization
from qiao.trail.recorded import detail, recorded

LANGUAGES = ("zh-hans", "en")
"""How an item was computed is kept in both, as it was said that day."""


@recorded("readiness.assess")
def assess(
    actor: Actor,
    organization: Organization,
    *,
    asked: Mapping[int, int | None],
    note: str,
    on: date,
) -> ReadinessAssessment:
    """Keep an assessment: what the records tell is computed now, the rest is what was answered; missing stays missing."""
    levels: dict[str, int | None] = {str(number): level for number, level in asked.items()}
    hows: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        with translation.override(language):
            for number, found in measured(organization, on).items():
                if found.level is not None:
                    levels[str(number)] = found.level
                    hows.setdefault(str(number), {})[language] = found.how
    assessment: ReadinessAssessment = ReadinessAssessment.objects.create(
        organization_id=actor.acts_for,
        assessed_on=on,
        levels=levels,
        hows=hows,
        note=note,
        assessed_by_id=actor.user_id,
    )
    detail(answered=scored(assessment).answered)
    return assessment


@recorded("readiness.plan")
def plan_task(actor: Actor, *, item: int, what: str, owner: User, due_on: date) -> ReadinessTask:
    """Give somebody a task that raises an item, by a day."""
    detail(item=item, due_on=due_on.isoformat())
    task: ReadinessTask = ReadinessTask.objects.create(
        organization_id=actor.acts_for, item=item, what=what, owner=owner, due_on=due_on
    )
    return task


@recorded("readiness.finish")
def finish_task(_actor: Actor, task: ReadinessTask, *, result: str, on: date) -> ReadinessTask:
    """Record that a task is done, with what came of it.

    Raises ReadinessTaskDoneError where it is done already.
    """
    if not ReadinessTask.objects.filter(pk=task.pk, done_on__isnull=True).update(done_on=on, result=result):
        raise ReadinessTaskDoneError
    task.refresh_from_db()
    return task


@recorded("readiness.export")
def export_assessments(_actor: Actor, rows: Sequence[ReadinessAssessment], *, form: str) -> bytes:
    """Return the history as a file: intervals under both weights, levels of the fifteen items."""
    detail(form=form, rows=len(rows))
    heads = [
        _("评估日期"),
        _("总分从"),
        _("总分到"),
        _("等权从"),
        _("等权到"),
        _("有证据的项"),
        *map(str, range(1, 16)),
    ]
    return table_bytes(heads, (_cells(one) for one in rows), f".{form}")


def _cells(assessment: ReadinessAssessment) -> list[Any]:
    it = scored(assessment)
    levels = [assessment.levels.get(str(number)) for number in range(1, 16)]
    return [
        assessment.assessed_on.isoformat(),
        it.total.low,
        it.total.high,
        it.total_equal.low,
        it.total_equal.high,
        it.answered,
        *("" if level is None else level for level in levels),
    ]
