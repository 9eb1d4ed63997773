"""A crisis of many counties, made block by block."""

from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest

from qiao.batch.lexicon import reference_directory
from qiao.batch.simulate import places_of
from qiao.engines.simulation import (
    BLOCK_REPORTS,
    EXAMPLE_ITEMS,
    Block,
    BlockRows,
    Hazard,
    Nation,
    NationSetting,
    Voice,
    blocks,
    lay_out,
    organizations_of,
    rows_of,
    volunteers_of,
)

START = datetime(2020, 2, 1, 8, tzinfo=UTC)
PLACES = places_of(reference_directory(), "42")


def nation(reports: int = 3_000, counties: int = 40, *, seed: int = 7) -> Nation:
    setting = NationSetting(seed, reports, START)
    return lay_out(setting, places=PLACES, items=EXAMPLE_ITEMS[Hazard.EPIDEMIC], counties=counties)


@pytest.fixture(scope="module")
def made() -> tuple[Nation, list[tuple[Block, BlockRows]]]:
    whole = nation()
    return whole, [(block, rows_of(whole, block)) for block in blocks(whole)]


def test_blocks_come_out_the_same_in_any_order(made) -> None:
    whole, rows = made
    again = nation()

    assert [rows_of(again, block) for block in reversed([*blocks(again)])] == [one for _, one in rows[::-1]]
    assert nation(seed=8) != whole


def test_counties_share_the_reports_and_the_silent_ones_have_none(made) -> None:
    whole, rows = made
    by_voice = defaultdict(list)
    for county in whole.counties:
        by_voice[county.voice].append(county.reports)

    assert sum(len(one.messages) for _, one in rows) == 3_000
    assert set(by_voice) == set(Voice)
    assert not any(by_voice[Voice.SILENT])


def test_more_counties_leave_the_earlier_ones_as_they_were() -> None:
    few, many = nation(counties=5), nation(counties=40)

    assert [one.place for one in few.counties] == [one.place for one in many.counties[:5]]
    assert [one.population for one in few.counties] == [one.population for one in many.counties[:5]]


def test_one_county_is_never_silent_and_a_large_one_is_cut_into_blocks() -> None:
    whole = nation(BLOCK_REPORTS * 2 + 1, 1)
    parts = [*blocks(whole)]

    assert [one.reports for one in parts] == [6_667, 6_667, 6_667]
    assert [one.ends_at for one in parts[:-1]] == [one.begins_at for one in parts[1:]]


def test_ids_are_given_once_and_repeats_name_an_earlier_report_of_the_block(made) -> None:
    _whole, rows = made
    ids = Counter(one.id for _, part in rows for one in (*part.messages, *part.offers, *part.deliveries))
    repeated = 0
    for _block, part in rows:
        earlier = set()
        for one in part.messages:
            assert one.truth.repeat_of is None or one.truth.repeat_of in earlier
            repeated += one.truth.repeat_of is not None
            earlier.add(one.id)

    assert set(ids.values()) == {1}
    assert 0.13 < repeated / 3_000 < 0.23


def test_official_figures_are_blind_to_the_same_things_in_all_of_a_county(made) -> None:
    _whole, rows = made
    seen = defaultdict(set)
    for _block, part in rows:
        for one in part.official:
            seen[one.place, one.item].add(one.listed is None)
            assert one.listed is None or 0 <= one.listed <= one.truly

    assert {len(one) for one in seen.values()} == {1}
    blind = sum(True in one for one in seen.values()) / len(seen)
    assert 0.06 < blind < 0.2


def test_no_offer_delivers_more_than_it_holds_and_all_goes_to_who_asked(made) -> None:
    _whole, rows = made
    for _block, part in rows:
        held = {one.id: one.quantity for one in part.offers}
        asked = {one.id: {thing.item for thing in one.truth.items} for one in part.messages}
        sent = Counter()
        for one in part.deliveries:
            sent[one.offer] += one.sent
            assert one.item in asked[one.report]
            assert (one.received is None) == (one.signed_at is None)
            assert one.received is None or one.received <= one.sent
        assert all(pieces <= held[offer] for offer, pieces in sent.items())
    assert sum(len(part.deliveries) for _, part in rows) > 100


def test_people_are_invented(made) -> None:
    whole, _rows = made
    county = whole.counties[0]
    phones = [one.phone for one in volunteers_of(whole, county)]
    phones += [one.contact.phone for one in organizations_of(whole, county)]

    assert all(one.startswith("154") for one in phones)


@pytest.mark.parametrize(
    ("counties", "reports", "start"),
    [(0, 10, START), (9_999, 10, START), (1, -1, START), (1, 10, START.replace(tzinfo=None))],
)
def test_what_cannot_be_laid_out_is_refused(counties: int, reports: int, start: datetime) -> None:
    with pytest.raises(ValueError, match="not understood"):
        lay_out(
            NationSetting(1, reports, start),
            places=PLACES,
            items=EXAMPLE_ITEMS[Hazard.FLOOD],
            counties=counties,
        )
