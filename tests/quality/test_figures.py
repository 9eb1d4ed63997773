"""Figures with n and who is missing; what is small is hidden; what has no term is never on time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.quality.queries import complaint_rows, service_rows, time_rows
from qiao.relief import actions as relief
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.makers import make_delivery

pytestmark = pytest.mark.usefixtures("at_work")


def row(crisis, service):
    return next(one for one in service_rows(crisis) if one.service == service)


def test_scores_below_five_are_hidden_and_others_in_blocks(say, crisis):
    for score in (5, 5, 5, 5, 4, 4, 1):
        say(score=score, service="VOLUNTEERS")

    found = row(crisis, "VOLUNTEERS")
    assert (found.answered, found.scored) == (7, 7)
    assert found.scores == {"LOW": None, "MIDDLE": None, "HIGH": 5}
    assert found.satisfied.part == 5


def test_psychological_help_hides_below_ten(say, crisis):
    for _ in range(9):
        say(score=5, service="CARE")
    assert (row(crisis, "CARE").scores["HIGH"], row(crisis, "CARE").answered) == (None, None)

    say(score=5, service="CARE")
    assert (row(crisis, "CARE").scores["HIGH"], row(crisis, "CARE").answered) == (10, 10)


def test_who_did_not_answer_is_told(say, lin, crisis, mask):
    deliveries = [make_delivery(lin, crisis, item=mask, quantity=10) for _ in range(4)]
    for one in deliveries:
        relief.sign_receipt(lin, one, quantity=10, signed_at=NOW)
    say(score=4, service="DELIVERY", delivery=deliveries[0])

    found = row(crisis, "DELIVERY")
    assert (found.asked, found.answered, found.missing) == (4, 1, 0.75)
    assert row(crisis, "OTHER").missing is None


def test_deliveries_on_time_late_overdue_and_without_a_term(lin, crisis, mask):
    terms = (timedelta(days=1), timedelta(hours=1), timedelta(hours=1), None)
    made = [
        make_delivery(lin, crisis, item=mask, quantity=10, deadline=NOW + one if one else None)
        for one in terms
    ]
    for one in made[:2]:
        relief.sign_receipt(lin, one, quantity=10, signed_at=NOW + timedelta(hours=2))

    told = time_rows(crisis, now=timezone.now())[0].told
    assert (told.on_time, told.late, told.running, told.without_term) == (1, 2, 0, 1)
    assert told.missing == 0.25


def test_few_complaints_of_a_kind_are_not_told(say, crisis):
    for _ in range(4):
        say(words="示例：来晚了", kind="LATE")
    assert complaint_rows(crisis)[1]["LATE"] is None

    say(words="示例：来晚了", kind="LATE")
    assert complaint_rows(crisis) == (5, complaint_rows(crisis)[1] | {"LATE": 5, "MANNER": None})


def test_the_page_and_its_file_hold_the_same_figures(as_lin, say, crisis):
    for score in (5, 5, 5, 5, 4, 1):
        say(score=score, service="OTHER")
    page = as_lin.get(reverse("quality:quality", args=[crisis.slug])).content.decode()
    table = as_lin.get(reverse("quality:quality_csv", args=[crisis.slug])).content.decode("utf-8-sig")

    assert TrailEntry.objects.filter(verb="quality.export").count() == 1
    assert "chart-scores" in page
    lines = [line for line in table.splitlines() if line.startswith("其他,")]
    assert lines[:2] == ["其他,答了的,,6,,,,", "其他,好（4–5）,6,5,,,,"]
    assert "其他,不好（1–2）,6,,,,," in lines
