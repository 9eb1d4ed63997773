"""One proposal goes to several departments, once to each."""

from qiao.advocacy import actions
from qiao.registry.models import Department
from tests.makers import make_need


def test_a_proposal_is_filed_with_each_department_once(at_work, lin, crisis, mask, health_commission, now):
    need = make_need(lin, crisis, item=mask)
    evidence = actions.note_evidence(lin, crisis, statement="缺口罩", records=[need], frozen_at=now)
    proposal = actions.draft_proposal(lin, crisis, title="关于防护物资的建议")
    actions.add_item(
        lin, proposal, problem="缺口罩", ask="配发", addressee=health_commission, evidence=[evidence]
    )
    command = Department.objects.create(name="示例县防控指挥部", is_sample=True)

    for _ in range(2):
        actions.file_proposal(
            lin, proposal, departments=[health_commission, command], channel="DIRECT", filed_on=now.date()
        )

    assert {filing.department for filing in proposal.filings.all()} == {health_commission, command}
    assert proposal.filings.count() == 2
