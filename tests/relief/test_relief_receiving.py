"""The receiving page: public, on a phone, without an account and without scripts."""

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.intake.models import Need
from qiao.relief import actions
from qiao.relief.actions.receiving import TRIES
from qiao.relief.models import Delivery, Match, Receipt, Share
from tests.makers import make_delivery, make_need, make_offer


@pytest.fixture
def delivery(at_work, lin, crisis, mask) -> Delivery:
    return make_delivery(lin, crisis, item=mask, quantity=40)


@pytest.fixture
def page(delivery) -> str:
    """The address in the QR code."""
    return reverse("relief:receive_code", args=[actions.receiving_code(delivery)])


@pytest.fixture
def phone(db) -> Client:
    """Somebody without an account, whose forms carry the token like a browser's."""
    return Client()


def receipt() -> Receipt:
    with scopes_disabled():
        return Receipt.objects.get()


def test_the_way_from_plan_to_receipt_can_be_walked_in_the_browser(
    as_lin, phone, lin, crisis, mask, yingshan, at_work
):
    need = make_need(lin, crisis, item=mask, place=yingshan, quantity_kind="EXACT", quantity=100)
    make_offer(lin, crisis, item=mask, place=yingshan, quantity_kind="EXACT", quantity=100)
    as_lin.post(reverse("relief:plan_make", args=[crisis.slug]))
    as_lin.post(reverse("relief:share_confirm", args=[Share.objects.get().pk]), {"quantity": 100})
    as_lin.post(reverse("relief:match_send", args=[Match.objects.get().pk]), {"carrier": "示例车队"})
    code = actions.receiving_code(Delivery.objects.get())

    asked = phone.post(reverse("relief:receive"), {"code": f"{code[:4]}-{code[4:].lower()}"}, follow=True)
    signed = phone.post(asked.redirect_chain[-1][0], {"outcome": "ALL", "signer": "王"}, follow=True)

    need.refresh_from_db()
    assert "100" in asked.content.decode()
    assert "谢谢" in signed.content.decode()
    assert need.state == Need.State.MET


@pytest.mark.parametrize("where", ["receive", "receive_code"])
def test_neither_caches_nor_other_sites_learn_the_code(phone, page, where):
    answer = phone.get(page if where == "receive_code" else reverse("relief:receive"))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("said", "booked"),
    [
        ({"outcome": "ALL"}, 40),
        ({"outcome": "ALL", "quantity": "7"}, 40),
        ({"outcome": "LESS", "quantity": "12"}, 12),
        ({"outcome": "LESS", "quantity": "0"}, 0),
        ({"outcome": "MORE", "quantity": "41"}, 41),
    ],
)
def test_what_the_recipient_says_is_what_is_booked(phone, page, said, booked):
    answer = phone.post(page, said)

    assert answer.status_code == 303
    assert receipt().quantity == booked


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"quantity": "40"},
        {"outcome": "LESS"},
        {"outcome": "LESS", "quantity": "40"},
        {"outcome": "LESS", "quantity": "-1"},
        {"outcome": "MORE", "quantity": "40"},
        {"outcome": "MORE", "quantity": "4000000000"},
        {"outcome": "PERHAPS", "quantity": "1"},
        {"outcome": "ALL", "signer": "王" * 21},
    ],
)
def test_an_answer_that_does_not_fit_is_asked_again(phone, page, said):
    answer = phone.post(page, said)

    assert answer.status_code == 422
    assert 'class="errorlist' in answer.content.decode()
    with scopes_disabled():
        assert not Receipt.objects.exists()


def test_signing_twice_shows_the_first_receipt(phone, page):
    phone.post(page, {"outcome": "LESS", "quantity": "30"})

    answer = phone.post(page, {"outcome": "ALL"})

    assert answer.status_code == 200
    assert "实收 30" in answer.content.decode()
    assert receipt().quantity == 30


def test_nobody_is_named_on_the_public_page(phone, page, delivery, lin, crisis, mask):
    delivery.match.offer.party_text = "王小明"
    delivery.match.offer.save()
    delivery.match.need.party_text = "李小红"
    delivery.match.need.save()

    shown = phone.get(page).content.decode()

    assert "王小明" not in shown
    assert "李小红" not in shown
    assert "示例县义工联合会" in shown


@pytest.mark.usefixtures("delivery")
def test_a_wrong_code_is_answered_with_a_sentence(phone):
    answer = phone.post(reverse("relief:receive"), {"code": "0000-0000"})

    assert answer.status_code == 404
    assert "签收码不对" in answer.content.decode()


def test_an_empty_code_is_not_counted_as_a_guess(phone, db):
    answer = phone.post(reverse("relief:receive"), {"code": ""})

    assert answer.status_code == 422
    assert "请输入" in answer.content.decode()


def test_the_page_is_locked_after_too_many_wrong_codes(phone, page):
    for _ in range(TRIES):
        phone.get(reverse("relief:receive_code", args=["00000000"]))

    answer = phone.get(page)

    assert answer.status_code == 429
    assert "已锁定" in answer.content.decode()


def test_the_receiving_page_needs_the_forms_token(page):
    assert Client(enforce_csrf_checks=True).post(page, {"outcome": "ALL"}).status_code == 403


def test_the_page_speaks_english(phone, page):
    phone.post(page, {"outcome": "ALL"})

    assert phone.get(page, headers={"accept-language": "en"}).status_code == 200


def test_the_signed_page_leads_to_the_public_trace(phone, page, delivery):
    answer = phone.post(page, {"outcome": "ALL"}, follow=True)

    assert f"/t/{delivery.match.lot.trace_code}/" in answer.content.decode()
