"""Items merged and split with a trace; experts, co-signatures, remarks; the digest of a day and its brief."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.advocacy import actions
from qiao.advocacy.composing import items_of, paper_of
from qiao.advocacy.digesting import digest_of, lead_of, newest_day
from qiao.advocacy.gate import cleared
from qiao.advocacy.models import Contribution, Evidence, Proposal, Rearrangement, Remark
from qiao.exceptions import (
    EvidenceMissingError,
    ItemsTooFewError,
    ItemTooLongError,
    LineAlreadyDecidedError,
    PaperHeldError,
    RearrangedSinceError,
)
from qiao.registry.models import Person
from qiao.trail.models import TrailEntry
from tests.makers import make_need, make_report


def at(name, *args):
    return reverse(f"advocacy:{name}", args=args)


@pytest.fixture
def three(lin, ready, evidence, health_commission, crisis, need, now) -> Proposal:
    other = actions.note_evidence(lin, crisis, statement="另一件", records=[need], frozen_at=now)
    actions.add_item(
        lin, ready, problem="乡镇没有口罩", ask="每天通报。", addressee=None, evidence=[other], cause="没有车"
    )
    actions.add_item(
        lin, ready, problem="防护服不够", ask="调拨。", addressee=health_commission, evidence=[evidence]
    )
    return ready


def standing(proposal):
    rows = proposal.items.order_by("number")
    return [
        (
            item.number,
            item.problem,
            item.cause,
            item.ask,
            item.addressee_id,
            {one.pk for one in item.evidence.all()},
        )
        for item in rows
    ]


# Merging and splitting


def test_merging_loses_no_word_and_no_evidence(lin, three):
    before = standing(three)

    actions.merge_items(lin, three, numbers=[1, 2])

    first, second = standing(three)
    assert first[:2] == (1, "村级没有口罩；乡镇没有口罩")
    assert "每周配发到村。" in first[3]
    assert "每天通报。" in first[3]
    assert first[5] == before[0][5] | before[1][5]
    assert second[:2] == (2, "防护服不够")


def test_undoing_a_merge_brings_the_items_back(lin, three, now):
    before = standing(three)
    change = actions.merge_items(lin, three, numbers=[1, 3])

    actions.undo_rearrangement(lin, change, at=now)

    assert standing(three) == before
    assert {"proposal.merge_items", "proposal.undo_items"} <= set(
        TrailEntry.objects.values_list("verb", flat=True)
    )


def test_splitting_puts_the_new_item_behind_and_keeps_its_evidence(lin, three):
    item = three.items.get(number=1)
    actions.split_item(lin, item, first=("村级没有口罩", "配发。"), second=("村级没有口罩", "每周一次。"))

    rows = standing(three)
    assert [row[0] for row in rows] == [1, 2, 3, 4]
    assert [row[3] for row in rows][:2] == ["配发。", "每周一次。"]
    assert rows[0][4:] == rows[1][4:]


def test_undoing_a_split_brings_the_item_back(lin, three, now):
    before = standing(three)
    change = actions.split_item(lin, three.items.get(number=2), first=("甲", "乙"), second=("丙", "丁"))

    actions.undo_rearrangement(lin, change, at=now)

    assert standing(three) == before


def test_what_was_written_since_is_not_lost_by_undoing(lin, three, evidence, now):
    change = actions.merge_items(lin, three, numbers=[1, 2])
    actions.amend_item(lin, three.items.get(number=1), ask="新写的", evidence=[evidence])

    with pytest.raises(RearrangedSinceError):
        actions.undo_rearrangement(lin, change, at=now)


def test_a_change_is_undone_once(lin, three, now):
    change = actions.merge_items(lin, three, numbers=[1, 2])
    actions.undo_rearrangement(lin, change, at=now)

    with pytest.raises(RearrangedSinceError):
        actions.undo_rearrangement(lin, change, at=now)


def test_merging_takes_two(lin, three):
    with pytest.raises(ItemsTooFewError):
        actions.merge_items(lin, three, numbers=[1])


def test_merging_what_is_too_long_for_one_item_changes_nothing(lin, three):
    three.items.filter(number=1).update(problem="长" * 200)
    three.items.filter(number=2).update(problem="远" * 200)
    before = standing(three)

    with pytest.raises(ItemTooLongError):
        actions.merge_items(lin, three, numbers=[1, 2])

    assert standing(three) == before


def test_what_was_filed_is_not_rearranged(lin, ready, evidence, health_commission, now):
    actions.add_item(lin, ready, problem="又", ask="办", addressee=health_commission, evidence=[evidence])
    actions.file_proposal(lin, ready, departments=[health_commission], channel="DIRECT", filed_on=now.date())

    with pytest.raises(LineAlreadyDecidedError):
        actions.merge_items(lin, ready, numbers=[1, 2])


def test_remarks_and_advice_go_with_the_merged_item(lin, three, now):
    second = three.items.get(number=2)
    actions.remark(lin, three, text="再想想", item=second)

    actions.merge_items(lin, three, numbers=[1, 2])

    assert Remark.objects.get().item == three.items.get(number=1)


def test_items_are_merged_split_and_brought_back_from_the_page(as_lin, three):
    before = standing(three)
    as_lin.post(at("items_merge", three.pk), {"numbers": ["1", "2"]})
    assert three.items.count() == 2

    as_lin.post(at("items_undo", Rearrangement.objects.get().pk))
    assert standing(three) == before

    told = {"first_problem": "甲", "first_ask": "乙", "second_problem": "丙", "second_ask": "丁"}
    as_lin.post(at("item_split", three.pk, 3), told)
    assert [item.problem for item in three.items.all()][2:] == ["甲", "丙"]
    assert "合并与拆分的记录" in as_lin.get(at("proposal", three.pk)).content.decode()


def test_one_item_alone_is_not_merged_from_the_page(as_lin, three):
    assert as_lin.post(at("items_merge", three.pk), {"numbers": ["1"]}).status_code == 422


# Experts, co-signatures, remarks


def test_an_expert_is_named_in_the_paper_only_by_consent(lin, ready, now):
    told = {"field": "公共卫生", "text": "先保村卫生室。", "given_on": now.date()}
    actions.add_contribution(lin, ready, name="示例专家甲", is_named=True, **told)
    actions.add_contribution(lin, ready, name="示例专家乙", **told)

    signed = [line.text for line in cleared(ready).signatures]

    assert "参与专家：示例专家甲（公共卫生）" in signed
    assert "示例专家乙" not in str(signed)


def test_a_known_person_may_stand_in_a_paper_only_by_consent(lin, ready, now):
    Person.objects.create(name="示例专家甲")
    actions.write_proposal(lin, ready, analysis="示例专家甲认为应先保村卫生室。")
    with pytest.raises(PaperHeldError):
        cleared(ready)

    actions.add_contribution(
        lin, ready, name="示例专家甲", field="公共卫生", text="同上", given_on=now.date(), is_named=True
    )

    assert "示例专家甲认为" in cleared(ready).body


def test_the_trail_does_not_hold_the_name_of_an_expert(lin, ready, now):
    actions.add_contribution(lin, ready, name="示例专家甲", field="法律", text="可行", given_on=now.date())

    entry = TrailEntry.objects.get(verb="proposal.contribute")
    assert "示例专家甲" not in str(entry.details)
    assert entry.details["field"] == "法律"


def test_an_organisation_co_signs_once_and_stands_in_the_paper(lin, ready, other_association, now):
    for proof in ("来电", "盖章回函"):
        actions.cosign(lin, ready, organization=other_association, agreed_on=now.date(), proof=proof)

    assert [one.proof for one in ready.cosignatures.all()] == ["盖章回函"]
    assert other_association.name in [line.text for line in cleared(ready).signatures]


def test_remarks_never_leave(lin, ready):
    actions.remark(lin, ready, text="内部意见")
    paper = cleared(ready)

    assert "内部意见" not in paper.body + str(paper.lines)


def test_experts_cosigners_and_remarks_are_entered_from_the_page(as_lin, ready, other_association):
    day = "2020-02-03"
    as_lin.post(
        at("contribute", ready.pk), {"name": "示例甲", "field": "法律", "text": "可行", "given_on": day}
    )
    as_lin.post(
        at("cosign", ready.pk), {"organization": str(other_association.pk), "agreed_on": day, "proof": "回函"}
    )
    as_lin.post(at("remark", ready.pk), {"text": "再核一遍"})
    as_lin.post(at("remark_settle", Remark.objects.get().pk))

    text = as_lin.get(at("proposal", ready.pk)).content.decode()
    assert Contribution.objects.get().item is None
    assert Remark.objects.get().settled_at is not None
    for told in ("示例甲", "再核一遍", "回函"):
        assert told in text


@pytest.mark.parametrize("name", ["contribute", "cosign", "remark"])
def test_an_empty_form_is_refused_with_its_page(as_lin, ready, name):
    assert as_lin.post(at(name, ready.pk), {}).status_code == 422


@pytest.mark.parametrize("name", ["remark", "items_merge", "contribute", "cosign"])
def test_a_volunteer_reads_and_changes_nothing(as_chen, ready, name):
    assert as_chen.post(at(name, ready.pk), {"text": "好"}).status_code == 403


# The digest


@pytest.fixture
def days(at_work, lin, crisis, mask, gown, yingshan, luotian, now):
    """Two days: masks on both, gowns only on the second, and a message of which no need was read."""
    yesterday = now - timedelta(days=1)
    make_need(lin, crisis, item=mask, place=yingshan, at=yesterday)
    for place in (yingshan, luotian):
        make_need(lin, crisis, item=mask, place=place, at=now, who_groups=["ELDERLY"])
    make_need(lin, crisis, item=gown, place=yingshan, at=now, is_verified=False)
    make_report(lin, crisis, text="示例数据：路不通", at=now)
    return timezone.localdate(now)


def test_a_digest_tells_what_was_asked_and_what_is_new(crisis, days, mask, gown):
    found = digest_of(crisis, days)

    told = [(one.item, one.voices, one.before, one.is_new, one.verified) for one in found.themes]
    assert told == [(mask, 2, 1, False, 2), (gown, 1, 0, True, 0)]
    assert (found.reports, found.unplaced) == (4, 1)
    assert dict(found.themes[0].places) == {"英山县": 1, "罗田县": 1}
    assert found.themes[0].groups == ("ELDERLY",)
    assert newest_day(crisis) == days


def test_a_day_without_voices_has_no_themes(crisis, days):
    assert digest_of(crisis, days + timedelta(days=3)).themes == ()


def test_a_brief_freezes_the_day_and_refers_to_it(lin, crisis, days, mask, gown, now):
    proposal = actions.draft_brief(
        lin,
        crisis,
        digest_of(crisis, days),
        title="专报",
        form="SPECIAL",
        themes=[[mask.code], [gown.code]],
        frozen_at=now,
    )

    first, second = Evidence.objects.order_by("number")
    assert (first.records.count(), second.records.count()) == (2, 1)
    assert first.query == {
        "kinds": ["need"],
        "item": mask.code,
        "since": days.isoformat(),
        "until": days.isoformat(),
    }
    body = paper_of(proposal, items_of(proposal)).body
    assert "防护服：反映少于 5 条，其中少于 5 条经过核实，首次出现。" in body
    assert "比前一日增多" in body
    assert [row.name for row in paper_of(proposal, items_of(proposal)).annex] == ["证1", "证2"]


def test_themes_that_are_one_matter_become_one_bundle(lin, crisis, days, mask, gown, now):
    actions.draft_brief(
        lin,
        crisis,
        digest_of(crisis, days),
        title="专报",
        form="SPECIAL",
        themes=[[mask.code, gown.code]],
        frozen_at=now,
    )

    assert Evidence.objects.get().records.count() == 3


def test_a_brief_of_nothing_is_refused(lin, crisis, days, now):
    with pytest.raises(EvidenceMissingError):
        actions.draft_brief(
            lin,
            crisis,
            digest_of(crisis, days),
            title="专报",
            form="SPECIAL",
            themes=[["unknown"]],
            frozen_at=now,
        )


def test_a_brief_is_drafted_from_the_page(as_lin, crisis, days, mask):
    page = as_lin.get(at("digest", crisis.slug)).content.decode()
    told = {"day": days.isoformat(), "themes": [mask.code], "title": "一线反映专报", "format": "SPECIAL"}

    answer = as_lin.post(at("brief_new", crisis.slug), told)

    proposal = Proposal.objects.get()
    assert "首次出现" in page
    assert answer.headers["Location"] == at("proposal", proposal.pk)
    assert proposal.format == "SPECIAL"


def test_a_brief_without_a_theme_is_refused_with_its_page(as_lin, crisis, days):
    answer = as_lin.post(
        at("brief_new", crisis.slug), {"day": days.isoformat(), "title": "专报", "format": "SPECIAL"}
    )

    assert answer.status_code == 422
    assert "至少选一个主题" in answer.content.decode()


@pytest.mark.parametrize("day", ["nonsense", "", "2020-13-40"])
def test_a_day_that_is_none_shows_the_newest(as_lin, crisis, days, day):
    assert days.isoformat() in as_lin.get(at("digest", crisis.slug), {"day": day}).content.decode()


# How long it took


def test_the_hours_run_from_the_first_report_to_the_filing(lin, ready, need, health_commission, now):
    assert lead_of(ready).is_filed is False

    actions.file_proposal(
        lin, ready, departments=[health_commission], channel="DIRECT", filed_on=now.date() + timedelta(days=2)
    )
    lead = lead_of(ready)

    assert lead.is_filed
    assert lead.is_to_the_day
    assert lead.first_at == need.report.received_at
    assert lead.hours == int((lead.until - need.report.received_at).total_seconds() // 3600)
    assert timezone.localdate(lead.until) == date(2020, 2, 1) + (now.date() - date(2020, 2, 1)) + timedelta(
        days=2
    )


def test_a_filing_entered_on_its_day_is_known_to_the_minute(lin, ready, health_commission):
    today = timezone.localdate()
    actions.file_proposal(lin, ready, departments=[health_commission], channel="DIRECT", filed_on=today)

    lead = lead_of(ready)

    assert not lead.is_to_the_day
    assert lead.until == ready.filings.get().created_at


def test_without_evidence_nothing_is_told_of_the_time(proposal):
    assert lead_of(proposal) is None


def test_the_page_shows_the_hours(as_lin, ready):
    assert "从第一条信息到报送" in as_lin.get(at("proposal", ready.pk)).content.decode()
