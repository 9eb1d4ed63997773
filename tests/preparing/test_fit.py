"""What fits us on pages and before a dispatch: reasons, others who can, and why something outside goes all the same."""

import csv
import io

import pytest
from django.urls import reverse

from qiao.engines.scope import Standing
from qiao.preparing.queries.fit import needed_for, others_for, own_doer, rows_of
from qiao.registry.models import Item, ScopeAnswer, ServiceArea
from qiao.registry.scoping.actions import write_scope
from qiao.relief import actions as relief
from qiao.relief.models import Delivery
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.makers import make_need, make_offer

pytestmark = pytest.mark.usefixtures("at_work")
TODAY = NOW.date()


@pytest.fixture
def water(db):
    return Item.objects.get(code="water-drinking")


@pytest.fixture
def heart(db):
    return Item.objects.get(code="counselling")


def test_needs_stand_by_scope_place_and_what_lies_free(
    lin, crisis, chartered, water, heart, yingshan, shanghai
):
    make_offer(lin, crisis, item=water, place=yingshan, quantity_kind="EXACT", quantity=150)
    short = make_need(lin, crisis, item=water, place=yingshan, quantity_kind="EXACT", quantity=900)
    fits = make_need(lin, crisis, item=water, place=yingshan)
    away = make_need(lin, crisis, item=water, place=shanghai)
    outside = make_need(lin, crisis, item=heart, place=yingshan)
    nowhere = make_need(lin, crisis, item=water, place=None)

    rows = rows_of(crisis, own_doer(chartered, crisis, TODAY))

    assert [(one.need.pk, one.fit.standing) for one in rows] == [
        (fits.pk, Standing.FITS),
        (short.pk, Standing.SHORT),
        (nowhere.pk, Standing.UNKNOWN),
        (away.pk, Standing.ELSEWHERE),
        (outside.pk, Standing.OUTSIDE),
    ]


def test_what_we_may_not_do_names_who_may_and_the_article(
    as_lin, lin, crisis, chartered, counsellors, heart, yingshan
):
    need = make_need(lin, crisis, item=heart, place=yingshan)

    page = as_lin.get(reverse("preparing:fit_need", args=[need.pk])).content.decode()

    assert counsellors.name in page
    assert "《社会团体登记管理条例》第二十六条、第二十八条、第三十条" in page
    assert [one.organization for one in others_for(needed_for(need, {}), chartered, TODAY)] == [counsellors]


def test_the_page_and_its_file_tell_the_same_and_leave_a_trace(
    as_lin, lin, crisis, chartered, water, yingshan
):
    make_need(lin, crisis, item=water, place=yingshan, party_text="暗号")

    page = as_lin.get(reverse("preparing:fit_list", args=[crisis.slug])).content.decode()
    content = as_lin.get(reverse("preparing:fit_export", args=[crisis.slug, "csv"])).content.decode(
        "utf-8-sig"
    )

    row = list(csv.reader(io.StringIO(content)))[1]
    assert "手头没有。" in page
    assert row[4:] == [
        "该我们做，力量不够",
        "属于灾害救助，章程写着“赈灾”。",
        "英山县在服务地域里。",
        "不要求专门技能。",
        "手头没有。",
    ]
    assert "暗号" not in content
    assert TrailEntry.objects.filter(verb="fit.export").count() == 1


def test_without_crisis_or_charter_pages_say_what_to_do(as_lin, lin, association):
    page = as_lin.get(reverse("preparing:fit")).content.decode()

    assert "先建立一个事件" in page
    with pytest.raises(ScopeAnswer.DoesNotExist):
        ScopeAnswer.objects.get()


def held_match(lin, crisis, item, place):
    need = make_need(lin, crisis, item=item, place=place)
    return relief.make_match(
        lin, need, make_offer(lin, crisis, item=item, place=place), quantity=9, confirmed_at=NOW
    )


def test_a_dispatch_outside_asks_why_once_and_keeps_the_reason(
    as_lin, lin, crisis, chartered, water, heart, yingshan, shanghai
):
    match = held_match(lin, crisis, water, shanghai)
    address = reverse("relief:match_send", args=[match.pk])

    assert "不在服务地域里" in as_lin.get(reverse("relief:match", args=[match.pk])).content.decode()
    assert as_lin.post(address, {"anyway": "1"}).status_code == 422
    assert not Delivery.objects.exists()
    assert as_lin.post(address, {"anyway": "1", "scope_reason": "指挥部调派"}).status_code == 302

    kept = ScopeAnswer.objects.get()
    assert (kept.standing, kept.reason, kept.place) == ("ELSEWHERE", "指挥部调派", shanghai)
    assert TrailEntry.objects.filter(verb="scope.answer").exists()
    again = held_match(lin, crisis, water, shanghai)
    assert as_lin.post(reverse("relief:match_send", args=[again.pk]), {}).status_code == 302


def test_a_dispatch_inside_or_without_a_charter_asks_nothing(
    as_lin, lin, crisis, association, water, yingshan
):
    match = held_match(lin, crisis, water, yingshan)

    assert as_lin.post(reverse("relief:match_send", args=[match.pk]), {}).status_code == 302
    assert not ScopeAnswer.objects.exists()


def test_a_scope_is_written_on_its_page_and_kinds_are_read_where_none_is_ticked(
    as_lin, association, yingshan, luotian
):
    address = reverse("registry:scope_edit", args=[association.pk])
    answer = as_lin.post(address, {"text": "扶老助残、赈灾救助", "places": "英山县、罗田县"})

    association.refresh_from_db()
    assert answer.status_code == 302
    assert association.business_scope.categories == ["DISABILITY", "ELDERLY", "RELIEF"]
    assert set(association.service_areas.values_list("place__name", flat=True)) == {"英山县", "罗田县"}
    assert as_lin.post(address, {"text": "经国务院批准的其他事项"}).status_code == 422


def test_a_place_left_out_ends_and_taken_up_again_stands(lin, association, yingshan, luotian):
    facts = {"text": "赈灾", "kinds": ["RELIEF"], "today": TODAY}
    for places in ([yingshan, luotian], [yingshan], [luotian]):
        write_scope(lin, association, places=places, **facts)

    standing = ServiceArea.objects.filter(organization=association, until__isnull=True)
    assert [one.place for one in standing] == [luotian]
    assert ServiceArea.objects.count() == 2


def test_a_reason_of_nothing_is_refused_by_the_database(lin, crisis, association):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        ScopeAnswer.objects.create(
            organization=association,
            crisis=crisis,
            standing="OUTSIDE",
            mark="x",
            told="x",
            reason="",
            answered_at=NOW,
        )
