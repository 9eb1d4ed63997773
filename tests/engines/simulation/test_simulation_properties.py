"""Whatever the seed: the same again, in order, and nothing that could be a real person's."""

import re
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.simulation import (
    EXAMPLE_ITEMS,
    EXAMPLE_PLACES,
    Hazard,
    simulate_crisis,
    simulate_group_chat,
)

START = datetime(2020, 2, 1, 8, tzinfo=UTC)
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def crisis(seed: int, hazard: Hazard, count: int):
    return simulate_crisis(
        seed, places=EXAMPLE_PLACES, items=EXAMPLE_ITEMS[hazard], n_messages=count, start=START, hazard=hazard
    )


@settings(max_examples=12)
@given(st.integers(-(2**40), 2**40), st.sampled_from(list(Hazard)), st.integers(0, 60))
def test_a_crisis_of_any_seed_is_the_same_again_in_order_and_invented(seed, hazard, count):
    told = crisis(seed, hazard, count)
    earlier: set[str] = set()

    assert told == crisis(seed, hazard, count)
    assert len(told.messages) == count
    assert [one.at for one in told.messages] == sorted(one.at for one in told.messages)
    for one in told.messages:
        assert one.truth.repeat_of is None or one.truth.repeat_of in earlier
        assert all(number.startswith("154") for number in MOBILE.findall(one.text))
        earlier.add(one.id)


@settings(max_examples=8)
@given(st.integers(0, 10**6), st.sampled_from(list(Hazard)))
def test_a_chat_of_any_seed_is_the_same_again(seed, hazard):
    chats = [
        simulate_group_chat(
            seed,
            places=EXAMPLE_PLACES,
            items=EXAMPLE_ITEMS[hazard],
            start=START.replace(tzinfo=None),
            messages=20,
            hazard=hazard,
        )
        for _ in range(2)
    ]

    assert chats[0] == chats[1]
