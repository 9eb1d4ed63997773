"""Goods leave; the recipient gets a code that only they and the sender know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.exceptions import LineAlreadyDecidedError
from qiao.relief.models import Delivery, Match, Shipment, StockAccount
from qiao.relief.stock import ALPHABET, move
from qiao.trail.recorded import detail, recorded

CODE_CHARACTERS = 8
BITS = 5


@dataclass(frozen=True)
class Trip:
    """Who drives, in what, with which permit; each may be unknown."""

    carrier: str = ""
    vehicle: str = ""
    permit: str = ""
    driver: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.carrier or self.vehicle or self.permit or self.driver)


def receiving_code(delivery: Delivery) -> str:
    """Return the delivery's receiving code. It is derived from the house's key, so it is stored nowhere."""
    number = int(fingerprint("receive", f"{delivery.pk}:{delivery.code_serial}"), 16)
    letters = (ALPHABET[(number >> (BITS * place)) & (2**BITS - 1)] for place in range(CODE_CHARACTERS))
    return "".join(letters)


def mark_of(code: str) -> str:
    """Return the mark by which a typed code finds its delivery; O and I are read as 0 and 1."""
    plain = (
        code.upper().replace("-", "").replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1")
    )
    return fingerprint("receiving-code", plain)


@recorded("delivery.send")
def send_delivery(
    _actor: Actor,
    match: Match,
    *,
    sent_at: datetime,
    shipment: Shipment | None = None,
    trip: Trip | None = None,
    stop: int | None = None,
) -> Delivery:
    """Send what is held for a match, on a shipment that exists or on a new `trip`. Sent twice is refused."""
    claimed = Match.objects.filter(pk=match.pk, state=Match.State.HELD).update(state=Match.State.SENT)
    if not claimed:
        match.refresh_from_db(fields=("state",))
        raise LineAlreadyDecidedError(state=match.get_state_display())
    match.state = Match.State.SENT
    if shipment is None and trip is not None and trip.is_known:
        shipment = Shipment.objects.create(
            organization_id=match.organization_id,
            carrier=trip.carrier,
            vehicle=trip.vehicle,
            permit=trip.permit,
            driver=trip.driver,
            left_at=sent_at,
        )
    delivery: Delivery = Delivery(
        organization_id=match.organization_id,
        match=match,
        shipment=shipment,
        stop=stop,
        quantity=match.quantity,
        sent_at=sent_at,
    )
    delivery.code_mark = mark_of(receiving_code(delivery))
    delivery.save(force_insert=True)
    move(
        match.lot,
        StockAccount.HELD,
        StockAccount.IN_TRANSIT,
        match.quantity,
        at=sent_at,
        reason="发出",
        match=match,
    )
    detail(match=str(match.pk), quantity=match.quantity)
    return delivery


@recorded("shipment.load")
def load_shipment(
    actor: Actor, matches: Sequence[Match], *, sent_at: datetime, trip: Trip, planned_km: int | None = None
) -> Shipment:
    """Send several matches on one lorry, in this order of drops. All of them leave, or none.

    Raises
    ------
    LineAlreadyDecidedError
        When one of them was sent or withdrawn before; then none is sent.
    """
    shipment: Shipment = Shipment.objects.create(
        organization_id=actor.acts_for,
        carrier=trip.carrier,
        vehicle=trip.vehicle,
        permit=trip.permit,
        driver=trip.driver,
        planned_km=planned_km,
        left_at=sent_at,
    )
    for stop, match in enumerate(matches, 1):
        send_delivery(actor, match, sent_at=sent_at, shipment=shipment, stop=stop)
    detail(shipment=str(shipment.pk), drops=len(matches))
    return shipment


@recorded("delivery.code")
def renew_code(_actor: Actor, delivery: Delivery) -> Delivery:
    """Make the old receiving code worthless and give the delivery a new one. What is signed for needs none."""
    delivery.refresh_from_db(fields=("state", "code_serial"))
    if delivery.state != Delivery.State.IN_TRANSIT:
        raise LineAlreadyDecidedError(state=delivery.get_state_display())
    delivery.code_serial += 1
    delivery.code_mark = mark_of(receiving_code(delivery))
    delivery.save(update_fields=("code_serial", "code_mark"))
    detail(serial=delivery.code_serial)
    return delivery
