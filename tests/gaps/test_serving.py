"""Before a dispatch: whom government or somebody else serves there already, told once, the answer kept."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.gaps.models import OfficialFigure, Presence
from qiao.registry.models import Place, ServedAnswer
from qiao.registry.served import DAYS, who_serves
from qiao.relief.models import Delivery, Match, Shipment
from qiao.trail.models import TrailEntry
from qiao.volunteering.models import Activity
from tests.makers import make_match, make_need, make_offer

pytestmark = pytest.mark.usefixtures("at_work")
TODAY = timezone.localdate()
FIRST = TODAY - timedelta(days=DAYS)


def supplied(association, crisis, place, item, *, days=1, **facts):
    given = {"quantity_kind": "EXACT", "quantity": 500, "unit": "只", "kind": "SUPPLIED"} | facts
    return OfficialFigure.objects.create(
        organization=association,
        crisis=crisis,
        place=place,
        item=item,
        stated_on=TODAY - timedelta(days=days),
        source="示例指挥部通报",
        **given,
    )


def present(association, crisis, place, what="送医用外科口罩", **facts):
    given = {"who": "示例救援队", "stated_on": TODAY, "source": "示例表"} | facts
    return Presence.objects.create(organization=association, crisis=crisis, place=place, what=what, **given)


def told(crisis, place, item):
    return who_serves(crisis, place, item, today=TODAY, first=FIRST)


def send(as_lin, match, **more):
    return as_lin.post(reverse("relief:match_send", args=[match.pk]), more)


@pytest.fixture
def match(lin, crisis, mask, yingshan) -> Match:
    return make_match(lin, crisis, item=mask, place=yingshan)


def test_what_is_told_says_whom_how_much_when_and_by_which_source(association, crisis, yingshan, mask):
    supplied(association, crisis, yingshan, mask)
    present(association, crisis, yingshan, what=f"送{mask.name}")

    words = " ".join(one.words for one in told(crisis, yingshan, mask))

    for part in ("500", TODAY.isoformat(), "示例指挥部通报", "示例救援队", "示例表"):
        assert part in words


@pytest.mark.parametrize(
    "facts",
    [
        {"days": DAYS + 1},
        {"kind": "NEED"},
        {"quantity_kind": "NONE", "quantity": None},
    ],
)
def test_what_is_old_asked_for_or_nothing_serves_nobody(association, crisis, yingshan, mask, facts):
    supplied(association, crisis, yingshan, mask, **facts)

    assert told(crisis, yingshan, mask) == []


def test_an_unknown_quantity_is_told_as_unknown(association, crisis, yingshan, mask):
    supplied(association, crisis, yingshan, mask, quantity_kind="UNKNOWN", quantity=None)

    (one,) = told(crisis, yingshan, mask)

    assert "数量未知" in one.words


def test_another_place_another_item_or_ended_work_is_no_overlap(
    association, crisis, yingshan, luotian, mask, gown
):
    supplied(association, crisis, luotian, mask)
    supplied(association, crisis, yingshan, gown)
    present(association, crisis, yingshan, what=mask.name, ended_on=TODAY - timedelta(days=1))
    present(association, crisis, yingshan, what=mask.name, status="PLANNED")
    present(association, crisis, yingshan, what=mask.name, party=association)

    assert told(crisis, yingshan, mask) == []


def test_a_dispatch_asks_once_and_the_trail_keeps_the_answer(as_lin, association, match, mask):
    supplied(association, match.crisis, match.need.place, mask)

    first = send(as_lin, match)
    assert "官方已供" in first.content.decode()
    assert not Delivery.objects.exists()
    send(as_lin, match, anyway="1")

    assert Delivery.objects.count() == 1
    entry = TrailEntry.objects.get(verb="served.answer")
    assert entry.details == {"place": match.need.place.code, "item": mask.code, "told": 1}
    assert TrailEntry.objects.get(verb="delivery.send").details["overruled"] == "SERVED"


def test_what_was_answered_is_not_asked_again_until_something_new_is_told(
    as_lin, lin, association, crisis, match, mask
):
    supplied(association, crisis, match.need.place, mask)
    send(as_lin, match, anyway="1")
    second, third = (make_match(lin, crisis, item=mask, place=match.need.place) for _each in range(2))

    send(as_lin, second)
    supplied(association, crisis, match.need.place, mask, quantity=900)
    asked = send(as_lin, third)

    assert Delivery.objects.count() == 2
    assert "900" in asked.content.decode()
    assert ServedAnswer.objects.count() == 1


def test_a_match_by_hand_asks_too(as_lin, lin, association, crisis, mask, yingshan):
    need = make_need(lin, crisis, item=mask, place=yingshan)
    offer = make_offer(lin, crisis, item=mask, quantity_kind="EXACT", quantity=50)
    supplied(association, crisis, need.place, mask)
    page = reverse("relief:match_new", args=[need.pk])
    data = {"offer": offer.pk, "quantity": 10}

    refused = as_lin.post(page, data)
    as_lin.post(page, data | {"anyway": "1"})

    assert (refused.status_code, Match.objects.count()) == (422, 1)
    assert "官方已供" in refused.content.decode()


def test_a_lorry_asks_before_it_leaves(as_lin, association, crisis, match, mask):
    supplied(association, crisis, match.need.place, mask)
    page = reverse("relief:shipment_new", args=[crisis.slug])
    data = {"match": [str(match.pk)], "send": "1"}

    asked = as_lin.post(page, data)
    as_lin.post(page, data | {"anyway": "1"})

    assert (asked.status_code, Shipment.objects.count()) == (422, 1)
    assert TrailEntry.objects.filter(verb="served.answer").count() == 1


def test_an_activity_asks_where_others_are_at_work(as_lin, association, crisis, yingshan):
    present(association, crisis, yingshan, what="社区送餐")
    page = reverse("volunteering:activity_new", args=[crisis.slug])
    data = {"activity-kind": "OTHER", "activity-title": "示例送餐", "activity-place": yingshan.code}

    asked = as_lin.post(page, data)
    as_lin.post(page, data | {"anyway": "1"})

    assert "示例救援队" in asked.content.decode()
    assert (asked.status_code, Activity.objects.count()) == (422, 1)


def test_nothing_is_asked_where_nobody_serves(as_lin, match):
    send(as_lin, match)

    assert Delivery.objects.count() == 1
    assert not TrailEntry.objects.filter(verb="served.answer").exists()


@pytest.mark.parametrize(("county", "city"), [("310115", "310000"), ("421124", "421100")])
def test_what_is_given_to_a_city_is_told_in_its_counties(association, crisis, mask, county, city):
    """Shanghai's districts have no prefecture between them and the municipality."""
    supplied(association, crisis, Place.objects.get(code=city), mask)

    assert [one.what for one in told(crisis, Place.objects.get(code=county), mask)] == [mask.name]
