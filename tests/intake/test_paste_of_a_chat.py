"""A whole invented group chat of 300 lines, pasted at once."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from qiao.engines.simulation import EXAMPLE_ITEMS, EXAMPLE_PLACES, Hazard, simulate_group_chat
from qiao.intake.models import MaskedCopy, Note, Report
from qiao.intake.pasted.chat import pieces_of, take_in_all, understand
from tests.conftest import NOW

LINES = 300


@pytest.fixture(scope="module")
def chat():
    start = timezone.localtime(NOW - timedelta(hours=8)).replace(tzinfo=None)
    return simulate_group_chat(
        7, places=EXAMPLE_PLACES, items=EXAMPLE_ITEMS[Hazard.FLOOD], start=start, messages=LINES
    )


def keep(lin, crisis, text):
    pasted = pieces_of(text, now=timezone.localtime(NOW))
    messages = [piece.message() for piece in pasted.pieces]
    return take_in_all(lin, messages, submission=uuid.uuid4(), crisis=crisis, received_at=NOW)


def test_every_line_that_somebody_wrote_is_a_message(chat):
    pasted = pieces_of(chat.text, now=timezone.localtime(NOW))

    assert [piece.text for piece in pasted.pieces] == [
        line.text.strip() for line in chat.lines if not line.is_notice
    ]
    assert pasted.notices == sum(line.is_notice for line in chat.lines)


def test_a_chat_becomes_needs_offers_and_rumours(lin, crisis, chat, at_work):
    taken = keep(lin, crisis, chat.text)
    truths = [line.truth for line in chat.lines if not line.is_notice]
    pairs = list(zip(taken, truths, strict=True))
    asking = [one for one, truth in pairs if truth.type == "NEED"]
    giving = [one for one, truth in pairs if truth.type == "OFFER"]
    rumours = [one for one, truth in pairs if truth.rumour]

    assert sum(bool(one.needs) for one in asking) >= 0.9 * len(asking)
    assert sum(bool(one.offers) for one in giving) >= 0.85 * len(giving)
    assert rumours
    assert not [one for one in rumours if one.needs]
    assert Note.objects.filter(code="hearsay").exists()


def test_the_same_chat_with_ten_lines_more_brings_ten(lin, crisis, chat, at_work):
    lines = chat.text.split("\n\n")
    first = keep(lin, crisis, "\n\n".join(lines[:60]))
    again = keep(lin, crisis, "\n\n".join(lines[:75]))

    assert [one.is_new for one in again[: len(first)]] == [False] * len(first)
    assert [one.report for one in again[: len(first)]] == [one.report for one in first]
    assert all(one.is_new for one in again[len(first) :])
    assert Report.objects.filter(crisis=crisis).count() == len(again)


def test_who_spoke_stands_in_no_readable_column(lin, crisis, chat, at_work):
    taken = keep(lin, crisis, "\n\n".join(chat.text.split("\n\n")[:40]))
    names = {line.sender for line in chat.lines[:40] if line.sender}
    with scopes_disabled():
        open_text = " ".join(MaskedCopy.objects.values_list("text", flat=True))
        origins = " ".join(one.report.origin for one in taken)

    assert not [name for name in names if name in origins]
    assert not [name for name in names if f"{name} 20" in open_text]


def test_one_message_is_not_taken_for_a_chat():
    assert not pieces_of("英山县急需口罩\n\n联系：林女士 15400000001", now=timezone.localtime(NOW)).is_chat


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("网传县医院没有口罩了", True),
        ("网传县医院没有口罩了，我刚打电话问过设备科 15400000001", False),
        ("急需口罩200只，英山县医院", False),
    ],
)
def test_hearsay_without_anybody_to_ask_opens_nothing(crisis, at_work, text, is_told):
    found = understand(text, crisis=crisis)

    assert found.is_hearsay is is_told
    assert bool(found.groups) is not is_told
