"""After-action reviews, and lessons that a new crisis of their kind opens again."""

from datetime import date

import pytest
from django.urls import reverse

from qiao.accounts.models import User
from qiao.casebook import actions as cases
from qiao.casebook import lessons
from qiao.casebook.actions import review as actions
from qiao.exceptions import LessonPersonalError, ReviewActionDoneError
from qiao.funding.models import ReadinessTask
from qiao.registry.models import Crisis

STATEMENT = "本地志愿者比外来队伍早到三天"
ADVICE = "平时就登记每个乡镇两名联络人"


def at(name, *args):
    return reverse(f"casebook:{name}", args=args)


@pytest.fixture
def review(at_work, lin, crisis):
    return actions.open_review(
        lin,
        crisis,
        title="2020 疫情复盘",
        format="DEBRIEF",
        held_on=date(2020, 4, 1),
        participants="协调员 3 人",
    )


@pytest.fixture
def lesson(lin, review):
    return actions.learn(
        lin, review, statement=STATEMENT, advice=ADVICE, dimension="GEOGRAPHY", hazard="EPIDEMIC"
    )


def opened(slug: str, hazard: str = "EPIDEMIC") -> Crisis:
    return Crisis.objects.create(name=slug, slug=slug, hazard=hazard, began_on=date(2024, 1, 5))


def test_a_lesson_of_2020_stands_on_the_page_of_a_new_epidemic_and_of_no_flood(as_lin, lesson):
    epidemic, flood = opened("epidemic-2024"), opened("flood-2024", "FLOOD")

    page = as_lin.get(reverse("pages:crisis", args=[epidemic.slug])).content.decode()

    assert STATEMENT in page
    assert ADVICE in page
    assert STATEMENT not in as_lin.get(reverse("pages:crisis", args=[flood.slug])).content.decode()


def test_its_use_is_logged_and_enters_the_work_plan_of_readiness(as_lin, lin, lesson, association):
    epidemic = opened("epidemic-2024")
    prefix = lesson.pk.hex[:6]
    told = {
        "verdict": "TAKEN_UP",
        "note": "先从三个乡镇做起",
        "item": "2",
        "owner": str(lin.user_id),
        "due_on": "2024-02-01",
    }

    as_lin.post(
        at("lesson_use", epidemic.slug, lesson.pk), {f"{prefix}-{key}": one for key, one in told.items()}
    )

    use, task = lesson.uses.get(), ReadinessTask.objects.get()
    assert (use.crisis, use.verdict, use.task) == (epidemic, "TAKEN_UP", task)
    assert (task.item, task.what) == (2, ADVICE)
    assert STATEMENT not in as_lin.get(reverse("pages:crisis", args=[epidemic.slug])).content.decode()
    assert ADVICE in as_lin.get(reverse("funding:readiness")).content.decode()


def test_entering_the_plan_without_owner_and_day_is_refused(as_lin, lesson):
    epidemic, prefix = opened("epidemic-2024"), lesson.pk.hex[:6]
    told = {f"{prefix}-verdict": "TAKEN_UP", f"{prefix}-note": "做", f"{prefix}-item": "2"}

    assert as_lin.post(at("lesson_use", epidemic.slug, lesson.pk), told).status_code == 422
    assert not lesson.uses.exists()


def test_a_lesson_is_not_opened_in_the_crisis_it_came_from_nor_when_withdrawn(
    lin, crisis, lesson, association, now
):
    epidemic = opened("epidemic-2024")
    assert lessons.opened_by(crisis, association.pk) == []
    assert [one.lesson for one in lessons.opened_by(epidemic, association.pk)] == [lesson]

    actions.withdraw_lesson(lin, lesson, reason="后来发现不对", at=now)

    assert lessons.opened_by(epidemic, association.pk) == []


def test_others_read_lessons_of_published_cases_and_of_no_review(as_zhao, lin, at_work, crisis, lesson, now):
    case = cases.open_case_study(lin, crisis, subject=at_work, title="示例案例", frozen_at=now)
    shared = actions.learn(lin, case, statement="公开的经验", dimension="FUNCTIONS", hazard="")
    epidemic = opened("epidemic-2024")
    page = at("lessons", epidemic.slug)
    before = as_zhao.get(page).content.decode()

    type(case).objects.filter(pk=case.pk).update(state="PUBLISHED", challenges="缺车")
    after = as_zhao.get(page).content.decode()

    assert shared.statement not in before
    assert shared.statement in after
    assert STATEMENT not in before + after


def test_a_lesson_that_names_somebody_is_refused(lin, review):
    with pytest.raises(LessonPersonalError):
        actions.learn(lin, review, statement="多亏李秀英阿姨", dimension="FUNCTIONS", hazard="")


def test_the_share_done_at_six_months_counts_what_was_done_by_then(lin, review):
    owner = User.objects.get(pk=lin.user_id)
    rows = [
        actions.plan_action(lin, review, what=f"改进{n}", owner=owner, due_on=date(2020, 6, 1))
        for n in range(4)
    ]
    for row, day in zip(rows, (date(2020, 5, 1), date(2020, 10, 1), date(2020, 10, 2)), strict=False):
        actions.finish_action(lin, row, result="做了", on=day)

    young = lessons.done_at_six_months(date(2020, 9, 30))
    done = lessons.done_at_six_months(date(2021, 1, 1))

    assert young.share is None
    assert (done.planned, done.done, done.share) == (4, 2, 0.5)
    with pytest.raises(ReviewActionDoneError):
        actions.finish_action(lin, rows[0], result="又做", on=date(2020, 12, 1))


def test_a_review_is_walked_from_opening_to_a_lesson(as_lin, crisis, lin):
    told = {
        "crisis": crisis.pk,
        "title": "复盘",
        "format": "MIXED",
        "held_on": "2020-04-01",
        "participants": "5 人",
    }
    page = as_lin.post(at("review_new"), told).headers["Location"]
    seen = {
        "kind": "FELL_SHORT",
        "dimension": "GEOGRAPHY",
        "planned": "两天到",
        "actual": "五天到",
        "cause": "没有车",
    }
    as_lin.post(f"{page}observe/", {f"seen-{key}": one for key, one in seen.items()})
    planned = {"what": "签约车队", "owner": lin.user_id, "due_on": "2020-05-01"}
    as_lin.post(f"{page}actions/", {f"action-{key}": one for key, one in planned.items()})
    as_lin.post(f"{page}lessons/", {"lesson-statement": STATEMENT, "lesson-dimension": "GEOGRAPHY"})

    text = as_lin.get(page).content.decode()

    for one in ("五天到", "没有车", "签约车队", STATEMENT):
        assert one in text
