"""Goods leave; the recipient gets a code that only they and the sender know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.exceptions import LineAlreadyDecidedError, LorryOverloadedError
from qiao.relief.measures import G_A_KG, ML_A_M3, known_part, loads_of, total
from qiao.relief.models import Convoy, Delivery, Match, Shipment, StockAccount
from qiao.relief.picking import move_held
from qiao.relief.stock import ALPHABET, lock_lots
from qiao.trail.recorded import detail, recorded

CODE_CHARACTERS = 8
BITS = 5
LONGEST_TYPED = 64


@dataclass(frozen=True)
class Trip:
    """Who drives, in what, with which permit, how much it carries, when it leaves; each may be unknown."""

    carrier: str = ""
    vehicle: str = ""
    permit: str = ""
    driver: str = ""
    permit_from: date | None = None
    permit_until: date | None = None
    weight_limit_g: int | None = None
    volume_limit_ml: int | None = None
    leaves_at: datetime | None = None
    """None where it leaves as it is sent."""
    pickups: tuple[tuple[str, datetime], ...] = ()
    """Where it loads, in order, and when it is there; nothing where all lies in one place."""
    overruled: tuple[str, ...] = ()
    """The codes of what spoke against it and a person sent it all the same."""

    @property
    def is_known(self) -> bool:
        return any(
            (self.carrier, self.vehicle, self.permit, self.driver, self.permit_from, self.permit_until)
        )


def receiving_code(delivery: Delivery) -> str:
    """Return the delivery's receiving code. It is derived from the house's key, so it is stored nowhere."""
    return _derived("receive", delivery)


def driver_code(shipment: Shipment) -> str:
    """Return the code by which a lorry's driver tells how the trip goes; derived and stored nowhere too."""
    return _derived("drive", shipment)


def _derived(kind: str, record: Delivery | Shipment) -> str:
    number = int(fingerprint(kind, f"{record.pk}:{record.code_serial}"), 16)
    letters = (ALPHABET[(number >> (BITS * place)) & (2**BITS - 1)] for place in range(CODE_CHARACTERS))
    return "".join(letters)


def mark_of(code: str) -> str:
    """Return the mark by which a typed code finds its delivery; O and I are read as 0 and 1."""
    return fingerprint("receiving-code", _plain(code))


def mark_of_driver(code: str) -> str:
    """Return the mark by which a typed driver's code finds its shipment."""
    return fingerprint("driver-code", _plain(code))


def _plain(code: str) -> str:
    bare = code[:LONGEST_TYPED].upper().replace("-", "").replace(" ", "")
    return bare.replace("O", "0").replace("I", "1").replace("L", "1")


def open_shipment(actor: Actor, trip: Trip, *, left_at: datetime, planned_km: int | None = None) -> Shipment:
    """Write a trip down, with the code of its driver."""
    shipment = Shipment(
        organization_id=actor.acts_for,
        carrier=trip.carrier,
        vehicle=trip.vehicle,
        permit=trip.permit,
        permit_from=trip.permit_from,
        permit_until=trip.permit_until,
        driver=trip.driver,
        planned_km=planned_km,
        weight_limit_g=trip.weight_limit_g,
        volume_limit_ml=trip.volume_limit_ml,
        left_at=trip.leaves_at or left_at,
        pickups=[{"name": name, "at": at.isoformat()} for name, at in trip.pickups],
    )
    shipment.code_mark = mark_of_driver(driver_code(shipment))
    shipment.save(force_insert=True)
    return shipment


@recorded("delivery.send")
def send_delivery(
    actor: Actor,
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
    match.refresh_from_db(fields=("quantity",))  # a part of it may have gone to another need meanwhile
    if shipment is None and trip is not None and trip.is_known:
        shipment = open_shipment(actor, trip, left_at=sent_at)
    delivery = _delivery_of(match)
    delivery.shipment, delivery.stop = shipment, stop
    delivery.quantity, delivery.sent_at = match.quantity, sent_at
    delivery.code_mark = mark_of(receiving_code(delivery))
    delivery.save()
    move_held(
        StockAccount.IN_TRANSIT,
        at=sent_at,
        reason="发出",
        match=match,
    )
    detail(match=str(match.pk), quantity=match.quantity, **_overruled(trip))
    return delivery


def _delivery_of(match: Match) -> Delivery:
    """Return a new delivery, or the one whose lorry was called off: that goes again, under a new code."""
    known: Delivery | None = Delivery.objects.filter(match=match, state=Delivery.State.CANCELLED).first()
    if known is None:
        return Delivery(organization_id=match.organization_id, match=match)
    known.state = Delivery.State.IN_TRANSIT
    known.code_serial += 1
    return known


@recorded("shipment.load")
def load_shipment(
    actor: Actor,
    matches: Sequence[Match],
    *,
    sent_at: datetime,
    trip: Trip,
    planned_km: int | None = None,
    convoy: Convoy | None = None,
) -> Shipment:
    """Send several matches on one lorry, in this order of drops. All of them leave, or none.

    Raises
    ------
    LineAlreadyDecidedError
        When one of them was sent or withdrawn before; then none is sent.
    LorryOverloadedError
        When they weigh more than the lorry carries, or take up more room than it has; what nobody weighed is not
        counted.
    """
    lock_matches(matches)
    loads = list(loads_of(matches).values())
    least, whole = known_part(loads), total(loads)
    _refuse_above(least.weight_g, trip.weight_limit_g, trip, G_A_KG, "kg")
    _refuse_above(least.volume_ml, trip.volume_limit_ml, trip, ML_A_M3, "m³")
    shipment = open_shipment(actor, trip, left_at=sent_at, planned_km=planned_km)
    shipment.convoy, shipment.weight_g, shipment.volume_ml = convoy, whole.weight_g, whole.volume_ml
    shipment.save(update_fields=("convoy", "weight_g", "volume_ml"))
    for stop, match in enumerate(matches, 1):
        send_delivery(actor, match, sent_at=sent_at, shipment=shipment, stop=stop)
    detail(shipment=str(shipment.pk), drops=len(matches), **_overruled(trip))
    return shipment


def lock_matches(matches: Sequence[Match]) -> None:
    """Lock matches and their lots until the transaction ends, in one order for all; their quantities are read anew."""
    rows = Match.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in matches])
    quantities = dict(rows.order_by("pk").values_list("pk", "quantity"))
    for one in matches:
        one.quantity = quantities[one.pk]
    lock_lots(*(one.lot for one in matches))


def _refuse_above(load: int | None, limit: int | None, trip: Trip, unit_size: int, unit: str) -> None:
    if load is not None and limit is not None and load > limit:
        raise LorryOverloadedError(
            lorry=trip.vehicle or trip.driver or "—",
            load=f"{load / unit_size:,.2f}",
            limit=f"{limit / unit_size:,.2f}",
            unit=unit,
        )


def _overruled(trip: Trip | None) -> dict[str, str]:
    return {"overruled": " ".join(trip.overruled)} if trip is not None and trip.overruled else {}


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
