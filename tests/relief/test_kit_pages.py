"""Pages of kits: what one holds, put together in a store, traced to the donors, taken apart."""

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.relief import actions
from qiao.relief.models import Kit, LotPart, StockAccount
from qiao.relief.stock import balance
from tests.relief.kits_made import family_kit, item, lot_in

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def store(at_work, lin):
    return actions.open_store(lin, name="示例一库")


@pytest.fixture
def goods(lin, crisis, store, association):
    """Masks of the association and soap of somebody unnamed, 100 each."""
    now = timezone.now()
    masks = lot_in(lin, crisis, store, "mask-surgical", 100, at=now, party=association)
    return masks, lot_in(lin, crisis, store, "soap", 100, at=now)


@pytest.fixture
def kits(lin, crisis, store, goods):
    now = timezone.now()
    return actions.assemble_kits(lin, family_kit(lin, at=now), crisis, store, kits=20, at=now)


def test_what_a_kit_holds_is_saved_by_the_form_and_changed_by_saving_it_again(as_lin, crisis):
    address = reverse("relief:kit_save", args=[crisis.slug])
    first = {"item": "家庭包", "item_0": "医用外科口罩", "pieces_0": 10, "item_3": "香皂", "pieces_3": 2}

    as_lin.post(address, first)
    as_lin.post(address, {"item": "family kit", "item_0": "香皂", "pieces_0": 3})

    kit = Kit.objects.get()
    assert list(kit.components.values_list("item__code", "pieces")) == [("soap", 3)]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"item_0": "香皂"}, "物资和数量要一起填"),
        ({"pieces_0": 2}, "物资和数量要一起填"),
        ({"item_0": "香皂", "pieces_0": 1, "item_1": "肥皂", "pieces_1": 1}, "这一样已经写过"),
        ({"item_0": "示例没有的东西", "pieces_0": 1}, "物资表里没有这一样"),
        ({}, "要装东西"),
        ({"item_0": "家庭包", "pieces_0": 1}, "不能装它自己"),
    ],
)
def test_a_kit_that_cannot_be_counted_is_refused_in_words(as_lin, crisis, told, said):
    page = as_lin.post(reverse("relief:kit_save", args=[crisis.slug]), {"item": "家庭包", **told})

    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Kit.objects.exists()


@pytest.mark.usefixtures("goods")
def test_kits_are_assembled_from_the_page_which_says_how_many_a_store_makes(as_lin, lin, crisis, store):
    kit = family_kit(lin, at=timezone.now())
    page = as_lin.get(reverse("relief:kit_list", args=[crisis.slug])).content.decode()

    as_lin.post(reverse("relief:kit_assemble", args=[crisis.slug, kit.pk]), {"store": store.pk, "kits": 50})

    assert "最多 50 套" in page
    part = LotPart.objects.get(assembly__isnull=False)
    assert (balance(part.lot, StockAccount.AVAILABLE), part.store) == (50, store)


@pytest.mark.usefixtures("goods")
def test_more_kits_than_there_is_for_are_refused_in_words(as_lin, lin, crisis, store):
    kit = family_kit(lin, at=timezone.now())

    page = as_lin.post(
        reverse("relief:kit_assemble", args=[crisis.slug, kit.pk]),
        {"store": store.pk, "kits": 51},
        follow=True,
    )

    assert "香皂在这个仓库只有 100 可用，这么多套要 102。最多装 50 套" in page.content.decode()


def test_kits_are_taken_apart_on_the_page_of_their_lot(as_lin, goods, kits):
    part = kits.parts.get(number=1)
    page = as_lin.get(reverse("relief:lot", args=[kits.pk])).content.decode()

    as_lin.post(reverse("relief:part_dismantle", args=[part.pk]), {"quantity": 20})

    assert reverse("relief:part_dismantle", args=[part.pk]) in page
    assert reverse("relief:lot_receive", args=[kits.pk]) not in page
    assert [balance(one, StockAccount.AVAILABLE) for one in goods] == [100, 100]


def test_the_page_of_a_lot_names_the_kits_and_the_kits_name_the_lots(as_lin, goods, kits):
    of_kits = as_lin.get(reverse("relief:lot", args=[kits.pk])).content.decode()
    of_masks = as_lin.get(reverse("relief:lot", args=[goods[0].pk])).content.decode()

    assert all(f"<code>{one.trace_code}</code>" in of_kits for one in goods)
    assert f"<code>{kits.trace_code}</code>" in of_masks


def test_anybody_sees_whose_goods_a_kit_was_made_from_and_into_which_kits_goods_went(
    client, association, goods, kits
):
    of_kits = client.get(reverse("pages:public_trace", args=[kits.trace_code])).content.decode()
    of_soap = client.get(reverse("pages:public_trace", args=[goods[1].trace_code])).content.decode()

    made_from = of_kits[of_kits.index("用谁的货装成") : of_kits.index("去了哪里</h2>")]
    assert association.name in made_from
    assert "捐赠人（姓名不公开）" in made_from
    assert all(reverse("pages:public_trace", args=[one.trace_code]) in made_from for one in goods)
    assert reverse("pages:public_trace", args=[kits.trace_code]) in of_soap
    assert "组装成套" in of_kits


def test_kits_that_were_all_taken_apart_are_no_longer_in_the_trace(client, lin, goods, kits):
    actions.dismantle_kits(lin, kits.parts.get(number=1), kits=20, at=timezone.now())

    page = client.get(reverse("pages:public_trace", args=[goods[0].trace_code])).content.decode()

    assert "装进了成套物资" not in page
    assert "拆开成套，货回库" in page


def test_a_volunteer_does_not_see_the_kits(as_chen, crisis):
    assert as_chen.get(reverse("relief:kit_list", args=[crisis.slug])).status_code == 403


def test_the_kit_page_is_english_for_who_reads_english(as_lin, lin, crisis, kits):
    page = as_lin.get(
        reverse("relief:kit_list", args=[crisis.slug]), headers={"accept-language": "en"}
    ).content.decode()

    assert "Family kit" in page
    assert "kits at most" in page
    assert item("soap").name_en in page
