"""An invented group chat has the dirt of real ones, and is the same each time."""

from datetime import datetime

import pytest

from qiao.engines.simulation import EXAMPLE_ITEMS, EXAMPLE_PLACES, Hazard, simulate_group_chat

START = datetime(2020, 2, 1, 8, 0)  # noqa: DTZ001 - as a chat writes it


def chat_of(seed, messages=300):
    return simulate_group_chat(
        seed, places=EXAMPLE_PLACES, items=EXAMPLE_ITEMS[Hazard.FLOOD], start=START, messages=messages
    )


def test_the_same_seed_gives_the_same_chat():
    assert chat_of(3).text == chat_of(3).text != chat_of(4).text


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_repeats_are_as_many_as_in_henan(seed):
    lines = chat_of(seed, 1000).lines
    asks = [line for line in lines if line.truth and line.truth.type != "INFO"]

    assert 0.12 <= sum(bool(line.truth.repeat_of) for line in asks) / len(asks) <= 0.25


def test_a_repeat_names_something_told_before():
    lines = chat_of(5).lines
    seen = set()
    for line in lines:
        if line.truth and line.truth.repeat_of:
            assert line.truth.repeat_of in seen
        seen.add(line.id)


def test_nothing_real_can_be_rung():
    assert {phone[:3] for line in chat_of(6).lines if line.truth for phone in line.truth.phones} == {"154"}


def test_a_negative_number_of_messages_is_refused():
    with pytest.raises(ValueError, match="messages"):
        chat_of(1, -1)
