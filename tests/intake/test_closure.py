"""Closure does not appear by itself: somebody asks, round after round, until each entry has an end."""

from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from python_calamine import load_workbook

from qiao.exceptions import RoundOpenError
from qiao.intake.actions import (
    Outcome,
    ask_closure,
    close_need,
    retry_after,
    set_lives,
    settle,
    take_this,
    undo_settled,
    verify_need,
    verify_offer,
)
from qiao.intake.desk.lives import life_of, lives_of
from qiao.intake.desk.supplies import estimate_in_english, estimate_need
from qiao.intake.models import KindLife, Need, Offer
from qiao.intake.queries import Wanted, queue
from qiao.intake.queries.closure import unclosed, unclosed_by_day, without_end
from qiao.intake.upkeep import ask_everywhere, expire_everywhere
from qiao.relief import actions as relief
from qiao.relief.closing import ask_after_signing
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.makers import make_delivery, make_need, make_offer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def held(lin, crisis, gown, yingshan, at_work) -> Need:
    """A verified need, good for the days of its item."""
    return make_need(lin, crisis, item=gown, place=yingshan)


def check(lin, need, result, at):
    return verify_need(lin, need, method="PHONE", result=result, checked_at=at)


def rounds(need):
    return list(need.rounds.order_by("number").values_list("number", "why", "result"))


def past(need) -> timedelta:
    return need.valid_until + HOUR


def test_time_opens_one_round_and_no_second_while_it_is_open(held):
    first, second = ask_everywhere(past(held)), ask_everywhere(past(held) + HOUR)

    assert (first, second) == (1, 0)
    assert rounds(held) == [(1, "EXPIRED", "")]


def test_a_need_that_still_holds_is_not_asked(held):
    assert ask_everywhere(NOW + HOUR) == 0


def test_an_end_ends_the_round_and_nobody_asks_again(lin, held):
    at = past(held)
    ask_everywhere(at)

    check(lin, held, "MET", at)

    assert rounds(held) == [(1, "EXPIRED", "MET")]
    assert ask_everywhere(at + 100 * DAY) == 0


def test_still_needed_ends_the_round_and_the_next_comes_when_it_expires_again(lin, held):
    ask_everywhere(past(held))
    check(lin, held, "CONFIRMED", past(held))

    again = ask_everywhere(past(held))

    assert again == 1
    assert rounds(held) == [(1, "EXPIRED", "CONFIRMED"), (2, "EXPIRED", "")]


def test_each_round_without_an_answer_waits_longer_than_the_one_before(lin, held):
    at = past(held)
    ask_everywhere(at)
    waits = []
    for _ in range(4):
        check(lin, held, "UNREACHABLE", at)
        due = held.rounds.get(ended_at__isnull=True).due_at
        waits.append(due - at)
        at = due

    assert waits == [3 * HOUR, 6 * HOUR, 12 * HOUR, DAY]
    assert held.rounds.count() == 5


def test_life_in_danger_is_asked_sooner_and_never_left_for_days(held):
    held.tier = 1

    assert retry_after(held, 1) == timedelta(minutes=30)
    assert retry_after(held, 50) == 12 * HOUR


def test_an_open_need_whose_round_is_due_stands_on_the_desk(lin, crisis, held):
    before = [one.voice for one in queue(crisis, lin, Wanted(), now=NOW + HOUR)]

    ask_closure(lin, held, why="SIGNED", now=NOW + HOUR)

    assert before == []
    assert [one.voice for one in queue(crisis, lin, Wanted(), now=NOW + HOUR)] == [held]


def test_a_round_that_is_due_later_keeps_the_need_off_the_desk(lin, crisis, held):
    at = past(held)
    expire_everywhere(at)
    ask_everywhere(at)
    check(lin, held, "UNREACHABLE", at)

    assert [one.voice for one in queue(crisis, lin, Wanted(), now=at + HOUR)] == []
    assert [one.voice for one in queue(crisis, lin, Wanted(), now=at + 4 * HOUR)] == [held]


def test_many_grow_old_in_turns_so_that_others_may_write_between(lin, crisis, mask, at_work, monkeypatch):
    for name in ("qiao.intake.actions.voices", "qiao.intake.upkeep"):
        monkeypatch.setattr(f"{name}.EXPIRED_AT_ONCE", 2)
    for name in ("qiao.intake.actions.closure", "qiao.intake.upkeep"):
        monkeypatch.setattr(f"{name}.ASKED_AT_ONCE", 2)
    needs = [make_need(lin, crisis, item=mask) for _ in range(5)]
    at = max(map(past, needs))

    assert (expire_everywhere(at), ask_everywhere(at)) == (5, 5)
    assert (expire_everywhere(at), ask_everywhere(at)) == (0, 0)

    turns = TrailEntry.objects.filter(verb__in=("need.expire", "closure.ask"))
    assert Counter(turns.values_list("verb", flat=True)) == {"need.expire": 3, "closure.ask": 3}


def test_no_second_round_beside_an_open_one_nor_after_an_end(lin, held):
    ask_closure(lin, held, why="SIGNED", now=NOW)
    with pytest.raises(RoundOpenError):
        ask_closure(lin, held, why="SIGNED", now=NOW)
    close_need(lin, held, state="WITHDRAWN", closed_at=NOW)

    with pytest.raises(RoundOpenError):
        ask_closure(lin, held, why="SIGNED", now=NOW)
    assert rounds(held) == [(1, "SIGNED", "WITHDRAWN")]


def test_taking_a_result_back_opens_its_round_again(lin, held):
    at = past(held)
    expire_everywhere(at)
    ask_everywhere(at)
    held.refresh_from_db()
    turn = take_this(lin, held, now=at)
    settle(lin, turn, Outcome(result="UNREACHABLE"), now=at)

    undo_settled(lin, turn, now=at + timedelta(minutes=1))

    assert rounds(held) == [(1, "EXPIRED", ""), (2, "UNREACHED", "UNDONE")]


def test_the_day_after_a_signature_somebody_asks_whether_it_was_enough(lin, crisis, mask, at_work):
    delivery = make_delivery(lin, crisis, item=mask, quantity=100)
    relief.sign_receipt(lin, delivery, quantity=40, signed_at=NOW + HOUR)

    early = ask_after_signing(NOW + 20 * HOUR)
    late = ask_after_signing(NOW + 26 * HOUR)
    again = ask_after_signing(NOW + 27 * HOUR)

    assert (early, late, again) == (0, 1, 0)
    assert rounds(delivery.match.need) == [(1, "SIGNED", "")]


def test_a_need_met_in_full_by_a_signature_is_not_asked(lin, crisis, mask, at_work):
    delivery = make_delivery(lin, crisis, item=mask, quantity=100)
    relief.sign_receipt(lin, delivery, quantity=100, signed_at=NOW + HOUR)

    assert ask_after_signing(NOW + 26 * HOUR) == 0


# Offers are asked, too


@pytest.fixture
def offered(lin, crisis, mask, yingshan, at_work):
    """A verified offer, heard of on the first day."""
    return make_offer(lin, crisis, item=mask, place=yingshan)


def test_an_offer_nobody_heard_of_for_a_week_is_asked_once_and_stands_on_the_desk(lin, crisis, offered):
    at = NOW + 8 * DAY
    early, late, again = ask_everywhere(NOW + 6 * DAY), ask_everywhere(at), ask_everywhere(at + HOUR)

    assert (early, late, again) == (0, 1, 0)
    assert rounds(offered) == [(1, "EXPIRED", "")]
    assert [one.voice for one in queue(crisis, lin, Wanted(), now=at)] == [offered]


def test_an_offer_past_its_own_date_is_asked_at_once(lin, crisis, offered):
    Offer.objects.filter(pk=offered.pk).update(expires_at=NOW + 10 * DAY)
    verify_offer(lin, offered, method="PHONE", result="CONFIRMED", checked_at=NOW + 2 * DAY)

    assert ask_everywhere(NOW + 8 * DAY) == 0
    assert ask_everywhere(NOW + 10 * DAY + HOUR) == 1


def test_an_offer_used_up_ends_its_round_and_one_not_reached_is_asked_later(lin, crisis, offered):
    at = NOW + 8 * DAY
    ask_everywhere(at)
    verify_offer(lin, offered, method="PHONE", result="UNREACHABLE", checked_at=at)
    due = offered.rounds.get(ended_at__isnull=True).due_at
    verify_offer(lin, offered, method="PHONE", result="MET", checked_at=due)

    assert due - at == 3 * HOUR
    assert rounds(offered) == [(1, "EXPIRED", "UNREACHABLE"), (2, "UNREACHED", "MET")]
    assert ask_everywhere(due + 100 * DAY) == 0


def test_taking_the_result_of_an_offer_back_opens_its_round_again(lin, offered):
    at = NOW + 8 * DAY
    ask_everywhere(at)
    turn = settle(lin, take_this(lin, offered, now=at), Outcome(result="MET"), now=at)

    undo_settled(lin, turn, now=at + timedelta(minutes=1))

    assert rounds(offered) == [(1, "EXPIRED", "")]


def test_offers_have_a_share_and_a_list_of_their_own(as_lin, lin, crisis, held, offered):
    ask_closure(lin, offered, why="EXPIRED", now=NOW)
    address = reverse("intake:unclosed_list", args=(crisis.slug,))
    needs, offers = (as_lin.get(address, kind).content.decode() for kind in ({}, {"kind": "offer"}))
    text = as_lin.get(reverse("intake:unclosed_csv", args=(crisis.slug,)), {"kind": "offer"}).content.decode(
        "utf-8-sig"
    )

    found = unclosed(crisis, Offer)
    assert (found.open, found.total) == (1, 1)
    assert reverse("intake:offer", args=(offered.pk,)) in offers
    assert reverse("intake:offer", args=(offered.pk,)) not in needs
    assert str(offered.pk) in text


def test_a_person_may_ask_for_an_offer_from_its_page(as_lin, offered):
    as_lin.post(reverse("intake:offer_ask", args=(offered.pk,)))

    assert rounds(offered) == [(1, "EXPIRED", "")]
    assert "闭环回访" in as_lin.get(reverse("intake:offer", args=(offered.pk,))).content.decode()


# The share without an end


def test_share_counts_what_has_no_end(lin, crisis, held, mask):
    other = make_need(lin, crisis, item=mask)
    check(lin, other, "MET", NOW + DAY)

    found = unclosed(crisis)

    assert (found.open, found.total, found.percent) == (1, 2, 50)
    assert list(without_end(crisis)) == [held]


def test_share_goes_from_day_to_day(lin, crisis, held, mask):
    make_need(lin, crisis, item=mask, at=NOW + DAY)
    check(lin, held, "MET", NOW + 2 * DAY)

    assert [(day.day, one.open, one.total) for day, one in unclosed_by_day(crisis)] == [
        (1, 1, 1),
        (2, 2, 2),
        (3, 1, 2),
    ]


def test_a_share_above_none_is_never_shown_as_none(crisis):
    from qiao.intake.queries.closure import Unclosed

    assert Unclosed(1, 5000).percent == 1
    assert Unclosed(0, 0).percent is None


def test_page_lists_what_has_no_end_and_hands_it_out_as_a_file(as_lin, crisis, held, tmp_path):
    page = as_lin.get(reverse("intake:unclosed_list", args=(crisis.slug,))).content.decode()
    file = tmp_path / "list.xlsx"
    file.write_bytes(as_lin.get(reverse("intake:unclosed_xlsx", args=(crisis.slug,))).content)
    text = as_lin.get(reverse("intake:unclosed_csv", args=(crisis.slug,)), {"rounds": "3"}).content.decode(
        "utf-8-sig"
    )

    rows = load_workbook(str(file)).get_sheet_by_index(0).to_python()
    assert "1 条需求里，1 条还没有结果（100%）" in page
    assert [row[0] for row in rows] == ["编号", str(held.pk)]
    assert len(text.splitlines()) == 1


def test_overview_shows_the_share(as_lin, crisis, held):
    page = as_lin.get(reverse("pages:crisis", args=(crisis.slug,))).content.decode()

    assert "1 / 1 条没有结果" in page


# How long a kind holds


def test_a_crisis_sets_how_long_a_kind_holds_for_new_and_standing_needs(lin, crisis, held, mask):
    before = held.valid_until

    moved = set_lives(lin, crisis, {"MEDICAL": 12, "GOODS": None, "RESCUE": None, "UNNAMED": None})

    held.refresh_from_db()
    new = make_need(lin, crisis, item=held.item, at=NOW)
    assert moved == 1
    assert (held.valid_until, new.valid_until) == (NOW + 12 * HOUR, NOW + 12 * HOUR)
    assert before == NOW + life_of(held.item)


def test_setting_it_back_brings_the_old_dates_back(lin, crisis, held):
    before = held.valid_until
    set_lives(lin, crisis, {"MEDICAL": 12})

    set_lives(lin, crisis, {"MEDICAL": None})

    held.refresh_from_db()
    assert held.valid_until == before
    assert lives_of(crisis.pk) == {}


def test_the_effect_is_shown_before_anything_is_saved(as_lin, crisis, held):
    url = reverse("intake:lives", args=(crisis.slug,))
    Need.objects.filter(pk=held.pk).update(valid_until=NOW + 10_000 * DAY)

    shown = as_lin.post(url, {"MEDICAL": "1", "do": "preview"}).content.decode()
    untouched = lives_of(crisis.pk)
    as_lin.post(url, {"MEDICAL": "1", "do": "save"})

    assert "0 条需求的有效期变长，1 条变短" in shown
    assert untouched == {}
    assert lives_of(crisis.pk) == {"MEDICAL": 1}


def test_hours_that_cannot_be_are_refused(as_lin, crisis, at_work):
    answer = as_lin.post(reverse("intake:lives", args=(crisis.slug,)), {"RESCUE": "0", "do": "save"})

    assert answer.status_code == 422
    assert KindLife.objects.count() == 0


def test_the_ground_of_an_estimate_speaks_english_too():
    note = estimate_need(1200, 300).note

    assert estimate_in_english(note) == (
        "by a stock of 1,200 and 300 used in a day, enough for 4 days; estimated for 14 days, daily use ±30%"
    )
    assert estimate_in_english("另写的") == "另写的"
