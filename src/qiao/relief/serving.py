"""Whether what is to leave goes where others serve already, or where the charter does not reach."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.intake.models import Need
from qiao.registry.models import Crisis
from qiao.registry.scoping.asking import CODE, Drift, drifts, give_reasons
from qiao.registry.served import DAYS, Overlap, overlaps
from qiao.relief.carriers import Doubt
from qiao.relief.models import Match


def overlaps_of(crisis: Crisis, matches: Sequence[Match]) -> list[Overlap]:
    """Return where these goods go to a place that others serve with the same, unless a person has answered that."""
    today = timezone.localdate()
    targets = [(one.need.place, one.need.item) for one in matches]
    return overlaps(crisis, targets, today=today, first=today - timedelta(days=DAYS))


def overlaps_for(need: Need) -> list[Overlap]:
    """Return who serves a need's place with its item already, unless a person has answered that."""
    today = timezone.localdate()
    return overlaps(need.crisis, [(need.place, need.item)], today=today, first=today - timedelta(days=DAYS))


def drifts_of(crisis: Crisis, matches: Sequence[Match]) -> list[Drift]:
    """Return what of these goods lies outside our scope or places, unless a person has said why it goes."""
    if not matches:
        return []
    targets = [(one.need.place, one.need.item) for one in matches]
    return drifts(matches[0].organization, crisis, targets, timezone.localdate())


def scope_doubts(crisis: Crisis, matches: Sequence[Match]) -> list[Doubt]:
    """Return one doubt that says all of it, none where all fits."""
    found = drifts_of(crisis, matches)
    return [Doubt(CODE, "；".join(one.words for one in found))] if found else []


def asks_reason(doubts: Sequence[Doubt]) -> bool:
    """Say whether a person has to say why before these goods leave."""
    return any(one.code == CODE for one in doubts)


def keep_reason(actor: Actor, found: Sequence[Drift], reason: str) -> None:
    """Keep why it went."""
    give_reasons(actor, found, reason=reason.strip(), at=timezone.now())
