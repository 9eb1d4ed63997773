"""The verification desk: one entry in one person's hands, its result, and taking that back."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Role
from qiao.engines.allocation import reason_zh
from qiao.exceptions import (
    DeskEmptyError,
    RevealsSpentError,
    TurnEndedError,
    TurnNotYoursError,
    TurnTakenError,
    UndoTooLateError,
)
from qiao.intake.actions import (
    Outcome,
    expire_needs,
    release,
    renew,
    reveal_contact,
    settle,
    skip,
    take_next,
    take_this,
    undo_settled,
    verify_need,
)
from qiao.intake.desk.supplies import estimate_in_english
from qiao.intake.models import Alert, Need, Turn, Verification
from qiao.intake.queries import Wanted, queue
from qiao.registry.queries import actor_for
from qiao.relief.actions import make_plan
from qiao.relief.actions.planning import reason_of
from qiao.trail.models import TrailEntry
from tests.conftest import NOW, appoint
from tests.makers import make_need, make_offer

MINUTE = timedelta(minutes=1)
ANY = Wanted()


def next_of(actor, crisis, *, at=NOW, wanted=ANY):
    return take_next(actor, crisis, wanted, now=at)


def order_of(crisis, actor, *, at=NOW, wanted=ANY):
    return [one.voice for one in queue(crisis, actor, wanted, now=at)]


@pytest.fixture
def urgent(lin, crisis, gown, yingshan, at_work):
    return make_need(lin, crisis, item=gown, place=yingshan, is_verified=False, tier=1)


def test_life_in_danger_comes_before_what_was_told_earlier(lin, crisis, need, urgent):
    assert next_of(lin, crisis).need == urgent


def test_what_waits_longest_of_its_kind_comes_first(lin, crisis, mask, need, at_work):
    older = make_need(lin, crisis, item=mask, is_verified=False, at=NOW - timedelta(days=9))

    assert order_of(crisis, lin) == [older, need]


def test_offer_waits_in_the_same_queue(lin, crisis, offer):
    assert next_of(lin, crisis).offer == offer


def test_only_needs_are_taken_where_only_needs_are_wanted(lin, crisis, offer):
    with pytest.raises(DeskEmptyError):
        next_of(lin, crisis, wanted=Wanted(kind="need"))


def test_need_elsewhere_is_not_taken_where_a_county_is_wanted(lin, crisis, need):
    with pytest.raises(DeskEmptyError):
        next_of(lin, crisis, wanted=Wanted(place="421123"))


def test_verified_need_does_not_wait(lin, crisis, mask, at_work):
    make_need(lin, crisis, item=mask)

    assert order_of(crisis, lin) == []


def test_two_people_get_two_entries(lin, chen, crisis, need, urgent):
    assert {next_of(lin, crisis).voice, next_of(chen, crisis).voice} == {need, urgent}


def test_the_last_entry_is_given_to_one_only(lin, chen, crisis, need):
    next_of(lin, crisis)

    with pytest.raises(DeskEmptyError):
        next_of(chen, crisis)


def test_taking_twice_gives_the_entry_in_hand(lin, crisis, need, urgent):
    assert next_of(lin, crisis) == next_of(lin, crisis)


def test_entry_in_other_hands_cannot_be_taken_by_name(lin, chen, crisis, need):
    next_of(lin, crisis)

    with pytest.raises(TurnTakenError):
        take_this(chen, need, now=NOW)


def test_entry_kept_too_long_goes_to_the_next_person(lin, chen, crisis, need):
    held = next_of(lin, crisis)

    assert next_of(chen, crisis, at=NOW + 11 * MINUTE).need == need
    held.refresh_from_db()
    assert held.ending == Turn.Ending.LAPSED


def test_sign_of_work_keeps_the_entry_for_ten_minutes_more(lin, chen, crisis, need):
    renew(lin, next_of(lin, crisis), now=NOW + 9 * MINUTE)

    with pytest.raises(DeskEmptyError):
        next_of(chen, crisis, at=NOW + 18 * MINUTE)


def test_lapsed_entry_is_not_renewed(lin, crisis, need):
    assert not renew(lin, next_of(lin, crisis), now=NOW + 11 * MINUTE)


def test_result_of_a_call_that_outlasted_its_lease_is_still_recorded(lin, chen, crisis, need):
    held = next_of(lin, crisis)
    next_of(chen, crisis, at=NOW + 11 * MINUTE)

    settle(lin, held, Outcome(result="CONFIRMED"), now=NOW + 12 * MINUTE)

    need.refresh_from_db()
    assert need.state == Need.State.OPEN


def test_released_entry_can_be_taken_by_others(lin, chen, crisis, need):
    release(lin, next_of(lin, crisis), now=NOW)

    assert next_of(chen, crisis).need == need


def test_engaged_line_comes_back_for_everybody_after_a_quarter_of_an_hour(lin, chen, crisis, need):
    skip(lin, next_of(lin, crisis), reason="BUSY", now=NOW)

    assert order_of(crisis, chen, at=NOW + 14 * MINUTE) == []
    assert order_of(crisis, lin, at=NOW + 16 * MINUTE) == [need]


def test_entry_of_an_acquaintance_waits_for_others(lin, chen, crisis, need):
    skip(lin, next_of(lin, crisis), reason="KNOWN", now=NOW)

    assert (order_of(crisis, lin), order_of(crisis, chen)) == ([], [need])


def test_confirmed_need_is_open_and_leaves_the_hand(lin, crisis, need):
    settle(lin, next_of(lin, crisis), Outcome(result="CONFIRMED", is_two_way=True), now=NOW)

    need.refresh_from_db()
    assert (need.state, need.verifications.get().is_two_way) == (Need.State.OPEN, True)
    with pytest.raises(DeskEmptyError):
        next_of(lin, crisis)


def test_result_sent_twice_is_recorded_once(lin, crisis, need):
    held = next_of(lin, crisis)
    for _ in range(2):
        settle(lin, Turn.objects.get(pk=held.pk), Outcome(result="CONFIRMED"), now=NOW)

    assert need.verifications.count() == 1


def test_other_result_for_a_finished_entry_is_refused(lin, crisis, need):
    held = settle(lin, next_of(lin, crisis), Outcome(result="CONFIRMED"), now=NOW)

    with pytest.raises(TurnEndedError):
        settle(lin, held, Outcome(result="FALSE"), now=NOW)


def test_entry_in_other_hands_takes_no_result(lin, chen, crisis, need):
    with pytest.raises(TurnNotYoursError):
        settle(chen, next_of(lin, crisis), Outcome(result="CONFIRMED"), now=NOW)


def answered(actor, crisis, **answers):
    return settle(actor, next_of(actor, crisis), Outcome(result="CHANGED", answers=answers), now=NOW)


def test_quantity_told_on_the_telephone_becomes_the_needs(lin, crisis, need):
    answered(lin, crisis, quantity_now=300)

    need.refresh_from_db()
    assert (need.quantity_kind, need.quantity) == ("EXACT", 300)
    assert TrailEntry.objects.filter(verb="need.amend").exists()


def test_refused_standard_is_written_to_the_need(lin, crisis, need):
    answered(lin, crisis, refused="KN95")

    need.refresh_from_db()
    assert need.specification == "不收：KN95"


def unknown_need(lin, crisis, mask):
    return make_need(lin, crisis, item=mask, quantity_kind="UNKNOWN", is_verified=False)


def test_unknown_quantity_is_estimated_from_stock_and_use(lin, crisis, mask, at_work):
    need = unknown_need(lin, crisis, mask)

    answered(lin, crisis, stock_on_hand=100, daily_use=50)

    need.refresh_from_db()
    assert (need.estimate_low, need.estimate, need.estimate_high) == (390, 600, 810)
    assert (need.quantity_kind, need.quantity) == ("UNKNOWN", None)
    assert "日耗 50" in need.estimate_note


def test_unknown_quantity_is_estimated_from_staff_or_beds_with_a_wider_interval(lin, crisis, mask, at_work):
    need = unknown_need(lin, crisis, mask)

    answered(lin, crisis, stock_on_hand=100, people=25, each_daily=2)

    need.refresh_from_db()
    assert (need.estimate_low, need.estimate, need.estimate_high) == (250, 600, 950)
    assert need.estimate_note.startswith("按 25 人（在岗或在床）每人一天 2，按存量 100、日耗 50")
    assert estimate_in_english(need.estimate_note).startswith(
        "by 25 staff on duty or beds in use with 2 a day each, by a stock of 100 and 50 used in a day"
    )


def test_daily_use_as_told_comes_before_heads(lin, crisis, mask, at_work):
    need = unknown_need(lin, crisis, mask)

    answered(lin, crisis, stock_on_hand=100, daily_use=50, people=99, each_daily=9)

    need.refresh_from_db()
    assert (need.estimate_low, need.estimate, need.estimate_high) == (390, 600, 810)


def test_an_estimate_takes_part_in_the_plan_with_its_interval(lin, crisis, mask, yingshan, at_work):
    unknown_need(lin, crisis, mask)
    answered(lin, crisis, stock_on_hand=100, people=25, each_daily=2)
    make_offer(lin, crisis, item=mask, place=yingshan, quantity=5000)

    share = make_plan(lin, crisis, now=NOW).shares.get()

    assert share.quantity == 600
    assert "计划 600 只（区间 250–950）" in reason_zh(reason_of(share))


def test_stock_that_nobody_told_is_not_taken_for_none(lin, crisis, mask, at_work):
    need = unknown_need(lin, crisis, mask)

    answered(lin, crisis, daily_use=50)

    need.refresh_from_db()
    assert need.estimate is None


def test_quantity_left_of_an_offer_is_corrected(lin, crisis, offer):
    answered(lin, crisis, quantity_now=40)

    offer.refresh_from_db()
    assert (offer.state, offer.quantity) == ("OPEN", 40)


def test_need_about_to_run_out_weighs_twice(lin, crisis, mask, at_work):
    need = make_need(lin, crisis, item=mask, is_verified=False)
    facts = {"method": "PHONE", "result": "CONFIRMED", "checked_at": NOW}
    verify_need(lin, need, **facts, answers={"stock_on_hand": 10, "daily_use": 10})
    later = NOW + timedelta(days=30)
    expire_needs(lin, now=later)

    [waiting] = queue(crisis, lin, ANY, now=later)

    assert [one.code for one in waiting.priority.reasons] == ["tier", "stock_out", "age", "public"]


def test_need_not_reached_comes_back_after_three_hours(lin, crisis, need):
    settle(lin, next_of(lin, crisis), Outcome(result="UNREACHABLE"), now=NOW)

    assert order_of(crisis, lin, at=NOW + timedelta(hours=2)) == []
    assert order_of(crisis, lin, at=NOW + timedelta(hours=4)) == [need]


def unreached(actor, crisis, times):
    at = NOW
    for _ in range(times):
        settle(actor, next_of(actor, crisis, at=at), Outcome(result="UNREACHABLE"), now=at)
        at += timedelta(hours=7)
    return at


def test_need_not_reached_three_times_raises_one_alert(lin, crisis, need):
    at = unreached(lin, crisis, 3)

    assert Alert.objects.get(need=need).kind == Alert.Kind.UNREACHED
    assert order_of(crisis, lin, at=at) == []


def test_need_not_reached_twice_raises_none(lin, crisis, need):
    unreached(lin, crisis, 2)

    assert not Alert.objects.filter(need=need).exists()


def test_undone_result_leaves_the_need_as_it_was(lin, crisis, need):
    need.refresh_from_db()
    before = (need.state, need.valid_until, need.quantity, need.closed_at)
    held = settle(lin, next_of(lin, crisis), Outcome(result="CHANGED", answers={"quantity_now": 7}), now=NOW)

    undo_settled(lin, held, now=NOW + 9 * MINUTE)

    need.refresh_from_db()
    assert (need.state, need.valid_until, need.quantity, need.closed_at) == before
    assert order_of(crisis, lin) == [need]


def test_undone_check_stays_on_file_and_counts_no_more(lin, crisis, need):
    undo_settled(lin, settle(lin, next_of(lin, crisis), Outcome(result="FALSE"), now=NOW), now=NOW)

    assert need.verifications.count() == 0
    assert Verification.every.filter(need=need).count() == 1


def test_undone_result_opens_the_call_task_again(lin, crisis, mask, at_work):
    need = make_need(lin, crisis, item=mask)
    later = NOW + timedelta(days=30)
    expire_needs(lin, now=later)
    held = settle(lin, next_of(lin, crisis, at=later), Outcome(result="CONFIRMED"), now=later)

    undo_settled(lin, held, now=later)

    assert Alert.objects.get(need=need).state == Alert.State.OPEN


def test_result_is_not_undone_after_ten_minutes(lin, crisis, need):
    held = settle(lin, next_of(lin, crisis), Outcome(result="FALSE"), now=NOW)

    with pytest.raises(UndoTooLateError):
        undo_settled(lin, held, now=NOW + 11 * MINUTE)


def test_result_is_not_undone_after_somebody_checked_again(lin, chen, crisis, need):
    held = settle(lin, next_of(lin, crisis), Outcome(result="CONFIRMED"), now=NOW)
    verify_need(chen, need, method="VISIT", result="CONFIRMED", checked_at=NOW + MINUTE)

    with pytest.raises(UndoTooLateError):
        undo_settled(lin, held, now=NOW + 2 * MINUTE)


def test_result_of_another_is_not_undone(lin, chen, crisis, need):
    held = settle(lin, next_of(lin, crisis), Outcome(result="CONFIRMED"), now=NOW)

    with pytest.raises(TurnNotYoursError):
        undo_settled(chen, held, now=NOW)


def test_telephone_of_the_entry_in_hand_is_shown_and_logged(chen, crisis, need):
    held = next_of(chen, crisis)

    assert reveal_contact(chen, held, now=NOW).phones == ("15400000001",)
    entry = TrailEntry.objects.get(verb="contact.reveal")
    assert "15400000001" not in str(entry.details)
    assert entry.details["of"] == str(need.pk)


def test_telephone_of_an_entry_in_other_hands_is_refused(lin, chen, crisis, need):
    with pytest.raises(TurnNotYoursError):
        reveal_contact(chen, next_of(lin, crisis), now=NOW)


def test_telephone_is_refused_once_the_entry_is_put_back(chen, crisis, need):
    held = release(chen, next_of(chen, crisis), now=NOW)

    with pytest.raises(TurnNotYoursError):
        reveal_contact(chen, held, now=NOW)


def test_telephones_are_capped_a_day(chen, crisis, need, urgent, settings):
    settings.QIAO_REVEALS_A_DAY = 1
    first = next_of(chen, crisis)
    for _ in range(2):
        reveal_contact(chen, Turn.objects.get(pk=first.pk), now=NOW)
    release(chen, first, now=NOW)
    second = take_this(chen, need, now=NOW)

    with pytest.raises(RevealsSpentError):
        reveal_contact(chen, second, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_eight_people_at_once_get_eight_entries(lin, crisis, mask, association):
    with scope(organization=association.pk):
        for _ in range(8):
            make_need(lin, crisis, item=mask, is_verified=False)
    people = [actor_for(appoint(f"caller{n}", association, Role.VOLUNTEER)) for n in range(8)]
    taken, errors, together = [], [], threading.Barrier(8)

    def call(actor):
        try:
            together.wait()
            with scope(organization=association.pk):
                taken.append(next_of(actor, crisis).need_id)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must tell
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=(actor,)) for actor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert len(set(taken)) == 8


@pytest.mark.django_db(transaction=True)
def test_one_entry_wanted_by_eight_goes_to_one(lin, crisis, mask, association):
    with scope(organization=association.pk):
        make_need(lin, crisis, item=mask, is_verified=False)
    people = [actor_for(appoint(f"caller{n}", association, Role.VOLUNTEER)) for n in range(8)]
    ends, together = [], threading.Barrier(8)

    def call(actor):
        try:
            together.wait()
            with scope(organization=association.pk):
                ends.append(next_of(actor, crisis).pk)
        except DeskEmptyError:
            ends.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=(actor,)) for actor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ends, key=str).count(None) == 7
    with scopes_disabled():
        assert Turn.objects.count() == 1
