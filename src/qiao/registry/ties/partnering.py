"""What can be done with partnerships and obstacles: proposed, answered, ended; met, overcome."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from qiao.accounts.roles import Actor
from qiao.exceptions import ObstacleResolvedError, PartnershipStandsError, PartnershipStateError
from qiao.registry.models import Crisis, Obstacle, Organization, Partnership, Place
from qiao.trail.recorded import detail, recorded

State = Partnership.State


@recorded("partnership.propose")
def propose_partnership(
    actor: Actor,
    /,
    crisis: Crisis,
    *,
    lead: Organization,
    local: Organization,
    place: Place,
    scope: str,
    reasons: Sequence[dict[str, Any]] = (),
) -> Partnership:
    """Propose that a local organisation carries out what one from elsewhere leads; its answer is recorded later.

    Raises PartnershipStandsError where the two are proposed or at work together there already.
    """
    try:
        with transaction.atomic():
            made: Partnership = Partnership.objects.create(
                organization_id=actor.acts_for,
                crisis=crisis,
                lead=lead,
                local=local,
                place=place,
                scope=scope,
                reasons=list(reasons),
                state=State.PROPOSED,
                is_sample=crisis.is_sample,
            )
    except IntegrityError as error:
        raise PartnershipStandsError from error
    detail(lead=str(lead.pk), local=str(local.pk), place=place.code, reasons=len(made.reasons))
    return made


@recorded("partnership.answer")
def answer_partnership(
    actor: Actor, partnership: Partnership, *, is_accepted: bool, answer: str, at: datetime, on: date
) -> Partnership:
    """Record what came of a proposal, once. A refusal says why."""
    state = State.ACCEPTED if is_accepted else State.REFUSED
    facts = {"decided_at": at, "decided_by_id": actor.user_id, "answer": answer}
    _move(partnership, State.PROPOSED, state=state, since=on if is_accepted else None, **facts)
    detail(partnership=str(partnership.pk), state=state)
    return partnership


@recorded("partnership.end")
def end_partnership(actor: Actor, partnership: Partnership, *, answer: str, at: datetime) -> Partnership:
    """End a partnership, and say why; it stays."""
    _move(
        partnership,
        State.ACCEPTED,
        state=State.ENDED,
        decided_at=at,
        decided_by_id=actor.user_id,
        answer=answer,
    )
    detail(partnership=str(partnership.pk))
    return partnership


def _move(partnership: Partnership, before: State, **facts: Any) -> None:
    """Change a partnership that stands in this state; one UPDATE decides."""
    if not Partnership.objects.filter(pk=partnership.pk, state=before).update(**facts):
        partnership.refresh_from_db()
        raise PartnershipStateError(state=partnership.get_state_display())
    partnership.refresh_from_db()


@recorded("obstacle.record")
def record_obstacle(actor: Actor, /, crisis: Crisis, *, kind: str, met_on: date, **facts: Any) -> Obstacle:
    """Write down what stood in the way: what, where, and in which partnership."""
    detail(kind=kind)
    met: Obstacle = Obstacle.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        kind=kind,
        met_on=met_on,
        is_sample=crisis.is_sample,
        **facts,
    )
    return met


@recorded("obstacle.resolve")
def resolve_obstacle(_actor: Actor, obstacle: Obstacle, *, how: str, resolved_on: date) -> Obstacle:
    """Write down how it was overcome, once. Raises ObstacleResolvedError where that stands already."""
    open_ones = Obstacle.objects.filter(pk=obstacle.pk, resolved_on__isnull=True)
    if not open_ones.update(how=how, resolved_on=resolved_on):
        raise ObstacleResolvedError
    obstacle.refresh_from_db()
    detail(obstacle=str(obstacle.pk))
    return obstacle
