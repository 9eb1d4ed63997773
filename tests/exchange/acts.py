"""What is done on one of two real installations, each in a process of its own: `python -m tests.exchange.acts NAME JSON`."""

import json
import os
import sys
from datetime import date
from typing import Any

import django

PHONE, PERSON = "15400000001", "林秀兰"
SIDES = {
    "A": ("示例甲地义工联", "421124"),
    "B": ("示例乙地社工协会", "310115"),
}


def at_home() -> tuple[Any, Any, Any]:
    """Return the organisation that works here, with its first and its second person."""
    from qiao.accounts.models import User
    from qiao.registry.models import Organization
    from qiao.registry.queries import actor_for

    here = Organization.objects.get(runs_qiao=True)
    return here, *(actor_for(User.objects.get(username=name)) for name in ("lin", "zhou"))


def begin(side: str) -> Any:
    """Found the organisation, its people and the crisis; A has a need with a contact in its report."""
    from qiao.accounts.models import User
    from qiao.exchange.keys import card_of
    from qiao.registry.models import Appointment, Crisis, Organization, Place

    name, code = SIDES[side]
    home = Place.objects.get(code=code)
    here = Organization.objects.create(
        name=name, kind="ASSOCIATION", home=home, runs_qiao=True, is_sample=True
    )
    for username in ("lin", "zhou"):
        user = User.objects.create_user(username=username, password="x" * 20)
        for role in ("ADMIN", "COORDINATOR"):
            Appointment.objects.create(user=user, organization=here, role=role)
    Crisis.objects.create(
        name=f"示例洪涝{side}", slug=f"flood-{side.lower()}", hazard="FLOOD", began_on=date(2026, 6, 1)
    )
    return card_of(here)


def know(card: dict[str, str]) -> Any:
    """Enter the other side by its card, checked by the second person; return a token for it. A opens its need."""
    from django.utils import timezone

    from qiao.exchange import actions
    from qiao.exchange.keys import read_card
    from qiao.intake import actions as intake
    from qiao.intake.actions.receive import Message
    from qiao.registry.models import Crisis, Item, Place

    here, lin, zhou = at_home()
    now, crisis = timezone.now(), Crisis.objects.get()
    kinds = ("need", "offer", "allocation", "receipt", "organization")
    agreed = actions.Agreed("示例协议", date(2099, 1, 1), kinds, kinds)
    there = actions.add_platform(lin, actions.Introduced(*read_card(json.dumps(card))), agreed, at=now)
    actions.check_platform(zhou, there, how="电话", at=now)
    actions.share_crisis(lin, there, crisis=crisis, key="flood-2026")
    if here.name == SIDES["A"][0]:
        said = f"示例数据：英山县急需雨衣300件，联系人{PERSON} {PHONE}"
        report = intake.receive_report(
            lin, Message(said, contact=PHONE), id=here.pk, crisis=crisis, source="PASTE", received_at=now
        ).report
        facts = {"quantity_kind": "EXACT", "quantity": 300, "party_text": PERSON, "specification": PERSON}
        place, item = Place.objects.get(code="421124"), Item.objects.get(code="mask-surgical")
        need = intake.open_need(lin, report, item=item, place=place, unit=item.unit, **facts)
        intake.verify_need(lin, need, method="PHONE", result="CONFIRMED", checked_at=now)
    return actions.make_token(lin, there, now=now)


def deliver(told: dict[str, str]) -> Any:
    """On B: fetch from A over the net, take its need on, deliver from our own store, have it signed for."""
    from django.utils import timezone

    from qiao.accounts.roles import Actor
    from qiao.exchange import actions
    from qiao.exchange.models import ForeignRecord, Platform
    from qiao.intake import actions as intake
    from qiao.intake.actions.receive import Message
    from qiao.relief import actions as relief

    here, lin, _zhou = at_home()
    now, there = timezone.now(), Platform.objects.get()
    actions.begin_asking(lin, there, now=now, **told)
    parcels = [actions.fetch(lin, there, now=now) for _again in range(2)]
    foreign = actions.take_on(lin, ForeignRecord.objects.get(kind="need"), at=now)
    report = intake.receive_report(
        lin,
        Message("示例数据：我们有口罩"),
        id=here.pk,
        crisis=foreign.crisis,
        source="PASTE",
        received_at=now,
    ).report
    facts = {"quantity_kind": "EXACT", "quantity": 500, "unit": foreign.need.unit}
    offer = intake.open_offer(lin, report, item=foreign.need.item, **facts)
    intake.verify_offer(lin, offer, method="PHONE", result="CONFIRMED", checked_at=now)
    match = relief.make_match(lin, foreign.need, offer, quantity=200, confirmed_at=now)
    delivery = relief.send_delivery(lin, match, sent_at=now)
    relief.sign_receipt(Actor.recipient(here.pk), delivery, quantity=190, signed_at=now)
    return {"parcels": parcels, "need": str(foreign.record)}


def standing(_nothing: Any) -> Any:
    """Return what stands here: needs, what others bring to them, receipts of our own, records of theirs."""
    from qiao.exchange.models import ForeignRecord
    from qiao.exchange.queries import brought
    from qiao.intake.models import Need
    from qiao.relief.models import Receipt

    needs = list(Need.objects.order_by("created_at"))
    lines = [line for one in brought([need.pk for need in needs]).values() for line in one]
    return {
        "needs": [[str(one.pk), one.state] for one in needs],
        "brought": [[one.promised, one.signed] for one in lines],
        "receipts": [one.quantity for one in Receipt.objects.all()],
        "theirs": sorted([one.kind, one.state] for one in ForeignRecord.objects.all()),
    }


def erase(_nothing: Any) -> Any:
    """On A: erase the report of the need; return what stood before."""
    from qiao.intake import actions as intake
    from qiao.intake.models import Need

    before = standing(None)
    _here, lin, _zhou = at_home()
    intake.erase_report(lin, Need.objects.get().report, reason="本人要求")
    return before


def main() -> None:
    """Do one act in the scope of who works here, and print what it says."""
    django.setup()
    from django_scopes import scope, scopes_disabled

    from qiao.registry.models import Organization

    act, said = globals()[sys.argv[1]], json.loads(sys.argv[2])
    with scopes_disabled():
        here = Organization.objects.filter(runs_qiao=True).first()
    with scope(organization=here.pk) if here else scopes_disabled():
        sys.stdout.write(json.dumps(act(said), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    assert os.environ["QIAO_DATA"]
    main()
