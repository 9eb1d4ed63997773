"""Every offer is answered within a day: the queue, the answers, and what whoever gives sees of them."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.exceptions import (
    LineAlreadyDecidedError,
    NoticePersonalError,
    OfferAnswerIncompleteError,
    RightMissingError,
)
from qiao.intake import actions as intake
from qiao.intake.actions.answering import answer_offer
from qiao.intake.actions.receive import Message
from qiao.intake.models import Offer, OfferAnswer, Report
from qiao.intake.queries.answers import CLOCK, overdue_offers, waiting_offers
from qiao.intake.reporter.codes import receipt_code
from qiao.intake.reporter.sending import take_in_follow_up
from qiao.intake.upkeep import remind_everywhere
from qiao.pages.menu import menu_for
from qiao.pages.waiting import waiting_for
from qiao.relief import actions as relief
from qiao.trail.models import Notice, TrailEntry
from tests.intake.test_hearing import hear
from tests.makers import make_need, make_offer

HOUR = timedelta(hours=1)
TEXT = "可提供：示例数据，医用外科口罩5000只。\n地点：英山县。"


def offered(association, crisis, *, hours=0, text=TEXT) -> Offer:
    """An offer by the public form, so many hours ago."""
    report = intake.take_in(
        Actor.public(association.pk),
        Message(text),
        id=uuid.uuid4(),
        crisis=crisis,
        source="FORM",
        received_at=timezone.now() - hours * HOUR,
    ).report
    return report.offers.get()


@pytest.fixture
def offer(association, crisis, at_work):
    return offered(association, crisis)


def answer(lin, offer, kind="ACCEPTED", **more):
    return answer_offer(lin, offer, kind=kind, at=timezone.now(), **more)


def page_of(client, offer, language="zh-hans"):
    address = reverse("intake:status", args=[receipt_code(offer.report_id)])
    return client.get(address, headers={"accept-language": language}).content.decode()


def test_the_longest_waiting_comes_first_and_the_overdue_are_counted(association, crisis, at_work):
    waits = [offered(association, crisis, hours=hours) for hours in (1, 30, 25)]

    assert list(waiting_offers(crisis)) == [waits[1], waits[2], waits[0]]
    assert overdue_offers(crisis, now=timezone.now()) == 2


@pytest.mark.parametrize(
    ("kind", "more"),
    [("ACCEPTED", {}), ("ASKED", {"text": "什么型号？"}), ("DECLINED", {"reason": "NOT_NEEDED"})],
)
def test_an_answer_stops_the_clock(lin, crisis, offer, kind, more):
    answer(lin, offer, kind, **more)

    assert not waiting_offers(crisis).exists()


def test_a_checked_offer_waits_for_no_answer(lin, crisis, offer):
    intake.verify_offer(lin, offer, method="PHONE", result="CONFIRMED", checked_at=timezone.now())

    assert not waiting_offers(crisis).exists()


def test_what_the_giver_writes_after_a_question_starts_the_clock_anew(lin, crisis, offer):
    answer(lin, offer, "ASKED", text="什么型号？")
    later = timezone.now() + HOUR
    take_in_follow_up(
        offer.report,
        Message("是平面的。"),
        kind="ADDITION",
        photos=(),
        submission=uuid.uuid4(),
        received_at=later,
    )

    assert [one.since for one in waiting_offers(crisis).filter(pk=offer.pk)] == [later]


def test_what_was_written_before_the_question_does_not(lin, crisis, offer):
    take_in_follow_up(
        offer.report,
        Message("是平面的。"),
        kind="ADDITION",
        photos=(),
        submission=uuid.uuid4(),
        received_at=timezone.now() - HOUR,
    )
    answer(lin, offer, "ASKED", text="什么型号？")

    assert not waiting_offers(crisis).filter(pk=offer.pk).exists()


def test_what_is_written_after_an_acceptance_does_not(lin, crisis, offer):
    answer(lin, offer)
    take_in_follow_up(
        offer.report,
        Message("明天能发。"),
        kind="ADDITION",
        photos=(),
        submission=uuid.uuid4(),
        received_at=timezone.now() + HOUR,
    )

    assert not waiting_offers(crisis).filter(pk=offer.pk).exists()


def test_a_refusal_ends_the_offer_with_its_reason_and_the_trail_has_it(lin, offer):
    answer(lin, offer, "DECLINED", reason="NO_TRANSPORT", text="示例数据：路断了")

    offer.refresh_from_db()
    entry = TrailEntry.objects.get(verb="offer.answer")
    assert (offer.state, offer.closed_at is None) == ("WITHDRAWN", False)
    assert (entry.details["kind"], entry.details["reason"]) == ("DECLINED", "NO_TRANSPORT")


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("ASKED", {}),
        ("DECLINED", {}),
        ("ACCEPTED", {"reason": "NOT_NEEDED"}),
        ("ASKED", {"text": "?", "reason": "UNSAFE"}),
    ],
)
def test_an_answer_that_lacks_its_words_or_reason_is_refused(lin, offer, kind, more):
    with pytest.raises(OfferAnswerIncompleteError):
        answer(lin, offer, kind, **more)


@pytest.mark.parametrize("text", ["打 15400000001", "写信 a@b.cn", "6200000000000001234"])
def test_an_answer_that_holds_a_number_of_a_person_is_refused(lin, offer, text):
    with pytest.raises(NoticePersonalError):
        answer(lin, offer, "ASKED", text=text)


def test_an_ended_offer_is_not_answered_again(lin, offer):
    answer(lin, offer, "DECLINED", reason="UNSAFE")

    with pytest.raises(LineAlreadyDecidedError):
        answer(lin, offer)


def test_an_offer_with_goods_promised_is_not_refused(lin, crisis, mask, yingshan, at_work):
    given = make_offer(lin, crisis, item=mask)
    relief.make_match(
        lin, make_need(lin, crisis, item=mask, place=yingshan), given, quantity=5, confirmed_at=timezone.now()
    )

    with pytest.raises(LineAlreadyDecidedError):
        answer(lin, given, "DECLINED", reason="NOT_NEEDED")


def test_an_answer_is_never_changed(lin, offer):
    answer(lin, offer)

    with pytest.raises(DatabaseError), transaction.atomic():
        OfferAnswer.objects.update(text="别的")


def test_an_auditor_answers_nothing(association, offer, at_work):
    with pytest.raises(RightMissingError):
        answer(Actor.reporter(association.pk), offer)


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("ACCEPTED", {}, "答复：接受"),
        ("ASKED", {"text": "示例数据：什么型号？"}, "什么型号？"),
        ("DECLINED", {"reason": "EXPIRED"}, "过期或快到期"),
    ],
)
def test_whoever_gives_reads_the_answer(client, lin, offer, kind, more, words):
    answer(lin, offer, kind, **more)

    assert words in page_of(client, offer)


def test_a_refused_gift_is_not_called_withdrawn(client, lin, offer):
    answer(lin, offer, "DECLINED", reason="NOT_NEEDED")

    page = page_of(client, offer)
    assert "已撤回" not in page
    assert "这次没有接受" in page


@pytest.mark.parametrize(("hours", "words"), [(1, "最晚这时答复您"), (30, "过了 24 小时还没有答复")])
def test_whoever_gives_sees_the_clock(client, association, crisis, at_work, hours, words):
    assert words in page_of(client, offered(association, crisis, hours=hours))


def test_whoever_agreed_is_told_of_the_answer_once(lin, offer, settings):
    settings.EMAIL_HOST = "127.0.0.1"
    hear(Report.objects.get(pk=offer.report_id))

    answer(lin, offer, "DECLINED", reason="NOT_NEEDED")

    assert Notice.objects.filter(kind="offer.answered").count() == 1


def test_the_queue_shows_the_overdue_first_and_answers_in_a_tap(as_lin, association, crisis, at_work):
    late, fresh = (offered(association, crisis, hours=hours) for hours in (30, 1))
    address = reverse("intake:offer_queue", args=[crisis.slug])
    page = as_lin.get(address).content.decode()
    assert page.index(str(late.pk)) < page.index(str(fresh.pk))
    assert "超时 6 小时" in page

    answer = as_lin.post(reverse("intake:offer_answer", args=[late.pk]), {"kind": "ACCEPTED"})

    assert (answer.status_code, answer["Location"]) == (302, address)
    assert str(late.pk) not in as_lin.get(address).content.decode()


@pytest.mark.parametrize(
    "held",
    [
        {},
        {"kind": "NO"},
        {"kind": "ASKED"},
        {"kind": "DECLINED", "reason": "x"},
        {"kind": "ASKED", "text": "15400000001"},
    ],
)
def test_what_is_no_answer_is_refused_and_what_was_typed_stays(as_lin, crisis, offer, held):
    answer = as_lin.post(reverse("intake:offer_answer", args=[offer.pk]), held)

    assert answer.status_code == 422
    assert held.get("text", "") in answer.content.decode()
    assert not OfferAnswer.objects.exists()


def test_menu_and_overview_count_what_waits(lin, crisis, offer):
    doors = [door for desk in menu_for(lin, crisis, "/") for door in desk.doors]
    waiting = {door.url: door.waiting for door in doors}
    address = reverse("intake:offer_queue", args=[crisis.slug])

    assert waiting[address] == "1"
    assert [one.count for one in waiting_for(lin, crisis) if one.url == address] == [1]


def test_the_queue_shows_nothing_of_another_organisation(as_lin, other_association, crisis, at_work):
    with scope(organization=other_association.pk):
        other = offered(other_association, crisis)

    assert str(other.pk) not in as_lin.get(reverse("intake:offer_queue", args=[crisis.slug])).content.decode()


def test_the_clock_is_a_day():
    assert timedelta(days=1) == CLOCK


def reminders() -> list[Notice]:
    return list(Notice.objects.filter(kind="offer.overdue"))


def test_the_coordinators_are_told_once_a_day_of_offers_past_the_clock(
    association, crisis, at_work, lin_user
):
    now = timezone.now()
    for hours in (60, 55, 1):
        offered(association, crisis, hours=hours)

    assert [remind_everywhere(now), remind_everywhere(now)] == [1, 0]

    assert [one.details["count"] for one in reminders() if one.user_id == lin_user.pk] == [2]
    assert remind_everywhere(now + timedelta(days=1)) == 1
    assert len([one for one in reminders() if one.user_id == lin_user.pk]) == 2


def test_where_every_offer_was_answered_nobody_is_reminded_and_the_trail_grows_by_nothing(
    lin, association, crisis, at_work
):
    answer(lin, offered(association, crisis, hours=30))
    before = TrailEntry.objects.count()

    assert remind_everywhere(timezone.now()) == 0
    assert TrailEntry.objects.count() == before
    assert reminders() == []
