"""One record travels the whole chain, and the trail reads as its story."""

import uuid

import pytest

from qiao import chain
from qiao.accounts.roles import Actor
from qiao.advocacy import actions as advocacy
from qiao.casebook import actions as casebook
from qiao.exceptions import CaseIncompleteError
from qiao.intake import actions as intake
from qiao.intake.actions.receive import Message
from qiao.relief import actions as relief
from qiao.trail.chain import verify
from qiao.trail.models import TrailEntry
from tests.makers import make_offer

TEXT = "示例数据：英山县人民医院急需医用外科口罩2000只，联系人林女士 15400000001"


@pytest.fixture
def travelled(at_work, lin, crisis, mask, yingshan, health_commission, now):
    """Walk one message from the phone group to a case study."""
    make_offer(lin, crisis, item=mask, place=yingshan, quantity=2000)
    understood = intake.take_in(
        lin, Message(TEXT), id=uuid.uuid4(), crisis=crisis, source="PASTE", received_at=now
    )
    (need,) = understood.needs
    intake.verify_need(lin, need, method="PHONE", result="CONFIRMED", checked_at=now)
    (line,) = relief.make_plan(lin, crisis, now=now).shares.all()
    match = relief.make_match(
        lin, line.need, line.offer, quantity=line.quantity, confirmed_at=now, share=line
    )
    delivery = relief.send_delivery(lin, match, sent_at=now)
    receipt = relief.sign_receipt(Actor.recipient(at_work.pk), delivery, quantity=2000, signed_at=now)
    evidence = advocacy.note_evidence(
        lin, crisis, statement="县医院缺口罩", records=[understood.report, need, receipt], frozen_at=now
    )
    proposal = advocacy.draft_proposal(lin, crisis, title="关于县医院防护物资的建议")
    advocacy.add_item(
        lin, proposal, problem="缺口罩", ask="纳入统一配发", addressee=health_commission, evidence=[evidence]
    )
    advocacy.file_proposal(
        lin, proposal, departments=[health_commission], channel="DIRECT", filed_on=now.date()
    )
    advocacy.record_outcome(lin, proposal, step="ADOPTED", happened_on=now.date(), attribution=3)
    return casebook.open_case_study(
        lin, crisis, subject=at_work, title="示例县义工联合会的疫情行动", frozen_at=now
    )


def test_the_case_draws_its_facts_from_the_record(travelled):
    assert travelled.figures["receipts"] == 1
    assert travelled.figures["pieces_received"] == 2000
    assert {fact.dimension for fact in travelled.facts.all()} >= {"GEOGRAPHY", "FUNCTIONS", "GOVERNMENT"}


def test_the_trail_tells_the_links_in_order(travelled):
    links = [one.verb for one in chain.LINKS]

    told = [verb for verb in TrailEntry.objects.values_list("verb", flat=True) if verb in links]

    assert told == ["report.receive", "offer.open", *(one.verb for one in chain.LINKS if one.key != "offer")]


def test_the_trail_of_the_whole_chain_holds(travelled):
    assert verify().breaks == ()


def test_a_case_without_challenges_is_not_published(travelled, lin):
    casebook.write_case_study(lin, travelled, core="我们做了什么")

    with pytest.raises(CaseIncompleteError, match="困难与挑战"):
        casebook.publish_case_study(lin, travelled)
