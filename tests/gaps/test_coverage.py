"""Who would have told us: volunteers, organisations and voices of each place, and a share that may be unknown."""

from datetime import date, timedelta
from math import exp

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from qiao.engines.gaps import CoverageBasis, coverage_of, source_diversity, spread
from qiao.exceptions import RightMissingError
from qiao.gaps.actions.coverage import state_coverage
from qiao.gaps.models import CoverageStatement, PlaceFact, Presence
from qiao.gaps.queries.coverage import coverage, listening
from qiao.registry.models import Membership, Person, Place
from qiao.trail.models import TrailEntry
from qiao.volunteering.models import Activity, HourRecord
from tests.makers import make_need

pytestmark = pytest.mark.usefixtures("at_work")


def population(association, place, persons, *, as_of=date(2019, 12, 31)):
    return PlaceFact.objects.create(
        organization=association,
        place=place,
        kind=PlaceFact.Kind.POPULATION,
        value=persons,
        as_of=as_of,
        source="示例数据：统计公报",
    )


def served(association, crisis, place, *, people=1, on=date(2020, 1, 25)):
    activity = Activity.objects.create(
        organization=association, crisis=crisis, kind="COMMUNITY_DUTY", title="值守", place=place
    )
    Activity.objects.filter(pk=activity.pk).update(created_at="2020-01-24T00:00:00Z")
    for number in range(people):
        person = Person.objects.create(name=f"示例志愿者{number}", is_sample=True)
        HourRecord.objects.create(
            organization=association, activity=activity, person=person, served_on=on, minutes=60
        )


def of(rows, place):
    return next(one for one in rows if one.place == place.code)


def test_a_place_without_anybody_has_no_eyes(crisis, yingshan, now):
    (one,) = coverage(crisis, now)

    assert one.place == yingshan.code
    assert (one.coverage, one.has_no_eyes, one.volunteers, one.organisations) == (0.0, True, 0, 0)
    assert (one.population, one.vulnerability, one.last_voice_at, one.days_silent) == (None,) * 4


def test_volunteers_among_a_known_population_are_an_estimate(association, crisis, yingshan, now):
    population(association, yingshan, 4000)
    served(association, crisis, yingshan, people=4)

    one = of(coverage(crisis, now), yingshan)

    assert one.volunteers == 4
    assert one.minutes == 240
    assert one.basis is CoverageBasis.ESTIMATED
    assert one.coverage == pytest.approx(1 - exp(-0.35))
    assert one.organisation_names == (association.name,)


def test_volunteers_among_an_unknown_population_leave_the_share_unknown(association, crisis, yingshan, now):
    served(association, crisis, yingshan)

    one = of(coverage(crisis, now), yingshan)

    assert (one.coverage, one.basis, one.has_no_eyes) == (None, CoverageBasis.UNKNOWN, False)


def test_a_place_that_was_heard_without_volunteers_is_unknown_and_not_blind(lin, crisis, mask, yingshan, now):
    make_need(lin, crisis, item=mask, place=yingshan, at=now - timedelta(days=3))

    one = of(coverage(crisis, now), yingshan)

    assert (one.reports, one.reporters, one.channels, one.days_silent) == (1, 1, 1, 3)
    assert one.coverage is None


def test_one_telephone_is_one_reporter_however_often_it_tells(lin, crisis, mask, yingshan, now):
    for _each in range(3):
        make_need(lin, crisis, item=mask, place=yingshan, at=now)

    one = of(coverage(crisis, now), yingshan)

    assert (one.reports, one.reporters) == (3, 1)


def test_what_a_person_states_counts_before_the_estimate_and_the_latest_counts(lin, crisis, yingshan, now):
    state_coverage(
        lin, crisis, place=yingshan, share=0.2, reason="只有一个村有人", stated_at=now - timedelta(days=2)
    )
    state_coverage(
        lin, crisis, place=yingshan, share=0.6, reason="各村都有人了", stated_at=now - timedelta(days=1)
    )

    today, before = (of(coverage(crisis, at), yingshan) for at in (now, now - timedelta(days=2)))

    assert (today.coverage, today.basis, today.statement.reason) == (
        0.6,
        CoverageBasis.STATED,
        "各村都有人了",
    )
    assert before.coverage == 0.2
    assert TrailEntry.objects.filter(verb="coverage.state").count() == 2


def test_a_volunteer_may_not_state_coverage(chen, crisis, yingshan, now):
    with pytest.raises(RightMissingError):
        state_coverage(chen, crisis, place=yingshan, share=1, reason="都有", stated_at=now)


def test_what_comes_later_is_not_seen_at_an_earlier_moment(association, lin, crisis, mask, yingshan, now):
    served(association, crisis, yingshan, on=now.date() + timedelta(days=1))
    make_need(lin, crisis, item=mask, place=yingshan, at=now + timedelta(hours=1))

    one = of(coverage(crisis, now), yingshan)

    assert (one.volunteers, one.reports, one.last_voice_at) == (0, 0, None)


def test_the_newest_population_by_the_day_counts_and_a_later_census_only_where_there_is_none(
    association, crisis, yingshan, luotian, now
):
    crisis.places.add(luotian)
    population(association, yingshan, 390_000, as_of=date(2018, 12, 31))
    population(association, yingshan, 400_000, as_of=date(2019, 12, 31))
    population(association, yingshan, 350_000, as_of=date(2020, 11, 1))
    population(association, luotian, 500_000, as_of=date(2020, 11, 1))

    rows = coverage(crisis, now)

    assert of(rows, yingshan).population == 400_000
    assert of(rows, luotian).population == 500_000
    assert of(rows, luotian).population_fact.as_of == date(2020, 11, 1)


def test_members_who_live_there_and_others_at_work_there_are_seen(association, crisis, yingshan, now):
    person = Person.objects.create(name="示例会员", place=yingshan, is_sample=True)
    Membership.objects.create(organization=association, person=person)
    Presence.objects.create(
        organization=association,
        crisis=crisis,
        who="示例救援队",
        what="转移",
        place=yingshan,
        stated_on=now.date(),
        source="示例数据：协调会",
    )

    one = of(coverage(crisis, now), yingshan)

    assert (one.volunteers, one.organisation_names) == (1, ("示例救援队",))


def test_another_organisations_records_are_not_seen(other_association, crisis, yingshan, now):
    population(other_association, yingshan, 4000)
    served(other_association, crisis, yingshan)
    stranger = Person.objects.create(name="示例外人", place=yingshan, is_sample=True)
    Membership.objects.create(organization=other_association, person=stranger)

    one = of(coverage(crisis, now), yingshan)

    assert (one.population, one.volunteers, one.organisations) == (None, 0, 0)


def test_the_number_of_statements_does_not_grow_with_the_places(association, crisis, now):
    crisis.places.set(Place.objects.filter(code="420000"))
    with CaptureQueriesContext(connection) as few:
        hubei = coverage(crisis, now)
    crisis.places.set(Place.objects.filter(level=Place.Level.PROVINCE, valid_to__isnull=True))
    with CaptureQueriesContext(connection) as many:
        everywhere = coverage(crisis, now)

    assert len(hubei) > 90
    assert len(everywhere) > 2800
    assert len(many) == len(few) < 20


def test_spread_and_diversity_of_the_sources(lin, association, crisis, mask, yingshan, luotian, now):
    crisis.places.add(luotian)
    make_need(lin, crisis, item=mask, place=yingshan, at=now)

    facts = listening(crisis, now)

    assert (facts.places, facts.covered, facts.heard, facts.no_eyes, facts.unknown) == (2, 1, 1, 1, 1)
    assert facts.spread == 0.5
    assert facts.diversity == 0


@pytest.mark.parametrize(
    ("counts", "expected"), [((), None), ((0,), None), ((7,), 0), ((5, 5), 0.5), ((1, 1, 1, 1), 0.75)]
)
def test_diversity_is_one_less_the_squared_shares(counts, expected):
    assert source_diversity(counts) == expected


def test_a_share_of_no_places_is_unknown():
    assert spread(0, 0) is None


def test_an_estimate_grows_with_volunteers_and_never_reaches_one():
    shares = [
        coverage_of(stated=None, volunteers=n, population=10_000, others=0).share for n in (0, 1, 10, 100)
    ]

    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] < 1


def test_the_database_refuses_a_share_above_one_and_a_fact_without_a_source(
    association, crisis, yingshan, lin, now
):

    with pytest.raises(IntegrityError), transaction.atomic():
        state_coverage(lin, crisis, place=yingshan, share=1.2, reason="多", stated_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceFact.objects.create(
            organization=association, place=yingshan, kind="POPULATION", value=1, as_of=now.date(), source=""
        )


def test_a_judgement_is_never_edited(lin, crisis, yingshan, now):
    said = state_coverage(lin, crisis, place=yingshan, share=0.5, reason="半数村有人", stated_at=now)

    with pytest.raises((IntegrityError, OperationalError)), transaction.atomic():
        CoverageStatement.objects.filter(pk=said.pk).update(share=1)
