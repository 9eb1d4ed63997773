"""No page asks the database once a row: with four times the rows it asks as many questions.

The pages are those of `./qiao bench scale`, which measures how long they take.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from bench._scale_pages import LISTS
from qiao.intake import actions as intake
from qiao.intake.models import Offer
from qiao.registry.models import Item, Organization, Place
from qiao.relief import actions as relief
from qiao.relief.models import Lot
from tests.makers import make_need, make_offer, make_report

FEW, MORE = 3, 6
"""One statement more may be one more kind of thing; as many as half the rows are a question a row."""
TEXT = "示例数据：英山县急需口罩{n}只，联系人林女士 154000000{n:02d}"


def grow(lin, crisis, items, places, *, start: int, now) -> None:
    """Add rows that differ in place, party, item and state, as far as the chain goes."""
    lot_offer = Offer.objects.filter(quantity=10_000).first()
    for n in range(start, start + (FEW if not start else MORE)):
        item, place, at = items[n % len(items)], places[n], now + timedelta(minutes=n)
        party = Organization.objects.create(name=f"示例卫生院{n}", kind="ASSOCIATION", is_sample=True)
        make_report(lin, crisis, text=TEXT.format(n=n), at=at)
        make_need(lin, crisis, item=item, place=place, is_verified=False, at=at)
        make_offer(lin, crisis, item=item, place=place, is_verified=False, at=at)
        need = make_need(lin, crisis, item=items[0], place=place, party=party, at=at)
        offer = lot_offer or make_offer(
            lin, crisis, item=items[0], place=place, at=at, quantity_kind="EXACT", quantity=10_000
        )
        lot_offer = offer
        relief.make_match(
            lin, make_need(lin, crisis, item=items[0], place=place, at=at), offer, quantity=5, confirmed_at=at
        )
        sent = relief.send_delivery(
            lin, relief.make_match(lin, need, offer, quantity=10, confirmed_at=at), sent_at=at
        )
        relief.sign_receipt(lin, sent, quantity=10 - n % 3, signed_at=at)
        own = make_offer(lin, crisis, item=item, place=place, at=at)
        other = make_need(lin, crisis, item=item, place=place, party=party, at=at)
        relief.send_delivery(lin, relief.make_match(lin, other, own, quantity=7, confirmed_at=at), sent_at=at)
        met = make_need(lin, crisis, item=item, place=place, at=at)
        intake.close_need(lin, met, closed_at=at, state="MET", reason="示例")


def asked_by(client: Client, paths: list[str]) -> dict[str, int]:
    """Return how many statements each page asks."""
    counts = {}
    for path in paths:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200, path
        counts[path] = len(asked)
    return counts


@pytest.mark.django_db
def test_no_page_asks_once_a_row(as_lin, lin, association, crisis, now) -> None:
    items = [*Item.objects.filter(code__in=("mask-surgical", "suit-medical", "goggles", "rice"))] or [
        *Item.objects.all()[:4]
    ]
    places = [*Place.objects.filter(code__startswith="4211", level="COUNTY").order_by("code")]
    places += [*Place.objects.filter(code__startswith="4209", level="COUNTY").order_by("code")]
    with scope(organization=association.pk):
        grow(lin, crisis, items, places, start=0, now=now)
        lot = Lot.objects.get(offer__quantity=10_000)
        offer = lot.offer
        need = offer.crisis and lot.matches.order_by("created_at").first().need
    paths = [one.format(slug=crisis.slug) for one in LISTS if "page=" not in one]
    paths += [
        f"/lots/{lot.pk}/",
        f"/t/{lot.trace_code}/",
        f"/trace/offer/{offer.pk}/",
        f"/trace/need/{need.pk}/",
        f"/offers/{offer.pk}/",
    ]
    asked_by(as_lin, paths[:2])  # what a process reads once
    few = asked_by(as_lin, paths)
    with scope(organization=association.pk):
        grow(lin, crisis, items, places, start=FEW, now=now)
    grown = [path for path, count in asked_by(as_lin, paths).items() if count > few[path]]
    many = asked_by(
        as_lin, grown
    )  # once a minute somebody's session is renewed, which is no question of a row

    assert {path: (few[path], many[path]) for path in grown if many[path] >= few[path] + MORE / 2} == {}
