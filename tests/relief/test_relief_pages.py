"""Rights and content of the pages of bridge one."""

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from qiao.relief import actions
from qiao.relief.models import Delivery, Match, Plan, Share

from tests.conftest import NOW
from tests.makers import make_delivery, make_match, make_need, make_offer

REFUSED, MISSING, SIGN_IN = 403, 404, 302


@pytest.fixture
def plan(lin, crisis, mask, yingshan, luotian, at_work) -> Plan:
    """One line for 100 masks, and 60 of another need that nothing was left for."""
    make_need(lin, crisis, item=mask, place=yingshan, quantity_kind="EXACT", quantity=100, tier=1)
    make_need(lin, crisis, item=mask, place=luotian, quantity_kind="EXACT", quantity=60, tier=3)
    make_offer(lin, crisis, item=mask, place=luotian, quantity_kind="EXACT", quantity=100)
    return actions.make_plan(lin, crisis, now=NOW)


@pytest.fixture
def share(plan) -> Share:
    return plan.shares.get()


@pytest.fixture
def match(lin, crisis, mask, at_work) -> Match:
    return make_match(lin, crisis, item=mask, quantity=40)


@pytest.fixture
def delivery(lin, crisis, mask, at_work) -> Delivery:
    return make_delivery(lin, crisis, item=mask, quantity=40)


def addresses(crisis, share, match, delivery) -> dict[str, str]:
    """Return the pages a coordinator reads."""
    return {
        "plan_list": reverse("relief:plan_list", args=[crisis.slug]),
        "plan": reverse("relief:plan", args=[share.plan_id]),
        "match": reverse("relief:match", args=[match.pk]),
        "match_new": reverse("relief:match_new", args=[match.need_id]),
        "delivery_list": reverse("relief:delivery_list", args=[crisis.slug]),
        "delivery": reverse("relief:delivery", args=[delivery.pk]),
        "stock": reverse("relief:stock", args=[crisis.slug]),
        "lot": reverse("relief:lot", args=[match.lot_id]),
    }


PAGES = ("plan_list", "plan", "match", "match_new", "delivery_list", "delivery", "stock", "lot")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_coordinator_reads_every_page(as_lin, crisis, share, match, delivery, name, language):
    answer = as_lin.get(
        addresses(crisis, share, match, delivery)[name], headers={"accept-language": language}
    )

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("tab", ["lines", "unmet", "left", "about", "no-such-tab"])
def test_every_tab_of_a_plan_opens(as_lin, share, tab):
    assert as_lin.get(reverse("relief:plan", args=[share.plan_id]), {"tab": tab}).status_code == 200
