"""Activities and hours: who records, who verifies, and what the time is worth."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from qiao.exceptions import LineAlreadyDecidedError, RightMissingError, SamePersonError
from qiao.registry.models import Person
from qiao.trail.models import TrailEntry
from qiao.volunteering import actions, queries
from qiao.volunteering.models import Activity, HourRecord
from qiao.volunteering.wages import wage_set
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("at_work")

DAY = date(2020, 2, 1)


def record(actor, activity, person, minutes=90, **facts):
    return actions.record_hours(actor, activity, person=person, served_on=DAY, minutes=minutes, **facts)


@pytest.fixture
def page(crisis):
    return reverse("volunteering:activity_list", args=[crisis.slug])


# Who may


@pytest.mark.parametrize(
    ("who", "status"), [("as_lin", 200), ("as_chen", 200), ("as_zhao", 200), ("client", 302)]
)
def test_the_page_opens_to_those_with_the_right(request, page, who, status):
    assert request.getfixturevalue(who).get(page).status_code == status


def test_another_organisation_sees_none_of_the_activities(as_zhao, activity, page):
    text = as_zhao.get(page).content.decode()

    assert activity.title not in text
    assert "还没有志愿活动" in text


def test_another_organisation_cannot_verify(as_zhao, lin, activity, member):
    found = record(lin, activity, member)

    assert as_zhao.post(reverse("volunteering:hours_verify", args=[found.pk])).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("as_chen", 403), ("client", 302)])
def test_a_volunteer_and_a_stranger_do_not_verify(request, lin, activity, member, who, status):
    found = record(lin, activity, member)

    answer = request.getfixturevalue(who).post(reverse("volunteering:hours_verify", args=[found.pk]))

    assert answer.status_code == status
    assert not HourRecord.objects.get().is_verified


def test_a_volunteer_sees_and_records_only_their_own_time(as_chen, lin, activity, member, chen_person, page):
    record(lin, activity, member)

    text = as_chen.get(page).content.decode()

    assert member.name not in text
    assert f'<option value="{chen_person.pk}">' in text


def test_a_volunteer_cannot_record_the_time_of_another(chen, activity, member):
    with pytest.raises(RightMissingError):
        record(chen, activity, member)


# Recording and verifying


def test_what_was_typed_in_hours_is_kept_in_whole_minutes(as_lin, activity, member, crisis):
    as_lin.post(
        reverse("volunteering:hours_new", args=[crisis.slug]),
        {
            "hours-activity": str(activity.pk),
            "hours-person": str(member.pk),
            "hours-served_on": "2020-02-01",
            "hours-hours": "2.35",
            "hours-skill": "",
        },
    )

    assert HourRecord.objects.get().minutes == 141


def test_time_that_cannot_be_is_refused_and_nothing_is_kept(as_lin, activity, member, crisis):
    answer = as_lin.post(
        reverse("volunteering:hours_new", args=[crisis.slug]),
        {
            "hours-activity": str(activity.pk),
            "hours-person": str(member.pk),
            "hours-served_on": "2999-02-01",
            "hours-hours": "25",
        },
    )

    assert answer.status_code == 422
    assert not HourRecord.objects.exists()


def test_an_activity_is_recorded_at_its_place(as_lin, crisis, yingshan):
    as_lin.post(
        reverse("volunteering:activity_new", args=[crisis.slug]),
        {"activity-kind": "PURCHASE", "activity-title": "代购", "activity-place": "英山县"},
    )

    assert Activity.objects.get().place == yingshan
    assert TrailEntry.objects.filter(verb="activity.record").count() == 1


def test_who_recorded_does_not_verify(lin, activity, member):
    found = record(lin, activity, member)

    with pytest.raises(SamePersonError):
        actions.verify_hours(lin, found, verified_at=NOW)


def test_nobody_verifies_their_own_time(wu, lin, activity, association):
    own = Person.objects.create(name="吴", user_id=wu.user_id, is_sample=True)
    found = record(lin, activity, own)

    with pytest.raises(SamePersonError):
        actions.verify_hours(wu, found, verified_at=NOW)


def test_the_database_refuses_the_same_person_too(lin_user, lin, activity, member):
    found = record(lin, activity, member)

    with pytest.raises(IntegrityError), transaction.atomic():
        HourRecord.objects.filter(pk=found.pk).update(verified_by=lin_user)


def test_a_colleague_verifies_once(wu, lin, activity, member):
    found = actions.verify_hours(wu, record(lin, activity, member), verified_at=NOW)

    assert found.is_verified
    with pytest.raises(LineAlreadyDecidedError):
        actions.verify_hours(wu, found, verified_at=NOW)


# Totals and value


def test_totals_keep_verified_and_unverified_time_apart(wu, lin, activity, member, crisis):
    actions.verify_hours(wu, record(lin, activity, member, 60), verified_at=NOW)
    record(lin, activity, member, 30)

    found = queries.totals(crisis)

    assert (found.verified, found.unverified, found.volunteers, found.persons_served) == (60, 30, 1, 40)


def test_persons_served_are_unknown_where_nobody_counted(lin, crisis):
    actions.record_activity(lin, crisis, kind=Activity.Kind.OTHER, title="其他")

    assert queries.totals(crisis).persons_served is None


def test_invented_wages_value_an_invented_crisis(wu, lin, activity, member, crisis):
    actions.verify_hours(
        wu, record(lin, activity, member, 60, skill=HourRecord.Skill.CARRYING), verified_at=NOW
    )

    found = queries.valuation(crisis)

    assert (found.low_fen, found.mid_fen, found.high_fen) == (1800, 1800, 4157)


def test_a_real_crisis_in_hubei_in_2020_has_hours_and_no_value(
    wu, lin, activity, member, crisis, as_lin, page
):
    crisis.is_sample = False
    crisis.save()
    actions.verify_hours(wu, record(lin, activity, member, 60), verified_at=NOW)

    text = as_lin.get(page).content.decode()

    assert queries.valuation(crisis) is None
    assert "只报时间，不折算成钱" in text
    assert "¥" not in text


def test_a_wage_known_in_part_leaves_the_rest_unknown():
    wages = wage_set(["110101"], date(2024, 6, 1), is_sample=False)

    assert wages.generalist_fen == {"110101": 6444}
    assert wages.minimum_fen == {}


def test_wages_end_with_their_year():
    assert wage_set(["110101"], date(2025, 6, 1), is_sample=False) is None


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_figure_stands_with_its_method_and_source(as_lin, lin, wu, activity, member, page, language):
    actions.verify_hours(wu, record(lin, activity, member, 60), verified_at=NOW)

    text = as_lin.get(page, headers={"accept-language": language}).content.decode()

    method = (
        "全部时间按当地小时最低工资计" if language == "zh-hans" else "at the place&#x27;s hourly minimum wage"
    )
    assert method in text
    assert "示例数据：演算用的时薪" in text
