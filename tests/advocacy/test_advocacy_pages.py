"""Pages of the second bridge: what each shows, refuses and asks for."""

from datetime import date

import pytest
from django.urls import reverse

from qiao.advocacy import actions
from qiao.advocacy.models import Evidence, Outcome, Proposal
from qiao.gaps.actions.searching import find_gaps
from tests.gaps.test_beside import record
from tests.makers import make_delivery, make_need


def at(name, *args):
    return reverse(f"advocacy:{name}", args=args)


def filing(department, **changes):
    return {"departments": [str(department.pk)], "channel": "DIRECT", "filed_on": "2020-02-03"} | changes


# The list


def test_an_empty_list_invites_the_first_evidence(as_lin, at_work, crisis):
    text = as_lin.get(at("proposal_list", crisis.slug)).content.decode()

    assert "还没有建议" in text
    assert at("evidence_new", crisis.slug) in text


def test_the_list_counts_items_filings_and_outcomes(as_lin, ready, crisis):
    text = as_lin.get(at("proposal_list", crisis.slug)).content.decode()

    assert ready.title in text
    assert "用于 1 条建议" in text


# Drafting


def test_a_draft_leads_to_its_page(as_lin, at_work, crisis):
    answer = as_lin.post(
        at("proposal_new", crisis.slug),
        {"title": "关于口罩的建议", "horizon": "NOW", "situation": "", "analysis": ""},
    )

    assert answer.headers["Location"] == at("proposal", Proposal.objects.get().pk)


def test_a_draft_without_a_title_is_refused(as_lin, at_work, crisis):
    answer = as_lin.post(at("proposal_new", crisis.slug), {"title": "", "horizon": "NOW"})

    assert answer.status_code == 422
    assert not Proposal.objects.exists()


def test_a_finding_begins_a_proposal(as_lin, at_work, lin, crisis, mask, gown, now):
    make_need(lin, crisis, item=mask, place=crisis.places.get())
    record(lin, crisis, crisis.places.get(), gown, 50)
    search = find_gaps(lin, crisis, now=now)
    gap = search.sightings.get().gap

    text = as_lin.get(at("proposal_new", crisis.slug), {"gap": str(gap.pk)}).content.decode()

    assert "关于英山县医用外科口罩的建议" in text
    assert gap.reason in text


@pytest.mark.parametrize("gap", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_finding_begins_nothing(as_lin, at_work, crisis, gap):
    assert as_lin.get(at("proposal_new", crisis.slug), {"gap": gap}).status_code == 200


def test_the_texts_of_a_draft_are_written(as_lin, proposal):
    as_lin.post(
        at("proposal_write", proposal.pk),
        {"title": "关于防护物资的建议", "horizon": "RECOVERY", "situation": "新情况", "analysis": "新分析"},
    )

    proposal.refresh_from_db()
    assert (proposal.title, proposal.horizon, proposal.situation) == (
        "关于防护物资的建议",
        "RECOVERY",
        "新情况",
    )


def test_an_item_is_added_with_its_evidence(as_lin, proposal, evidence, health_commission):
    as_lin.post(
        at("item_new", proposal.pk),
        {
            "problem": "缺口罩",
            "ask": "配发",
            "addressee": str(health_commission.pk),
            "evidence": [str(evidence.pk)],
        },
    )

    item = proposal.items.get()
    assert item.addressee == health_commission
    assert list(item.evidence.all()) == [evidence]


def test_a_department_not_on_the_list_is_put_there(as_lin, proposal):
    as_lin.post(
        at("item_new", proposal.pk), {"problem": "缺口罩", "ask": "配发", "new_addressee": "示例县防控指挥部"}
    )

    assert proposal.items.get().addressee.name == "示例县防控指挥部"


def test_an_item_without_an_ask_is_refused_with_what_was_typed(as_lin, proposal):
    answer = as_lin.post(at("item_new", proposal.pk), {"problem": "缺口罩很久了", "ask": ""})

    assert answer.status_code == 422
    assert "缺口罩很久了" in answer.content.decode()


def test_an_item_is_amended_on_its_own_page(as_lin, ready, evidence):
    page = at("item_amend", ready.pk, 1)
    before = as_lin.get(page).content.decode()

    as_lin.post(page, {"problem": "改写的问题", "ask": "配发", "evidence": [str(evidence.pk)]})

    assert "村级没有口罩" in before
    assert ready.items.get().problem == "改写的问题"


# The page of a proposal


def test_the_page_names_addressee_evidence_and_length(as_lin, ready, evidence, health_commission):
    text = as_lin.get(at("proposal", ready.pk)).content.decode()

    assert health_commission.name in text
    assert at("evidence", evidence.pk) in text
    assert "/ 1500" in text


def test_the_page_says_what_stops_the_filing(as_lin, lin, ready):
    actions.add_item(lin, ready, problem="没写全", ask="办", addressee=None)

    text = as_lin.get(at("proposal", ready.pk)).content.decode()

    assert "第 2 条没有报送对象。" in text
    assert "第 2 条没有证据。" in text


def test_the_page_speaks_english(as_lin, ready):
    text = as_lin.get(at("proposal", ready.pk), headers={"accept-language": "en"}).content.decode()

    assert '<html lang="en">' in text


# Filing and outcomes


def test_filing_leads_back_with_the_departments(as_lin, ready, health_commission):
    text = as_lin.post(at("file", ready.pk), filing(health_commission), follow=True).content.decode()

    assert "已报送 1 个部门。" in text
    assert ready.filings.get().department == health_commission


def test_filing_twice_says_that_nothing_was_doubled(as_lin, ready, health_commission):
    as_lin.post(at("file", ready.pk), filing(health_commission))

    text = as_lin.post(at("file", ready.pk), filing(health_commission), follow=True).content.decode()

    assert "没有重复登记" in text
    assert ready.filings.count() == 1


def test_filing_names_the_item_that_lacks_evidence(as_lin, lin, ready, health_commission):
    actions.add_item(lin, ready, problem="没写全", ask="办", addressee=health_commission)

    answer = as_lin.post(at("file", ready.pk), filing(health_commission))

    assert answer.status_code == 422
    assert "第 2 条建议没有证据或没有报送对象" in answer.content.decode()


@pytest.mark.parametrize("changes", [{"departments": []}, {"filed_on": "2999-01-01"}, {"channel": "PIGEON"}])
def test_a_faulty_filing_is_refused(as_lin, ready, health_commission, changes):
    answer = as_lin.post(at("file", ready.pk), filing(health_commission, **changes))

    assert answer.status_code == 422
    assert not ready.filings.exists()


def test_an_outcome_stands_by_its_clause(as_lin, ready):
    item = ready.items.get()
    as_lin.post(
        at("outcome_new", ready.pk),
        {
            "item": str(item.pk),
            "step": "PARTLY",
            "clause": "通知第三条",
            "attribution": "2",
            "happened_on": "",
        },
    )

    text = as_lin.get(at("proposal", ready.pk)).content.decode()

    assert Outcome.objects.get().item == item
    assert "通知第三条" in text
    assert "日期未查到" in text


def test_a_claim_of_influence_without_a_ground_is_refused(as_lin, ready):
    answer = as_lin.post(at("outcome_new", ready.pk), {"step": "ADOPTED", "attribution": "4"})

    assert answer.status_code == 422
    assert not Outcome.objects.exists()


# The paper


def test_the_text_is_handed_out_as_plain_text(as_lin, ready):
    answer = as_lin.get(at("proposal_text", ready.pk))

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "附：证据目录" in answer.content.decode()


def test_the_print_view_shows_the_paper(as_lin, ready):
    text = as_lin.get(at("proposal_print", ready.pk)).content.decode()

    assert "<h2>三、建议</h2>" in text
    assert "（一）村级没有口罩。" in text


# Evidence


def test_the_picker_shows_records_of_every_kind(as_lin, lin, at_work, crisis, mask, now):
    delivery = make_delivery(lin, crisis, item=mask)
    from qiao.relief.actions import sign_receipt

    receipt = sign_receipt(lin, delivery, quantity=90, signed_at=now)

    text = as_lin.get(at("evidence_new", crisis.slug)).content.decode()

    assert f"receipt:{receipt.pk}" in text
    assert f"need:{delivery.match.need_id}" in text
    assert f"report:{delivery.match.need.report_id}" in text


def test_the_search_narrows_and_keeps_what_was_chosen(as_lin, lin, need, crisis, gown):
    other = make_need(lin, crisis, item=gown)

    answer = as_lin.post(
        at("evidence_new", crisis.slug),
        {"search": "1", "q": "防护服", "record": [f"need:{need.pk}"], "statement": "写到一半"},
        headers={"HX-Request": "true"},
    )

    text = answer.content.decode()
    assert "<html" not in text
    assert f'value="need:{need.pk}" checked' in text
    assert f'value="need:{other.pk}">' in text


def test_evidence_is_bound_to_what_was_ticked(as_lin, need, crisis):
    as_lin.post(
        at("evidence_new", crisis.slug),
        {"statement": "村卫生室缺口罩", "record": [f"need:{need.pk}", f"report:{need.report_id}"]},
    )

    evidence = Evidence.objects.get()
    assert evidence.records.count() == 2
    assert evidence.summary["verified"] == 1


@pytest.mark.parametrize(
    "records", [[], ["need:nonsense"], ["organization:00000000-0000-0000-0000-000000000000"]]
)
def test_a_statement_without_records_is_refused(as_lin, need, crisis, records):
    answer = as_lin.post(at("evidence_new", crisis.slug), {"statement": "听说", "record": records})

    assert answer.status_code == 422
    assert "没有记录的说法不是证据" in answer.content.decode()


def test_a_record_of_another_organisation_cannot_be_bound(as_zhao, need, crisis):
    answer = as_zhao.post(
        at("evidence_new", crisis.slug), {"statement": "别人的", "record": [f"need:{need.pk}"]}
    )

    assert answer.status_code == 422
    assert "有些记录找不到" in answer.content.decode()


def test_the_check_says_that_a_copy_was_touched(as_lin, evidence):
    copy = evidence.records.get(record_type="intake.need")
    copy.content["quantity"] = 9000
    copy.save()

    text = as_lin.get(at("evidence", evidence.pk), {"check": "1"}).content.decode()

    assert "核对不通过" in text


def test_the_check_says_that_the_live_record_changed_since(as_lin, evidence, need):
    need.quantity = 900
    need.save()

    text = as_lin.get(at("evidence", evidence.pk), {"check": "1"}).content.decode()

    assert "核对通过" in text
    assert "<del>200</del> → <ins>900</ins>" in text


# Rights


@pytest.mark.parametrize("name", ["proposal_new", "evidence_new"])
def test_a_volunteer_may_not_draft_or_bind(as_chen, crisis, name):
    assert as_chen.get(at(name, crisis.slug)).status_code == 403


@pytest.mark.parametrize("name", ["proposal_write", "item_new", "file", "outcome_new"])
def test_a_volunteer_may_not_change_a_proposal(as_chen, ready, name):
    assert as_chen.post(at(name, ready.pk)).status_code == 403


def test_a_volunteer_reads_a_proposal_without_its_forms(as_chen, ready):
    text = as_chen.get(at("proposal", ready.pk)).content.decode()

    assert "村级没有口罩" in text
    assert '<form action="/proposals' not in text


@pytest.mark.parametrize("name", ["proposal", "proposal_print", "proposal_text"])
def test_somebody_of_another_organisation_does_not_find_the_proposal(as_zhao, ready, name):
    assert as_zhao.get(at(name, ready.pk)).status_code == 404


def test_somebody_of_another_organisation_does_not_find_the_evidence(as_zhao, evidence):
    assert as_zhao.get(at("evidence", evidence.pk)).status_code == 404


@pytest.mark.parametrize("name", ["proposal_list", "proposal_new", "evidence_new"])
def test_nobody_enters_without_signing_in(client, crisis, name):
    assert client.get(at(name, crisis.slug)).status_code == 302


@pytest.mark.parametrize("name", ["proposal_write", "item_new", "file", "outcome_new"])
def test_a_proposal_is_not_changed_by_a_link(as_lin, ready, name):
    assert as_lin.get(at(name, ready.pk)).status_code == 405


def test_outcomes_of_one_day_stand_in_the_order_of_the_items(as_lin, lin, ready, health_commission, evidence):
    items = [ready.items.get()]
    for number in range(2, 6):
        asked = {"problem": f"第{number}个问题", "ask": f"第{number}件事", "addressee": health_commission}
        items.append(actions.add_item(lin, ready, evidence=[evidence], **asked))
    day = {"step": "ADOPTED", "happened_on": date(2020, 3, 1)}
    for item in reversed(items):
        actions.record_outcome(lin, ready, item=item, clause=f"第{item.number}条之答复", **day)

    page = as_lin.get(reverse("pages:trace", args=["proposal", ready.pk])).content.decode()

    told = [page.index(f"第{item.number}条之答复") for item in items]
    assert told == sorted(told)
