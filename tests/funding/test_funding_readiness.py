"""Readiness on its page: computed where the records tell, asked where not, followed by a plan."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.exceptions import ReadinessTaskDoneError
from qiao.funding.models import (
    Campaign,
    Donation,
    Grant,
    IncomeRow,
    ReadinessAssessment,
    ReadinessTask,
    YearAccounts,
)
from qiao.funding.ready import actions, queries
from qiao.funding.ready.measuring import measured
from qiao.registry.models import Membership, Person, Tie

pytestmark = pytest.mark.usefixtures("at_work")
TODAY = date(2026, 3, 1)


@pytest.fixture
def accounts(association):
    made = YearAccounts.objects.create(
        organization=association,
        name="账.csv",
        year=2025,
        state="LOADED",
        expense_fen=96_000_000,
        unrestricted_net_assets_fen=18_000_000,
    )
    for stream, funder, amount, restricted in (
        ("DUES", "", 20_000_000, False),
        ("FOUNDATION_GRANTS", "示例基金会", 80_000_000, True),
    ):
        IncomeRow.objects.create(
            organization=association,
            accounts=made,
            stream=stream,
            funder=funder,
            amount_fen=amount,
            is_restricted=restricted,
        )
    return made


def test_without_records_nothing_is_computed_and_each_item_says_why(association):
    found = measured(association, TODAY)

    assert {one.level for one in found.values()} == {None}
    assert all(one.how for one in found.values())


def test_a_year_of_accounts_gives_three_items(association, accounts):
    found = measured(association, TODAY)

    assert {number: found[number].level for number in (4, 5, 8)} == {4: 2, 5: 2, 8: 0}
    assert "2.25" in found[5].how


def test_funders_applications_and_ties_are_counted(association):
    facts = {"organization": association, "title": "示例项目", "awarded_fen": 1}
    Grant.objects.create(**facts, funder="示例基金会", awarded_on=date(2023, 1, 1))
    Grant.objects.create(**facts, funder="示例基金会", awarded_on=date(2025, 6, 1))
    for kind in ("MEMBER", "GOVERNMENT", "PARTNER"):
        Tie.objects.create(
            organization=association, kind=kind, name=f"示例{kind}", last_contact_on=date(2025, 9, 1)
        )

    found = measured(association, TODAY)

    assert {number: found[number].level for number in (7, 10, 13)} == {7: 1, 10: 2, 13: 2}


def test_applications_count_by_the_day_they_were_made(association):
    facts = {"organization": association, "funder": "示例基金会", "title": "示例项目"}
    Grant.objects.create(**facts, applied_on=date(2023, 1, 1), awarded_fen=1, awarded_on=date(2025, 1, 5))
    Grant.objects.create(**facts, applied_on=date(2025, 3, 1))
    Grant.objects.create(**facts, applied_on=date(2022, 3, 1))

    found = measured(association, TODAY)[10]

    assert found.level == 2
    assert "申请 1 项，获批 1 项" in found.how


def test_an_assessment_keeps_what_was_computed_over_what_was_answered(lin, association, accounts):
    made = actions.assess(lin, association, asked={3: 2, 5: 4, 6: None}, note="", on=TODAY)

    assert (made.levels["3"], made.levels["5"], made.levels["6"]) == (2, 2, None)
    assert queries.scored(made).answered == 4


def test_a_person_assesses_on_the_page_and_sees_the_weakest_side(as_lin):
    answer = as_lin.post(reverse("funding:readiness_assess"), {"item_3": "1", "note": "示例"}, follow=True)

    page = answer.content.decode()
    assert "1 / 15" in page
    assert "缺的项答完才知道是哪一面" in page
    assert ReadinessAssessment.objects.count() == 1


def test_a_task_has_an_owner_and_a_day_and_is_done_once(as_lin, lin, lin_user):
    due = timezone.localdate() + timedelta(days=30)
    as_lin.post(
        reverse("funding:readiness_plan"),
        {"task-item": "6", "task-what": "定启用条件", "task-owner": str(lin_user.pk), "task-due_on": due},
    )
    task = ReadinessTask.objects.get()

    as_lin.post(reverse("funding:readiness_finish", args=[task.pk]), {"result": "理事会通过"})

    task.refresh_from_db()
    assert (task.result, task.done_on) == ("理事会通过", timezone.localdate())
    with pytest.raises(ReadinessTaskDoneError):
        actions.finish_task(lin, task, result="再一次", on=TODAY)


def test_nobody_from_elsewhere_owns_a_task(as_lin, zhao_user):
    data = {"task-item": "6", "task-what": "x", "task-owner": str(zhao_user.pk), "task-due_on": "2027-01-01"}

    assert as_lin.post(reverse("funding:readiness_plan"), data).status_code == 422


def test_money_by_day_14_stands_beside_the_assessment_before(lin, association, crisis):
    actions.assess(lin, association, asked={3: 4}, note="", on=crisis.began_on - timedelta(days=30))
    Membership.objects.create(
        organization=association, person=Person.objects.create(name="示例甲"), since=date(2019, 1, 1)
    )
    campaign = Campaign.objects.create(
        organization=association, crisis=crisis, title="示例", route="DIRECTED", began_on=crisis.began_on
    )
    for days, amount in ((0, 500), (13, 300), (14, 100)):
        Donation.objects.create(
            organization=association,
            campaign=campaign,
            amount_fen=amount,
            received_on=crisis.began_on + timedelta(days=days),
        )

    (row,) = queries.mobilised(association)

    assert (row.raised_fen, row.members, row.per_member_fen) == (800, 1, 800)
    assert row.before is not None
    assert queries.foretold([row]) == (1, None)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_history_is_handed_out(as_lin, lin, association, form):
    actions.assess(lin, association, asked={3: 1}, note="", on=TODAY)

    assert as_lin.get(reverse("funding:readiness_export", args=[form])).status_code == 200


def test_a_volunteer_does_not_see_it(as_chen):
    assert as_chen.get(reverse("funding:readiness")).status_code == 403
