"""The shell's pages: doors, scope, language, and what they say."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from qiao.intake.models import Need
from qiao.pages import queries
from qiao.registry.models import Appointment
from qiao.trail.models import TrailEntry
from tests.makers import make_delivery, make_need, make_report


def test_home_without_an_account_leads_to_the_welcome(client, db):
    assert client.get("/").url == reverse("pages:welcome")


def test_home_of_a_member_leads_to_the_crisis(as_lin, crisis):
    assert as_lin.get("/").url == reverse("pages:crisis", args=[crisis.slug])


@pytest.mark.parametrize("name", ["pages:crisis", "pages:map"])
def test_pages_of_a_crisis_ask_strangers_to_sign_in(client, crisis, name):
    answer = client.get(reverse(name, args=[crisis.slug]))

    assert answer.status_code == 302
    assert reverse("account_login") in answer.url


def test_empty_crisis_shows_no_figures(as_lin, crisis):
    body = as_lin.get(reverse("pages:crisis", args=[crisis.slug])).content.decode()

    assert 'class="figures"' not in body
    assert 'class="empty"' in body


def test_overview_counts_needs_by_kind_of_quantity(lin, crisis, mask, at_work):
    make_need(lin, crisis, item=mask)
    make_need(lin, crisis, item=mask, quantity_kind="OPEN")
    make_need(lin, crisis, item=mask, quantity_kind="UNKNOWN")

    assert queries.overview(crisis).kinds == {"numbered": 1, "open_ended": 1, "unknown": 1}


def test_need_verified_twice_is_counted_once(lin, crisis, mask, at_work):
    from qiao.intake import actions

    need = make_need(lin, crisis, item=mask)
    actions.verify_need(lin, need, method="VISIT", result="CONFIRMED", checked_at=need.created_at)

    assert queries.overview(crisis).verified.count == 1


def test_withdrawn_need_is_not_counted(lin, crisis, mask, at_work):
    need = make_need(lin, crisis, item=mask)
    Need.objects.filter(pk=need.pk).update(state=Need.State.WITHDRAWN)

    assert queries.overview(crisis).needs.count == 0


def test_county_with_a_need_is_not_silent(lin, crisis, mask, yingshan, at_work):
    before = queries.silence(crisis)
    make_need(lin, crisis, item=mask, place=yingshan)

    assert (before, queries.silence(crisis)) == ((1, 1), (1, 0))


def test_place_outside_the_crisis_that_spoke_is_on_the_map(lin, crisis, mask, shanghai, at_work):
    make_need(lin, crisis, item=mask, place=shanghai)

    assert shanghai.pk in {spot.place.pk for spot in queries.spots(crisis)}


def test_task_is_shown_only_to_those_who_may_do_it(as_lin, as_chen, lin, crisis, mask, at_work):
    make_delivery(lin, crisis, item=mask)
    page = reverse("pages:crisis", args=[crisis.slug])

    assert "等签收" in as_lin.get(page).content.decode()
    assert "等签收" not in as_chen.get(page).content.decode()


def test_overview_of_one_organisation_holds_nothing_of_another(as_zhao, lin, crisis, mask, at_work):
    make_need(lin, crisis, item=mask)

    body = as_zhao.get(reverse("pages:crisis", args=[crisis.slug])).content.decode()

    assert 'class="empty"' in body


def test_trace_of_a_foreign_record_is_not_found(as_zhao, lin, crisis, mask, at_work):
    need = make_need(lin, crisis, item=mask)

    assert as_zhao.get(reverse("pages:trace", args=["need", need.pk])).status_code == 404


def test_trace_of_a_word_that_is_no_link_is_not_found(as_lin, crisis):
    assert as_lin.get(reverse("pages:trace", args=["crisis", crisis.pk])).status_code == 404


def test_trace_shows_the_masked_words_and_not_the_telephone(as_lin, lin, crisis, mask, at_work):
    need = make_need(lin, crisis, item=mask)

    body = as_lin.get(reverse("pages:trace", args=["need", need.pk])).content.decode()

    assert "急需医用外科口罩" in body
    assert "15400000001" not in body


def test_trace_hides_the_words_of_a_report_from_a_role_that_may_not_read_it(
    association, lin, crisis, mask, at_work
):
    from tests.conftest import appoint

    need = make_need(lin, crisis, item=mask)
    liaison = Client()
    liaison.force_login(
        appoint("liu", association, "LIAISON"), backend="django.contrib.auth.backends.ModelBackend"
    )

    body = liaison.get(reverse("pages:trace", args=["need", need.pk])).content.decode()

    assert "急需医用外科口罩" not in body


def test_public_trace_names_no_person(client, lin, crisis, mask, yingshan, at_work):
    from qiao.relief import actions as relief

    delivery = make_delivery(lin, crisis, item=mask, place=yingshan, party_text="林女士")
    delivery.match.offer.party_text = "王先生"
    delivery.match.offer.save()
    relief.sign_receipt(lin, delivery, quantity=100, signed_at=delivery.sent_at, signer="林")

    body = client.get(reverse("pages:public_trace", args=[delivery.match.lot.trace_code])).content.decode()

    assert "100" in body
    assert not re.search("林|王先生|154", body.split("<main")[1].split("</main>")[0])


def test_public_trace_of_an_unknown_code_is_not_found(client, db):
    assert client.get("/t/NOSUCHCODE/").status_code == 404


def test_search_finds_a_report_by_its_masked_words_only(as_lin, lin, crisis, at_work):
    make_report(lin, crisis)
    page = reverse("pages:search")

    assert 'id="found-report"' in as_lin.get(page, {"q": "人民医院"}).content.decode()
    assert 'id="found-report"' not in as_lin.get(page, {"q": "15400000001"}).content.decode()


def test_verification_of_the_trail_tells_a_changed_entry(as_lin, lin, crisis, at_work, monkeypatch):
    from qiao.trail import chain

    make_report(lin, crisis)
    whole = as_lin.post(reverse("pages:verify_trail")).content.decode()
    entries = list(TrailEntry.objects.order_by("sequence"))
    entries[0].verb = "something.else"

    assert "链条完整" in whole
    assert chain.verify(entries).breaks[0].reason == "内容被改动"


def test_volunteer_may_not_see_the_trail(as_chen):
    assert as_chen.get(reverse("pages:trail")).status_code == 403


def test_choosing_an_organisation_of_others_is_refused(as_lin, other_association):
    answer = as_lin.post(reverse("pages:set_organization"), {"organization": other_association.pk})

    assert answer.status_code == 404


def test_choosing_one_of_ones_organisations_changes_who_acts(as_lin, lin_user, other_association):
    Appointment.objects.create(user=lin_user, organization=other_association, role="ADMIN")

    as_lin.post(reverse("pages:set_organization"), {"organization": other_association.pk})

    assert as_lin.get(reverse("pages:search")).context["actor"].organization_id == other_association.pk


def test_crisis_chosen_last_stays_at_hand(as_lin, crisis):
    as_lin.post(reverse("pages:set_crisis"), {"slug": crisis.slug})

    assert as_lin.get(reverse("pages:search")).context["crisis"] == crisis


def test_page_in_english_says_so_to_screen_readers(client, db):
    answer = client.get(reverse("pages:welcome"), headers={"Accept-Language": "en"})

    assert '<html lang="en">' in answer.content.decode()


def test_missing_page_answers_htmx_with_a_fragment(as_lin):
    body = as_lin.get("/nothing/", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in body
    assert 'role="alert"' in body


def test_missing_page_answers_programs_with_a_problem(client, db):
    assert client.get("/api/nothing")["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("name", ["pages:welcome", "account_login"])
def test_public_pages_hold_no_inline_style_or_script(client, db, name):
    body = client.get(reverse(name)).content.decode()

    assert not re.search(r"\sstyle=|<script>|\son\w+=", body)


def test_shell_names_no_outside_address(as_lin, crisis):
    body = as_lin.get(reverse("pages:crisis", args=[crisis.slug])).content.decode()

    assert not re.search(r'(?:src|href)="(?:https?:)?//', body)
