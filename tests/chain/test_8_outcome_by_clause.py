"""What came of an item is recorded by clause, with how surely it is due to us."""

from qiao.advocacy import actions
from qiao.advocacy.models import Outcome


def test_an_outcome_names_item_clause_and_attribution(at_work, lin, crisis, health_commission, now):
    proposal = actions.draft_proposal(lin, crisis, title="关于防护物资的建议")
    item = actions.add_item(lin, proposal, problem="缺口罩", ask="配发", addressee=health_commission)

    outcome = actions.record_outcome(
        lin,
        proposal,
        step=Outcome.Step.PARTLY,
        item=item,
        department=health_commission,
        clause="通知第三条",
        attribution=Outcome.Attribution.CITED,
        happened_on=now.date(),
    )

    assert (outcome.item, outcome.clause, outcome.attribution) == (item, "通知第三条", 3)


def test_an_answer_moves_the_proposal_on(at_work, lin, crisis, now):
    proposal = actions.draft_proposal(lin, crisis, title="关于防护物资的建议")

    actions.record_outcome(lin, proposal, step=Outcome.Step.ANSWERED, happened_on=now.date())

    proposal.refresh_from_db()
    assert proposal.state == "ANSWERED"
