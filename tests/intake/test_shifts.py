"""The people at the desk: what each carries, what a shift leaves to the next, and hearsay judged with a source."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.exceptions import (
    HandOverEmptyError,
    HandOverReadError,
    HearsayJudgedError,
    HearsaySourceError,
    NoticePersonalError,
)
from qiao.intake.actions import Outcome, leave, renew, settle, skip, take_in, take_this
from qiao.intake.actions.hearsay import check_hearsay, undo_hearsay
from qiao.intake.actions.receive import Message
from qiao.intake.actions.shifts import take_over, write_hand_over
from qiao.intake.desk.workload import Call, workload
from qiao.intake.models import HandOver, HearsayCheck, Turn
from qiao.intake.queries.hearsay import hearsay
from qiao.intake.queries.people import carried, unread_for
from tests.conftest import NOW
from tests.makers import make_need

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MIDNIGHT = NOW.replace(hour=0)


def calls(count, *, every, until=NOW, hard=False):
    return [Call(until - every * n, is_hard=hard) for n in range(count)]


def load(held):
    return workload(held, midnight=MIDNIGHT, now=NOW)


def test_nothing_done_is_no_burden():
    assert (load([]).today, load([]).is_tired, load([]).first_at) == (0, False, None)


def test_three_hours_without_a_rest_is_a_reason():
    assert load(calls(19, every=10 * MINUTE)).reasons == ("stretch",)


def test_half_an_hour_of_rest_begins_a_new_stretch():
    held = [*calls(10, every=10 * MINUTE), *calls(10, every=10 * MINUTE, until=NOW - 2 * HOUR)]

    assert load(held).reasons == ()


def test_who_rests_now_is_not_told_to():
    assert load(calls(19, every=10 * MINUTE, until=NOW - HOUR)).reasons == ()


def test_many_hard_ones_are_a_reason_whatever_the_hours():
    assert load(calls(8, every=MINUTE, hard=True)).reasons == ("hard",)


def test_six_days_of_seven_are_a_reason():
    held = [Call(NOW - timedelta(days=n)) for n in range(6)]

    assert load(held).reasons == ("days",)


@pytest.fixture
def worked(chen, crisis, mask, lin, at_work):
    """陈 has just recorded one entry."""
    now = timezone.now()
    need = make_need(lin, crisis, item=mask, is_verified=False, tier=1)
    settle(chen, take_this(chen, need, now=now), Outcome(result="CONFIRMED"), now=now)


def test_load_on_each_person_is_seen_by_the_coordinator_and_not_by_volunteers(
    worked, as_lin, as_chen, crisis
):
    url = reverse("intake:desk_people", args=(crisis.slug,))

    (row,) = carried(now=timezone.now())
    assert (row.load.today, row.load.hard_today) == (1, 1)
    assert "chen" in as_lin.get(url).content.decode()
    assert as_chen.get(url).status_code == 403


def test_everybody_sees_their_own_load_at_the_desk(worked, as_chen, crisis):
    page = as_chen.get(reverse("intake:queue", args=(crisis.slug,))).content.decode()

    assert "我今天 1 条，七天 1 条" in page


# Hand-over


def test_what_was_promised_is_handed_over_with_the_note(chen, lin, crisis, mask, at_work):
    need = make_need(lin, crisis, item=mask, is_verified=False)
    skip(chen, take_this(chen, need, now=NOW), reason="PROMISED", now=NOW)

    note = write_hand_over(chen, crisis, text="东片两个村还没打", now=NOW)

    assert [one["id"] for one in note.waiting] == [str(need.pk)]
    assert unread_for(crisis, lin.user_id) == [note]
    assert unread_for(crisis, chen.user_id) == []


def test_a_hand_over_is_taken_once_and_by_somebody_else(chen, lin, crisis, at_work):
    note = write_hand_over(chen, crisis, text="没有", now=NOW)

    with pytest.raises(HandOverReadError):
        take_over(chen, note, now=NOW)
    take_over(lin, note, now=NOW)
    with pytest.raises(HandOverReadError):
        take_over(lin, note, now=NOW)


def test_a_telephone_does_not_go_into_a_hand_over(chen, crisis, at_work, as_chen):
    with pytest.raises(NoticePersonalError):
        write_hand_over(chen, crisis, text="回打 138 0000 0000", now=NOW)

    answer = as_chen.post(reverse("intake:handover", args=(crisis.slug,)), {"text": "回打 15400000008"})
    assert answer.status_code == 422
    assert "这里不要写电话" in answer.content.decode()
    assert "回打 15400000008" in answer.content.decode()


def test_an_empty_hand_over_is_refused(chen, crisis, at_work):
    with pytest.raises(HandOverEmptyError):
        write_hand_over(chen, crisis, text="  ", now=NOW)


def test_the_next_person_sees_it_at_the_desk_and_takes_it(as_chen, as_lin, crisis, at_work):
    as_chen.post(reverse("intake:handover", args=(crisis.slug,)), {"text": "东片还没打"})
    queue = reverse("intake:queue", args=(crisis.slug,))
    before = as_lin.get(queue).content.decode()

    as_lin.post(reverse("intake:handover_read", args=(HandOver.objects.get().pk,)))

    assert "东片还没打" in before
    assert "东片还没打" not in as_lin.get(queue).content.decode()


def test_the_card_of_the_role_is_a_page(as_chen, crisis):
    assert "不承诺物资" in as_chen.get(reverse("intake:role_card", args=(crisis.slug,))).content.decode()


# The page of the entry is closed


def test_a_closed_page_gives_the_entry_back_in_a_minute(chen, lin, crisis, mask, at_work):
    turn = take_this(chen, make_need(lin, crisis, item=mask, is_verified=False), now=NOW)

    leave(chen, turn, now=NOW)

    assert not renew(chen, turn, now=NOW + 2 * MINUTE)


def test_a_page_that_was_only_loaded_again_keeps_the_entry(chen, lin, crisis, mask, at_work):
    turn = take_this(chen, make_need(lin, crisis, item=mask, is_verified=False), now=NOW)
    leave(chen, turn, now=NOW)

    assert renew(chen, turn, now=NOW + timedelta(seconds=10))
    turn.refresh_from_db()
    assert turn.held_until == NOW + timedelta(seconds=10) + 10 * MINUTE


def test_leaving_never_makes_a_lease_longer(chen, lin, crisis, mask, at_work):
    turn = take_this(chen, make_need(lin, crisis, item=mask, is_verified=False), now=NOW)
    Turn.objects.filter(pk=turn.pk).update(held_until=NOW + timedelta(seconds=20))

    assert not leave(chen, turn, now=NOW)


def test_the_farewell_of_a_page_shortens_the_lease_to_a_minute(as_chen, chen, lin, crisis, mask, at_work):
    now = timezone.now()
    turn = take_this(chen, make_need(lin, crisis, item=mask, is_verified=False), now=now)

    answer = as_chen.post(reverse("intake:turn_leave", args=(turn.pk,)))

    turn.refresh_from_db()
    assert answer.status_code == 204
    assert turn.held_until < now + 2 * MINUTE


# Hearsay


@pytest.fixture
def rumour(lin, crisis, at_work, new_id):
    said = Message("示例数据：网传示例县大桥已经断了，有人知道吗")
    return take_in(lin, said, id=new_id(), crisis=crisis, source="PASTE", received_at=NOW).report


def test_hearsay_waits_in_its_queue(crisis, rumour):
    assert list(hearsay(crisis, is_judged=False)) == [rumour]


@pytest.mark.parametrize("verdict", ["CONFIRMED", "REFUTED"])
def test_neither_confirmed_nor_refuted_without_a_source(chen, rumour, verdict):
    with pytest.raises(HearsaySourceError):
        check_hearsay(chen, rumour, verdict=verdict, source=" ", now=NOW)


def test_nobody_can_tell_needs_no_source(chen, crisis, rumour):
    check_hearsay(chen, rumour, verdict="UNSURE", source="", now=NOW)

    assert list(hearsay(crisis, is_judged=False)) == []


def test_hearsay_is_judged_once_until_that_is_taken_back(chen, crisis, rumour):
    found = check_hearsay(chen, rumour, verdict="UNSURE", source="", now=NOW)
    with pytest.raises(HearsayJudgedError):
        check_hearsay(chen, rumour, verdict="REFUTED", source="县政府公告", now=NOW)

    undo_hearsay(chen, found, now=NOW)

    assert list(hearsay(crisis, is_judged=False)) == [rumour]
    assert HearsayCheck.objects.count() == 1


def test_refuted_is_shown_wherever_the_message_is(as_lin, chen, crisis, rumour):
    check_hearsay(chen, rumour, verdict="REFUTED", source="县政府公告", now=NOW)

    for url in (
        reverse("intake:report", args=(rumour.pk,)),
        reverse("intake:inbox", args=(crisis.slug,)),
        reverse("intake:hearsay_list", args=(crisis.slug,)),
    ):
        assert "已辟谣" in as_lin.get(url).content.decode(), url


def test_a_need_from_refuted_hearsay_says_so_in_every_list(as_lin, lin, chen, crisis, mask, at_work):
    need = make_need(lin, crisis, item=mask)
    places = {
        reverse("intake:need_list", args=(crisis.slug,)): "需求",
        reverse("pages:trace", args=("need", need.pk)): "追踪",
        reverse("pages:search") + "?q=口罩": "搜索",
    }
    for url in places:
        page = as_lin.get(url).content.decode()
        assert "口罩" in page, url
        assert "已辟谣" not in page, url

    found = check_hearsay(chen, need.report, verdict="REFUTED", source="县政府公告", now=NOW)
    for url in places:
        assert "已辟谣" in as_lin.get(url).content.decode(), url

    undo_hearsay(chen, found, now=NOW)
    for url in places:
        assert "已辟谣" not in as_lin.get(url).content.decode(), url


def test_a_repeat_of_refuted_hearsay_is_shown_as_refuted(as_lin, lin, chen, crisis, rumour, new_id):
    check_hearsay(chen, rumour, verdict="REFUTED", source="县政府公告", now=NOW)
    said = Message("示例数据：网传示例县大桥已经断了，有人知道吗")
    again = take_in(lin, said, id=new_id(), crisis=crisis, source="PASTE", received_at=NOW).report

    assert "已辟谣" in as_lin.get(reverse("intake:report", args=(again.pk,))).content.decode()


def test_hearsay_is_judged_on_its_page(as_chen, crisis, rumour):
    url = reverse("intake:hearsay_check", args=(rumour.pk,))

    bare = as_chen.post(url, {"verdict": "REFUTED", "source": ""})
    as_chen.post(url, {"verdict": "REFUTED", "source": "县政府官网公告"})

    assert bare.status_code == 422
    assert "证实或辟谣都要写来源" in bare.content.decode()
    assert HearsayCheck.objects.get().verdict == "REFUTED"
