"""A need filed under the wrong crisis is moved with its history, and back again."""

from datetime import date

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.exceptions import LineAlreadyDecidedError, RightMissingError, VoiceHeldError
from qiao.intake.actions import expire_needs, move_voice
from qiao.intake.models import Need
from qiao.registry.models import Crisis
from qiao.relief import actions as relief
from qiao.trail.models import TrailEntry
from tests.makers import make_need, make_offer


@pytest.fixture
def flood(yingshan) -> Crisis:
    return Crisis.objects.create(
        name="示例县洪水", slug="flood", hazard="FLOOD", began_on=date(2020, 7, 1), is_sample=True
    )


@pytest.fixture
def need(at_work, lin, crisis, mask) -> Need:
    return make_need(lin, crisis, item=mask)


@pytest.fixture
def moved(lin, need, flood) -> Need:
    return move_voice(lin, need, to=flood, reason="录入时选错了")


def test_moved_need_stands_in_the_other_crisis(moved, flood):
    assert Need.objects.get(pk=moved.pk).crisis == flood


def test_trail_tells_from_where_and_to_where(moved):
    details = TrailEntry.objects.get(verb="voice.move").details

    assert (details["before"], details["after"]) == ("small", "flood")


def test_report_stays_where_it_came_in_and_is_still_linked(moved, crisis):
    assert moved.report.crisis == crisis
    assert moved.report.needs.get() == moved


def test_checks_go_with_the_need(moved):
    assert moved.verifications.count() == 1


def test_call_task_goes_with_the_need(at_work, lin, need, flood, now):
    expire_needs(lin, now=now.replace(year=2021))
    move_voice(lin, need, to=flood, reason="录入时选错了")

    assert need.alerts.get().crisis == flood


def test_need_can_be_moved_back(lin, moved, crisis):
    move_voice(lin, moved, to=crisis, reason="移错了")

    assert Need.objects.get(pk=moved.pk).crisis == crisis


def test_offer_is_moved_alike(at_work, lin, crisis, flood, mask):
    offer = make_offer(lin, crisis, item=mask)

    assert move_voice(lin, offer, to=flood, reason="录入时选错了").crisis == flood


def test_matched_need_is_not_moved(at_work, lin, need, crisis, flood, mask, now):
    offer = make_offer(lin, crisis, item=mask, quantity_kind="EXACT", quantity=900)
    relief.make_match(lin, need, offer, quantity=10, confirmed_at=now)

    with pytest.raises(VoiceHeldError, match="已有对接"):
        move_voice(lin, need, to=flood, reason="录入时选错了")


def test_need_of_a_synchronised_sheet_is_not_moved(lin, need, flood):
    need.key = "医院|口罩"
    need.save()

    with pytest.raises(VoiceHeldError, match="同步表格"):
        move_voice(lin, need, to=flood, reason="录入时选错了")


def test_need_that_somebody_moved_a_moment_ago_is_not_moved_twice(lin, need, flood):
    seen_before = Need.objects.get(pk=need.pk)
    move_voice(lin, need, to=flood, reason="录入时选错了")

    with pytest.raises(LineAlreadyDecidedError):
        move_voice(lin, seen_before, to=flood, reason="录入时选错了")


def test_volunteer_moves_nothing(chen, need, flood):
    with pytest.raises(RightMissingError):
        move_voice(chen, need, to=flood, reason="录入时选错了")


def test_page_moves_a_need(as_lin, need, flood):
    as_lin.post(reverse("intake:need_move", args=(need.pk,)), {"to": "flood", "reason": "选错了"})

    with scopes_disabled():
        assert Need.objects.get(pk=need.pk).crisis == flood


def test_page_asks_why_and_keeps_the_choice(as_lin, need, flood):
    answer = as_lin.post(reverse("intake:need_move", args=(need.pk,)), {"to": "flood", "reason": ""})

    assert answer.status_code == 422
    assert '<option value="flood" selected>' in answer.content.decode()


def test_page_of_a_moved_need_proposes_the_way_back(as_lin, moved):
    page = as_lin.get(reverse("intake:need_move", args=(moved.pk,))).content.decode()

    assert '<option value="small" selected>' in page


def test_page_does_not_move_a_need_to_where_it_is(as_lin, need, flood):
    answer = as_lin.post(reverse("intake:need_move", args=(need.pk,)), {"to": "small", "reason": "选错了"})

    assert answer.status_code == 422


def test_need_of_another_organisation_is_missing(as_zhao, need, flood):
    assert as_zhao.get(reverse("intake:need_move", args=(need.pk,))).status_code == 404


def test_page_is_closed_to_volunteers(as_chen, need):
    assert as_chen.get(reverse("intake:need_move", args=(need.pk,))).status_code == 403
