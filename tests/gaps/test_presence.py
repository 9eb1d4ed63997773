"""Who does what where: derived from the records, beside others'; out with HXL tags and in again."""

import csv
import io
import uuid
from datetime import date

import pytest
from django.urls import reverse

from qiao.gaps.actions import tables
from qiao.gaps.models import CoverageStatement, Presence
from qiao.gaps.queries.presence import Asked, who_does_what
from qiao.gaps.queries.tables import first_plan
from qiao.intake.actions.imports import Table
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.gaps.test_coverage import served
from tests.makers import make_delivery

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def others(association, crisis, yingshan):
    return Presence.objects.create(
        organization=association,
        crisis=crisis,
        who="=示例救援队",
        what="转移群众",
        place=yingshan,
        began_on=date(2020, 1, 28),
        for_whom="受困群众",
        persons=120,
        stated_on=date(2020, 2, 1),
        source="示例数据：协调会",
    )


def test_our_work_is_derived_from_hours_and_deliveries(association, lin, crisis, mask, yingshan):
    served(association, crisis, yingshan, people=2)
    make_delivery(lin, crisis, item=mask, place=yingshan)

    rows = who_does_what(crisis)

    assert {(one.who, one.what, one.place, one.volunteers) for one in rows} == {
        (association.name, "社区值守", yingshan.code, 2),
        (association.name, "运送物资：医用外科口罩", yingshan.code, None),
    }
    assert {(one.began_on, one.ended_on) for one in rows} == {
        (date(2020, 1, 25), date(2020, 1, 25)),
        (date(2020, 2, 1), date(2020, 2, 1)),
    }


def test_others_stand_beside_ours_with_their_source(others, crisis):
    (one,) = who_does_what(crisis)

    assert (one.is_ours, one.source, one.persons, one.volunteers) == (False, "示例数据：协调会", 120, None)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(who="救援"), 1),
        (Asked(who="别人"), 0),
        (Asked(place="4211"), 1),
        (Asked(place="英山"), 1),
        (Asked(place="罗田"), 0),
        (Asked(on=date(2020, 1, 27)), 0),
        (Asked(on=date(2020, 3, 1)), 1),
    ],
)
def test_the_grid_is_filtered(others, crisis, asked, found):
    assert len(who_does_what(crisis, asked)) == found


def test_the_hxl_file_has_tags_and_no_formula(as_lin, others, crisis):
    answer = as_lin.get(reverse("gaps:presence_export", args=[crisis.slug, "hxl"]))

    _head, tags, row = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert tags[:3] == ["#org+name", "#activity+name", "#loc+code+v_gbt2260"]
    assert not row[0].startswith("=")
    assert row[tags.index("#reached+num")] == "120"
    assert row[tags.index("#personnel+num")] == ""
    assert TrailEntry.objects.filter(verb="presence.export").count() == 1


def test_what_goes_out_as_hxl_comes_in_by_the_door_of_tables(as_lin, lin, others, crisis, yingshan):
    Presence.objects.filter(pk=others.pk).update(who="示例救援队")
    content = as_lin.get(reverse("gaps:presence_export", args=[crisis.slug, "hxl"])).content
    Presence.objects.all().delete()

    batch, _is_new = tables.hand_in_table(
        lin, Table("a.csv", content), id=uuid.uuid4(), crisis=crisis, content="PRESENCE"
    )
    tables.try_table(lin, batch, first_plan(batch), at=NOW, today=date(2020, 3, 1))
    tables.load_table(lin, batch, policy="ALL", at=NOW, today=date(2020, 3, 1))

    (one,) = Presence.objects.all()
    assert (one.who, one.what, one.place, one.persons, one.for_whom, one.began_on, one.source) == (
        "示例救援队",
        "转移群众",
        yingshan,
        120,
        "受困群众",
        date(2020, 1, 28),
        "示例数据：协调会",
    )


def test_a_form_of_file_that_is_not_known_is_not_found(as_lin, crisis):
    assert as_lin.get(reverse("gaps:presence_export", args=[crisis.slug, "exe"])).status_code == 404


def test_the_page_says_who_and_where(as_lin, others, crisis):
    text = as_lin.get(reverse("gaps:presence", args=[crisis.slug])).content.decode()

    assert "=示例救援队" in text
    assert "2020-01-28 – ?" in text


def test_an_empty_grid_says_what_fills_it(as_lin, crisis):
    text = as_lin.get(reverse("gaps:presence", args=[crisis.slug])).content.decode()

    assert "还没有谁在做什么的记录" in text


def test_a_place_without_anybody_is_shown_as_no_eyes(as_lin, crisis):
    page = reverse("gaps:coverage", args=[crisis.slug])

    assert "0 · 这里没有眼睛" in as_lin.get(page).content.decode()
    assert "No eyes here" in as_lin.get(page, headers={"accept-language": "en"}).content.decode()
    assert "没有这样的县区" in as_lin.get(page, {"stand": "stated"}).content.decode()


def test_a_judgement_is_written_on_the_page(as_lin, crisis):
    page = reverse("gaps:coverage_state", args=[crisis.slug])

    refused = as_lin.post(page, {"place": "英山县", "percent": "120", "reason": "多"})
    text = as_lin.post(
        page, {"place": "421124", "percent": "40", "reason": "示例：23 村中 9 村有人"}, follow=True
    ).content.decode()

    assert refused.status_code == 422
    assert "示例：23 村中 9 村有人" in text
    assert CoverageStatement.objects.get().share == 0.4


def test_a_volunteer_sees_and_judges_nothing(as_chen, crisis):
    data = {"place": "421124", "percent": "40", "reason": "有人"}

    assert as_chen.get(reverse("gaps:coverage", args=[crisis.slug])).status_code == 200
    assert as_chen.post(reverse("gaps:coverage_state", args=[crisis.slug]), data).status_code == 403
    assert as_chen.get(reverse("gaps:presence_export", args=[crisis.slug, "csv"])).status_code == 403
