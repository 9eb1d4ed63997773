"""Needs and offers: opened from a report, verified, amended, closed, and asked again when they age."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from qiao.accounts.roles import Actor
from qiao.exceptions import QuantityInvalidError
from qiao.intake.actions.closure import end_for_good, end_round
from qiao.intake.actions.grading import graded, note_difference
from qiao.intake.actions.receive import masked_facts
from qiao.intake.actions.repeats import note_repeats
from qiao.intake.clock import REPLAY, judged_at
from qiao.intake.desk.lives import life_of, lives_of
from qiao.intake.models import Alert, Need, Offer, Report, Verification
from qiao.intake.notices import CLOSED, VERIFIED, tell_checked, tell_due, tell_reporters, tell_urgent
from qiao.intake.queries.desk import unreached_times
from qiao.registry.models import Crisis, Item, Place, QuantityKind
from qiao.trail.recorded import detail, recorded

LARGEST = 10**9
"""Largest quantity taken from anybody, in base units (SECURITY 6)."""
EXPIRED_AT_ONCE = 1000
"""So many needs expire in one transaction: about a third of a second."""


def check_quantity(kind: str, quantity: int | None, quantity_max: int | None) -> None:
    """Refuse a number that is not one, or a kind that carries one it must not.

    Raises QuantityInvalidError naming the field and the value.
    """
    counted = kind in {QuantityKind.EXACT, QuantityKind.RANGE}
    if counted and (quantity is None or not 0 < quantity <= LARGEST):
        raise QuantityInvalidError(field="数量", value=quantity)
    if not counted and quantity is not None:
        raise QuantityInvalidError(field="数量", value=quantity)
    if quantity_max is not None and not (counted and (quantity or 0) < quantity_max <= LARGEST):
        raise QuantityInvalidError(field="数量上限", value=quantity_max)


@recorded("need.open")
def open_need(
    actor: Actor, report: Report, /, *, item: Item | None, item_text: str = "", **facts: Any
) -> Need:
    """Open a need which `report` speaks of. `facts` are further fields of Need."""
    facts.setdefault("quantity_kind", QuantityKind.UNKNOWN)
    check_quantity(facts["quantity_kind"], facts.get("quantity"), facts.get("quantity_max"))
    life = life_of(item, tier=facts.get("tier", Need.Tier.ORDINARY), lives=lives_of(report.crisis_id))
    facts.setdefault("valid_until", report.told_at + life)
    need: Need = Need.objects.create(
        organization_id=actor.acts_for,
        crisis_id=report.crisis_id,
        report=report,
        item=item,
        **masked_facts({"item_text": item_text or (item.name if item else "")} | facts),
    )
    tell_urgent(actor, need)
    note_repeats(actor, need)
    detail(report=str(report.pk), kind=need.quantity_kind, quantity=need.quantity, tier=need.tier)
    return need


@recorded("offer.open")
def open_offer(
    actor: Actor, report: Report, /, *, item: Item | None, item_text: str = "", **facts: Any
) -> Offer:
    """Open an offer which `report` speaks of. `facts` are further fields of Offer."""
    facts.setdefault("quantity_kind", QuantityKind.UNKNOWN)
    check_quantity(facts["quantity_kind"], facts.get("quantity"), facts.get("quantity_max"))
    facts = {"item": item} | masked_facts({"item_text": item_text or (item.name if item else "")} | facts)
    offer: Offer = Offer.objects.create(
        organization_id=actor.acts_for,
        crisis_id=report.crisis_id,
        report=report,
        **facts | graded(report, item, facts.get("spans", {})),
    )
    note_difference(actor, offer, item)
    note_repeats(actor, offer)
    detail(report=str(report.pk), kind=offer.quantity_kind, quantity=offer.quantity)
    return offer


NEED_STATE_AFTER = {
    Verification.Result.CONFIRMED: Need.State.OPEN,
    Verification.Result.CHANGED: Need.State.OPEN,
    Verification.Result.MET: Need.State.MET,
    Verification.Result.FALSE: Need.State.REJECTED,
}
OFFER_STATE_AFTER = {
    Verification.Result.CONFIRMED: Offer.State.OPEN,
    Verification.Result.CHANGED: Offer.State.OPEN,
    Verification.Result.MET: Offer.State.SPENT,
    Verification.Result.FALSE: Offer.State.WITHDRAWN,
}


@recorded("need.verify")
def verify_need(
    actor: Actor,
    need: Need,
    /,
    *,
    method: str,
    result: str,
    checked_at: datetime,
    **facts: Any,
) -> Verification:
    """Record a check of a need; it then holds for its item's life from the check on.

    A need that ended can be checked again, for people find out that it was not so: one that is still asked for is
    open again and the trail says from which end; one that is found ended as before keeps the moment of its end and
    nobody is told twice.

    `facts` are further fields of Verification: whether two-way, what was answered, when to call again.
    """
    holds_until = checked_at + life_of(need.item, tier=need.tier, lives=lives_of(need.crisis_id))
    facts["next_check_at"] = facts.get("next_check_at") or holds_until
    check = Verification.objects.create(
        need=need,
        method=method,
        result=result,
        checked_at=checked_at,
        checked_by_id=actor.user_id,
        **facts,
    )
    before, closed_before = need.state, need.closed_at
    state = NEED_STATE_AFTER.get(Verification.Result(result))
    if state is not None:
        need.state = state
        need.valid_until = holds_until
        need.closed_at = (
            _ended(before, state, closed_before, checked_at)
            if state in {Need.State.MET, Need.State.REJECTED}
            else None
        )
        need.save(update_fields=("state", "valid_until", "closed_at"))
        need.alerts.filter(state=Alert.State.OPEN, kind=Alert.Kind.EXPIRED).update(
            state=Alert.State.DONE, closed_at=checked_at
        )
    end_round(actor, need, check, misses=unreached_times(need))
    tell_checked(actor, need, check)
    if need.closed_at is not None and need.closed_at != closed_before:
        tell_reporters(actor, CLOSED, need, occasion=str(check.pk), at=checked_at)
    elif before == Need.State.NEW and need.state == Need.State.OPEN:
        tell_reporters(actor, VERIFIED, need, occasion=str(check.pk), at=checked_at)
    detail(need=str(need.pk), method=method, result=result)
    if closed_before is not None and need.closed_at is None:
        detail(reopened_from=before)
    return check


def _ended(before: str, state: str, closed_before: datetime | None, checked_at: datetime) -> datetime:
    """Return since when a record is ended: a second check that finds the same end keeps the first one's moment."""
    return closed_before if closed_before is not None and before == state else checked_at


@recorded("offer.verify")
def verify_offer(
    actor: Actor,
    offer: Offer,
    /,
    *,
    method: str,
    result: str,
    checked_at: datetime,
    **facts: Any,
) -> Verification:
    """Record a check of an offer. `facts` are further fields of Verification."""
    check = Verification.objects.create(
        offer=offer,
        method=method,
        result=result,
        checked_at=checked_at,
        checked_by_id=actor.user_id,
        **facts,
    )
    before, closed_before = offer.state, offer.closed_at
    state = OFFER_STATE_AFTER.get(Verification.Result(result))
    if state is not None:
        offer.state = state
        offer.closed_at = (
            None if state == Offer.State.OPEN else _ended(before, state, closed_before, checked_at)
        )
        offer.save(update_fields=("state", "closed_at"))
    end_round(actor, offer, check, misses=unreached_times(offer))
    if offer.closed_at is not None and offer.closed_at != closed_before:
        tell_reporters(actor, CLOSED, offer, occasion=str(check.pk), at=checked_at)
    elif before == Offer.State.NEW and offer.state == Offer.State.OPEN:
        tell_reporters(actor, VERIFIED, offer, occasion=str(check.pk), at=checked_at)
    detail(offer=str(offer.pk), method=method, result=result)
    if closed_before is not None and offer.closed_at is None:
        detail(reopened_from=before)
    return check


def before_amending(need: Need, at: datetime | None) -> dict[str, str | int | None]:
    """Return what the trail keeps of a need that is about to change, so that it can be seen as it stood."""
    facts = {
        "was_kind": str(need.quantity_kind),
        "was_quantity": need.quantity,
        "was_most": need.quantity_max,
        "was_unit": need.unit,
        "was_for": " ".join(need.who_groups),
        "was_closed_at": need.closed_at.isoformat() if need.closed_at else None,
    }
    return facts | ({"told_at": at.isoformat()} if at else {})


@recorded("need.amend")
def amend_need(
    actor: Actor,
    need: Need,
    /,
    *,
    item: Item | None,
    quantity_kind: str,
    quantity: int | None = None,
    quantity_max: int | None = None,
    unit: str = "",
    place: Place | None = None,
    **facts: Any,
) -> Need:
    """Correct what was understood of a need. The report itself stays as it came.

    `facts` are further fields of Need, and `told_at`: when the source said so, where it was not now. The trail keeps
    it, and what stood before.
    """
    check_quantity(quantity_kind, quantity, quantity_max)
    detail(before=need.quantity_text, kind=quantity_kind, quantity=quantity)
    detail(**before_amending(need, facts.pop("told_at", None)))
    need.item = item
    need.item_text = item.name if item else need.item_text
    need.quantity_kind, need.quantity, need.quantity_max, need.unit = (
        quantity_kind,
        quantity,
        quantity_max,
        unit,
    )
    need.place = place
    for name, value in masked_facts(facts).items():
        setattr(need, name, value)
    need.full_clean(exclude=("report", "crisis", "organization"))
    need.save()
    note_repeats(actor, need)
    return need


@recorded("need.close")
def close_need(actor: Actor, need: Need, *, state: str, closed_at: datetime, reason: str = "") -> Need:
    """End a need: met, withdrawn or not true. It stays on record."""
    need.state, need.closed_at = state, closed_at
    need.save(update_fields=("state", "closed_at"))
    end_for_good(need, result=state, at=closed_at)
    tell_reporters(actor, CLOSED, need, occasion=str(need.pk), at=closed_at)
    detail(state=state, reason=reason[:120])
    return need


@recorded("need.expire")
def expire_needs(actor: Actor, *, now: datetime) -> list[Alert]:
    """Raise one call task for each open need past its valid-until. Nothing is deleted (DESIGN law 5).

    At most `EXPIRED_AT_ONCE`, so that others may write between; whoever receives so many asks again. In a replayed
    crisis only what was past it at the moment that the replay has reached.
    """
    due = list(_overdue(actor, now).select_related("crisis").order_by("valid_until", "pk")[:EXPIRED_AT_ONCE])
    Need.objects.filter(pk__in=[need.pk for need in due]).update(state=Need.State.EXPIRED)
    alerts = [
        Alert(
            organization_id=actor.acts_for,
            crisis=need.crisis,
            kind=Alert.Kind.EXPIRED,
            need=need,
            raised_at=now,
        )
        for need in due
    ]
    Alert.objects.bulk_create(alerts)
    tell_due(actor, alerts)
    detail(expired=len(alerts))
    return alerts


def _overdue(actor: Actor, now: datetime) -> QuerySet[Need]:
    """Return the needs past their valid-until, those of a replay by its own clock."""
    due = Need.objects.filter(
        organization_id=actor.acts_for,
        state__in=(Need.State.NEW, Need.State.OPEN),
        valid_until__lt=now,
    )
    replay = Crisis.objects.filter(pk=REPLAY).first()
    return due if replay is None else due.exclude(crisis=replay, valid_until__gte=judged_at(replay))


@recorded("alert.close")
def close_alert(_actor: Actor, alert: Alert, *, closed_at: datetime, note: str = "") -> Alert:
    """Put an alert aside as dealt with."""
    alert.state, alert.closed_at = Alert.State.DONE, closed_at
    alert.details = {**alert.details, "note": note}
    alert.save(update_fields=("state", "closed_at", "details"))
    return alert
