"""Counties and the organisations that can do it: what is unknown is told as unknown, the emptiest county stands first."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qiao.gaps.models import PlaceFact
from qiao.gaps.queries.capacity import ABLE_FROM, Standing, capacity, told
from qiao.registry.models import Organization, Place, ServiceArea
from qiao.registry.networks.actions import assess_partner, found_network, join_network
from qiao.trail.models import TrailEntry

TODAY = date(2020, 2, 1)
pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def city(yingshan):
    return Place.objects.get(code="421100")


def organize(name, **facts):
    return Organization.objects.create(name=name, kind="ASSOCIATION", **facts)


def assess(lin, one, *domains):
    facts = dict(zip(("m1", "m2", "m3", "m4", "m5"), domains, strict=True))
    return assess_partner(lin, partner=one, assessed_on=TODAY, basis="VISIT", source="示例", **facts)


def standing(area, *, line=ABLE_FROM):
    return {one.place.code: one.standing for one in capacity(area, line=line, today=TODAY)}


def test_each_standing_is_reached_on_its_own_side_of_the_line(lin, city, yingshan, luotian, association):
    assert set(standing(city).values()) == {Standing.NONE, Standing.UNASSESSED}
    assert standing(city)[yingshan.code] == Standing.UNASSESSED

    group = organize("示例罗田协会", home=luotian)
    row = assess(lin, group, 200, 200, 200, 200, 200)
    assert standing(city)[luotian.code] == Standing.ABLE
    assert standing(city, line=51)[luotian.code] == Standing.WEAK

    row.m5 = None
    row.save()
    assert standing(city)[luotian.code] == Standing.UNSURE
    assert standing(city, line=63)[luotian.code] == Standing.WEAK


def test_who_serves_a_county_or_answers_for_it_counts_there(lin, city, luotian, association, shanghai):
    far = organize("示例上海协会", home=shanghai)
    ServiceArea.objects.create(organization=far, place=luotian, until=date(2020, 1, 31))
    assert standing(city)[luotian.code] == Standing.NONE

    ServiceArea.objects.update(until=TODAY)
    assert standing(city)[luotian.code] == Standing.UNASSESSED

    ServiceArea.objects.all().delete()
    network = found_network(lin, name="示例网络")
    join_network(lin, network, organization=far, place=luotian)
    assert standing(city)[luotian.code] == Standing.UNASSESSED


def test_hospitals_are_no_social_organisations(city, luotian):
    Organization.objects.create(name="示例县医院", kind="HOSPITAL", home=luotian)

    assert standing(city)[luotian.code] == Standing.NONE


def test_the_emptiest_and_most_populous_county_comes_first(association, city, luotian):
    PlaceFact.objects.create(
        organization=association, place=luotian, kind="POPULATION", value=580_000, as_of=TODAY, source="示例"
    )

    rows = capacity(city, line=ABLE_FROM, today=TODAY)

    assert rows[0].place == luotian
    empty = told(rows)[0]
    assert (empty.standing, empty.people, empty.unknown) == (Standing.NONE, 580_000, empty.counties - 1)


def test_the_country_takes_as_many_statements_as_a_city(city):
    with CaptureQueriesContext(connection) as few:
        capacity(city, line=ABLE_FROM, today=TODAY)
    with CaptureQueriesContext(connection) as many:
        assert len(capacity(None, line=ABLE_FROM, today=TODAY)) > 2000

    assert len(many) == len(few)


def test_the_page_begins_with_our_own_city_and_hands_it_out(as_lin, association, yingshan, luotian):
    page = as_lin.get(reverse("gaps:capacity")).content.decode()
    assert luotian.name in page
    assert association.name in page

    answer = as_lin.get(reverse("gaps:capacity_export", args=["csv"]), {"place": "黄冈市"})
    assert yingshan.name in answer.content.decode("utf-8-sig")
    assert TrailEntry.objects.filter(verb="capacity.export").exists()


def test_an_unknown_place_is_refused_in_words(as_lin):
    answer = as_lin.get(reverse("gaps:capacity"), {"place": "没有这个地方"})

    assert answer.status_code == 422
    assert "没有这个地方" in answer.content.decode()
