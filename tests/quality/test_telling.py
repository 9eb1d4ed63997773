"""Recipients say how it was: one tap by a code, words if they wish, anonymously, or on the telephone."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor
from qiao.exceptions import FeedbackConflictError, FocalPointMissingError, LineAlreadyDecidedError
from qiao.intake.actions.receive import Message, receive_report
from qiao.intake.reporter.codes import receipt_code
from qiao.quality import actions
from qiao.quality.actions import Told
from qiao.quality.models import Complaint, Feedback
from qiao.quality.sealed import contact_of, words_of

WORDS = "示例数据：司机把门口的雪也扫了，联系人郝女士 15400000031"


def only() -> Feedback:
    with scopes_disabled():
        return Feedback.objects.get()


def test_one_tap_on_the_slips_code_is_enough(phone, slip, delivery):
    page = reverse("quality:tell", args=[slip])
    shown = phone.get(page)
    answer = phone.post(page, {"score": "5", "submission": str(uuid.uuid4())})

    assert "这次服务怎么样" in shown.content.decode()
    assert (only().score, only().delivery_id, only().service) == (5, delivery.pk, "DELIVERY")
    assert answer["Location"] == reverse("quality:told", args=[actions.code_of(only())])


def test_a_word_is_added_after_the_tap_once(phone, say):
    kept = say(score=3)
    page = reverse("quality:told", args=[actions.code_of(kept)])
    phone.post(page, {"words": WORDS, "contact": "15400000031", "wants_answer": "on", "kind": "LATE"})
    again = phone.post(page, {"words": "又一句", "kind": ""})

    assert (words_of(only()), contact_of(only()), only().wants_answer) == (WORDS, "15400000031", True)
    assert again.status_code == 409
    with scopes_disabled():
        assert Complaint.objects.get().kind == "LATE"


def test_the_code_of_a_report_tells_of_its_answer(phone, at_work, lin, crisis):
    report = receive_report(
        lin, Message(WORDS), id=uuid.uuid4(), crisis=crisis, source="FORM", received_at=timezone.now()
    ).report
    page = reverse("quality:tell", args=[receipt_code(report.pk)])
    phone.post(page, {"score": "2", "submission": str(uuid.uuid4())})

    assert (only().report_id, only().service) == (report.pk, "REPLY")


def test_without_a_code_nobody_knows_who_says_it(phone, crisis, association):
    page = reverse("quality:tell_freely", args=[crisis.slug])
    phone.post(page, {"words": WORDS, "service": "VOLUNTEERS", "submission": str(uuid.uuid4())})

    told = only()
    assert (told.delivery_id, told.report_id, told.noted_by_id, told.score) == (None, None, None, None)
    assert (told.service, told.organization_id) == ("VOLUNTEERS", association.pk)


def test_nothing_said_is_asked_for_again(phone, crisis, association):
    answer = phone.post(
        reverse("quality:tell_freely", args=[crisis.slug]),
        {"submission": str(uuid.uuid4()), "service": "OTHER"},
    )

    assert answer.status_code == 422
    assert "请打一个分" in answer.content.decode()


def test_words_and_contact_are_sealed(say):
    kept = say(words=WORDS, contact="15400000031")

    for content in (bytes(kept.sealed_words), bytes(kept.sealed_contact)):
        assert "郝女士".encode() not in content
        assert b"15400000031" not in content


def test_sent_again_the_first_one_stands(association, crisis):
    told, pk, at = Told(score=4), uuid.uuid4(), timezone.now()
    first, again = (
        actions.tell_feedback(association.pk, crisis, told, submission=pk, at=at, client="1")
        for _ in range(2)
    )

    assert first.pk == again.pk
    with pytest.raises(FeedbackConflictError):
        actions.tell_feedback(association.pk, crisis, Told(score=1), submission=pk, at=at, client="1")


def test_the_slips_code_opens_no_answer_to_what_was_told(phone, slip, delivery, say, lin):
    told = say(score=1, words=WORDS, kind="MANNER", delivery=delivery, service="DELIVERY")
    with scopes_disabled():
        complaint = Complaint.objects.get()
    actions.answer_complaint(lin, complaint, finding="UPHELD", answer="示例：已向您道歉", at=timezone.now())

    by_slip = phone.get(reverse("quality:tell", args=[slip])).content.decode()
    by_code = phone.get(reverse("quality:told", args=[actions.code_of(told)])).content.decode()
    assert "已经评过" in by_slip
    assert "已向您道歉" not in by_slip
    assert "已向您道歉" in by_code


def test_wrong_codes_tell_nothing(phone, association):
    assert phone.get(reverse("quality:tell", args=["ABCDEFGH"])).status_code == 404
    assert phone.get(reverse("quality:told", args=["0000-0000-0000-0000"])).status_code == 404


def test_a_volunteer_takes_it_down_on_the_telephone(as_chen, slip, delivery, chen_user, crisis):
    page = reverse("quality:feedback_new", args=[crisis.slug])
    facts = {"code": slip, "service": "OTHER", "score": "4", "words": WORDS, "submission": str(uuid.uuid4())}
    answer = as_chen.post(page, facts)

    assert (only().channel, only().noted_by_id, only().delivery_id) == ("PHONE", chen_user.pk, delivery.pk)
    assert actions.code_of(only()) in answer.content.decode()
    again = as_chen.post(page, facts | {"submission": str(uuid.uuid4())})
    assert again.status_code == LineAlreadyDecidedError.status


def test_without_named_persons_a_sensitive_complaint_is_not_pretended_to_be_kept(say):
    with pytest.raises(FocalPointMissingError):
        say(words=WORDS, kind="EXPLOITATION")
    with scopes_disabled():
        assert not Feedback.objects.exists()


def test_the_receipt_page_asks_how_it_was(phone, slip, delivery):
    receive = reverse("relief:receive_code", args=[slip])
    phone.post(receive, {"outcome": "ALL", "submission": str(uuid.uuid4()), "condition": "GOOD"})

    assert reverse("quality:tell", args=[slip]) in phone.get(receive).content.decode()


def test_erased_feedback_keeps_its_score_and_no_word(say, lin, association):
    kept = say(score=2, words=WORDS, contact="15400000031")
    with scopes_disabled():
        actions.erase_feedback(Actor.operator(association.pk), kept, erased_at=timezone.now())

    assert (words_of(only()), contact_of(only()), only().score) == ("", "", 2)
    assert bytes(only().wrapped_key) == b""
