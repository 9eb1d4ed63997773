"""Invented crises."""

import re
from datetime import UTC, datetime

import pytest

from qiao.engines.extraction import Lexicon, read
from qiao.engines.simulation import (
    EXAMPLE_ITEMS,
    EXAMPLE_PLACES,
    LABEL,
    Hazard,
    SimulatedCrisis,
    simulate_crisis,
)
from qiao.engines.simulation import templates as voices

START = datetime(2020, 2, 1, 8, tzinfo=UTC)
MOBILE = re.compile(r"(?<!\d)1\d{10}(?!\d)")


def crisis(hazard: Hazard, *, seed: int = 7, n_messages: int = 600) -> SimulatedCrisis:
    return simulate_crisis(
        seed,
        places=EXAMPLE_PLACES,
        items=EXAMPLE_ITEMS[hazard],
        n_messages=n_messages,
        start=START,
        hazard=hazard,
    )


@pytest.fixture(scope="module", params=list(Hazard))
def invented(request) -> SimulatedCrisis:
    return crisis(request.param)


def test_the_same_seed_gives_the_same_crisis() -> None:
    assert crisis(Hazard.FLOOD, seed=3) == crisis(Hazard.FLOOD, seed=3)


def test_another_seed_gives_another_crisis() -> None:
    assert crisis(Hazard.FLOOD, seed=3) != crisis(Hazard.FLOOD, seed=4)


def test_everything_says_that_it_is_invented(invented) -> None:
    parts = (*invented.messages, *invented.organizations, *invented.offers, invented)

    assert all(part.synthetic for part in parts)
    assert invented.label == LABEL == "示例数据"


def test_every_number_begins_with_the_unassigned_block(invented) -> None:
    phones = [phone for message in invented.messages for phone in message.truth.phones]

    assert phones
    assert all(phone.startswith("154") for phone in phones)
    assert all(
        found.startswith("154") for message in invented.messages for found in MOBILE.findall(message.text)
    )


def test_the_messages_come_in_order_of_time_after_the_start(invented) -> None:
    moments = [message.at for message in invented.messages]

    assert moments[0] > START
    assert moments == sorted(moments)


def test_about_a_sixth_of_the_messages_repeat_another(invented) -> None:
    share = sum(message.truth.repeat_of is not None for message in invented.messages) / len(invented.messages)

    assert 0.13 < share < 0.23


def test_a_repeat_names_an_earlier_message_that_is_none_itself(invented) -> None:
    by_id = {message.id: message for message in invented.messages}
    repeats = [message for message in invented.messages if message.truth.repeat_of]

    assert all(by_id[one.truth.repeat_of].at < one.at for one in repeats)
    assert all(by_id[one.truth.repeat_of].truth.repeat_of is None for one in repeats)


def test_needs_offers_information_and_rumours_all_occur(invented) -> None:
    assert {message.truth.type for message in invented.messages} == {"NEED", "OFFER", "INFO"}
    assert any(message.truth.rumour for message in invented.messages)


def test_closures_are_rare(invented) -> None:
    closed = sum(message.truth.closed for message in invented.messages)

    assert closed / len(invented.messages) < 0.04


def test_the_dirt_of_real_messages_occurs(invented) -> None:
    texts = "\n".join(message.text for message in invented.messages)

    assert re.search("[０-９]", texts)
    assert re.search("[\u200b\u200d\ufeff]", texts)


def test_some_messages_name_no_place(invented) -> None:
    asking = [message for message in invented.messages if message.truth.type != "INFO"]
    share = sum(message.truth.place is None for message in asking) / len(asking)

    assert 0.1 < share < 0.5


def test_no_gap_of_a_template_stays_open(invented) -> None:
    assert not any("{" in message.text or "}" in message.text for message in invented.messages)


@pytest.mark.parametrize("hazard", list(Hazard))
def test_each_hazard_has_forty_voices_of_its_own_and_shared(hazard) -> None:
    shared = (
        *voices.OFFER,
        *voices.INFO,
        *voices.RUMOUR,
        *voices.CLOSED,
        *voices.ENGLISH_NEED,
        *voices.ENGLISH_OFFER,
    )

    assert len({*voices.NEED[hazard], *shared}) >= 40


def test_nine_of_ten_asking_cells_of_the_sheet_are_without_limit(invented) -> None:
    header, *rows = invented.need_sheet.rows
    width = len(header)
    asking = [cell for row in rows for cell in row[3 : width - 3] if cell not in {"", "0"}]

    assert 0.8 < asking.count("1") / len(asking) < 0.95


def test_the_extraction_engine_reads_the_invented_messages(invented) -> None:
    lexicon = Lexicon.build(EXAMPLE_PLACES, EXAMPLE_ITEMS[invented.hazard])
    right = sum(read(message.text, lexicon)[0].type == message.truth.type for message in invented.messages)
    told = [message for message in invented.messages if message.truth.phones]
    phones = sum(tuple(p.number for p in read(m.text, lexicon)[0].phones) == m.truth.phones for m in told)

    assert right / len(invented.messages) > 0.95
    assert phones == len(told)


def test_the_extraction_engine_finds_the_invented_things_with_their_quantities(invented) -> None:
    lexicon = Lexicon.build(EXAMPLE_PLACES, EXAMPLE_ITEMS[invented.hazard])
    hit = truth = 0
    for message in invented.messages:
        items = [item for reading in read(message.text, lexicon) for item in reading.items]
        found = {(item.item_text, item.quantity, item.quantity_kind) for item in items}
        truth += len(message.truth.items)
        hit += sum((item.text, item.quantity, item.quantity_kind) in found for item in message.truth.items)

    assert hit / truth > 0.9


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n_messages": -1}, "n_messages"),
        ({"start": datetime(2020, 2, 1)}, "zone"),  # noqa: DTZ001
        ({"places": ()}, "county"),
        ({"items": ()}, "items"),
    ],
)
def test_what_cannot_be_simulated_is_refused(changes, message) -> None:
    told = {"places": EXAMPLE_PLACES, "items": EXAMPLE_ITEMS[Hazard.FLOOD], "n_messages": 3, "start": START}

    with pytest.raises(ValueError, match=message):
        simulate_crisis(1, **{**told, **changes})


def test_no_messages_is_an_empty_crisis() -> None:
    assert crisis(Hazard.EPIDEMIC, n_messages=0).messages == ()
