"""What can be done about coverage: say what share of a place's needs would reach us, and why."""

from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.gaps.models import CoverageStatement
from qiao.registry.models import Crisis, Place
from qiao.trail.recorded import detail, recorded


@recorded("coverage.state")
def state_coverage(
    actor: Actor, crisis: Crisis, *, place: Place, share: float, reason: str, stated_at: datetime
) -> CoverageStatement:
    """Write down a judgement on a place. An earlier one stays; the latest counts."""
    said: CoverageStatement = CoverageStatement.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        place=place,
        share=share,
        reason=reason,
        stated_at=stated_at,
        stated_by_id=actor.user_id,
    )
    detail(place=place.code, percent=round(share * 100))
    return said
