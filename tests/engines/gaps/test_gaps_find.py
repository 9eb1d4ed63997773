from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.gaps import PlaceRecord, blind_spots, silent_places, unseen


class Voice(NamedTuple):
    place: str
    item: str


def test_a_voice_the_official_list_lacks_is_unseen():
    grief, masks = Voice("420900", "哀伤辅导"), Voice("420900", "口罩")

    assert unseen([grief, masks], {("420900", "口罩")}) == [grief]


def test_the_same_item_elsewhere_does_not_make_a_voice_seen():
    voice = Voice("420900", "口罩")

    assert unseen([voice], {("421200", "口罩")}) == [voice]


def test_a_place_with_a_report_is_not_silent():
    assert silent_places([PlaceRecord("420900", 8000, 1, 0.5)]) == []


@pytest.mark.parametrize("coverage", [None, 0.0, 0.1, 0.9])
def test_silence_is_called_unknown_and_never_no_need(coverage):
    (finding,) = silent_places([PlaceRecord("420900", 8000, 0, coverage)])

    assert "未知" in finding.reason.zh
    assert "unknown" in finding.reason.en


def test_silence_without_known_coverage_has_no_expectation():
    heard = PlaceRecord("421200", 10_000, 50, 0.5)
    (finding,) = silent_places([heard, PlaceRecord("420900", 8000, 0, None)])

    assert finding.expected is None


def test_silence_where_people_listen_says_how_many_reports_were_expected():
    heard = PlaceRecord("421200", 10_000, 50, 0.5)
    (finding,) = silent_places([heard, PlaceRecord("420900", 10_000, 0, 0.5)])

    assert finding.expected == pytest.approx(25)


def test_unknown_population_leads_the_silent_list_and_size_orders_the_rest():
    records = [
        PlaceRecord("a", 100, 0, None),
        PlaceRecord("b", 900, 0, None),
        PlaceRecord("c", None, 0, None),
    ]

    assert [finding.place for finding in silent_places(records)] == ["c", "b", "a"]


def test_a_blind_spot_carries_what_a_person_needs_to_judge_it():
    usual = [PlaceRecord(str(n), 10_000, 20, 0.4, 30) for n in range(9)]
    (finding,) = blind_spots([*usual, PlaceRecord("x", 10_000, 20, 0.4, 0)])

    assert (finding.place, finding.observed, finding.official, finding.coverage) == ("x", 20, 0, 0.4)
    assert "观察 20 / 预期 20.0；志愿者覆盖 0.40；官方统计 0" in finding.reason.zh


def test_an_unknown_official_count_is_not_a_blind_spot():
    usual = [PlaceRecord(str(n), 10_000, 20, 0.4, 30) for n in range(9)]

    assert blind_spots([*usual, PlaceRecord("x", 10_000, 20, 0.4, None)]) == []


def test_hardly_any_coverage_counts_as_the_least_that_can_be_trusted():
    usual = [PlaceRecord(str(n), 10_000, 20, 0.4, 30) for n in range(9)]
    few, least = (blind_spots([*usual, PlaceRecord("x", 10_000, 20, ears, 0)])[0] for ears in (0.01, 0.05))

    assert (few.expected, few.ratio, few.low) == (least.expected, least.ratio, least.low)


@settings(deadline=None)
@given(st.permutations([PlaceRecord(str(n), 1000 * (n + 1), n, 0.5, 9 - n) for n in range(10)]))
def test_the_lists_do_not_depend_on_the_order_of_the_records(records):
    assert blind_spots(records) == blind_spots(sorted(records, key=lambda r: r.place))
    assert silent_places(records) == silent_places(sorted(records, key=lambda r: r.place))


@pytest.mark.parametrize(
    ("heard", "zh", "en"),
    [
        ([], "别处也都还没有声音", "nobody has spoken anywhere"),
        ([PlaceRecord("421200", 90_000_000, 1, 0.5)], "预期不到 0.1 条", "less than 0.1 reports"),
        ([PlaceRecord("421200", 10_000, 50, 0.5)], "预期 25.0 条", "25.0 reports"),
    ],
)
def test_an_expectation_of_nothing_is_told_in_words(heard, zh, en):
    (finding,) = silent_places([*heard, PlaceRecord("420900", 10_000, 0, 0.5)])

    assert zh in finding.reason.zh
    assert en in finding.reason.en
    assert "0.0 " not in finding.reason.zh + finding.reason.en
