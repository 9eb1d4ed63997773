"""What this desk tells people of: a task about a finding was given to them."""

from django.utils.translation import gettext_lazy as _

from qiao.accounts.roles import Actor
from qiao.gaps.models import GapTask
from qiao.trail.kinds import Kind
from qiao.trail.outbox import notify

ASSIGNED = Kind(
    "gap.task",
    _("交给我的核查"),
    _("%(crisis)s：有一项核查交给了您，编号 %(reference)s，请打开看一眼。"),
    "gaps:task",
    is_for_groups=False,
)


def tell_assigned(actor: Actor, task: GapTask) -> None:
    """Tell the person whom a task was given to."""
    if task.assigned_to_id:
        notify(
            actor,
            kind=ASSIGNED.key,
            subject=task,
            to=(task.assigned_to_id,),
            crisis=task.gap.crisis.name,
        )
