"""What was filed has a term by the rule of its channel; who is silent beyond it is asked, once a week."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from qiao.advocacy import actions
from qiao.advocacy.actions.filing import remind_silent
from qiao.advocacy.channels import channel_rules
from qiao.advocacy.models import Filing
from qiao.trail.models import Notice

pytestmark = pytest.mark.usefixtures("at_work")
LATE = datetime(2020, 6, 2, tzinfo=UTC)


@pytest.fixture
def filing(lin, ready, health_commission):
    actions.file_proposal(
        lin, ready, departments=[health_commission], channel="NPC", filed_on=date(2020, 2, 29)
    )
    return Filing.objects.get()


def test_every_channel_has_a_rule_in_both_languages():
    assert set(channel_rules()) == set(Filing.Channel.values)
    assert all(one.basis_zh and one.basis_en for one in channel_rules().values())


@pytest.mark.parametrize(
    ("channel", "filed", "due"),
    [
        ("NPC", date(2020, 2, 29), date(2020, 5, 29)),
        ("NPC", date(2020, 11, 30), date(2021, 2, 28)),
        ("LETTER", date(2020, 2, 20), date(2020, 3, 6)),
        ("OPINION", date(2020, 2, 20), None),
    ],
)
def test_a_term_ends_as_the_rule_says(channel, filed, due):
    assert channel_rules()[channel].due_on(filed) == due


def test_a_filing_gets_its_term_and_its_basis(filing):
    assert filing.due_on == date(2020, 5, 29)
    assert "第五十一条" in filing.due_basis


def test_who_is_silent_is_asked_once_a_week(filing, lin):
    assert remind_silent(LATE) == 1
    assert remind_silent(LATE + timedelta(days=3)) == 0
    assert remind_silent(LATE + timedelta(days=7)) == 1

    assert Notice.objects.filter(kind="filing.silent", user=lin.user_id).count() == 2


@pytest.mark.parametrize(
    ("step", "told"), [("RECEIVED", 1), ("STUDYING", 1), ("ANSWERED", 0), ("NOT_ADOPTED", 0)]
)
def test_only_an_answer_ends_the_reminders(filing, lin, health_commission, step, told):
    actions.record_outcome(lin, filing.proposal, step=step, department=health_commission)

    assert remind_silent(LATE) == told


def test_nobody_is_asked_before_the_term_is_over(filing):
    assert remind_silent(datetime(2020, 5, 29, tzinfo=UTC)) == 0


def test_receipt_number_office_and_another_term_are_noted(as_lin, filing):
    facts = {"reference": "英卫〔2020〕3号", "officer": "应急处", "due_on": "2020-07-01"}

    as_lin.post(reverse("advocacy:filing_note", args=[filing.pk]), facts)

    filing.refresh_from_db()
    assert (filing.reference, filing.officer, filing.due_on) == (
        "英卫〔2020〕3号",
        "应急处",
        date(2020, 7, 1),
    )
    assert filing.due_basis == "约定的日期"


def test_the_list_names_what_is_overdue(as_lin, filing, crisis):
    shown = as_lin.get(reverse("advocacy:filing_list", args=[crisis.slug])).content.decode()

    assert "过了期限" in shown
    assert "1 份过了答复期限" in shown


def test_the_calendar_holds_the_terms(as_lin, filing, crisis):
    answer = as_lin.get(reverse("advocacy:filing_calendar", args=[crisis.slug]))

    told = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20200529\r\n" in told
    assert all(len(line.encode()) <= 75 for line in told.split("\r\n"))
