"""Bulletins: the books of two issues meet, what is frozen stays, a correction says what changed, slots are kept."""

import json
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django_scopes import scope, scopes_disabled

from qiao.exceptions import (
    BulletinNotLaterError,
    BulletinPersonalError,
    BulletinUnchangedError,
    LineAlreadyDecidedError,
    RightMissingError,
)
from qiao.intake.actions.receive import Message
from qiao.intake.models import Need, Report
from qiao.relief import actions as relief
from qiao.relief.actions.bulletins import slot_after
from qiao.relief.bulletin_content import canonical, fingerprint_of, stands_of
from qiao.relief.models import Bulletin, BulletinBoard, BulletinQuestion, StockAccount
from qiao.relief.publishing import issue_due
from qiao.relief.stock import move
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.makers import make_need, make_offer

HOUR = timedelta(hours=1)
CANARY = "王秀英"


@pytest.fixture
def board(lin, crisis, association, at_work):
    return relief.set_board(lin, crisis, rhythm=120, now=NOW)


@pytest.fixture
def given(lin, crisis, mask, yingshan, association, at_work):
    """500 masks, 200 of them signed for as 190 by the association, an hour after NOW."""
    offer = make_offer(lin, crisis, item=mask, quantity_kind="EXACT", quantity=500)
    need = make_need(
        lin, crisis, item=mask, place=yingshan, party=association, quantity_kind="EXACT", quantity=300
    )
    match = relief.make_match(lin, need, offer, quantity=200, confirmed_at=NOW)
    delivery = relief.send_delivery(lin, match, sent_at=NOW)
    relief.sign_receipt(lin, delivery, quantity=190, signed_at=NOW + HOUR)
    return match


def issue(lin, board, hours):
    at = NOW + hours * HOUR
    return relief.issue_bulletin(lin, board, as_of=at, issued_at=at)


def row(issued, table="items"):
    (found,) = issued.content[table]
    return found


def test_an_issue_says_what_came_went_and_stands(lin, board, given):
    told = row(issue(lin, board, 2))

    assert [told[one] for one in ("came", "sent", "signed", "left")] == [500, 200, 190, 0]
    assert told["stands"] == {"AVAILABLE": 300, "DELIVERED": 190, "DIFFERENCE": 10}


def test_what_happens_after_the_moment_is_left_to_the_next_issue(lin, board, given):
    first, second = issue(lin, board, 0.5), issue(lin, board, 2)

    assert (row(first)["signed"], row(second)["signed"]) == (0, 190)
    assert row(first)["stands"]["IN_TRANSIT"] == 200
    assert row(second)["stood"] == row(first)["stands"]


def books_meet(told) -> bool:
    begin = sum(told["stood"].values()) + sum(told["late"].values())
    return begin + told["came"] - told["left"] == sum(told["stands"].values())


def test_the_books_of_two_issues_meet_even_where_something_was_entered_late(lin, board, given):
    first = issue(lin, board, 2)
    move(given.lot, StockAccount.AVAILABLE, StockAccount.OUTSIDE, 40, at=NOW + HOUR, reason="补记")
    second = issue(lin, board, 4)

    assert books_meet(row(first))
    assert books_meet(row(second))
    assert row(second)["late"] == {"AVAILABLE": -40}


def test_where_it_went_names_county_and_registered_unit(lin, board, given, association):
    issued = issue(lin, board, 2)

    assert (row(issued, "places")["place"], row(issued, "places")["signed"]) == ("421124", 190)
    assert row(issued, "receivers")["receiver"] == str(association.pk)


def test_what_is_still_lacking_is_what_was_asked_less_what_was_signed_for(lin, board, given):
    assert row(issue(lin, board, 2), "unmet")["lacking"] == 110


def test_a_need_nobody_verified_is_not_published(lin, board, crisis, mask, yingshan):
    make_need(lin, crisis, item=mask, place=yingshan, is_verified=False)

    assert issue(lin, board, 2).content["unmet"] == []


def test_a_need_without_a_number_is_counted_and_adds_no_pieces(
    lin, board, crisis, mask, yingshan, association
):
    make_need(lin, crisis, item=mask, place=yingshan, party=association, quantity_kind="UNKNOWN")

    told = row(issue(lin, board, 2), "unmet")
    assert (told["units"], told["lacking"], told["uncounted"]) == (1, 0, 1)


def test_no_person_shows_in_an_issue(lin, board, crisis, mask, yingshan):
    """Four persons of one county asked and one of them was served: too few to be published there."""
    offer = make_offer(lin, crisis, item=mask, quantity_kind="EXACT", quantity=50, party_text=CANARY)
    for _ in range(4):
        need = make_need(lin, crisis, item=mask, place=yingshan, party_text=CANARY, specification=CANARY)
    delivery = relief.send_delivery(
        lin, relief.make_match(lin, need, offer, quantity=7, confirmed_at=NOW), sent_at=NOW
    )
    relief.sign_receipt(lin, delivery, quantity=7, signed_at=NOW, signer="王", note=CANARY)

    content = issue(lin, board, 2).content
    assert [(one["place"], one["others"], one["signed"]) for one in content["places"]] == [("", None, 7)]
    assert content["receivers"] == []
    assert [(one["place"], one["others"], one["lacking"]) for one in content["unmet"]] == [("", None, 0)]
    assert not any(word in canonical(content) for word in (CANARY, "421124", "154"))


def test_what_is_published_by_place_adds_up_to_what_was_signed_for(
    lin, board, crisis, mask, yingshan, luotian
):
    offer = make_offer(lin, crisis, item=mask, quantity_kind="EXACT", quantity=90)
    for n in range(9):
        need = make_need(lin, crisis, item=mask, place=yingshan if n < 6 else luotian)
        match = relief.make_match(lin, need, offer, quantity=n + 1, confirmed_at=NOW + n * HOUR / 60)
        delivery = relief.send_delivery(lin, match, sent_at=NOW + HOUR)
        relief.sign_receipt(lin, delivery, quantity=n + 1, signed_at=NOW + HOUR)

    issued = issue(lin, board, 2)
    told = [(one["place"], one["others"], one["signed"]) for one in issued.content["places"]]
    assert told == [("421124", 5, 15), ("", None, 30)]
    assert row(issued)["signed"] == 45


def test_the_hash_is_that_of_the_published_text_and_each_issue_names_the_one_before(lin, board, given):
    first, second = issue(lin, board, 1), issue(lin, board, 2)
    first.refresh_from_db()

    assert fingerprint_of(json.loads(canonical(first.content))) == first.hash
    assert second.content["previous"] == first.hash


def test_a_frozen_issue_cannot_be_changed_nor_removed(lin, board, given):
    issued = issue(lin, board, 2)

    for spoil in (lambda: Bulletin.objects.update(hash="0"), lambda: Bulletin.objects.all().delete()):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            spoil()
    assert Bulletin.objects.get().hash == issued.hash


def test_an_issue_is_later_than_the_one_before(lin, board, given):
    issue(lin, board, 2)

    with pytest.raises(BulletinNotLaterError):
        issue(lin, board, 2)


def test_a_correction_is_a_further_version_with_the_books_as_they_are(lin, board, given):
    first = issue(lin, board, 2)
    move(given.lot, StockAccount.AVAILABLE, StockAccount.OUTSIDE, 40, at=NOW + HOUR, reason="补记")

    corrected = relief.correct_bulletin(lin, first, note="补记损耗 40 只", at=NOW + 3 * HOUR)
    assert (corrected.number, corrected.version) == (1, 2)
    assert (row(corrected)["left"], row(first)["left"]) == (40, 0)
    assert stands_of(issue(lin, board, 4).content) == stands_of(corrected.content)


def test_what_has_not_changed_is_not_corrected(lin, board, given):
    with pytest.raises(BulletinUnchangedError):
        relief.correct_bulletin(lin, issue(lin, board, 2), note="再看一遍", at=NOW + 3 * HOUR)


def test_a_correction_does_not_touch_what_was_lacking_at_the_time(lin, board, given, crisis, mask, yingshan):
    first = issue(lin, board, 2)
    move(given.lot, StockAccount.AVAILABLE, StockAccount.OUTSIDE, 40, at=NOW + HOUR, reason="补记")
    make_need(lin, crisis, item=mask, place=yingshan, at=NOW)

    corrected = relief.correct_bulletin(lin, first, note="补记", at=NOW + 3 * HOUR)
    assert corrected.content["unmet"] == first.content["unmet"]


@pytest.mark.parametrize("note", ["请打 15400000001", "写信到 a@b.cn"])
def test_a_note_that_holds_a_number_of_a_person_is_refused(lin, board, given, note):
    with pytest.raises(BulletinPersonalError):
        relief.correct_bulletin(lin, issue(lin, board, 2), note=note, at=NOW + 3 * HOUR)


def test_slots_are_counted_from_local_midnight():
    beijing = ZoneInfo("Asia/Shanghai")

    assert slot_after(datetime(2020, 2, 1, 16, 0, tzinfo=beijing), 120).hour == 18
    assert slot_after(datetime(2020, 2, 1, 23, 59, tzinfo=beijing), 120).day == 2


def test_time_issues_at_each_slot_and_once_for_those_missed(board, given, association):
    moments = [NOW + 1 * HOUR, NOW + 2 * HOUR, NOW + 2 * HOUR, NOW + 9 * HOUR]

    with scopes_disabled():
        counts = [issue_due(moment) for moment in moments]
        issued = Bulletin.objects.order_by("number").values_list("since", "as_of")
        assert counts == [0, 1, 0, 1]
        assert list(issued) == [(None, NOW + 2 * HOUR), (NOW + 2 * HOUR, NOW + 8 * HOUR)]


def test_a_board_set_to_by_hand_is_left_alone(lin, board, crisis, given):
    relief.set_board(lin, crisis, rhythm=0, now=NOW)

    with scopes_disabled():
        assert issue_due(NOW + 99 * HOUR) == 0


def test_a_rhythm_changed_keeps_the_address(lin, board, crisis):
    assert relief.set_board(lin, crisis, rhythm=1440, now=NOW).code == board.code


def ask(issued, text=f"示例数据：{CANARY}说第二行不对，15400000001", submission=None, **more):
    return relief.question_bulletin(
        issued,
        Message(text, **more),
        about="mask",
        submission=submission or uuid.uuid4(),
        received_at=NOW + 3 * HOUR,
        client="192.0.2.1",
    )


def test_a_question_is_kept_as_a_sealed_report_and_opens_no_need(lin, board, given):
    needs = Need.objects.count()

    question = ask(issue(lin, board, 2))
    assert "15400000001" not in question.report.masked.text
    assert (question.report.source, Need.objects.count()) == (Report.Source.FORM, needs)


def test_a_question_sent_twice_is_one(lin, board, given):
    issued, submission = issue(lin, board, 2), uuid.uuid4()

    assert ask(issued, submission=submission).pk == ask(issued, submission=submission).pk
    assert BulletinQuestion.objects.count() == 1


def test_a_question_is_answered_once_and_with_its_trail(lin, board, given):
    question = ask(issue(lin, board, 2))
    relief.answer_question(lin, question, answer="已核对，无误。", at=NOW + 4 * HOUR)

    with pytest.raises(LineAlreadyDecidedError):
        relief.answer_question(lin, question, answer="再答一次", at=NOW + 4 * HOUR)
    verbs = set(TrailEntry.objects.values_list("verb", flat=True))
    assert {"bulletin.board", "bulletin.issue", "bulletin.question", "bulletin.answer"} <= verbs


def test_an_answer_holds_no_number_of_a_person(lin, board, given):
    with pytest.raises(BulletinPersonalError):
        relief.answer_question(lin, ask(issue(lin, board, 2)), answer="请打 15400000001", at=NOW)


def test_a_volunteer_may_not_issue(chen, board):
    with pytest.raises(RightMissingError):
        relief.issue_bulletin(chen, board, as_of=NOW, issued_at=NOW)


def test_two_organisations_publish_apart(board, crisis, other_association, given):
    with scope(organization=other_association.pk):
        assert BulletinBoard.objects.count() == 0
