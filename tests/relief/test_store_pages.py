"""Pages of stores: entered, filled, moved, counted; what expired and what is not fit."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from qiao.registry.loading import reference_id
from qiao.registry.models import Item
from qiao.relief import actions
from qiao.relief.models import LotPart, Match, StockAccount, Store
from qiao.relief.stock import balance, lying, open_lot
from tests.makers import make_need, make_offer

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def lot(at_work, lin, crisis, mask):
    with transaction.atomic():
        return open_lot(make_offer(lin, crisis, item=mask, quantity=1000, pack_size=50), at=timezone.now())


@pytest.fixture
def store(at_work, lin):
    return actions.open_store(lin, name="示例一库")


def take_in(client, lot, store, quantity, days=None, **facts):
    if days is not None:
        facts["expires_on"] = f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"
    return client.post(
        reverse("relief:lot_receive", args=[lot.pk]), {"store": store.pk, "quantity": quantity, **facts}
    )


def test_a_store_is_entered_once_and_its_telephone_is_a_sealed_contact(as_lin):
    first = as_lin.post(reverse("relief:store_new"), {"name": "示例一库", "place": "英山县", "hours": "9–17"})
    again = as_lin.post(reverse("relief:store_new"), {"name": "示例一库"})
    made = Store.objects.get()

    assert (first.status_code, again.status_code) == (302, 422)
    page = as_lin.get(reverse("relief:store", args=[made.pk])).content.decode()
    assert reverse("registry:contact_new", args=["store", made.pk]) in page
    assert as_lin.get(reverse("registry:contact_new", args=["store", made.pk])).status_code == 200


def test_boxes_are_taken_in_as_pieces_and_shown_both_ways(as_lin, lot, store):
    take_in(as_lin, lot, store, 12, days=20, packs=1)
    take_in(as_lin, lot, store, 30)

    assert sorted(lying(one.pk, "AVAILABLE") for one in LotPart.objects.filter(store=store)) == [30, 600]
    page = as_lin.get(reverse("relief:store", args=[store.pk])).content.decode()
    assert "12 箱零 0（每箱 50）" in page
    assert "三十天内到期" in page


def test_what_ends_soonest_stands_first(as_lin, lot, store):
    take_in(as_lin, lot, store, 10, days=90)
    take_in(as_lin, lot, store, 10, days=5)

    page = as_lin.get(reverse("relief:store", args=[store.pk])).content.decode()

    soon, late = (f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}" for days in (5, 90))
    assert page.index(soon) < page.index(late)


def test_goods_are_moved_and_counted_from_the_page_of_the_store(as_lin, lin, lot, store):
    take_in(as_lin, lot, store, 100)
    second = actions.open_store(lin, name="示例二库")
    part = LotPart.objects.get(store=store)

    as_lin.post(
        reverse("relief:part_transfer", args=[part.pk]),
        {"store": second.pk, "quantity": 40, "from": "store"},
    )
    back = as_lin.post(
        reverse("relief:part_count", args=[part.pk]), {"counted": 58, "from": "store"}, follow=True
    )

    assert lying(part.pk, "AVAILABLE") == 58
    assert balance(lot, StockAccount.DIFFERENCE) == 2
    assert back.redirect_chain[-1][0] == reverse("relief:store", args=[store.pk])


def test_more_than_lies_there_is_refused_in_words(as_lin, lin, lot, store):
    take_in(as_lin, lot, store, 100)
    second = actions.open_store(lin, name="示例二库")
    part = LotPart.objects.get(store=store)

    page = as_lin.post(
        reverse("relief:part_transfer", args=[part.pk]), {"store": second.pk, "quantity": 101}, follow=True
    )

    assert "只剩 100，不够 101" in page.content.decode()


def test_expired_goods_are_written_off_in_one_act(as_lin, lot, store, crisis):
    take_in(as_lin, lot, store, 30, days=-1)
    take_in(as_lin, lot, store, 20, days=-9)

    page = as_lin.get(reverse("relief:unfit_list", args=[crisis.slug])).content.decode()
    as_lin.post(reverse("relief:expired_write_off", args=[crisis.slug]))

    assert "这 2 份全部报损" in page
    assert balance(lot, StockAccount.WRITTEN_OFF) == 50


def test_unfit_goods_are_shown_with_the_needs_that_accept_them_and_given_to_one(
    as_lin, lin, crisis, mask, lot, store
):
    civil = Item.objects.get(pk=reference_id("item", "mask-civil"))
    clinic = make_need(lin, crisis, item=mask, party_text="示例卫生院", at=timezone.now())
    community = make_need(lin, crisis, item=civil, party_text="示例社区", at=timezone.now())
    take_in(as_lin, lot, store, 100)
    part = LotPart.objects.get(store=store)

    as_lin.post(
        reverse("relief:part_unfit", args=[part.pk]),
        {"quantity": 100, "unfit": "CERTIFICATE", "serves_as": civil.pk},
    )
    marked = LotPart.objects.get(unfit="CERTIFICATE")
    page = as_lin.get(reverse("relief:unfit_list", args=[crisis.slug])).content.decode()
    for need in (clinic, community):
        as_lin.post(reverse("relief:part_match", args=[marked.pk]), {"need": need.pk, "quantity": 60})

    assert "示例社区" in page
    assert "示例卫生院" not in page
    assert [one.need for one in Match.objects.all()] == [community]
    assert lying(marked.pk, "HELD") == 60


def test_the_lot_page_tells_parts_apart(as_lin, lot, store):
    take_in(as_lin, lot, store, 100, days=40)
    part = LotPart.objects.get(store=store)
    ends = f"{timezone.localdate() + timedelta(days=400):%Y-%m-%d}"

    as_lin.post(reverse("relief:part_split", args=[part.pk]), {"quantity": 30, "expires_on": ends})

    page = as_lin.get(reverse("relief:lot", args=[lot.pk])).content.decode()
    assert f"{lot.trace_code}-2" in page
    assert ends in page
    assert "捐赠人处，还没有入库" in page
