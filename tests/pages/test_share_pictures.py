"""Pictures of the public pages: right figures, a code that opens the page, and no names."""

import io
import re

import pytest
from django.urls import reverse
from PIL import Image

from qiao.pages import share_picture
from qiao.pages.share_picture import SIDE, TONES, Stripe, draw_picture
from qiao.relief import actions as relief
from tests.conftest import NOW
from tests.makers import make_delivery
from tests.relief.test_bulletins import HOUR

CARD = re.compile(r'<meta property="og:image" content="([^"]*)">')


@pytest.fixture
def code(lin, crisis, mask, yingshan, association, at_work):
    delivery = make_delivery(lin, crisis, item=mask, quantity=90, place=yingshan, party=association)
    relief.sign_receipt(lin, delivery, quantity=90, signed_at=NOW)
    return delivery.match.lot.trace_code


@pytest.fixture
def told(monkeypatch):
    """What a picture was drawn of."""
    kept = []

    def draw(*args):
        kept.append(args)
        return draw_picture(*args)

    monkeypatch.setattr("qiao.pages.share_views.draw_picture", draw)
    return kept


def test_the_trace_card_is_a_square_picture_of_its_own(client, code):
    page = client.get(reverse("pages:public_trace", args=[code])).content.decode()
    address = CARD.findall(page)[0]

    answer = client.get(address.removeprefix("http://testserver"))

    assert address == f"http://testserver/t/{code}/card.png"
    assert answer["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (SIDE, SIDE)


def test_the_picture_of_a_trace_has_its_figures_its_address_and_no_names(client, code, told, association):
    client.get(reverse("pages:public_trace_picture", args=[code]))

    ((address, head, lines, stripes),) = told
    assert address == f"http://testserver/t/{code}/"
    assert stripes == [Stripe(90, "done")]
    assert not [one for one in (head, *lines) if not one.isascii()]


def test_the_picture_of_an_issue_has_its_moment_and_hash(client, lin, crisis, code, told):
    board = relief.set_board(lin, crisis, rhythm=120, now=NOW)
    issued = relief.issue_bulletin(lin, board, as_of=NOW + HOUR, issued_at=NOW + HOUR)
    page = client.get(reverse("relief:public_bulletin", args=[board.code, 1])).content.decode()

    answer = client.get(CARD.findall(page)[0].removeprefix("http://testserver"))

    ((address, head, lines),) = told
    assert answer.status_code == 200
    assert address == f"http://testserver/b/{board.code}/1/"
    assert (head, lines) == ("Qiao  No. 1", ["2020-02-01 17:00", f"SHA-256 {issued.hash[:12]}"])


@pytest.mark.parametrize("path", ["/t/NOSUCH/card.png", "/b/nosuch/1/card.png"])
def test_there_is_no_picture_of_what_there_is_not(client, db, path):
    assert client.get(path).status_code == 404


def colours(picture: bytes) -> set[str]:
    found = Image.open(io.BytesIO(picture)).convert("RGB").getcolors(SIDE * SIDE)
    return {f"#{red:02x}{green:02x}{blue:02x}" for _n, (red, green, blue) in found}


def test_each_tone_is_drawn_and_of_many_stripes_the_widest():
    stripes = [Stripe(10, "past"), *(Stripe(1000, tone) for tone in ("done", "move", "wait", "done"))]

    found = colours(draw_picture("https://qiao.example.org/t/A/", "Qiao  A", [], stripes))
    assert {TONES[tone] for tone in ("done", "move", "wait")} <= found
    assert TONES["past"] not in found


def test_a_lot_of_which_nothing_stands_anywhere_has_a_picture_without_a_drawing():
    assert TONES["done"] not in colours(
        draw_picture("https://qiao.example.org/", "Qiao", ["0"], [Stripe(0, "done")])
    )


def test_a_small_part_beside_a_huge_one_is_still_seen():
    found = colours(
        draw_picture("https://qiao.example.org/", "Qiao", [], [Stripe(10**9, "done"), Stripe(1, "wait")])
    )

    assert share_picture.TONES["wait"] in found
