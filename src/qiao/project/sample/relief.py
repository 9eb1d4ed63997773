"""Bridge one in the sample: a plan, what was confirmed of it, sent and signed for, and one that waits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from qiao.accounts.roles import Actor
from qiao.project.sample.cast import Cast
from qiao.project.sample.clock import at
from qiao.registry.models import Crisis
from qiao.relief.actions import decline_share, make_match, make_plan, send_delivery, sign_receipt
from qiao.relief.models import Delivery, Plan, Receipt, Share

SHORT_OF = 10
"""One delivery comes a tenth short, one with a few more than were sent: both happen."""

MORE = 2
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
    for serial, match in enumerate(matches[:sent]):
        with at(moment + timedelta(hours=3, minutes=20 * serial)) as when:
            deliveries.append(send_delivery(lin, match, sent_at=when))
    return plan, deliveries


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
