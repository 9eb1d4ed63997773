"""Bridge one in the sample: a plan, what was confirmed of it, sent and signed for, and one that waits."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.project.sample.cast import HOME, Cast
from qiao.project.sample.clock import at
from qiao.registry.models import Crisis, Item, Place
from qiao.relief.actions import (
    Arrival,
    Told,
    Trip,
    assemble_kits,
    decline_share,
    issue_bulletin,
    load_shipment,
    make_match,
    make_plan,
    open_store,
    receive_goods,
    save_kit,
    send_delivery,
    set_board,
    sign_receipt,
    take_driver_report,
)
from qiao.relief.models import (
    Bulletin,
    BulletinBoard,
    Delivery,
    Lot,
    Match,
    Plan,
    Receipt,
    Share,
    StockAccount,
)
from qiao.relief.stock import balance

SHORT_OF = 10
"""One delivery comes a tenth short, one with a few more than were sent: both happen."""

MORE = 2
ON_ONE_LORRY = 2
KIT = "family-kit"
KIT_HOLDS = {"raincoat": 1, "torch": 1, "food-ready": 2}
KITS, SHELF_DAYS = 20, 180
SIGNERS = ("李", "王", "张", "刘", "吴", "徐")


def first_round(
    cast: Cast, crisis: Crisis, *, moment: datetime, confirmed: int = 12, sent: int = 9
) -> tuple[Plan, list[Delivery]]:
    """Make a plan, confirm its first lines, leave one, and send most of what was confirmed."""
    lin = cast["lin"]
    with at(moment):
        plan = make_plan(lin, crisis, now=moment)
    lines = list(
        Share.objects.filter(plan=plan)
        .select_related("need__item", "offer__item")
        .order_by("need__tier", "need__quantity_kind", "need__report__received_at", "offer__item__code")
    )
    matches = []
    for serial, line in enumerate(lines[:confirmed]):
        with at(moment + timedelta(minutes=10 + serial)) as when:
            matches.append(
                make_match(lin, line.need, line.offer, quantity=line.quantity, confirmed_at=when, share=line)
            )
    for line in lines[confirmed : confirmed + 1]:
        with at(moment + timedelta(minutes=40)):
            decline_share(lin, line, reason="示例：对方电话称已从乡镇领到")
    deliveries = []
    alone = max(0, sent - ON_ONE_LORRY)
    for serial, match in enumerate(matches[:alone]):
        with at(moment + timedelta(hours=3, minutes=20 * serial)) as when:
            deliveries.append(send_delivery(lin, match, sent_at=when))
    if together := matches[alone:sent]:
        with at(moment + timedelta(hours=3, minutes=20 * alone)) as when:
            deliveries += on_one_lorry(cast, together, left_at=when)
    return plan, deliveries


def on_one_lorry(cast: Cast, matches: Sequence[Match], *, left_at: datetime) -> list[Delivery]:
    """Send the last matches on one lorry; its driver tells that it left and came to the first stop."""
    trip = Trip(carrier="示例车队", vehicle="示例车牌 001", driver="陈")
    shipment = load_shipment(cast["lin"], matches, sent_at=left_at, trip=trip)
    stops = list(Delivery.objects.filter(shipment=shipment).order_by("stop"))
    for told, minutes in ((Told("LEFT"), 5), (Told("ARRIVED", stops[0]), 95)):
        when = left_at + timedelta(minutes=minutes)
        submission = uuid.uuid5(shipment.pk, str(told.kind))
        take_driver_report(shipment, told, submission=submission, received_at=when)
    return stops


def sign_for(cast: Cast, deliveries: Sequence[Delivery], *, moment: datetime) -> list[Receipt]:
    """Let recipients sign with their codes: the second gets less than was sent, the third a little more."""
    receipts = []
    for serial, delivery in enumerate(deliveries):
        quantity, note = delivery.quantity, "示例数据"
        if serial == 1:
            quantity, note = quantity - max(1, quantity // SHORT_OF), "示例：途中破损"
        if serial == 2:  # noqa: PLR2004 - the third
            quantity, note = quantity + MORE, "示例：司机自带了几件"
        with at(moment + timedelta(minutes=25 * serial)) as when:
            receipts.append(
                sign_receipt(
                    Actor.recipient(cast.association.pk),
                    delivery,
                    quantity=quantity,
                    signed_at=when,
                    signer=SIGNERS[serial % len(SIGNERS)],
                    note=note,
                )
            )
    return receipts


def waiting_plan(cast: Cast, crisis: Crisis, *, moment: datetime) -> Plan:
    """Make the plan whose lines wait for the coordinator."""
    with at(moment):
        return make_plan(cast["lin"], crisis, now=moment)


def fill_a_store(cast: Cast, crisis: Crisis, *, moment: datetime) -> Lot | None:
    """Take goods that nobody was promised into a store, and put kits for families together there."""
    lin, home = cast["lin"], Place.objects.get(code=HOME)
    items = {one.code: one for one in Item.objects.filter(code__in=(KIT, *KIT_HOLDS))}
    with at(moment):
        store = open_store(lin, name="示例物资站", place=home, hours="8:00–18:00")
        kit = save_kit(lin, items[KIT], {items[code]: n for code, n in KIT_HOLDS.items()}, at=moment)
    kits = KITS
    for serial, (code, pieces) in enumerate(KIT_HOLDS.items(), 1):
        lot = Lot.objects.filter(offer__crisis=crisis, offer__item__code=code).first()
        free = balance(lot, StockAccount.AVAILABLE) if lot else 0
        arrived = min(free, 2 * KITS * pieces)
        kits = min(kits, arrived // pieces)
        if lot is not None and arrived:
            ends = timezone.localdate(moment) + timedelta(days=SHELF_DAYS) if code == "food-ready" else None
            with at(moment + timedelta(minutes=10 * serial)) as when:
                receive_goods(lin, lot, store, arrivals=[Arrival(arrived, ends)], at=when)
    if not kits:
        return None
    with at(moment + timedelta(hours=1)) as when:
        return assemble_kits(lin, kit, crisis, store, kits=kits, at=when)


def publish(cast: Cast, crisis: Crisis, *, moment: datetime) -> Bulletin:
    """Issue what the books say up to now on the board that anybody may read; it goes on by itself every day."""
    with at(moment):
        board = set_board(cast["lin"], crisis, rhythm=BulletinBoard.Rhythm.DAILY, now=moment)
        return issue_bulletin(cast["lin"], board, as_of=moment, issued_at=moment)
