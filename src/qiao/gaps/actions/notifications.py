"""What was given to government (突发事件应对法 60): told once, answered once, handed out as a list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from qiao.accounts.roles import Actor
from qiao.exceptions import NotificationAnsweredError
from qiao.gaps.files_notifications import notification_file
from qiao.gaps.models import Notification
from qiao.registry.models import Crisis, Department
from qiao.trail.recorded import detail, recorded


@recorded("notification.give")
def give_notification(
    actor: Actor, /, crisis: Crisis, *, department: Department, told: str, told_at: datetime, **facts: Any
) -> Notification:
    """Write down that a department was told something: its way, its receipt number, the place and item."""
    given: Notification = Notification.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        department=department,
        told=told,
        told_at=told_at,
        told_by_id=actor.user_id,
        **facts,
    )
    detail(department=str(department.pk), way=given.way)
    return given


@recorded("notification.answer")
def answer_notification(
    _actor: Actor, given: Notification, *, answer: str, answered_at: datetime
) -> Notification:
    """Write down what the department answered. It is written once.

    Raises NotificationAnsweredError where an answer stands already.
    """
    waiting = Notification.objects.filter(pk=given.pk, answered_at__isnull=True)
    if not waiting.update(answer=answer, answered_at=answered_at):
        raise NotificationAnsweredError()  # noqa: RSE102 - it takes no facts
    given.refresh_from_db()
    return given


@recorded("notification.export")
def export_notifications(_actor: Actor, crisis: Crisis, rows: Sequence[Notification], *, form: str) -> bytes:
    """Return the log as a file, csv or xlsx."""
    detail(crisis=crisis.slug, form=form, rows=len(rows))
    return notification_file(rows, form)
