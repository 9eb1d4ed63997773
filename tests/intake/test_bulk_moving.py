"""What several reports told is moved at once; what cannot be stays and holds up nothing."""

import pytest

from qiao.intake import actions
from qiao.intake.actions.receive import Message
from qiao.intake.models import Need, Report
from qiao.registry.models import Crisis
from qiao.relief.actions import make_match
from tests.conftest import NOW
from tests.makers import make_offer


@pytest.fixture
def other(yingshan) -> Crisis:
    made = Crisis.objects.create(
        name="示例县洪涝", slug="flood", hazard="FLOOD", began_on=NOW.date(), is_sample=True
    )
    made.places.add(yingshan)
    return made


@pytest.fixture
def told(lin, crisis, at_work, new_id) -> list[Report]:
    """Three reports with a need each."""
    words = (f"示例数据：英山县人民医院急需医用外科口罩{count}只" for count in (100, 200, 300))
    return [
        actions.take_in(lin, Message(one), id=new_id(), crisis=crisis, source="PASTE", received_at=NOW).report
        for one in words
    ]


def body(reports, to="flood", reason="录入时选错了事件"):
    return {"report": [str(one.pk) for one in reports], "to": to, "reason": reason}


def where() -> list[str]:
    return sorted(Need.objects.values_list("crisis__slug", flat=True))


def test_the_chosen_go_and_the_others_stay(as_lin, told, other, crisis):
    as_lin.post(f"/e/{crisis.slug}/inbox/move/", body(told[:2]))

    assert where() == ["flood", "flood", "small"]
    assert set(Report.objects.values_list("crisis__slug", flat=True)) == {"small"}


def test_they_come_back_by_the_same_way(as_lin, told, other, crisis):
    as_lin.post(f"/e/{crisis.slug}/inbox/move/", body(told))
    as_lin.post(f"/e/{crisis.slug}/inbox/move/", body(told, to="small"))

    assert where() == ["small"] * 3


def test_what_is_matched_stays_and_says_why(as_lin, lin, told, other, crisis, mask):
    need = told[0].needs.get()
    actions.verify_need(lin, need, method="PHONE", result="CONFIRMED", checked_at=NOW)
    offer = make_offer(lin, crisis, item=mask, quantity=900, quantity_kind="EXACT")
    make_match(lin, need, offer, quantity=50, confirmed_at=NOW)

    shown = as_lin.post(f"/e/{crisis.slug}/inbox/move/", body(told), follow=True).content.decode()

    assert where() == ["flood", "flood", "small"]
    assert "它已有对接" in shown


def test_the_page_shows_what_would_go(as_lin, told, other, crisis):
    shown = as_lin.get(f"/e/{crisis.slug}/inbox/move/", {"report": [str(told[0].pk)]}).content.decode()

    assert "100" in shown
    assert "200只" not in shown


@pytest.mark.parametrize("wrong", [{"to": ""}, {"to": "nowhere"}, {"reason": ""}])
def test_without_where_and_why_nothing_moves(as_lin, told, other, crisis, wrong):
    answer = as_lin.post(f"/e/{crisis.slug}/inbox/move/", body(told) | wrong)

    assert (answer.status_code, where()) == (422, ["small"] * 3)


@pytest.mark.parametrize("ids", [[], ["nonsense"], ["5b0c2c2e-6d0e-4d3c-9a7f-000000000001"]])
def test_nothing_chosen_leads_back_with_a_word(as_lin, told, crisis, ids):
    shown = as_lin.get(f"/e/{crisis.slug}/inbox/move/", {"report": ids}, follow=True).content.decode()

    assert "还没有选中信息" in shown


def test_reports_of_another_organisation_are_left_out(as_zhao, told, other, crisis):
    as_zhao.post(f"/e/{crisis.slug}/inbox/move/", body(told))

    assert where() == ["small"] * 3


def test_a_volunteer_may_not_and_sees_no_boxes(as_chen, told, other, crisis):
    answer = as_chen.post(f"/e/{crisis.slug}/inbox/move/", body(told))

    assert answer.status_code == 403
    assert 'name="report"' not in as_chen.get(f"/e/{crisis.slug}/inbox/").content.decode()


def test_who_may_move_can_tick_what_told_something(as_lin, told, crisis):
    assert as_lin.get(f"/e/{crisis.slug}/inbox/").content.decode().count('name="report"') == 3
