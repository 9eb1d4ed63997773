import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from qiao.intake.actions import erase_report, verify_need
from qiao.intake.models import Need, Offer, Report, ReportReceipt
from qiao.intake.reporter.codes import receipt_code
from tests.conftest import NOW


@pytest.fixture
def url(association, crisis):
    return reverse("intake:form", args=(crisis.slug,))


def answers(**more):
    form = {
        "submission": str(uuid.uuid4()),
        "what": "卫生院急需口罩",
        "where": "英山县温泉镇",
        "quantity": "2000只",
        "contact": "林女士 15400000001",
        "consent": "on",
    }
    return form | more


def only_report():
    with scopes_disabled():
        return Report.objects.select_related("masked", "place").get()


def test_form_is_open_to_everybody(client, url):
    assert client.get(url).status_code == 200


def test_form_of_an_unknown_crisis_is_not_found(client, db):
    assert client.get(reverse("intake:form", args=("nowhere",))).status_code == 404


def test_answers_are_kept_in_the_words_of_the_sender(client, url):
    client.post(url, answers())

    assert only_report().masked.text == "求助：卫生院急需口罩 2000只。\n地点：英山县温泉镇。"


def test_answers_become_a_need_with_its_number(client, url, yingshan):
    client.post(url, answers())

    with scopes_disabled():
        need = Need.objects.select_related("place").get()
    assert (need.quantity, need.place) == (2000, yingshan)


def test_answer_that_only_tells_what_happened_is_a_need_too(client, url):
    client.post(url, answers(what="温泉镇卫生院口罩快没了", quantity="500只"))

    with scopes_disabled():
        assert Need.objects.get().quantity == 500


def test_offer_written_into_the_form_becomes_an_offer(client, url):
    client.post(url, answers(what="我们公司可以捐口罩5000只", quantity=""))

    with scopes_disabled():
        assert Offer.objects.get().quantity == 5000


def test_answers_belong_to_the_organisation_at_work(client, url, association):
    client.post(url, answers())

    assert only_report().organization_id == association.pk


def test_form_sent_twice_makes_one_report(client, url):
    form = answers()

    for _ in range(2):
        client.post(url, form)

    assert only_report().pk == uuid.UUID(form["submission"])


def test_form_sent_again_from_another_browser_makes_one_report(client, url):
    form = answers()

    client.post(url, form)
    Client().post(url, form)

    assert only_report().pk == uuid.UUID(form["submission"])


@pytest.mark.parametrize("missing", ["what", "where", "consent"])
def test_missing_answer_is_asked_for(client, url, missing):
    response = client.post(url, answers(**{missing: ""}))

    assert response.status_code == 422
    with scopes_disabled():
        assert not Report.objects.exists()


@pytest.mark.parametrize("optional", ["quantity", "contact"])
def test_optional_answer_may_be_left_out(client, url, optional):
    assert client.post(url, answers(**{optional: ""})).status_code == 302


def test_place_nobody_knows_does_not_stop_the_message(client, url):
    client.post(url, answers(where="村口大槐树下"))

    assert "村口大槐树下" in only_report().masked.text


def test_thanks_page_shows_the_code_to_its_sender_only(client, url, crisis):
    client.post(url, answers())
    thanks = reverse("intake:form_thanks", args=(crisis.slug,))

    assert receipt_code(only_report().pk) in client.get(thanks).content.decode()
    assert Client().get(thanks).status_code == 302


def test_code_itself_is_kept_nowhere(client, url):
    client.post(url, answers())

    code = receipt_code(only_report().pk)
    assert ReportReceipt.objects.get().mark not in {code, code.replace("-", "")}


def status_page(code):
    return Client().get(reverse("intake:status", args=(code,)))


def test_status_tells_the_state_and_never_the_contact(client, url):
    client.post(url, answers(what="卫生院急需口罩，电话 15400000001"))

    page = status_page(receipt_code(only_report().pk)).content.decode()

    assert "正在等待核实" in page
    assert not [word for word in ("林女士", "15400000001") if word in page]


def test_status_follows_the_check(client, url, lin, association):
    client.post(url, answers())
    with scope(organization=association.pk):
        verify_need(lin, Need.objects.get(), method="PHONE", result="CONFIRMED", checked_at=NOW)

    assert "正在对接资源" in status_page(receipt_code(only_report().pk)).content.decode()


def test_status_of_an_erased_report_says_so(client, url, lin, association):
    client.post(url, answers())
    with scope(organization=association.pk):
        erase_report(lin, Report.objects.get(), reason="本人要求")

    with scopes_disabled():
        code = receipt_code(Report.objects.get().pk)
    assert "已按规定删除" in status_page(code).content.decode()


def test_unknown_code_is_not_found(db):
    response = status_page("0000-0000-0000-0000")

    assert response.status_code == 404
    assert "没有这个查询码" in response.content.decode()


def test_typed_code_leads_to_its_page(client, db):
    response = client.get(reverse("intake:status_ask"), {"code": "abcd-efgh"})

    assert response.url == reverse("intake:status", args=("abcd-efgh",))


def test_without_an_organisation_at_work_the_form_says_so(client, crisis):
    response = client.get(reverse("intake:form", args=(crisis.slug,)))

    assert response.status_code == 503
    assert "110" in response.content.decode()
