"""A lorry is called off before it leaves: its goods are held again, and can go on another."""

from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.exceptions import ShipmentLeftError
from qiao.relief.actions.sending import lock_matches
from qiao.relief.models import Delivery, DriverReport, Match, Shipment, StockAccount
from qiao.relief.picking import sent_parts
from qiao.relief.stock import move
from qiao.trail.recorded import detail, recorded

LEFT = (DriverReport.Kind.LEFT, DriverReport.Kind.ARRIVED, DriverReport.Kind.HANDED)


@recorded("shipment.cancel")
def cancel_shipment(_actor: Actor, shipment: Shipment, *, at: datetime, reason: str) -> Shipment:
    """Call a lorry off: nothing of it was sent, its codes are void, its goods lie held where they lay.

    Raises
    ------
    ShipmentLeftError
        When its driver told that it left or arrived, a stop was signed for, or it was called off before.
    """
    rows = Delivery.objects.filter(shipment=shipment)
    stops = list(rows.select_related("match__lot").order_by("stop"))
    told = DriverReport.objects.filter(shipment=shipment, kind__in=LEFT, taken_back_at__isnull=True)
    # Deliveries are claimed before lots are locked, as signing does, so that neither waits for the other in a circle.
    claimed = rows.filter(state=Delivery.State.IN_TRANSIT).update(state=Delivery.State.CANCELLED)
    if told.exists() or claimed != len(stops) or not _claim(shipment, at=at, reason=reason):
        raise ShipmentLeftError
    lock_matches([one.match for one in stops])
    for one in stops:
        Match.objects.filter(pk=one.match_id).update(state=Match.State.HELD)
        for part, pieces in sent_parts(one.match):
            move(
                one.match.lot,
                StockAccount.IN_TRANSIT,
                StockAccount.HELD,
                pieces,
                at=at,
                reason="取消发车",
                match=one.match,
                part=part,
            )
    shipment.refresh_from_db()
    detail(drops=len(stops), reason=reason[:120])
    return shipment


def _claim(shipment: Shipment, *, at: datetime, reason: str) -> bool:
    """Take the cancelling by a conditional update, so that it happens once; the driver's code is void from then on."""
    rows = Shipment.objects.filter(pk=shipment.pk, cancelled_at__isnull=True)
    return bool(rows.update(cancelled_at=at, cancel_reason=reason[:120], code_mark=None))
