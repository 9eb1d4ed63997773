"""Who may open which page of bridge one, and what the pages do."""

import pytest
from django.test import Client
from django.urls import reverse

from qiao.engines.allocation import Rule
from qiao.intake.models import Need
from qiao.relief import actions
from qiao.relief.models import Delivery, Match, Plan, Share
from tests.conftest import NOW
from tests.makers import make_delivery, make_match, make_need, make_offer

HTMX = {"hx-request": "true"}


@pytest.fixture
def plan(at_work, lin, crisis, mask, yingshan, luotian) -> Plan:
    """One line for 100 masks, and 60 of another need that nothing was left for."""
    make_need(lin, crisis, item=mask, place=yingshan, quantity_kind="EXACT", quantity=100, tier=1)
    make_need(lin, crisis, item=mask, place=luotian, quantity_kind="EXACT", quantity=60, tier=3)
    make_offer(lin, crisis, item=mask, place=luotian, quantity_kind="EXACT", quantity=100)
    return actions.make_plan(lin, crisis, now=NOW, rule=Rule("tiers-then-distance"))


@pytest.fixture
def share(plan) -> Share:
    return plan.shares.get()


@pytest.fixture
def match(at_work, lin, crisis, mask) -> Match:
    return make_match(lin, crisis, item=mask, quantity=40)


@pytest.fixture
def delivery(at_work, lin, crisis, mask) -> Delivery:
    return make_delivery(lin, crisis, item=mask, quantity=40)


@pytest.fixture
def address(crisis, share, match, delivery):
    """Return the address of a page by name, for the small records above."""
    argument = {
        "plan_list": crisis.slug,
        "plan_make": crisis.slug,
        "plan": share.plan_id,
        "plan_confirm": share.plan_id,
        "share_confirm": share.pk,
        "share_decline": share.pk,
        "match": match.pk,
        "match_send": match.pk,
        "match_withdraw": match.pk,
        "match_new": match.need_id,
        "delivery_list": crisis.slug,
        "delivery": delivery.pk,
        "delivery_code": delivery.pk,
        "stock": crisis.slug,
        "lot": match.lot_id,
    }
    return lambda name: reverse(f"relief:{name}", args=[argument[name]])


READ = ("plan_list", "plan", "match", "match_new", "delivery_list", "delivery", "stock", "lot")
DONE = (
    "plan_make",
    "plan_confirm",
    "share_confirm",
    "share_decline",
    "match_send",
    "match_withdraw",
    "match_new",
    "delivery_code",
)
OF_ONE_RECORD = [name for name in READ if name not in {"plan_list", "delivery_list", "stock"}]
ACTS_ON_ONE_RECORD = [name for name in DONE if name != "plan_make"]
FOR_COORDINATORS = ("plan_list", "plan", "match_new", "stock", "lot")


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_coordinator_reads_every_page_and_no_cache_keeps_it(as_lin, address, name, language):
    answer = as_lin.get(address(name), headers={"accept-language": language})

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", FOR_COORDINATORS)
def test_a_volunteer_may_not_open_what_coordinators_decide(as_chen, address, name):
    assert as_chen.get(address(name)).status_code == 403


@pytest.mark.parametrize("name", ["match", "delivery_list", "delivery"])
def test_a_volunteer_reads_matches_and_deliveries(as_chen, address, name):
    assert as_chen.get(address(name)).status_code == 200


@pytest.mark.parametrize("name", [name for name in DONE if name != "match_send"])
def test_a_volunteer_may_not_decide(as_chen, address, name):
    assert as_chen.post(address(name)).status_code == 403


@pytest.mark.parametrize("name", OF_ONE_RECORD)
def test_another_organisations_records_are_not_found(as_zhao, address, name):
    assert as_zhao.get(address(name)).status_code == 404


@pytest.mark.parametrize("name", ACTS_ON_ONE_RECORD)
def test_another_organisations_records_cannot_be_acted_on(as_zhao, address, name):
    assert as_zhao.post(address(name), {"quantity": 1, "reason": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["plan_list", "delivery_list", "stock"])
def test_another_organisations_lists_are_empty(as_zhao, address, match, name):
    answer = as_zhao.get(address(name))

    assert answer.status_code == 200
    assert match.lot.trace_code not in answer.content.decode()
    assert not answer.context.get("page") or answer.context["page"].paginator.count == 0


@pytest.mark.parametrize("name", READ)
def test_a_stranger_is_asked_to_sign_in(address, name):
    answer = Client().get(address(name))

    assert answer.status_code == 302
    assert "login" in answer["Location"]


@pytest.mark.parametrize("name", [name for name in DONE if name != "match_new"])
def test_nothing_is_done_by_merely_opening_an_address(as_lin, address, name):
    assert as_lin.get(address(name)).status_code == 405


@pytest.mark.parametrize("tab", ["lines", "unmet", "left", "about", "no-such-tab"])
def test_every_tab_of_a_plan_opens(as_lin, address, tab):
    assert as_lin.get(address("plan"), {"tab": tab}).status_code == 200


def test_an_empty_crisis_leads_to_verifying(as_lin, crisis):
    answer = as_lin.get(reverse("relief:plan_list", args=[crisis.slug]))

    assert "还没有已核实的需求" in answer.content.decode()


def test_who_went_without_is_listed_with_the_reason(as_lin, address):
    answer = as_lin.get(address("plan"), {"tab": "unmet"})

    assert "已分给" in answer.content.decode() or "这次没有分到" in answer.content.decode()


def test_a_reason_is_said_in_english_on_an_english_page(as_lin, address):
    answer = as_lin.get(address("plan"), headers={"accept-language": "en"})

    assert "asks for 100 pieces of surgical mask" in answer.content.decode()


def test_htmx_gets_the_confirmed_row_and_the_counts_beside_it(as_lin, share, address):
    answer = as_lin.post(address("share_confirm"), {"quantity": 80}, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<li") == 1
    assert "<html" not in page
    assert page.count('hx-swap-oob="true"') == 3
    assert Match.objects.get(share=share).quantity == 80


def test_more_than_there_is_comes_back_as_the_row_with_the_refusal(as_lin, share, address):
    answer = as_lin.post(address("share_confirm"), {"quantity": 5000}, headers=HTMX)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Match.objects.filter(share=share).exists()


@pytest.mark.parametrize("quantity", ["", "0", "-3", "many", "1.5"])
def test_what_is_no_quantity_confirms_nothing(as_lin, share, address, quantity):
    answer = as_lin.post(address("share_confirm"), {"quantity": quantity}, headers=HTMX)

    assert answer.status_code == 422
    assert not Match.objects.filter(share=share).exists()


def test_without_scripts_a_decision_leads_back_to_the_plan(as_lin, share, address):
    answer = as_lin.post(address("share_decline"))

    share.refresh_from_db()
    assert answer["Location"] == address("plan")
    assert share.state == Share.State.DECLINED


def test_confirming_all_confirms_each_and_lists_it(as_lin, plan, address):
    answer = as_lin.post(address("plan_confirm"))

    assert len(answer.context["done"]) == 1
    assert plan.shares.get().state == Share.State.CONFIRMED


def test_confirming_all_leaves_a_need_that_changed_since(as_lin, share, address):
    Need.objects.filter(pk=share.need_id).update(state=Need.State.EXPIRED)

    answer = as_lin.post(address("plan_confirm"))

    assert (len(answer.context["done"]), len(answer.context["refused"])) == (0, 1)
    assert "已过期待回访" in answer.content.decode()


def test_a_match_by_hand_takes_the_offer_that_was_chosen(as_lin, lin, crisis, mask, at_work):
    need = make_need(lin, crisis, item=mask)
    offer = make_offer(lin, crisis, item=mask)

    as_lin.post(
        reverse("relief:match_new", args=[need.pk]), {"offer": offer.pk, "quantity": 12, "reason": "顺路"}
    )

    match = Match.objects.get(need=need)
    assert (match.offer, match.quantity, match.reason) == (offer, 12, "顺路")


def test_an_offer_that_is_no_candidate_cannot_be_posted(as_lin, lin, crisis, mask, gown, at_work):
    need = make_need(lin, crisis, item=mask)
    other = make_offer(lin, crisis, item=gown)

    answer = as_lin.post(reverse("relief:match_new", args=[need.pk]), {"offer": other.pk, "quantity": 1})

    assert answer.status_code == 422
    assert not Match.objects.exists()


def test_a_withdrawal_needs_a_reason(as_lin, match, address):
    answer = as_lin.post(address("match_withdraw"), {"reason": ""})

    match.refresh_from_db()
    assert answer.status_code == 422
    assert match.state == Match.State.HELD


def test_the_slip_shows_code_and_qr_to_those_who_send(as_chen, delivery, address):
    page = as_chen.get(address("delivery")).content.decode()

    code = actions.receiving_code(delivery)
    assert f"{code[:4]}-{code[4:]}" in page
    assert 'class="qr"' in page
    assert "<svg" in page


def test_the_slip_hides_the_code_from_those_who_only_read(client, delivery, address, association):
    from qiao.accounts.roles import Role
    from tests.conftest import appoint

    client.force_login(
        appoint("he", association, Role.AUDITOR), backend="django.contrib.auth.backends.ModelBackend"
    )

    page = client.get(address("delivery")).content.decode()

    code = actions.receiving_code(delivery)
    assert code not in page
    assert f"{code[:4]}-{code[4:]}" not in page


def test_a_new_code_voids_the_printed_one(as_lin, delivery, address):
    before = actions.receiving_code(delivery)

    as_lin.post(address("delivery_code"))

    delivery.refresh_from_db()
    assert actions.receiving_code(delivery) != before


def test_stock_says_that_the_books_agree(as_lin, address):
    assert "账实相符" in as_lin.get(address("stock")).content.decode()


def test_stock_says_when_they_do_not(as_lin, match, address):
    match.lot.balances.filter(account="AVAILABLE").update(quantity=7)

    assert "账目不符" in as_lin.get(address("stock")).content.decode()


@pytest.mark.parametrize(("chosen", "found"), [("IN_TRANSIT", 1), ("SIGNED", 0), ("DIFFERENCE", 0), ("", 1)])
def test_deliveries_are_filtered_by_state(as_lin, address, chosen, found):
    answer = as_lin.get(address("delivery_list"), {"state": chosen})

    assert answer.context["page"].paginator.count == found
