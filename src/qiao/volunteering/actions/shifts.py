"""A shift is opened, and called off."""

from dataclasses import asdict, dataclass
from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.exceptions import LineAlreadyDecidedError
from qiao.trail.recorded import detail, recorded
from qiao.volunteering import notices
from qiao.volunteering.models import Activity, Shift


@dataclass(frozen=True)
class ShiftPlan:
    """What a shift asks for and tells beforehand."""

    starts_at: datetime
    ends_at: datetime
    slots: int = 1
    meet_at: str = ""
    required_skill: str = ""
    training: str = ""
    is_risky: bool = False
    risk_notice: str = ""
    is_insured: bool = False
    ordered_by: str = ""
    order_number: str = ""


@recorded("shift.open")
def open_shift(actor: Actor, activity: Activity, plan: ShiftPlan) -> Shift:
    """Open a shift for signing up. The database refuses a risky one that is not told and insured."""
    shift: Shift = Shift.objects.create(organization_id=actor.acts_for, activity=activity, **asdict(plan))
    detail(slots=plan.slots, skill=plan.required_skill, is_ordered=str(bool(plan.ordered_by)))
    return shift


@recorded("shift.cancel")
def cancel_shift(actor: Actor, shift: Shift, *, reason: str, at: datetime) -> Shift:
    """Call a shift off, once, with a reason; who has a place is told through the outbox."""
    open_ones = Shift.objects.filter(pk=shift.pk, cancelled_at__isnull=True)
    if not open_ones.update(cancelled_at=at, cancel_reason=reason):
        raise LineAlreadyDecidedError(state="已取消")
    shift.refresh_from_db()
    notices.tell_cancelled(actor, shift, at=at)
    return shift
