"""A proposal of numbered items is filed only when each has an addressee and evidence."""

import pytest

from qiao.advocacy import actions
from qiao.advocacy.composing import annex_lines, chinese_number, items_of, length_of, paper_of
from qiao.advocacy.gate import doubts
from qiao.advocacy.models import Outcome, Proposal
from qiao.exceptions import EvidenceMissingError, LineAlreadyDecidedError
from qiao.trail.models import TrailEntry


def file(lin, proposal, *departments, now, channel="DIRECT"):
    return actions.file_proposal(lin, proposal, departments=departments, channel=channel, filed_on=now.date())


def test_items_are_numbered_in_order(lin, ready):
    second = actions.add_item(lin, ready, problem="又一件", ask="办", addressee=None)

    assert [item.number for item in ready.items.all()] == [1, 2]
    assert second.number == 2


@pytest.mark.parametrize("lacking", ["addressee", "evidence"])
def test_an_item_that_lacks_something_is_named_by_its_number(
    lin, ready, evidence, health_commission, now, lacking
):
    facts = {"addressee": health_commission, "evidence": [evidence]}
    facts[lacking] = None if lacking == "addressee" else []
    actions.add_item(lin, ready, problem="没写全", ask="办", **facts)

    with pytest.raises(EvidenceMissingError) as refused:
        file(lin, ready, health_commission, now=now)

    assert refused.value.details == {"number": 2}
    assert not ready.filings.exists()


def test_a_proposal_without_items_is_not_filed(lin, proposal, health_commission, now):
    with pytest.raises(EvidenceMissingError):
        file(lin, proposal, health_commission, now=now)


def test_the_same_department_gets_it_once(lin, ready, health_commission, now):
    file(lin, ready, health_commission, now=now)
    file(lin, ready, health_commission, now=now)

    assert ready.filings.count() == 1


def test_the_same_department_may_get_it_through_another_channel(lin, ready, health_commission, now):
    file(lin, ready, health_commission, now=now)
    file(lin, ready, health_commission, now=now, channel="OPINION")

    assert {one.channel for one in ready.filings.all()} == {"DIRECT", "OPINION"}


@pytest.mark.parametrize("act", ["write", "add", "amend"])
def test_what_was_filed_is_not_written_anew(lin, ready, health_commission, now, act):
    file(lin, ready, health_commission, now=now)
    item = ready.items.get()
    acts = {
        "write": lambda: actions.write_proposal(lin, ready, situation="另一种说法"),
        "add": lambda: actions.add_item(lin, ready, problem="后加", ask="办", addressee=None),
        "amend": lambda: actions.amend_item(lin, item, problem="改写"),
    }

    with pytest.raises(LineAlreadyDecidedError):
        acts[act]()


def test_an_item_is_mended_until_it_may_be_filed(lin, proposal, evidence, health_commission, now):
    item = actions.add_item(lin, proposal, problem="缺口罩", ask="配发", addressee=None)
    actions.amend_item(lin, item, addressee=health_commission, evidence=[evidence])

    file(lin, proposal, health_commission, now=now)

    assert Proposal.objects.get(pk=proposal.pk).state == Proposal.State.FILED
    assert "proposal.amend_item" in TrailEntry.objects.values_list("verb", flat=True)


def test_outcomes_are_kept_by_clause(lin, ready, health_commission, now):
    file(lin, ready, health_commission, now=now)
    item = ready.items.get()

    actions.record_outcome(lin, ready, step="PARTLY", item=item, clause="通知第三条", attribution=2)

    assert Outcome.objects.get().item == item
    assert ready.state == Proposal.State.ANSWERED


# The paper


def test_the_paper_has_situation_analysis_and_advice_in_order(ready, health_commission):
    paper = paper_of(ready, items_of(ready)).body

    parts = [
        paper.index(one) for one in ("一、情况", "二、分析", "三、建议", "（一）村级没有口罩。每周配发到村。")
    ]
    assert parts == sorted(parts)
    assert f"主送：{health_commission}" in paper


def test_the_annex_lets_anyone_check_the_evidence(ready, evidence):
    assert evidence.hash[:16] in str(annex_lines(paper_of(ready, items_of(ready))))


@pytest.mark.parametrize(
    ("text", "length"),
    [("", 0), ("口罩二百只。", 6), ("口罩 200 只", 4), ("N95 口罩", 3), ("a b\nc", 3), ("“好”，", 4)],
)
def test_the_length_counts_signs_and_words(text, length):
    assert length_of(text) == length


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")]
)
def test_items_are_numbered_in_chinese(number, words):
    assert chinese_number(number) == words


def test_a_complete_proposal_has_nothing_that_stops_it(ready):
    assert [one.text for one in doubts(ready, items_of(ready)) if one.stops] == []


def test_doubts_name_the_item(lin, ready):
    actions.add_item(lin, ready, problem="没写全", ask="办", addressee=None)

    stopping = [one.text for one in doubts(ready, items_of(ready)) if one.stops]

    assert stopping == ["第 2 条没有报送对象。", "第 2 条没有证据。"]


def test_a_telephone_number_in_the_paper_is_warned_of(lin, ready):
    actions.write_proposal(lin, ready, situation="请联系 15400000002 了解。")

    assert [one.text for one in doubts(ready, items_of(ready)) if "个人信息" in one.text]
    assert not [one for one in doubts(ready, items_of(ready)) if "15400000002" in one.text]
