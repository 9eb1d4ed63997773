"""A new need finds those that may tell the same, through keys alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiao.intake import actions
from qiao.intake.actions import repeats
from qiao.intake.models import Need, Pair, RepeatKey, RepeatRecord
from qiao.intake.queries import pair_figures, pair_queue
from qiao.intake.repeats import keys
from qiao.intake.upkeep import look_for_repeats
from tests.conftest import NOW
from tests.makers import make_need, make_offer, make_report

HOSPITAL = "英山县人民医院"
HOUR = timedelta(hours=1)


@pytest.fixture
def told(lin, crisis, mask, yingshan, at_work):
    """Open a need as told by somebody, some hours after the first."""

    def tell(text="", *, hours=0, **facts):
        facts = {
            "place": yingshan,
            "party_text": HOSPITAL,
            "quantity_kind": "EXACT",
            "quantity": 200,
            "item": mask,
        } | facts
        text = text or f"示例数据：第{hours}份消息"
        report = make_report(lin, crisis, text=text, at=NOW + hours * HOUR)
        return actions.open_need(lin, report, unit="只", **facts)

    return tell


def verdicts():
    return [pair.verdict for pair in Pair.objects.all()]


def test_same_hospital_item_and_number_told_twice_is_a_pair(told):
    told()
    told(hours=2)

    assert verdicts() == ["SAME"]


def test_later_telling_with_another_number_is_an_update(told):
    told("示例数据：急需口罩，打15400000001")
    told("示例数据：口罩还差300只，打15400000001", hours=2, quantity=300)

    assert verdicts() == ["UPDATE"]


def test_house_that_asks_again_after_a_week_is_told_as_such_and_waits_for_nobody(lin, crisis, told):
    told()
    told(hours=10 * 24, quantity=500)
    told(hours=10 * 24 + 2, quantity=500)

    ordered = [pair.verdict for pair in Pair.objects.order_by("-score")]

    assert ordered == ["SAME", "AGAIN", "AGAIN"]
    assert [pair.verdict for pair in pair_queue(crisis, lin, now=NOW)] == ["SAME"]
    assert pair_figures(crisis).waiting == 1


def test_other_item_makes_no_pair(told, gown):
    told()
    told(hours=2, item=gown)

    assert verdicts() == []


def test_first_and_second_peoples_hospital_never_meet(told):
    told(party_text="黄冈市第一人民医院")
    told(hours=1, party_text="黄冈市第二人民医院")

    assert verdicts() == []


def test_two_needs_of_one_message_are_never_a_pair(lin, crisis, mask, yingshan, at_work):
    report = make_report(lin, crisis)
    for _time in range(2):
        actions.open_need(lin, report, item=mask, place=yingshan, party_text=HOSPITAL)

    assert verdicts() == []


def test_correction_that_parts_them_ends_the_open_pair(lin, told, gown, yingshan):
    told()
    need = told(hours=2)

    actions.amend_need(lin, need, item=gown, quantity_kind="UNKNOWN", place=yingshan)

    assert verdicts() == []


def test_correction_leaves_what_a_person_decided(lin, told, gown, yingshan):
    told()
    need = told(hours=2)
    actions.decide(lin, Pair.objects.get(), "DIFFERENT", now=NOW)

    actions.amend_need(lin, need, item=gown, quantity_kind="UNKNOWN", place=yingshan)

    assert Pair.objects.get().state == "DIFFERENT"


def test_ended_need_is_no_candidate(lin, told):
    actions.close_need(lin, told(), state="MET", closed_at=NOW)
    told(hours=2)

    assert verdicts() == []


def test_offers_meet_offers_and_never_needs(lin, crisis, mask, yingshan, told):
    told()
    for hours in (0, 3):
        make_offer(
            lin,
            crisis,
            item=mask,
            place=yingshan,
            party_text="示例县红旗纸业公司",
            quantity=900,
            at=NOW + hours * HOUR,
        )

    assert [pair.kind for pair in Pair.objects.all()] == ["offer"]


def test_urgent_pair_stands_before_an_ordinary_one(told):
    told()
    told(hours=1)
    first = Pair.objects.get().score
    told(hours=2, tier=1)

    assert Pair.objects.order_by("-score").first().score > first


def test_of_a_key_under_which_too_many_stand_the_latest_are_met(lin, told, monkeypatch):
    monkeypatch.setattr(keys, "OF_A_KEY", 2)
    needs = [told(hours=hours) for hours in range(4)]
    Pair.objects.all().delete()

    found = repeats.look_for([RepeatRecord.objects.get(need=needs[3])], now=NOW)

    assert (found.common_keys > 0, found.compared) == (True, 1)
    assert {needs[2].pk, needs[3].pk} == set(Pair.objects.get().ids)


def test_look_up_asks_as_often_whatever_is_known(lin, told):
    counts = []
    for hours in range(6):
        need = told(hours=hours)
        record = RepeatRecord.objects.get(need=need)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            repeats.look_for([record], now=NOW)
        counts.append(len(asked))

    assert max(counts[1:]) == min(counts[1:])


def test_erasing_a_report_forgets_what_it_was_compared_by(lin, told):
    told()
    need = told(hours=1)

    actions.erase_report(lin, need.report, reason="本人要求")

    assert not RepeatRecord.objects.filter(need=need).exists()
    assert (RepeatKey.objects.filter(record__need=need).count(), verdicts()) == (0, [])


def test_no_number_of_a_telephone_stands_in_what_is_compared(lin, crisis, mask, yingshan, at_work):
    make_need(lin, crisis, item=mask, place=yingshan)

    facts = str(RepeatRecord.objects.get().facts)
    assert "15400000001" not in facts
    assert RepeatRecord.objects.get().facts["phones"]


def test_chore_finds_what_two_simultaneous_messages_missed(told):
    told()
    told(hours=1)
    Pair.objects.all().delete()  # as if neither had seen the other's uncommitted rows
    Need.objects.update(created_at=NOW)

    looked = look_for_repeats(NOW + HOUR)

    assert (looked, verdicts()) == (2, ["SAME"])
    assert look_for_repeats(NOW + HOUR) == 0


def test_many_noted_together_find_each_other_and_what_was_known(lin, crisis, mask, yingshan, at_work, told):
    told()
    needs = [
        Need(
            organization_id=lin.acts_for,
            crisis=crisis,
            report=make_report(lin, crisis, text=f"示例数据：表格第{row}行", at=NOW + HOUR),
            item=mask,
            place=yingshan,
            party_text=HOSPITAL,
            quantity_kind="EXACT",
            quantity=200,
        )
        for row in range(2)
    ]
    Need.objects.bulk_create(needs)

    with CaptureQueriesContext(connection) as asked:
        repeats.note_all(needs, organization=lin.acts_for, now=NOW)

    assert verdicts() == ["SAME", "SAME", "SAME"]
    assert RepeatRecord.objects.count() == 3
    assert len(asked) < 20
