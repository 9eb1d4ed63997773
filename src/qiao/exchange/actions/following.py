"""What came is followed up: goods of others for needs of ours, what its owner ended or erased, what looks like ours."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qiao.accounts.roles import Actor
from qiao.engines.exchange import Kind, State
from qiao.exchange.actions.likeness import look_for_likenesses
from qiao.exchange.models import ForeignRecord, Likeness, Platform
from qiao.intake.actions import close_need, erase_report
from qiao.intake.models import Need

MOVEMENTS = (Kind.ALLOCATION, Kind.RECEIPT)
ENDS = {"met": Need.State.MET, "rejected": Need.State.REJECTED, "withdrawn": Need.State.WITHDRAWN}


def follow(actor: Actor, platform: Platform, kept: Sequence[ForeignRecord], *, now: datetime) -> None:
    """Follow up what was just taken."""
    operator = Actor.operator(actor.organization_id)
    for one in kept:
        if one.is_gone:
            Likeness.objects.filter(foreign=one, state=Likeness.State.OPEN).delete()
        if one.kind == Kind.NEED and one.link == ForeignRecord.Link.TAKEN and one.need is not None:
            _end_with_its_owner(operator, one, one.need, now)
    resolve_movements(platform)
    look_for_likenesses([one for one in kept if not one.is_gone], now=now)


def resolve_movements(platform: Platform) -> None:
    """Say of each allocation and receipt which need of ours it is for, as far as that is known by now."""
    rows = [
        one
        for one in ForeignRecord.objects.filter(platform=platform, kind__in=MOVEMENTS, need=None)
        if not one.is_gone
    ]
    if not rows:
        return
    known = _known_needs(platform)
    named = {UUID(pk) for one in rows for pk in one.body["needs"]}
    known |= {pk: pk for pk in Need.objects.filter(pk__in=named).values_list("pk", flat=True)}
    for one in rows:
        ours = next((known[UUID(pk)] for pk in one.body["needs"] if UUID(pk) in known), None)
        if ours is not None:
            ForeignRecord.objects.filter(pk=one.pk).update(need=ours)


def _known_needs(platform: Platform) -> dict[UUID, UUID]:
    rows = ForeignRecord.objects.filter(platform=platform, kind=Kind.NEED, need__isnull=False)
    return {theirs: ours for theirs, ours in rows.values_list("record", "need_id") if ours}


def _end_with_its_owner(operator: Actor, one: ForeignRecord, need: Need, now: datetime) -> None:
    """End a need that we took on as its owner ended it; where the owner erased it, it is erased here too."""
    if one.state == State.CURRENT:
        return
    if one.state == State.ERASED:
        erase_report(operator, need.report, reason="对方已删除")
        Need.objects.filter(pk=need.pk).update(party=None, party_text="", specification="", spans={})
    if need.closed_at is None:
        ended = ENDS.get((one.body or {}).get("ended", ""), Need.State.WITHDRAWN)
        close_need(operator, need, state=ended, closed_at=now, reason=f"{one.platform.name} 已结束"[:120])
