"""A proposal with one item that may be filed, and the evidence it stands on."""

import pytest

from qiao.advocacy import actions
from qiao.advocacy.models import Evidence, Proposal
from qiao.intake.models import Need
from tests.makers import make_need


@pytest.fixture
def need(at_work, lin, crisis, mask, yingshan) -> Need:
    return make_need(lin, crisis, item=mask, place=yingshan, quantity=200)


@pytest.fixture
def evidence(lin, crisis, need, now) -> Evidence:
    return actions.note_evidence(
        lin, crisis, statement="村卫生室缺口罩", records=[need, need.report], frozen_at=now
    )


@pytest.fixture
def proposal(at_work, lin, crisis) -> Proposal:
    return actions.draft_proposal(
        lin,
        crisis,
        title="关于村卫生室防护物资的建议",
        situation="三个乡镇缺口罩。",
        analysis="配发只到乡镇。",
    )


@pytest.fixture
def ready(lin, proposal, evidence, health_commission) -> Proposal:
    actions.add_item(
        lin,
        proposal,
        problem="村级没有口罩",
        ask="每周配发到村。",
        addressee=health_commission,
        evidence=[evidence],
    )
    return proposal
