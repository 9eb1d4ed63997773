"""What was given to government: told, answered once, handed out."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from qiao.exceptions import NotificationAnsweredError, RightMissingError
from qiao.gaps.actions.notifications import answer_notification, give_notification
from qiao.gaps.models import Notification
from qiao.trail.models import TrailEntry

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def given(lin, crisis, health_commission, now):
    return give_notification(
        lin, crisis, department=health_commission, told="示例数据：英山县缺口罩", told_at=now, way="HOTLINE"
    )


def test_what_was_told_stands_in_the_trail_without_its_words(given):
    entry = TrailEntry.objects.get(verb="notification.give")

    assert entry.subject_id == given.pk
    assert "口罩" not in str(entry.details)


def test_an_answer_is_written_once(lin, given, now):
    answer_notification(lin, given, answer="已收到", answered_at=now + timedelta(hours=2))

    with pytest.raises(NotificationAnsweredError):
        answer_notification(lin, given, answer="改口", answered_at=now + timedelta(hours=3))

    assert Notification.objects.get().answer == "已收到"


def test_an_answer_from_before_the_telling_is_refused_by_the_database(lin, given, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        answer_notification(lin, given, answer="早了", answered_at=now - timedelta(hours=1))


def test_a_volunteer_records_nothing(chen, crisis, health_commission, now):
    with pytest.raises(RightMissingError):
        give_notification(chen, crisis, department=health_commission, told="x", told_at=now, way="PHONE")


def test_the_page_takes_one_and_its_answer(as_lin, crisis, health_commission):
    page = reverse("gaps:notification_list", args=[crisis.slug])
    assert "还没有告知过政府" in as_lin.get(page).content.decode()
    data = {
        "department": str(health_commission.pk),
        "way": "DOCUMENT",
        "told": "示例数据：三个乡镇缺氧气",
        "told_at": "2020-02-01T09:00",
        "known_at": "2020-02-01T08:00",
        "receipt_number": "示例2020-7",
    }

    shown = as_lin.post(
        reverse("gaps:notification_new", args=[crisis.slug]), data, follow=True
    ).content.decode()
    one = Notification.objects.get()
    answered = as_lin.post(
        reverse("gaps:notification_answer", args=[one.pk]),
        {"answer": "已转供应组", "answered_at": "2020-02-01T15:00"},
        follow=True,
    ).content.decode()

    assert "示例2020-7" in shown
    assert "还没有答复" in shown
    assert "已转供应组" in answered


def test_a_telling_before_it_was_known_or_to_come_is_refused(as_lin, crisis, health_commission):
    page = reverse("gaps:notification_new", args=[crisis.slug])
    base = {"department": str(health_commission.pk), "way": "PHONE", "told": "示例"}
    later = timezone.localtime() + timedelta(days=2)

    for at in (
        {"told_at": "2020-02-01T09:00", "known_at": "2020-02-02T09:00"},
        {"told_at": f"{later:%Y-%m-%dT%H:%M}"},
    ):
        assert as_lin.post(page, base | at).status_code == 422
    assert not Notification.objects.exists()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_log_is_handed_out(as_lin, given, crisis, form):
    answer = as_lin.get(reverse("gaps:notification_export", args=[crisis.slug, form]))

    assert answer.status_code == 200
    if form == "csv":
        assert "示例数据：英山县缺口罩" in answer.content.decode("utf-8-sig")
    assert TrailEntry.objects.filter(verb="notification.export").count() == 1
