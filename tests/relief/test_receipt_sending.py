"""A receipt from a phone's outbox: photographs, hours late, resent, and by two people who hold one code."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.exceptions import AlreadySignedError
from qiao.intake.actions import erase_report
from qiao.intake.models import Attachment, Report
from qiao.relief import actions
from qiao.relief.actions.receiving import TRIES
from qiao.relief.models import Delivery, Receipt
from tests.intake.test_attachments import photo
from tests.intake.test_draft_races import together
from tests.makers import make_delivery

OWN = {"X-Qiao-Outbox": "1", "Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.QIAO_ATTACHMENTS = tmp_path / "attachments"
    return settings.QIAO_ATTACHMENTS


@pytest.fixture
def delivery(at_work, lin, crisis, mask) -> Delivery:
    return make_delivery(lin, crisis, item=mask, quantity=40)


@pytest.fixture
def phone(db) -> Client:
    return Client(enforce_csrf_checks=True)


def answers(delivery, **said):
    first = {"code": actions.receiving_code(delivery), "outcome": "ALL", "submission": str(uuid.uuid4())}
    return first | said


def send(phone, form, *photos, **headers):
    files = [SimpleUploadedFile(f"{n}.jpg", content, "image/jpeg") for n, content in enumerate(photos)]
    return phone.post(
        reverse("relief:receive_send"), form | {"photos": files} if files else form, headers=OWN | headers
    )


def receipts() -> list[Receipt]:
    with scopes_disabled():
        return list(Receipt.objects.select_related("report"))


def test_a_resend_gets_the_first_answer_and_books_nothing(phone, delivery):
    form = answers(delivery, outcome="LESS", quantity="31")

    first, again = send(phone, form, photo()), send(phone, form, photo())

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    with scopes_disabled():
        assert (Receipt.objects.count(), Attachment.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "other", [{"outcome": "LESS", "quantity": "30"}, {"signer": "王"}, {"condition": "DAMAGED"}]
)
def test_the_same_id_with_another_content_changes_nothing(phone, delivery, other):
    form = answers(delivery)
    send(phone, form)

    answer = send(phone, form | other)

    assert (answer.status_code, answer.json()["code"]) == (409, "receipt_conflict")
    assert [(one.quantity, one.signer) for one in receipts()] == [(40, "")]


def test_the_code_alone_allows_no_second_receipt(phone, delivery):
    send(phone, answers(delivery, outcome="LESS", quantity="12"))

    answer = send(phone, answers(delivery))

    assert (answer.status_code, answer.json()["code"]) == (409, "already_signed")
    assert "实收 12" in answer.json()["error"]
    assert [one.quantity for one in receipts()] == [12]


def test_an_id_used_for_another_delivery_is_refused(phone, delivery, lin, crisis, mask):
    other = make_delivery(lin, crisis, item=mask, quantity=40)
    form = answers(delivery)
    send(phone, form)

    answer = send(phone, form | {"code": actions.receiving_code(other)})

    assert answer.json()["code"] == "receipt_conflict"
    assert [one.delivery_id for one in receipts()] == [delivery.pk]


def test_photographs_are_kept_sealed_and_without_the_cameras_data(phone, delivery, files):
    content = photo()

    send(phone, answers(delivery), content)

    (receipt,) = receipts()
    with scope(organization=delivery.organization_id):
        kept = Attachment.objects.get(report=receipt.report)
        assert kept.has_copy
    assert all(content not in one.read_bytes() for one in files.rglob("*.original"))
    assert len(list(files.rglob("*.original"))) == 1


def test_what_is_no_picture_books_nothing(phone, delivery):
    answer = send(phone, answers(delivery), b"MZ\x90 not a picture")

    assert answer.status_code == 422
    assert "photos" in answer.json()["errors"]
    assert receipts() == []


def test_four_photographs_are_refused(phone, delivery):
    assert send(phone, answers(delivery), *[photo(80 + n) for n in range(4)]).status_code == 422
    assert receipts() == []


@pytest.mark.parametrize(
    "headers", [{"X-Qiao-Outbox": ""}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_site_cannot_sign(phone, delivery, headers):
    assert send(phone, answers(delivery), **headers).status_code == 403
    assert receipts() == []


def test_guesses_at_this_door_are_counted_too(phone, delivery):
    for _ in range(TRIES):
        assert send(phone, answers(delivery, code="00000000")).status_code == 404

    assert send(phone, answers(delivery)).status_code == 429
    assert receipts() == []


def test_the_time_on_the_phone_is_kept_where_it_can_be_true(phone, delivery):
    with scope(organization=delivery.organization_id):
        Delivery.objects.filter(pk=delivery.pk).update(sent_at=timezone.now() - timedelta(hours=5))
    filled = timezone.now() - timedelta(hours=2)

    send(phone, answers(delivery, filled_at=filled.isoformat()))

    assert [one.filled_at for one in receipts()] == [filled]


@pytest.mark.parametrize(
    "told", ["", "yesterday", "2999-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2020-99-99"]
)
def test_a_clock_set_wrong_costs_no_receipt(phone, delivery, told):
    assert send(phone, answers(delivery, filled_at=told)).status_code == 201
    assert [one.filled_at for one in receipts()] == [None]


def test_the_form_without_scripts_takes_photographs_and_is_pressed_twice(phone, delivery):
    page = reverse("relief:receive_code", args=[actions.receiving_code(delivery)])
    form = answers(delivery)
    client = Client()
    picture = photo()

    answers_given = [
        client.post(page, form | {"photos": SimpleUploadedFile("a.jpg", picture, "image/jpeg")}) for _ in "12"
    ]

    assert [one.status_code for one in answers_given] == [303, 200]
    with scopes_disabled():
        assert Attachment.objects.count() == 1


def test_the_sender_sees_the_photographs_until_they_are_erased(as_lin, lin, phone, delivery):
    send(phone, answers(delivery), photo())
    page = reverse("relief:delivery", args=[delivery.pk])

    before = as_lin.get(page).content.decode()
    with scope(organization=delivery.organization_id):
        erase_report(lin, Report.objects.get(channel="签收照片"), reason="依法删除")
    after = as_lin.get(page).content.decode()

    assert 'class="attachments"' in before
    assert 'class="attachments"' not in after


def test_the_worker_keeps_only_pages_that_still_wait(phone, delivery):
    page = reverse("relief:receive_code", args=[actions.receiving_code(delivery)])
    waiting = phone.get(page)
    send(phone, answers(delivery))
    signed = phone.get(page)
    worker = phone.get(reverse("relief:receive_worker"))

    assert waiting["X-Qiao-Keep"] == "1"
    assert not signed.has_header("X-Qiao-Keep")
    assert '"pages": true' in worker.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_same_receipt_from_many_tries_at_once_is_booked_once(association, lin, crisis, mask):
    with scope(organization=association.pk):
        delivery = make_delivery(lin, crisis, item=mask, quantity=40)
    signed, submission = actions.Signed(quantity=33), uuid.uuid4()

    given = together(
        *[
            lambda: actions.take_receipt(delivery, signed, submission=submission, received_at=timezone.now())
            for _ in range(8)
        ]
    )

    assert sum(one.is_new for one in given) == 1
    assert {one.receipt.pk for one in given} == {submission}


@pytest.mark.django_db(transaction=True)
def test_of_several_who_sign_at_once_one_stands_and_the_others_are_told(association, lin, crisis, mask):
    with scope(organization=association.pk):
        delivery = make_delivery(lin, crisis, item=mask, quantity=40)

    def sign(quantity):
        return lambda: actions.take_receipt(
            delivery, actions.Signed(quantity=quantity), submission=uuid.uuid4(), received_at=timezone.now()
        )

    given = together(*[sign(quantity) for quantity in range(30, 38)])

    assert sum(isinstance(one, actions.Taken) for one in given) == 1
    assert sum(isinstance(one, AlreadySignedError) for one in given) == 7
    assert len(receipts()) == 1
