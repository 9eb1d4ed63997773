"""The law's answers and deadlines on pages: asked, kept, handed out; due, done, taken back, told of."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.exceptions import CampaignEndedError, DisclosureAheadError, DisclosureWithdrawnError
from qiao.funding.actions import open_campaign
from qiao.funding.law import actions, queries
from qiao.funding.law.feed import feed_token
from qiao.funding.models import Disclosure, RouteAnswer
from qiao.pages.waiting import waiting_for
from qiao.registry.models import Organization, Phase, Qualification
from qiao.trail.models import Notice, TrailEntry

pytestmark = pytest.mark.usefixtures("at_work")

MAY = "funding:may"
START = date(2026, 7, 21)


@pytest.fixture
def founded_2019(association):
    Organization.objects.filter(pk=association.pk).update(registered_on=date(2019, 5, 1))
    association.refresh_from_db()
    return association


@pytest.fixture
def campaign(lin, crisis):
    return open_campaign(lin, crisis, title="示例募捐", route="PUBLIC", began_on=START)


def ask(client, **asked):
    return client.post(reverse("funding:may_ask"), asked, follow=True).content.decode()


# What may we do


@pytest.mark.parametrize(
    ("on", "law"),
    [
        ("2020-02-01", "《慈善法》（2016年）第二十六条"),
        ("2026-07-21", "《慈善法》（2023年修正）第二十六条"),
    ],
)
def test_a_secretary_general_gets_the_law_of_the_day_and_a_next_step(as_lin, founded_2019, on, law):
    page = ask(as_lin, on=on)

    assert law in page
    assert "今天就联系一家有公开募捐资格的基金会或慈善会" in page
    assert "不是法律意见" in page


def test_in_2026_the_page_points_to_recognition(as_lin, founded_2019):
    assert "申请认定为慈善组织" in ask(as_lin, on="2026-07-21")
    assert "没有给它事后认定的路" in ask(as_lin, on="2020-02-01")


def test_what_was_asked_is_kept_with_the_articles_it_rested_on(as_lin, founded_2019):
    ask(as_lin, on="2020-02-01")

    kept = RouteAnswer.objects.get()
    assert kept.facts["registered_on"] == "2019-05-01"
    assert {one["route"]: one["standing"] for one in kept.answer}["CO_LAUNCH"] == "PAPERS_MISSING"
    assert TrailEntry.objects.filter(verb="route.ask").count() == 1


def test_papers_ticked_open_the_co_launch(as_lin, founded_2019):
    page = ask(as_lin, on="2026-07-21", partner="on", assessed="on", agreement="on", in_plan="on")

    assert "材料齐了，由合作方备案并发起" in page


def test_another_organisation_of_the_registry_can_be_asked_about(as_lin, other_association):
    Qualification.objects.create(
        organization=other_association, kind="PUBLIC_FUNDRAISING", valid_from=date(2020, 1, 1)
    )

    page = ask(as_lin, on="2026-07-21", organization=other_association.name)

    assert "公开募捐资格证书当日有效" in page


def test_a_day_before_the_law_is_refused_with_a_sentence(as_lin):
    answer = as_lin.post(reverse("funding:may_ask"), {"on": "2016-08-31"})

    assert answer.status_code == 422
    assert "更早的日子不能回答" in answer.content.decode()
    assert not RouteAnswer.objects.exists()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_answer_is_handed_out_as_a_table(as_lin, founded_2019, form):
    answer = as_lin.get(reverse("funding:may_export", args=[form]), {"on": "2026-07-21"})

    assert answer["Content-Disposition"] == f'attachment; filename="routes-2026-07-21.{form}"'
    assert TrailEntry.objects.filter(verb="route.export").count() == 1


def test_a_volunteer_does_not_ask(as_chen):
    assert as_chen.get(reverse(MAY)).status_code == 403


# Deadlines


def acts(found, act):
    return [due.deadline.state for due in found if due.deadline.act == act]


def test_a_publication_on_record_meets_the_five_days(lin, campaign, association):
    actions.publish_disclosure(
        lin, act="PUBLISH_RECEIPTS", campaign=campaign, done_on=date(2026, 7, 25), where="示例网站"
    )

    found = queries.deadlines(association, date(2026, 7, 28))

    assert acts(found, "PUBLISH_RECEIPTS") == ["DONE", "UPCOMING"]


def test_a_late_publication_ends_the_alarm_and_stays_late(lin, crisis, campaign):
    assert [due.deadline.due_on for due in queries.overdue(crisis, date(2026, 7, 28))] == [date(2026, 7, 26)]

    actions.publish_disclosure(
        lin, act="PUBLISH_RECEIPTS", campaign=campaign, done_on=date(2026, 7, 28), where="示例网站"
    )

    assert queries.overdue(crisis, date(2026, 7, 28)) == []


def test_an_entry_taken_back_lets_the_deadline_run_again(lin, crisis, campaign):
    made = actions.publish_disclosure(
        lin, act="FILE_PLAN", campaign=campaign, done_on=date(2026, 7, 22), where="示例县民政局"
    )
    actions.withdraw_disclosure(lin, made, reason="登错了", at=timezone.now())

    late = queries.overdue(crisis, date(2026, 8, 1))

    assert "FILE_PLAN" in [due.deadline.act for due in late]
    with pytest.raises(DisclosureWithdrawnError):
        actions.withdraw_disclosure(lin, made, reason="再收一次", at=timezone.now())


def test_the_response_ends_where_the_relief_phase_does(crisis, campaign, association):
    Phase.objects.create(crisis=crisis, focus="RELIEF", began_on=START, ended_on=date(2026, 7, 30))

    found = queries.deadlines(association, date(2026, 9, 1))

    assert len(acts(found, "PUBLISH_RECEIPTS")) == 2


def test_a_day_that_has_not_come_is_refused(lin, campaign):
    ahead = timezone.localdate() + timedelta(days=1)

    with pytest.raises(DisclosureAheadError):
        actions.publish_disclosure(lin, act="PUBLISH_RECEIPTS", campaign=campaign, done_on=ahead, where="x")


def test_a_campaign_ends_once_and_owes_its_final_report(lin, campaign, association):
    actions.end_campaign(lin, campaign, ended_on=date(2026, 8, 31))

    found = queries.deadlines(association, date(2026, 9, 1))

    assert acts(found, "REPORT_FINAL") == ["UPCOMING"]
    with pytest.raises(CampaignEndedError):
        actions.end_campaign(lin, campaign, ended_on=date(2026, 9, 1))


def test_the_year_report_is_due_at_both_addressees_until_it_was_sent(lin, association):
    actions.publish_disclosure(
        lin, act="REPORT_SUPERVISOR", year=2025, done_on=date(2026, 3, 30), where="示例县民政局"
    )

    found = queries.deadlines(association, date(2026, 4, 1))

    assert [(due.deadline.act, due.deadline.state) for due in found if due.year == 2025] == [
        ("REPORT_SUPERVISOR", "DONE"),
        ("REPORT_REGISTRAR", "UPCOMING"),
    ]


def test_a_deadline_is_recorded_as_done_on_the_page(as_lin, campaign):
    answer = as_lin.post(
        reverse("funding:disclosure_new"),
        {
            "act": "PUBLISH_RECEIPTS",
            "campaign": str(campaign.pk),
            "done_on": "2026-07-26",
            "where": "示例网站",
            "received": "5010.20",
        },
        follow=True,
    )

    assert "已登记，期限照此重新计算" in answer.content.decode()
    assert Disclosure.objects.get().received_fen == 501_020


@pytest.mark.parametrize(
    "wrong",
    [{"act": "REPORT_SUPERVISOR"}, {"act": "PUBLISH_RECEIPTS"}, {"act": "PUBLISH_RECEIPTS", "campaign": "x"}],
)
def test_a_disclosure_about_nothing_is_refused(as_lin, wrong):
    data = {"done_on": "2026-07-26", "where": "示例网站", **wrong}

    assert as_lin.post(reverse("funding:disclosure_new"), data).status_code == 422
    assert not Disclosure.objects.exists()


def test_the_feed_opens_to_whoever_has_its_address_and_to_nobody_else(client, campaign, association):
    token = feed_token(association.pk)

    text = client.get(reverse("funding:deadline_feed", args=[token])).content.decode()

    assert text.startswith("BEGIN:VCALENDAR")
    assert "BEGIN:VALARM" in text
    wrong = token[:-1] + ("0" if token[-1] != "0" else "1")
    assert client.get(reverse("funding:deadline_feed", args=[wrong])).status_code == 404


def test_the_calendar_leaves_out_what_is_done_and_is_in_the_trail(as_lin, campaign):
    answer = as_lin.get(reverse("funding:deadline_calendar"))

    assert answer["Content-Type"].startswith("text/calendar")
    assert TrailEntry.objects.filter(verb="deadline.export").count() == 1


def test_reminders_go_out_once_a_day(lin, lin_user, campaign, association):
    now = datetime(2026, 7, 28, 2, tzinfo=UTC)
    with_entry = TrailEntry.objects.filter(verb="deadline.remind")

    actions.remind_everywhere(now)
    actions.remind_everywhere(now + timedelta(hours=3))

    assert with_entry.count() == 1
    notice = Notice.objects.get(kind="deadline.due")
    assert notice.details["count"] >= 2


def test_the_overview_tells_of_deadlines_past(lin, crisis, campaign):
    tasks = {task.label: task for task in waiting_for(lin, crisis)}

    assert tasks["个法定期限已过，还没有办"].url == reverse("funding:deadlines")
