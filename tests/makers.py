"""Makers fill what does not matter; the test states what does. Use inside the `at_work` scope."""

import io
import uuid
from datetime import datetime
from typing import Any

from PIL import Image

from qiao.accounts.roles import Actor
from qiao.intake import actions as intake
from qiao.intake.actions.receive import Message
from qiao.intake.models import Need, Offer, Report, Verification
from qiao.registry.models import Crisis, Item, Organization, Place
from qiao.relief import actions as relief
from qiao.relief.models import Delivery, Match
from tests.conftest import NOW

MESSAGE = "示例数据：英山县人民医院急需医用外科口罩2000只，联系人林女士 15400000001"


def make_report(actor: Actor, crisis: Crisis, *, text: str = MESSAGE, at: datetime = NOW) -> Report:
    """Receive a message without reading it."""
    return intake.receive_report(
        actor, Message(text), id=uuid.uuid4(), crisis=crisis, source="PASTE", received_at=at
    ).report


def make_need(
    actor: Actor,
    crisis: Crisis,
    *,
    item: Item,
    place: Place | None = None,
    party: Organization | None = None,
    is_verified: bool = True,
    at: datetime = NOW,
    **facts: Any,
) -> Need:
    """Open a need, verified by telephone unless said otherwise. Exactly 100 where no quantity is said."""
    if "quantity_kind" not in facts:
        facts = {"quantity_kind": "EXACT", "quantity": 100} | facts
    need = intake.open_need(
        actor, make_report(actor, crisis, at=at), item=item, place=place, party=party, unit=item.unit, **facts
    )
    if is_verified:
        intake.verify_need(actor, need, method=Verification.Method.PHONE, result="CONFIRMED", checked_at=at)
    return need


def make_offer(
    actor: Actor,
    crisis: Crisis,
    *,
    item: Item,
    place: Place | None = None,
    is_verified: bool = True,
    at: datetime = NOW,
    **facts: Any,
) -> Offer:
    """Open an offer, verified unless said otherwise. Exactly 100 where no quantity is said."""
    if "quantity_kind" not in facts:
        facts = {"quantity_kind": "EXACT", "quantity": 100} | facts
    report = make_report(actor, crisis, text="示例数据：我们有一批物资可捐", at=at)
    offer = intake.open_offer(actor, report, item=item, place=place, unit=item.unit, **facts)
    if is_verified:
        intake.verify_offer(actor, offer, method=Verification.Method.PHONE, result="CONFIRMED", checked_at=at)
    return offer


def make_match(actor: Actor, crisis: Crisis, *, item: Item, quantity: int = 100, **facts: Any) -> Match:
    """Match a fresh need with a fresh offer of the same quantity."""
    need = make_need(actor, crisis, item=item, quantity_kind="EXACT", quantity=quantity, **facts)
    offer = make_offer(actor, crisis, item=item, quantity_kind="EXACT", quantity=quantity)
    return relief.make_match(actor, need, offer, quantity=quantity, confirmed_at=NOW)


def make_delivery(actor: Actor, crisis: Crisis, *, item: Item, quantity: int = 100, **facts: Any) -> Delivery:
    """Send what a fresh match holds."""
    match = make_match(actor, crisis, item=item, quantity=quantity, **facts)
    return relief.send_delivery(actor, match, sent_at=NOW)


GPS_IFD = 0x8825


def camera_photo(*, has_place: bool = True) -> bytes:
    """Return a photograph as a telephone takes it, with the place it was taken at where wished."""
    held = Image.Exif()
    if has_place:
        held.get_ifd(GPS_IFD)[1] = "N"
        held.get_ifd(GPS_IFD)[2] = (30.0, 44.0, 6.0)
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", exif=held)
    return out.getvalue()
