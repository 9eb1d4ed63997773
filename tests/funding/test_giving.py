"""Gifts: split, sealed, thanked, receipted, and what became of them by a code."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.exceptions import GiftCodeUnknownError, InvoiceNumberError
from qiao.funding import actions, giving
from qiao.funding.actions import Line
from qiao.funding.giving import Donor, Invoice, Part
from qiao.funding.models import Donation, LedgerLine
from qiao.registry.queries import actor_for
from qiao.trail.models import TrailEntry
from tests.conftest import appoint

pytestmark = pytest.mark.usefixtures("at_work")

DAY = date(2020, 2, 1)
Account = LedgerLine.Account
NAME = "示例捐赠人甲"


@pytest.fixture
def qian_user(association):
    return appoint("qian", association, Role.FINANCE)


@pytest.fixture
def qian(qian_user):
    return actor_for(qian_user)


@pytest.fixture
def sun(association):
    return actor_for(appoint("sun", association, Role.FINANCE))


@pytest.fixture
def gift(qian):
    return giving.receive_gift(qian, Donor("PERSON", NAME), [Part("饮用水", 300), Part("", 100)], on=DAY)


def test_a_gift_is_one_entry_over_its_purposes(gift):
    lines = gift.entry.lines.filter(amount_fen__lt=0).values_list("account", "purpose", "amount_fen")

    assert set(lines) == {("INCOME_RESTRICTED", "饮用水", -300), ("INCOME_UNRESTRICTED", "", -100)}
    assert (gift.amount_fen, gift.purpose) == (400, "饮用水")


def test_a_name_is_sealed_and_published_only_with_consent(qian, gift):
    assert NAME not in str(Donation.objects.filter(pk=gift.pk).values().get())
    assert NAME not in str(list(TrailEntry.objects.values()))
    assert giving.change_consent(qian, gift, is_named=True).donor_text == NAME
    assert giving.change_consent(qian, gift, is_named=False).donor_text == ""
    assert giving.reveal_donor(qian, gift) == NAME
    assert TrailEntry.objects.filter(verb="donation.reveal").exists()


def test_an_issued_receipt_has_its_number_and_day(qian, gift):
    with pytest.raises(InvoiceNumberError):
        giving.note_invoice(qian, gift, Invoice("ISSUED"))

    noted = giving.note_invoice(qian, gift, Invoice("ISSUED", "33", "0001", "ab", "P1", DAY))

    assert (noted.invoice_number, noted.invoiced_on) == ("0001", DAY)


def test_a_donor_sees_by_code_what_became_of_the_gift(qian, sun, gift, client):
    actions.approve_entries(sun, [gift.entry], now=timezone.now())
    lines = [Line(Account.EXPENSE, 200, "饮用水"), Line(Account.BANK, -200, "饮用水")]
    spent = actions.book_entry(qian, booked_on=DAY, text="买水 15400000001", lines=lines)
    actions.approve_entries(sun, [spent], now=timezone.now())

    answer = client.post(reverse("funding:gift_ask"), {"code": giving.code_of(gift)})
    text = client.get(answer["Location"]).content.decode()

    assert "买水" in text
    assert "15400000001" not in text
    assert NAME not in text
    assert "2.00" in text


def test_what_is_not_approved_is_not_told_of_as_spent(qian, sun, gift):
    actions.approve_entries(sun, [gift.entry], now=timezone.now())
    lines = [Line(Account.EXPENSE, 200, "饮用水"), Line(Account.BANK, -200, "饮用水")]
    actions.book_entry(qian, booked_on=DAY, text="买水", lines=lines)

    found = giving.became_of(gift)

    assert found.spendings == ()
    assert [(one.purpose, one.left_fen) for one in found.purposes] == [("饮用水", 300), ("", 100)]


def test_a_wrong_code_opens_nothing(gift, client):
    with pytest.raises(GiftCodeUnknownError):
        giving.find_gift("0000-0000-0000-0000", client="127.0.0.1", now=timezone.now())

    assert client.post(reverse("funding:gift_ask"), {"code": "1"}).status_code == 404
    assert client.get(reverse("funding:gift_code", args=["1"])).status_code == 404


def test_the_pages_take_a_gift_and_its_receipt(qian_user, crisis):
    client = Client()
    client.force_login(qian_user, backend="django.contrib.auth.backends.ModelBackend")
    posted = {
        "gift-on": "2020-02-01",
        "gift-kind": "PERSON",
        "gift-name": NAME,
        "gift-purpose_1": "饮用水",
        "gift-amount_1": "3",
        "gift-purpose_2": "",
        "gift-amount_2": "1",
    }
    page = client.post(reverse("funding:gift_new", args=[crisis.slug]), posted)["Location"]
    gift = Donation.objects.get()
    assert giving.code_of(gift) in client.get(page).content.decode()

    client.post(page + "act/", {"act": "thank"})
    receipt = {"act": "invoice", "invoice-state": "ISSUED", "invoice-number": "7", "invoice-on": "2020-02-02"}
    client.post(page + "act/", receipt)

    gift.refresh_from_db()
    assert gift.thanked_at
    assert gift.invoice_number == "7"
    listed = client.get(reverse("funding:gift_list", args=[crisis.slug])).content.decode()
    assert NAME not in listed
    wrong = posted | {"gift-purpose_3": "燃油"}
    assert client.post(reverse("funding:gift_new", args=[crisis.slug]), wrong).status_code == 422
