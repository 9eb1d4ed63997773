"""Goods given without a gift on record stand beside the money: in pieces, never valued, never added."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.funding.models import Campaign
from qiao.funding.packs.content import Scope, figures_of
from qiao.funding.packs.telling import sections_of
from qiao.registry.in_kind import given_in_kind
from qiao.relief import actions
from tests.conftest import NOW
from tests.makers import make_delivery

pytestmark = pytest.mark.usefixtures("at_work")
DAY = timezone.localdate(NOW)


@pytest.fixture
def signed(lin, crisis, mask):
    """Two deliveries of masks signed for, 70 and 100; a third that has not come."""
    deliveries = [make_delivery(lin, crisis, item=mask, quantity=100) for _ in range(3)]
    for delivery, quantity in zip(deliveries, (70, 100), strict=False):
        recipient = Actor.recipient(delivery.organization_id)
        actions.sign_receipt(recipient, delivery, quantity=quantity, signed_at=NOW)
    return mask


def test_goods_are_counted_by_what_was_signed_for_on_the_days_asked(signed, crisis):
    [told] = given_in_kind(crisis, since=DAY, until=DAY)

    assert (told.item, told.pieces, told.receipts) == (signed.name, 170, 2)
    assert given_in_kind(crisis, until=DAY - timedelta(days=1)) == []
    assert given_in_kind(crisis, since=DAY + timedelta(days=1)) == []


def test_a_pack_tells_of_them_in_pieces_and_no_sum_holds_them(signed, crisis, association):
    campaign = Campaign.objects.create(
        organization=association, crisis=crisis, title="示例", route="PUBLIC", began_on=DAY
    )

    told = figures_of(Scope(campaign, DAY, DAY))

    [row] = told["in_kind"]
    assert (row["pieces"], row["receipts"]) == (170, 2)
    assert not any(told["totals"].values())
    section = next(one for one in sections_of({"laws": [], **told}, {}) if one.key == "in_kind")
    assert [cell.pieces for cell in section.rows[0]] == [None, 170, 2]
    assert not any(cell.fen for row in section.rows for cell in row)
    assert not section.total


def test_the_page_of_money_shows_them_apart(signed, as_lin, crisis):
    page = as_lin.get(reverse("funding:funding", args=[crisis.slug])).text

    assert "没有计价，不与资金相加" in page
    assert "170" in page
