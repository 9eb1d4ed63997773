"""Who sees which complaint: the desk the ordinary ones, named persons the sensitive ones, the one concerned none."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from qiao.exceptions import (
    ComplaintStateError,
    FocalPointMissingError,
    HandlerConcernedError,
    RightMissingError,
)
from qiao.quality import actions, queries
from qiao.quality.models import Complaint
from qiao.trail.models import Notice, TrailEntry
from tests.quality.conftest import signed_in

pytestmark = pytest.mark.usefixtures("at_work", "named")

WORDS = "示例数据：送货的人说，不给他好处下次就没有我家的"


def complaint() -> Complaint:
    with scopes_disabled():
        return Complaint.objects.get()


@pytest.fixture
def ordinary(say):
    say(score=1, words=WORDS, kind="LATE")
    return complaint()


@pytest.fixture
def sensitive(say):
    say(words=WORDS, kind="EXPLOITATION")
    return complaint()


def test_an_ordinary_complaint_goes_from_owner_to_answer_to_its_end(as_lin, ordinary, lin_user):
    page = reverse("quality:complaint", args=[ordinary.pk])
    due = timezone.localdate() + timedelta(days=3)
    as_lin.post(f"{page}assign/", {"assign-owner": str(lin_user.pk), "assign-due_on": due.isoformat()})
    early = as_lin.post(f"{page}close/", {"close-told": "PHONE"})
    as_lin.post(f"{page}answer/", {"answer-finding": "UPHELD", "answer-answer": "示例：已补送"})
    as_lin.post(f"{page}close/", {"close-told": "PHONE"})

    held = complaint()
    assert early.status_code == 302
    assert (held.owner_id, held.due_on, held.state, held.told) == (lin_user.pk, due, "CLOSED", "PHONE")


def test_it_is_not_closed_before_it_is_answered(lin, ordinary):
    with pytest.raises(ComplaintStateError):
        actions.close_complaint(lin, ordinary, told="PHONE", at=timezone.now())


def test_a_sensitive_complaint_is_nowhere_for_the_desk(as_lin, sensitive, crisis):
    feedback = reverse("quality:feedback", args=[sensitive.feedback_id])
    pages = [
        as_lin.get(reverse("quality:complaint", args=[sensitive.pk])),
        as_lin.get(feedback),
        as_lin.post(f"{feedback}reveal/"),
    ]
    lists = [
        as_lin.get(address).content.decode()
        for address in (
            reverse("quality:complaint_list"),
            reverse("quality:feedback_list", args=[crisis.slug]),
            reverse("quality:quality", args=[crisis.slug]),
            reverse("pages:search") + "?q=好处",
        )
    ]

    assert [one.status_code for one in pages] == [404] * 3
    assert not [text for text in lists if WORDS[:10] in text or str(sensitive) in text]


def test_named_persons_read_it_and_the_reading_is_in_the_trail(mo_user, sensitive):
    page = signed_in(mo_user).get(reverse("quality:complaint", args=[sensitive.pk])).content.decode()

    assert WORDS in page
    entry = TrailEntry.objects.filter(verb="complaint.read").get()
    assert (entry.actor_id, entry.subject_id) == (mo_user.pk, sensitive.pk)


def test_whom_the_teller_ruled_out_never_sees_it(say, mo, mo_user, bai):
    say(words=WORDS, kind="HARM", not_for=(mo_user.pk,))

    assert [queries.handles(one, complaint()) for one in (mo, bai)] == [False, True]
    with pytest.raises(RightMissingError):
        actions.read_complaint(mo, complaint())
    with pytest.raises(HandlerConcernedError):
        actions.assign_complaint(bai, complaint(), owner=mo_user, due_on=timezone.localdate())


def test_where_everybody_is_ruled_out_nothing_is_kept(say, mo_user, bai_user):
    with pytest.raises(FocalPointMissingError):
        say(words=WORDS, kind="HARM", not_for=(mo_user.pk, bai_user.pk))


def test_whom_an_ordinary_complaint_is_about_loses_it(as_lin, lin, lin_user, ordinary, mo, association):
    actions.assign_complaint(lin, ordinary, owner=lin_user, due_on=timezone.localdate())
    as_lin.post(reverse("quality:complaint_exclude", args=[ordinary.pk]), {"person-person": str(lin_user.pk)})

    assert complaint().owner is None
    assert as_lin.get(reverse("quality:complaint", args=[ordinary.pk])).status_code == 404
    assert as_lin.get(reverse("quality:feedback", args=[ordinary.feedback_id])).status_code == 404


def test_the_last_named_person_is_not_taken_away(mo, bai, mo_user, bai_user, sensitive):
    actions.exclude_person(bai, sensitive, person=mo_user)
    with pytest.raises(FocalPointMissingError):
        actions.exclude_person(bai, sensitive, person=bai_user)

    assert queries.handles(bai, sensitive)


def test_the_desk_hands_a_complaint_on_and_sees_it_no_more(lin, mo, ordinary):
    actions.restrict_complaint(lin, ordinary)

    assert [queries.handles(one, ordinary) for one in (lin, mo)] == [False, True]


def test_who_is_named_later_sees_nothing_of_before(lin, lin_user, sensitive):
    actions.name_focal_point(lin, user=lin_user, at=timezone.now())

    assert not queries.handles(lin, sensitive)


@pytest.mark.parametrize("who", ["chen", "zhao"])
def test_others_handle_none(request, who, ordinary):
    assert not queries.handles(request.getfixturevalue(who), ordinary)


def test_feedback_is_made_a_complaint_by_the_desk(as_lin, say, crisis):
    told = say(score=1, words=WORDS)
    made = as_lin.post(reverse("quality:complaint_open", args=[told.pk]), {"kind-kind": "EXPLOITATION"})

    assert made["Location"] == reverse("quality:feedback_list", args=[crisis.slug])
    assert complaint().is_sensitive
    assert as_lin.get(reverse("quality:feedback", args=[told.pk])).status_code == 404


def test_the_desk_reads_masked_and_reveals_on_the_record(as_lin, say):
    told = say(words="示例数据：郝女士 15400000032 想谢谢司机", contact="15400000032")
    page = reverse("quality:feedback", args=[told.pk])
    masked = as_lin.get(page).content.decode()
    revealed = as_lin.post(f"{page}reveal/").content.decode()

    assert "15400000032" not in masked
    assert "15400000032" in revealed
    assert TrailEntry.objects.filter(verb="feedback.reveal").count() == 1


def test_handlers_are_told_without_a_word_of_it(sensitive, mo_user, bai_user):
    told = Notice.objects.filter(kind="complaint.waiting")
    assert set(told.values_list("user", flat=True)) == {mo_user.pk, bai_user.pk}
    assert not [one for one in told if "EXPLOITATION" in str(one.details) or WORDS in str(one.details)]
