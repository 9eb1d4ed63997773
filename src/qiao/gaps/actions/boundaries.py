"""An approved map of boundaries is loaded, to be laid beneath the points."""

from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.gaps.models import Boundary
from qiao.gaps.outlines import approval_of, outlines_of
from qiao.trail.recorded import detail, recorded


@recorded("gap.boundary")
def save_boundary(actor: Actor, *, content: bytes, name: str, approval: str, source: str) -> Boundary:
    """Keep the outlines of a GeoJSON file with the approval number printed on its map; the newest is shown.

    Raises BoundaryUnapprovedError where the number is none, BoundaryUnreadableError naming the faulty shape.
    """
    number = approval_of(approval)
    outlines = outlines_of(content)
    boundary: Boundary = Boundary.objects.create(
        organization_id=actor.acts_for,
        name=name[:120],
        approval=number,
        source=source,
        outlines=outlines,
        saved_at=timezone.now(),
        saved_by_id=actor.user_id,
    )
    detail(shapes=len(outlines), approval=number)
    return boundary
