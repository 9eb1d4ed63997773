"""A carrier's notice is kept as it was published; what it says is saved once a person has looked at it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from qiao.accounts.roles import Actor
from qiao.exceptions import LineAlreadyDecidedError
from qiao.intake.actions.receive import Message, receive_report
from qiao.intake.models import Report
from qiao.registry.models import Crisis, Place
from qiao.relief.models import Carrier
from qiao.trail.recorded import detail, recorded

CHANNEL = "承运公告"


@dataclass(frozen=True)
class Rules:
    """What a carrier takes; None and empty where its notice does not say."""

    name: str
    origins: Sequence[Place] = field(default=())
    destinations: Sequence[Place] = field(default=())
    from_anywhere: bool = False
    to_anywhere: bool = False
    takes_private: bool | None = None
    is_free: bool | None = None
    items: str = ""
    hotline: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@recorded("carrier.save")
def save_carrier(
    actor: Actor, crisis: Crisis, rules: Rules, *, notice: str, submission: uuid.UUID, saved_at: datetime
) -> Carrier:
    """Keep the notice, sealed, and what a person made of it. Sent again with the same id, the first stands."""
    known: Carrier | None = Carrier.objects.filter(pk=submission).first()
    if known is not None:
        return known
    report = receive_report(
        actor,
        Message(notice, channel=CHANNEL),
        id=uuid.uuid5(submission, "notice"),
        crisis=crisis,
        source=Report.Source.PASTE,
        received_at=saved_at,
    ).report
    told = {
        name: getattr(rules, name)
        for name in Rules.__dataclass_fields__
        if name not in {"origins", "destinations"}
    }
    carrier = Carrier(
        id=submission, organization_id=actor.acts_for, crisis=crisis, report=report, saved_at=saved_at, **told
    )
    carrier.save(force_insert=True)
    carrier.origins.set(rules.origins)
    carrier.destinations.set(rules.destinations)
    detail(report=str(report.pk), origins=len(rules.origins), destinations=len(rules.destinations))
    return carrier


@recorded("carrier.end")
def end_carrier(_actor: Actor, carrier: Carrier, *, at: datetime) -> Carrier:
    """Stop offering a carrier; what it carried stays as it was."""
    if not Carrier.objects.filter(pk=carrier.pk, ended_at__isnull=True).update(ended_at=at):
        raise LineAlreadyDecidedError(state="已停用")
    carrier.refresh_from_db()
    return carrier
