"""The public trace: the figures are those of the books, the differences are said, and nobody is named."""

import re

import pytest
from django.urls import reverse
from django_scopes import scope

from qiao.pages import public_trace_views
from qiao.relief import actions as relief
from qiao.relief import tracing
from qiao.relief.flow_drawing import TALLEST, Part, draw
from qiao.relief.models import Receipt
from qiao.relief.tracing import name_hops, trace_of
from tests.conftest import NOW
from tests.makers import make_need, make_offer

CANARY = "王秀英"


@pytest.fixture
def lot(lin, crisis, mask, yingshan, luotian, association, at_work):
    """500 masks: 200 came as 190, 100 are on their way, 50 are held, a match of 60 was taken back."""
    offer = make_offer(
        lin, crisis, item=mask, quantity_kind="EXACT", quantity=500, party_text=f"{CANARY}女士"
    )
    steps = ((200, yingshan, association), (100, luotian, None), (50, luotian, None), (60, yingshan, None))
    made = []
    for quantity, place, party in steps:
        need = make_need(lin, crisis, item=mask, place=place, party=party, party_text="" if party else CANARY)
        made.append(relief.make_match(lin, need, offer, quantity=quantity, confirmed_at=NOW, reason=CANARY))
    first, second, _held, fourth = made
    delivery = relief.send_delivery(
        lin, first, sent_at=NOW, trip=relief.Trip(carrier=CANARY, vehicle="鄂J12345")
    )
    relief.sign_receipt(
        lin, delivery, quantity=190, signed_at=NOW, signer="王", note=f"{CANARY}收，电话 15400000001"
    )
    relief.send_delivery(lin, second, sent_at=NOW)
    relief.withdraw_match(lin, fourth, at=NOW, reason=CANARY)
    return first.lot


def opened(client, lot, language="zh-hans"):
    address = reverse("pages:public_trace", args=[lot.trace_code])
    page = client.get(address, headers={"accept-language": language}).content.decode()
    return re.sub(r"\s+", " ", page)


def test_every_piece_of_a_lot_is_somewhere(lot):
    found = trace_of(lot.trace_code)

    somewhere = found.available + sum(one.total for one in found.hops)
    assert somewhere == 500
    assert (found.available, found.sent, found.received) == (150, 300, 190)


def test_what_came_back_or_was_lost_on_the_road_was_sent_all_the_same(lin, lot):
    short = Receipt.objects.get(quantity=190)

    relief.settle(lin, short, kind="BACK", quantity=6, at=NOW)
    relief.settle(lin, short, kind="LOST", quantity=4, at=NOW)

    found = trace_of(lot.trace_code)
    assert (found.available, found.sent, found.received) == (156, 300, 190)


def test_who_got_less_than_was_sent_is_said_with_the_difference(lot, association):
    found = trace_of(lot.trace_code)
    name_hops(found.hops)

    assert [(one.who, one.short) for one in found.differing] == [(association, 10)]


def test_more_than_was_sent_counts_as_received_and_not_as_sent(lin, crisis, mask, at_work):
    match = relief.make_match(
        lin,
        make_need(lin, crisis, item=mask),
        make_offer(lin, crisis, item=mask),
        quantity=100,
        confirmed_at=NOW,
    )
    delivery = relief.send_delivery(lin, match, sent_at=NOW)
    relief.sign_receipt(lin, delivery, quantity=104, signed_at=NOW)

    found = trace_of(match.lot.trace_code)
    assert (found.sent, found.received, found.hops[0].over) == (100, 104, 4)


def test_a_match_taken_back_stays_in_the_time_line_and_gets_nothing(lot):
    found = trace_of(lot.trace_code)

    assert len(found.hops) == 3
    assert [one.quantity for one in found.events if (one.tone, one.quantity) == ("past", 60)] == [60]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nobody_called_by_a_word_stands_on_the_page(client, lot, language):
    page = opened(client, lot, language)

    assert "190" in page
    assert not [word for word in (CANARY, "154000", "鄂J12345", "王女士") if word in page]


def test_the_trace_of_another_organisation_opens_for_anybody(client, lot, other_association):
    with scope(organization=other_association.pk):
        assert client.get(reverse("pages:public_trace", args=[lot.trace_code])).status_code == 200


def test_a_code_typed_small_and_with_blanks_is_found(client, lot):
    typed = f" {lot.trace_code[:4].lower()} {lot.trace_code[4:].lower()} "

    page = client.get(reverse("pages:trace_ask"), {"code": typed}, follow=True)
    assert page.status_code == 200
    assert page.redirect_chain[0][0].endswith(f"/t/{lot.trace_code}/")


def test_the_chat_sees_what_was_sent_and_signed_for(client, lot):
    page = opened(client, lot)

    told = re.search('og:description" content="([^"]*)"', page)[1]
    assert "300" in told
    assert "190" in told


def test_the_drawing_gives_each_recipient_a_ribbon_as_wide_as_its_part():
    drawing = draw([Part("甲", "", 300, "done"), Part("乙", "", 100, "move")])

    assert drawing.bar_height == sum((300 * TALLEST * 2 // 400, 100 * TALLEST * 2 // 400))
    assert [one.height for one in drawing.ribbons] == [TALLEST, 17]


def test_a_long_name_is_cut_to_the_line():
    drawing = draw([Part("湖北省黄冈市英山县人民医院感染科", "", 1, "done")])

    assert drawing.ribbons[0].label == "湖北省黄冈市英山县人民医院…"


def test_nothing_promised_is_not_drawn():
    assert draw([]) is None


def test_of_many_recipients_only_those_shown_are_looked_up(client, lin, crisis, mask, at_work, monkeypatch):
    monkeypatch.setattr(public_trace_views, "HOPS_A_PAGE", 2)
    monkeypatch.setattr(public_trace_views, "MOST_DRAWN", 1)
    monkeypatch.setattr(tracing, "EVENTS_SHOWN", 1)
    offer = make_offer(lin, crisis, item=mask, quantity_kind="EXACT", quantity=1000)
    for n in range(6):
        last = relief.make_match(
            lin, make_need(lin, crisis, item=mask), offer, quantity=10 * (n + 1), confirmed_at=NOW
        )
    named = []
    look_up = public_trace_views.name_hops
    monkeypatch.setattr(public_trace_views, "name_hops", lambda hops: look_up(named.extend(hops) or hops))

    page = client.get(f"/t/{last.lot.trace_code}/")

    found = page.context["found"]
    assert {one.number for one in named} == {
        1,
        2,
        6,
    }  # the page, and the largest, whose movement is the last too
    assert all(one.why for one in named)
    assert (len(found.hops), len(found.events), found.events_left_out) == (6, 1, 6)
    assert sum(one.total for one in found.hops) == 210
