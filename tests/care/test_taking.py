"""A request for psychological support becomes a file; its words go from seal to seal and nobody asks twice."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.care import actions
from qiao.care.models import CareFile
from qiao.exceptions import NeedTakenError, RightMissingError
from qiao.intake import actions as intake
from qiao.intake.models import Need
from qiao.intake.queries.desk import Wanted, queue
from qiao.trail.models import TrailEntry
from tests.makers import make_need, make_report

pytestmark = pytest.mark.usefixtures("at_work")

NAME, PHONE = "郝女士", "15400000078"
TEXT = f"示例数据：{NAME}丈夫去世，需要哀伤辅导，电话 {PHONE}"


@pytest.fixture
def need(lin, crisis):
    """The need that the machine reads out of the message, not yet called about."""
    report = make_report(lin, crisis, text=TEXT)
    intake.interpret_report(lin, report)
    return Need.objects.get(report=report)


def take(zhou, need, he_user):
    return actions.take_request(zhou, need, kind="GRIEF", supervisor=he_user, taken_at=timezone.now())


def test_the_words_are_in_the_file_and_were_typed_by_nobody(zhou, he_user, need):
    file = take(zhou, need, he_user)

    read = actions.read_file(zhou, file, now=timezone.now())
    assert (NAME in read.identity, PHONE in read.identity) == (True, True)


def test_nobody_is_asked_twice(lin, zhou, he_user, need, crisis):
    waits = [one.voice.pk for one in queue(crisis, lin, Wanted(), now=timezone.now())]
    take(zhou, need, he_user)
    left = [one.voice.pk for one in queue(crisis, lin, Wanted(), now=timezone.now())]

    assert (need.pk in waits, need.pk in left) == (True, False)


def test_a_request_is_taken_once(zhou, sun, he_user, need):
    take(zhou, need, he_user)

    with pytest.raises(NeedTakenError):
        take(sun, need, he_user)
    assert CareFile.objects.count() == 1


def test_a_need_of_goods_is_not_taken(lin, zhou, he_user, crisis, mask):
    with pytest.raises(NeedTakenError):
        take(zhou, make_need(lin, crisis, item=mask), he_user)


def test_the_file_and_its_request_are_not_joined_in_the_open(zhou, he_user, need):
    file = take(zhou, need, he_user)

    held = repr(list(CareFile.objects.filter(pk=file.pk).values()))
    told = [one.details for one in TrailEntry.objects.filter(verb__startswith="care_")]
    for mark in (str(need.pk), str(need.report_id), need.pk.hex, need.report_id.hex):
        assert mark not in held
        assert mark not in json.dumps(told)


def test_that_the_contact_was_read_is_in_the_trail(zhou, zhou_user, he_user, need):
    take(zhou, need, he_user)

    entry = TrailEntry.objects.get(verb="report.reveal")
    assert (entry.actor_id, entry.details["report"]) == (zhou_user.pk, str(need.report_id))


@pytest.mark.parametrize("who", ["lin", "chen", "he"])
def test_only_a_social_worker_takes_a_request(request, who, he_user, need):
    with pytest.raises(RightMissingError):
        take(request.getfixturevalue(who), need, he_user)


def test_the_page_shows_masked_words_and_takes(as_zhou, crisis, he_user, need):
    page = as_zhou.get(reverse("care:request", args=[crisis.slug, need.pk])).content.decode()
    listed = as_zhou.get(reverse("care:file_list", args=[crisis.slug])).content.decode()
    answer = as_zhou.post(
        reverse("care:request_take", args=[crisis.slug, need.pk]),
        {"kind": "GRIEF", "age": "ADULT", "supervisor": str(he_user.pk)},
        follow=True,
    )

    assert str(need.pk) in listed
    assert PHONE not in page + listed
    assert PHONE in answer.content.decode()
