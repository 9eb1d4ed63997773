"""The recipient signs with a code, on a phone, without an account: for as much as came, less, or more."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.exceptions import CodeLockedError, CodeUnknownError, LineAlreadyDecidedError, QuantityInvalidError
from qiao.intake.actions import close_need
from qiao.intake.actions.voices import LARGEST
from qiao.intake.models import Need
from qiao.registry.models import QuantityKind
from qiao.relief.actions.sending import mark_of
from qiao.relief.models import Delivery, Match, Receipt, Settlement, StockAccount, WrongCode
from qiao.relief.stock import move
from qiao.relief.thanks import thank_giver
from qiao.trail.recorded import detail, recorded

TRIES = 20
WINDOW = timedelta(minutes=10)


def find_delivery(code: str, *, client: str, now: datetime) -> Delivery:
    """Return the delivery that a typed code opens.

    Raises
    ------
    CodeLockedError
        After too many wrong codes from one client within ten minutes. A village shares one address, so the
        limit is generous; the code has 40 bits.
    CodeUnknownError
        When no delivery has this code.
    """
    refuse_locked(client, now=now)
    with scopes_disabled():
        delivery: Delivery | None = (
            Delivery.objects.filter(code_mark=mark_of(code))
            .exclude(state=Delivery.State.CANCELLED)
            .select_related(
                "organization",
                "match__need__item",
                "match__need__place",
                "match__need__party",
                "match__offer__item",
                "match__offer__place",
                "match__offer__party",
                "match__lot",
            )
            .first()
        )
    if delivery is None:
        count_wrong_code(client, now=now)
        raise CodeUnknownError(tries=TRIES)
    return delivery


def refuse_locked(client: str, *, now: datetime) -> None:
    """Raise CodeLockedError after too many wrong codes from one client within ten minutes."""
    wrong = WrongCode.objects.filter(client_mark=fingerprint("client", client), at__gt=now - WINDOW).count()
    if wrong >= TRIES:
        raise CodeLockedError


def count_wrong_code(client: str, *, now: datetime) -> None:
    """Count a wrong code against the client that typed it."""
    WrongCode.objects.create(client_mark=fingerprint("client", client), at=now)


@recorded("receipt.sign")
def sign_receipt(
    actor: Actor,
    /,
    delivery: Delivery,
    *,
    quantity: int,
    signed_at: datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the client's own id, as every door calls it
    **facts: Any,
) -> Receipt:
    """Sign for what actually arrived and is kept. What is short, refused or too much is a difference, never hidden.

    `facts` are the other columns of the receipt: condition, signer, note, when it was filled in, its photographs.

    Raises
    ------
    QuantityInvalidError
        When the quantity is below zero or not a possible one.
    LineAlreadyDecidedError
        When it was signed for before.
    """
    if not 0 <= quantity <= LARGEST:
        raise QuantityInvalidError(field="实收数量", value=quantity)
    with scope(organization=actor.organization_id):
        claimed = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.IN_TRANSIT).update(
            state=Delivery.State.SIGNED
        )
        if not claimed:
            raise LineAlreadyDecidedError(state=Delivery.State.SIGNED.label)
        receipt: Receipt = Receipt(
            id=id or uuid.uuid4(),
            organization_id=delivery.organization_id,
            delivery=delivery,
            quantity=quantity,
            signed_at=signed_at,
            **facts,
        )
        receipt.save(force_insert=True)
        match = delivery.match
        Match.objects.filter(pk=match.pk).update(state=Match.State.RECEIVED)
        _book(delivery, quantity, at=signed_at)
        close_if_met(actor, match.need, at=signed_at)
        if quantity:
            thank_giver(actor, match, at=signed_at)
    detail(
        delivery=str(delivery.pk), sent=delivery.quantity, received=quantity, condition=str(receipt.condition)
    )
    return receipt


def _book(delivery: Delivery, received: int, *, at: datetime) -> None:
    """Move what came to delivered, what is missing to difference, and what is over in from outside."""
    match = delivery.match
    arrived = min(received, delivery.quantity)
    steps = (
        (StockAccount.IN_TRANSIT, StockAccount.DELIVERED, arrived, "签收"),
        (StockAccount.IN_TRANSIT, StockAccount.DIFFERENCE, delivery.quantity - arrived, "少收"),
        (StockAccount.OUTSIDE, StockAccount.DELIVERED, received - arrived, "多收"),
    )
    for source, target, quantity, reason in steps:
        if quantity > 0:
            move(match.lot, source, target, quantity, at=at, reason=reason, match=match)


def close_if_met(actor: Actor, need: Need, *, at: datetime) -> None:
    """Close a need of known quantity once as much was signed for.

    Open-ended needs stay open, and so do those counted in boxes of unknown content: boxes are not pieces.
    """
    if need.quantity_kind not in {QuantityKind.EXACT, QuantityKind.RANGE} or need.closed_at is not None:
        return
    if need.item is None or need.unit not in {"", need.item.unit}:
        return
    got = Receipt.objects.filter(delivery__match__need=need).aggregate(sum=Sum("quantity"))["sum"] or 0
    later = Settlement.objects.filter(receipt__delivery__match__need=need, kind=Settlement.Kind.LATER)
    got += later.aggregate(sum=Sum("quantity"))["sum"] or 0
    if got >= (need.quantity or 0):
        close_need(
            Actor.operator(actor.organization_id),
            need,
            state=Need.State.MET,
            closed_at=at,
            reason="已签收足量",
        )
