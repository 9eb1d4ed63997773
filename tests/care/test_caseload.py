"""The caseload a supervisor sees: their own files alone, by worker, with what is overdue."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.care import actions
from qiao.care.caseload import MOST_FILES, loads
from qiao.care.models import CareFile

pytestmark = pytest.mark.usefixtures("at_work")


def load_of(actor, crisis, *, later=timedelta()):
    now = timezone.now() + later
    return loads(actor, crisis, today=timezone.localdate(now), now=now)


def test_files_are_counted_by_worker_and_closed_ones_are_not(zhou, he, he_user, sun_user, crisis, file):
    both = actions.open_file(
        zhou, crisis, kind="STRESS", identity="示例", supervisor=he_user, team=[sun_user]
    )
    closed = actions.open_file(zhou, crisis, kind="STRESS", identity="示例", supervisor=he_user)
    asked = actions.ask_closing(zhou, closed, reason="REACHED", summary="示例", asked_at=timezone.now())
    actions.decide_closing(he, asked, is_confirmed=True, decided_at=timezone.now())

    assert [(str(one.worker), one.files) for one in load_of(he, crisis)] == [("zhou", 2), ("sun", 1)]
    assert both.state == CareFile.State.OPEN


def test_overdue_reviews_and_missing_advice_are_told(zhou, he, crisis, file):
    now = timezone.now()
    day = timezone.localdate(now) + timedelta(days=7)
    content = {"level": "LOW", "steps": "示例"}
    actions.write_entry(zhou, file, kind="RISK", content=content, made_at=now, review_on=day)

    (early,), (late,) = load_of(he, crisis), load_of(he, crisis, later=timedelta(days=31))
    assert (early.overdue, early.unadvised, early.last_advised_at) == (0, 0, None)
    assert (late.overdue, late.unadvised) == (1, 1)
    actions.write_supervision(he, file, content={"advice": "示例"}, made_at=now + timedelta(days=20))
    assert load_of(he, crisis, later=timedelta(days=31))[0].unadvised == 0


def test_a_file_waits_from_the_day_agreed_for_its_supervision(zhou, he, crisis, file):
    now = timezone.now()
    day = timezone.localdate(now) + timedelta(days=40)
    actions.write_supervision(he, file, content={"advice": "示例"}, made_at=now, supervise_on=day)

    waits = [load_of(he, crisis, later=timedelta(days=days))[0].unadvised for days in (39, 40)]
    assert waits == [0, 1]
    asked = actions.ask_closing(zhou, file, reason="REACHED", summary="示例", asked_at=now)
    actions.decide_closing(he, asked, is_confirmed=True, decided_at=now)
    file.refresh_from_db()
    assert file.supervise_on is None


def test_a_supervision_in_the_past_is_refused_and_the_words_stay(as_he, file):
    yesterday = timezone.localdate() - timedelta(days=1)
    said = {"advice-advice": "示例意见", "advice-supervise_on": yesterday.isoformat()}
    answer = as_he.post(reverse("care:advice_new", args=[file.pk]), said)

    assert answer.status_code == 422
    assert "示例意见" in answer.content.decode()
    assert "下次督导不能早于今天" in answer.content.decode()


def test_too_many_files_are_marked(zhou, he, he_user, crisis):
    for _ in range(MOST_FILES + 1):
        actions.open_file(zhou, crisis, kind="STRESS", identity="示例", supervisor=he_user)

    assert load_of(he, crisis)[0].is_too_much


def test_another_supervisor_and_an_administrator_see_none_of_it(as_gao, as_he, as_lin, crisis, file):
    page = reverse("care:caseload", args=[crisis.slug])

    assert "zhou" in as_he.get(page).content.decode()
    assert "zhou" not in as_gao.get(page).content.decode()
    assert as_lin.get(page).status_code == 403
