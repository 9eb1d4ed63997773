"""Where a need or an offer stood before it was moved."""

import uuid

from qiao.intake.models import Need, Offer
from qiao.registry.models import Crisis
from qiao.trail.models import TrailEntry


def crisis_before(organization_id: uuid.UUID, voice: Need | Offer) -> Crisis | None:
    """Return the crisis from which a record was last moved to where it is; None where it never was."""
    last = (
        TrailEntry.objects.filter(organization_id=organization_id, verb="voice.move", subject_id=voice.pk)
        .order_by("-sequence")
        .first()
    )
    if last is None or last.details.get("after") != voice.crisis.slug:
        return None
    return Crisis.objects.filter(slug=last.details.get("before")).first()
