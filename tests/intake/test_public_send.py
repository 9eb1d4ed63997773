"""The door of the outbox, and what the public form takes and refuses."""

import json
import threading

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from qiao.intake.actions import erase_report
from qiao.intake.models import Attachment, Need, Note, Offer, Reading, Report
from qiao.intake.reporter import page as reporter_page
from qiao.intake.reporter.codes import receipt_code
from tests.intake.test_attachments import photo
from tests.intake.test_public_form import answers, only_report

OWN = {"X-Qiao-Outbox": "1", "Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "QIAO_ATTACHMENTS", tmp_path / "attachments")


@pytest.fixture
def url(association, crisis):
    return reverse("intake:form", args=(crisis.slug,))


@pytest.fixture
def door(association, crisis):
    return reverse("intake:form_send", args=(crisis.slug,))


@pytest.fixture
def strict():
    """A browser that knows no token: the outbox has none after days without a network."""
    return Client(enforce_csrf_checks=True)


def send(client, door, form, **headers):
    return client.post(door, form, headers=OWN | headers)


def need():
    with scopes_disabled():
        return Need.objects.get()


# ---- The door


def test_the_outbox_needs_no_session_and_no_token(strict, door):
    answer = send(strict, door, answers())

    assert answer.status_code == 201
    assert answer.json()["receipt"] == receipt_code(only_report().pk)
    assert not answer.cookies


def test_the_receipt_comes_as_qr_and_address(client, door):
    told = send(client, door, answers()).json()

    assert told["qr"].startswith("data:image/svg+xml")
    assert client.get(told["url"]).status_code == 200


def test_what_is_sent_again_gets_the_first_answer(client, door):
    form = answers()
    first, again = send(client, door, form), send(client, door, form)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert only_report()


def test_what_came_by_the_plain_form_is_not_doubled_by_the_outbox(client, url, door):
    form = answers()
    client.post(url, form)

    assert send(client, door, form).status_code == 200
    assert only_report()


def test_another_content_under_the_id_is_a_conflict(client, door):
    form = answers()
    send(client, door, form)

    answer = send(client, door, form | {"what": "卫生院急需棉被"})

    assert answer.status_code == 409
    assert answer.json()["code"] == "report_conflict"
    assert "口罩" in only_report().masked.text


def test_what_was_erased_is_not_brought_back_by_the_outbox(client, door, lin, association):
    form = answers()
    send(client, door, form)
    with scope(organization=association.pk):
        erase_report(lin, Report.objects.get(), reason="本人要求")

    assert send(client, door, form).status_code == 200
    with scopes_disabled():
        assert Report.objects.get().is_erased


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Qiao-Outbox": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_cannot_send_in_anybodys_name(strict, door, headers):
    assert send(strict, door, answers(), **headers).status_code == 403
    with scopes_disabled():
        assert not Report.objects.exists()


def test_each_wrong_field_is_named(client, door):
    answer = send(client, door, answers(what="", where="", consent="", quantity="-5只"))

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"what", "where", "consent", "quantity"}


@pytest.fixture
def flooded(monkeypatch, client, door):
    """A client that has sent as much as one may."""
    monkeypatch.setattr("qiao.intake.actions.reporter.MOST_SENT", 1)
    form = answers()
    send(client, door, form)
    return form


def test_a_flood_waits_and_is_told_where_to_call(flooded, client, door):
    answer = send(client, door, answers(what="卫生院急需棉被"))

    assert answer.status_code == 429
    assert "110" in answer.json()["error"]


def test_a_flood_does_not_stop_what_is_sent_again(flooded, client, door):
    assert send(client, door, flooded).status_code == 200


def test_a_flood_from_one_address_does_not_stop_another(flooded, door):
    other = Client(REMOTE_ADDR="10.1.2.3")

    assert send(other, door, answers(what="卫生院急需棉被")).status_code == 201


def test_the_plain_form_keeps_what_was_typed_in_a_flood(flooded, client, url):
    page = client.post(url, answers(what="卫生院急需棉被"))

    assert page.status_code == 429
    assert "卫生院急需棉被" in page.content.decode()


def test_without_anybody_at_work_the_outbox_keeps_waiting(client, crisis):
    answer = send(client, reverse("intake:form_send", args=(crisis.slug,)), answers())

    assert answer.status_code == 503


def test_the_door_of_an_unknown_crisis_is_not_found(client, db):
    assert send(client, reverse("intake:form_send", args=("nowhere",)), answers()).status_code == 404


def test_the_door_asks_for_a_post(client, door):
    assert client.get(door).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_forty_equal_sendings_at_once_are_one_report(door):
    form, statuses = answers(), []

    def one():
        try:
            statuses.append(send(Client(), door, form).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200] * 39 + [201]
    with scopes_disabled():
        assert (Report.objects.count(), Need.objects.count()) == (1, 1)


# ---- What is answered with a tap


@pytest.mark.parametrize(("tapped", "tier"), [("1", 1), ("2", 2), ("3", 3), ("", 3)])
def test_urgency_tapped_is_the_tier_of_the_need(client, url, tapped, tier):
    client.post(url, answers(what="温泉镇卫生院需要口罩", urgency=tapped))

    assert need().tier == tier


def test_urgency_in_the_words_is_not_softened_by_a_tap(client, url):
    client.post(url, answers(what="卫生院急需口罩", urgency="3"))

    assert need().tier == 2


def test_for_whom_is_kept_by_group(client, url):
    client.post(url, answers(who=["ELDERLY", "SICK"]))

    assert need().who_groups == ["ELDERLY", "SICK"]


def test_taps_stand_in_the_report_in_words(client, url):
    client.post(url, answers(who=["ELDERLY"], urgency="1"))

    assert only_report().masked.text.splitlines()[2:] == ["为谁：老年人。", "紧急程度：人命关天。"]


@pytest.mark.parametrize(
    ("kind", "said", "found"),
    [
        ("EXACT", "2000只", ("EXACT", 2000, "只")),
        ("ABOUT", "500只", ("EXACT", 500, "只")),
        ("UNKNOWN", "", ("UNKNOWN", None, "")),
        ("OPEN", "", ("OPEN", None, "")),
        ("EXACT", "", ("UNKNOWN", None, "")),
        ("", "２０００只", ("EXACT", 2000, "只")),
        ("EXACT", "1,000只", ("EXACT", 1000, "只")),
    ],
)
def test_how_much_is_kept_with_its_kind(client, url, kind, said, found):
    client.post(url, answers(what="温泉镇卫生院口罩快没了", quantity=said, quantity_kind=kind))

    one = need()
    assert (one.quantity_kind, one.quantity, one.unit or "") == found


@pytest.mark.parametrize(
    "said", ["-5只", "NaN", "Infinity", "1e400", "9" * 50, "只", "true", str(2**63), "－3箱"]
)
def test_what_is_no_amount_is_refused_and_stays_on_the_page(client, url, said):
    answer = client.post(url, answers(quantity=said))

    assert answer.status_code == 422
    assert "例如“2000只”" in answer.content.decode()
    with scopes_disabled():
        assert not Report.objects.exists()


def test_an_amount_does_not_grow_together_with_a_number_before_it(client, url):
    client.post(url, answers(what="卫生院缺口罩，电话 15400000001", quantity="500只"))

    assert only_report().masked.text.startswith("求助：卫生院缺口罩，电话 154********，500只。")
    assert need().quantity == 500


def test_a_number_beside_unknown_is_asked_about(client, url):
    assert client.post(url, answers(quantity_kind="UNKNOWN", quantity="5只")).status_code == 422


def test_an_offer_tapped_is_an_offer(client, url):
    client.post(url, answers(direction="OFFER", what="口罩", where="黄州区", quantity="5000只"))

    with scopes_disabled():
        assert Offer.objects.get().quantity == 5000
        assert not Need.objects.exists()


@pytest.mark.parametrize("field", ["direction", "quantity_kind", "urgency", "who"])
def test_an_answer_that_is_none_of_the_taps_is_refused(client, url, field):
    assert client.post(url, answers(**{field: "<b>"})).status_code == 422


def test_what_was_tapped_is_a_reading_by_a_person(client, url):
    client.post(url, answers(urgency="1"))

    with scopes_disabled():
        kept = Reading.objects.get(reader=Reading.Reader.PERSON)
    assert kept.content["stated"]["tier"] == 1


# ---- Photographs


def picture(name="门口.jpg", content=None):
    return SimpleUploadedFile(name, photo() if content is None else content, content_type="image/jpeg")


def test_photographs_are_kept_with_the_report(client, door):
    send(client, door, answers(photos=[picture(), picture(content=photo(width=90))]))

    with scopes_disabled():
        assert Attachment.objects.filter(report=only_report()).count() == 2


def test_photographs_sent_again_are_not_doubled(client, door):
    form = answers()
    for _ in range(2):
        send(client, door, form | {"photos": [picture()]})

    with scopes_disabled():
        assert Attachment.objects.count() == 1


def test_a_photograph_that_arrives_only_the_second_time_is_added(client, door):
    form = answers()
    send(client, door, form)
    send(client, door, form | {"photos": [picture()]})

    with scopes_disabled():
        assert Attachment.objects.get().report == only_report()


@pytest.mark.parametrize(
    "file",
    [
        ("x.jpg", b"<svg onload=alert(1)>"),
        ("x.html", b"<script>alert(1)</script>"),
        ("../../../etc/passwd", b"root:x:0:0"),
        ("CON\r\nX: y.jpg", b""),
        ("a" * 300 + ".jpg", b"\xff\xd8\xff not a picture"),
    ],
    ids=["svg", "html", "path", "empty", "broken"],
)
def test_a_file_that_is_no_photograph_is_refused_and_nothing_is_kept(client, door, file):
    answer = send(client, door, answers(photos=[picture(*file)]))

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["photos"]
    with scopes_disabled():
        assert not Report.objects.exists()


def test_more_photographs_than_three_are_refused(client, door):
    files = [picture(content=photo(width=80 + n)) for n in range(4)]

    assert send(client, door, answers(photos=files)).status_code == 422


# ---- Accounts and scripts in the text


def test_a_card_in_the_text_is_kept_sealed_masked_and_flagged(client, door):
    told = send(client, door, answers(what="请打款 6222 0202 0000 0005", quantity="")).json()

    assert "遮住" in told["warning"]
    assert "6222" not in only_report().masked.text
    with scopes_disabled():
        assert Note.objects.filter(report=only_report(), code="account_number").exists()


def test_ordinary_words_raise_no_warning(client, door):
    assert send(client, door, answers()).json()["warning"] == ""


@pytest.mark.parametrize("field", ["what", "where", "contact", "quantity"])
def test_scripts_typed_into_a_refused_form_come_back_as_words(client, url, field):
    page = client.post(url, answers(**{field: "<script>alert(1)</script>", "consent": ""})).content.decode()

    assert "<script>alert" not in page


@pytest.mark.parametrize("field", ["what", "where", "contact"])
def test_a_nul_character_is_refused(client, door, field):
    assert send(client, door, answers(**{field: "口罩\0"})).status_code == 422


def test_a_text_too_long_is_refused_with_its_field(client, door):
    assert list(send(client, door, answers(what="缺" * 1001)).json()["errors"]) == ["what"]


# ---- The page


def test_page_works_without_scripts(client, url):
    page = client.get(url).content.decode()

    assert 'method="post"' in page
    assert 'enctype="multipart/form-data"' in page
    assert 'name="photos"' in page


def test_page_loads_nothing_but_its_own_small_files(client, url):
    page = client.get(url).content.decode()
    sizes = [len(page.encode())]
    sizes += [
        reporter_page.path_of(name).stat().st_size for name in (*reporter_page.STYLES, *reporter_page.SCRIPTS)
    ]

    assert "bootstrap" not in page
    assert "htmx" not in page
    assert sum(sizes) < 100 * 1024


def test_page_names_the_counties_of_the_crisis(client, url):
    assert 'value="黄冈市英山县"' in client.get(url).content.decode()


def test_page_can_be_shared_with_title_words_and_picture(client, url):
    page = client.get(url).content.decode()

    for name in ("og:title", "og:description", "og:image", "og:url"):
        assert f'property="{name}"' in page
    assert "noindex" not in page


def test_page_tells_a_person_nothing_of_who_is_signed_in(as_lin, url):
    page = as_lin.get(url).content.decode()

    assert "账户" not in page
    assert "lin" not in page.split("<main")[1].split("known-places")[0].replace("link", "").replace(
        "line", ""
    )


def test_worker_keeps_only_files_of_the_form(client, crisis, association):
    answer = client.get(reverse("intake:form_worker", args=(crisis.slug,)))

    kept = json.loads(answer.content.decode().split("const KEPT = ", 1)[1].split(";\n", 1)[0])
    assert answer["Content-Type"].startswith("text/javascript")
    assert kept["addresses"] == reporter_page.addresses()
    assert all(one.startswith("/static/") and kept["version"] in one for one in kept["addresses"])


def test_manifest_stays_within_the_form(client, url, crisis):
    manifest = client.get(reverse("intake:form_manifest", args=(crisis.slug,))).json()

    assert (manifest["start_url"], manifest["scope"]) == (url, url)


def test_kept_id_of_the_page_is_fresh_each_time(client, url):
    ids = {client.get(url).context["form"]["submission"].value() for _ in range(2)}

    assert len(ids) == 2
