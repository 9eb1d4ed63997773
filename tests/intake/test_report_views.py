import re
import uuid

from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.intake.models import Need, ReportKey
from qiao.trail.models import TrailEntry
from tests.intake.conftest import PHONE, TEXT

FRAGMENT = {"HTTP_HX_REQUEST": "true"}


def page_of(client, name, *args):
    return client.get(reverse(f"intake:{name}", args=args)).content.decode()


def test_telephone_number_stands_on_no_page(as_lin, report, crisis):
    with scopes_disabled():
        need = Need.objects.get(report=report)
    pages = [
        page_of(as_lin, "report", report.pk),
        page_of(as_lin, "inbox", crisis.slug),
        page_of(as_lin, "need", need.pk),
        page_of(as_lin, "need_list", crisis.slug),
        page_of(as_lin, "queue", crisis.slug),
    ]

    assert not [page for page in pages if PHONE in page]


def test_report_lights_the_characters_of_each_field(as_lin, report):
    page = page_of(as_lin, "report", report.pk)

    lit = dict(re.findall(r'<mark class="span span-(\w+)"[^>]*>([^<]*)</mark>', page))
    assert lit["item"] == "医用外科口罩"
    assert lit["quantity"] == "2000只"
    assert lit["place"] + lit["party"] == "英山县" + lit["party"]


def test_report_leads_to_the_need_it_became(as_lin, report):
    with scopes_disabled():
        need = Need.objects.get(report=report)

    assert reverse("intake:need", args=(need.pk,)) in page_of(as_lin, "report", report.pk)


def test_reveal_shows_the_original_once_and_is_logged(as_lin, report):
    url = reverse("intake:reveal", args=(report.pk,))

    answer = as_lin.post(url, {"purpose": "CALL"}, **FRAGMENT).content.decode()

    assert TEXT in answer
    assert PHONE not in page_of(as_lin, "report", report.pk)
    assert TrailEntry.objects.filter(verb="report.reveal", details__reason="CALL").count() == 1


def test_reveal_stands_in_the_history_of_the_report(as_lin, report):
    as_lin.post(reverse("intake:reveal", args=(report.pk,)), {"purpose": "CALL"})

    assert "打电话核实" in page_of(as_lin, "report", report.pk).split('id="history"')[1]


def test_reveal_without_a_reason_shows_nothing(as_lin, report):
    response = as_lin.post(reverse("intake:reveal", args=(report.pk,)), {}, **FRAGMENT)

    assert response.status_code == 422
    assert PHONE not in response.content.decode()


def test_erased_report_shows_no_word_of_it(as_lin, report):
    form = {"reason": "本人要求", "confirm": "on"}

    page = as_lin.post(reverse("intake:erase", args=(report.pk,)), form, follow=True).content.decode()

    assert not ReportKey.objects.filter(report=report).exists()
    assert "医用外科口罩2000只" not in page
    assert "已依法删除" in page


def test_erasing_asks_for_a_confirmation(as_lin, report):
    response = as_lin.post(reverse("intake:erase", args=(report.pk,)), {"reason": "本人要求"})

    assert response.status_code == 422
    assert ReportKey.objects.filter(report=report).exists()


def need_form(**more):
    form = {"submission": str(uuid.uuid4()), "item": "N95口罩", "quantity_kind": "UNKNOWN", "tier": "2"}
    return form | more


def test_need_drawn_by_hand_belongs_to_the_report(as_lin, report):
    form = need_form()

    as_lin.post(reverse("intake:add_need", args=(report.pk,)), form)

    with scopes_disabled():
        assert Need.objects.get(pk=form["submission"]).report == report


def test_need_drawn_by_hand_twice_is_one(as_lin, report):
    form = need_form()

    for _ in range(2):
        as_lin.post(reverse("intake:add_need", args=(report.pk,)), form)

    with scopes_disabled():
        assert Need.objects.filter(report=report).count() == 2


def test_inbox_finds_words_of_the_masked_text(as_lin, report, crisis):
    url = reverse("intake:inbox", args=(crisis.slug,))

    assert "共 1 条信息" in as_lin.get(url, {"q": "英山县人民医院"}).content.decode()
    assert "共 0 条信息" in as_lin.get(url, {"q": PHONE}).content.decode()


def test_inbox_is_narrowed_to_a_source(as_lin, report, crisis):
    url = reverse("intake:inbox", args=(crisis.slug,))

    assert "共 0 条信息" in as_lin.get(url, {"source": "SHEET"}).content.decode()


def test_empty_inbox_invites_to_paste(as_lin, crisis):
    page = page_of(as_lin, "inbox", crisis.slug)

    assert "还没有一线信息" in page
    assert reverse("intake:paste", args=(crisis.slug,)) in page
