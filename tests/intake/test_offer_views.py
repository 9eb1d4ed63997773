import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.intake.models import Offer, Report


def terms(**more):
    form = {
        "submission": str(uuid.uuid4()),
        "item": "医用外科口罩",
        "quantity_kind": "EXACT",
        "quantity": "5000",
        "place": "上海市浦东新区",
        "pack_size": "500",
        "minimum_lot": "1000",
        "earmark_place": "英山县",
    }
    return form | more


@pytest.fixture
def url(crisis):
    return reverse("intake:offer_new", args=(crisis.slug,))


def only_offer():
    with scopes_disabled():
        return Offer.objects.select_related("place", "earmark_place").get()


def test_offer_taken_down_keeps_its_terms(as_lin, url, yingshan, shanghai):
    as_lin.post(url, terms())

    offer = only_offer()
    assert (offer.pack_size, offer.minimum_lot) == (500, 1000)
    assert (offer.place, offer.earmark_place) == (shanghai, yingshan)


def test_offer_taken_down_twice_is_one(as_lin, url):
    form = terms()

    for _ in range(2):
        as_lin.post(url, form)

    with scopes_disabled():
        assert (Offer.objects.count(), Report.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"pack_size": "0"}, "1"),
        ({"earmark_recipient": "没有这个单位"}, "名录里没有"),
        ({"available_from": "2020-02-03T08:00", "expires_at": "2020-02-02T08:00"}, "晚于可发时间"),
    ],
)
def test_wrong_terms_are_refused_with_what_to_do(as_lin, url, wrong, said):
    response = as_lin.post(url, terms(**wrong))

    assert response.status_code == 422
    assert said in response.content.decode()


def test_confirmed_offer_is_open(as_chen, offer):
    as_chen.post(reverse("intake:offer_verify", args=(offer.pk,)), {"method": "PHONE", "result": "CONFIRMED"})

    assert only_offer().state == "OPEN"


def test_bug_spent_offer_is_closed(as_lin, offer):
    as_lin.post(reverse("intake:offer_verify", args=(offer.pk,)), {"method": "PHONE", "result": "MET"})

    assert only_offer().closed_at is not None


@pytest.mark.parametrize(("question", "found"), [({}, 1), ({"item": "goggles"}, 0), ({"state": "OPEN"}, 0)])
def test_list_is_narrowed_by_what_is_asked(as_lin, offer, crisis, question, found):
    page = as_lin.get(reverse("intake:offer_list", args=(crisis.slug,)), question).content.decode()

    assert f"共 {found} 条资源" in page
