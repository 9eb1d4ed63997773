"""Advice stands on evidence, item by item, each with its addressee."""

import pytest

from qiao.advocacy import actions
from qiao.exceptions import EvidenceMissingError
from tests.makers import make_need


@pytest.fixture
def evidence(at_work, lin, crisis, mask, now):
    need = make_need(lin, crisis, item=mask)
    return actions.note_evidence(lin, crisis, statement="村卫生室缺口罩", records=[need], frozen_at=now)


def test_items_are_numbered_and_keep_their_evidence(at_work, lin, crisis, evidence, health_commission):
    proposal = actions.draft_proposal(lin, crisis, title="关于村卫生室防护物资的建议")

    for ask in ("统一配发", "公布数量"):
        actions.add_item(
            lin, proposal, problem="缺口罩", ask=ask, addressee=health_commission, evidence=[evidence]
        )

    assert [(one.number, list(one.evidence.all())) for one in proposal.items.all()] == [
        (1, [evidence]),
        (2, [evidence]),
    ]


def test_an_item_without_evidence_keeps_the_proposal_from_being_filed(
    at_work, lin, crisis, health_commission, now
):
    proposal = actions.draft_proposal(lin, crisis, title="关于防护物资的建议")
    actions.add_item(lin, proposal, problem="缺口罩", ask="配发", addressee=health_commission)

    with pytest.raises(EvidenceMissingError) as refusal:
        actions.file_proposal(
            lin, proposal, departments=[health_commission], channel="DIRECT", filed_on=now.date()
        )

    assert refusal.value.details == {"number": 1}
