"""One new telling against all that are known. All records are invented (示例数据)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.linkage import LinkIndex, NeedRecord, VerdictKind, likely_repeats, same_need, text_marks

NOON = datetime(2021, 7, 24, 12, tzinfo=UTC)
TOLD = NeedRecord(NOON, "口罩", "石桥县人民医院", "421124", 200, frozenset({"key-1"}), frozenset({"link-1"}))
TEXT = text_marks("石桥县下湾村急需饮用水，村里三百人两天没有水喝，道路已断")
needs = st.builds(
    NeedRecord,
    at=st.none() | st.integers(0, 20 * 24).map(lambda hours: NOON + timedelta(hours=hours)),
    item=st.sampled_from(["", "口罩", "饮用水"]),
    organisation=st.sampled_from(["", "人民医院", "石桥县人民医院", "青川市石桥县人民医院", "青川市第一人民医院"]),
    place=st.sampled_from(["", "420000", "421124", "421126", "410100"]),
    quantity=st.none() | st.sampled_from([100, 200, 10**30]),
    phones=st.frozensets(st.sampled_from(["key-1", "key-2"]), max_size=2),
    links=st.frozensets(st.just("link-1")),
    marks=st.sampled_from([(), TEXT]),
    closed=st.booleans(),
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(needs, max_size=12), st.lists(needs, max_size=6), needs)
def test_the_index_finds_what_comparing_with_everything_finds(
    first: list[NeedRecord], later: list[NeedRecord], new: NeedRecord
) -> None:
    index = LinkIndex(enumerate(first))
    for number, record in enumerate(later, start=len(first)):
        index.add(number, record)

    every = [(n, one) for n, one in enumerate([*first, *later]) if same_need(new, one).kind != "DIFFERENT"]
    assert {one.id for one in index.likely(new)} == {number for number, _ in every}


@given(needs)
def test_a_telling_comes_back_as_it_went_in(record: NeedRecord) -> None:
    assert dict(LinkIndex([("a", record), ("b", TOLD)]).near(TOLD))["b"] == TOLD
    assert all(found == record for key, found in LinkIndex([("a", record)]).near(record) if key == "a")


def test_what_was_removed_is_not_found_again() -> None:
    index = LinkIndex([("a", TOLD)])
    index.add("b", TOLD)
    index.remove("a")

    assert [one.id for one in index.likely(TOLD)] == ["b"]


def test_compacting_changes_no_answer() -> None:
    index = LinkIndex((number, replace(TOLD, at=NOON + timedelta(hours=number))) for number in range(9))
    index.add("late", TOLD)
    index.remove(3)
    before = index.likely(TOLD)
    index.compact()

    assert index.likely(TOLD) == before
    assert (len(index), 3 in index, "late" in index) == (9, False, True)


def test_an_id_may_be_added_again_only_once_it_is_removed() -> None:
    index = LinkIndex([("a", TOLD)])

    with pytest.raises(ValueError, match="already"):
        index.add("a", TOLD)
    index.remove("a")
    index.add("a", replace(TOLD, item="饮用水"))
    assert index.likely(TOLD) == []


def test_of_a_thousand_equal_tellings_those_nearest_in_time_are_compared() -> None:
    index = LinkIndex((hour, replace(TOLD, at=NOON + timedelta(hours=hour))) for hour in range(1000))

    near = [key for key, _ in index.near(replace(TOLD, at=NOON + timedelta(hours=500)))]
    assert 500 in near
    assert 100 < len(near) <= 200
    assert max(abs(key - 500) for key in near) <= 200


def test_a_telling_without_a_moment_is_answered_too() -> None:
    index = LinkIndex((hour, replace(TOLD, at=NOON + timedelta(hours=hour))) for hour in range(1000))

    assert index.near(replace(TOLD, at=None))


def test_an_empty_index_answers_with_nothing() -> None:
    assert LinkIndex().likely(TOLD) == []


def test_candidates_of_a_database_are_ranked_the_same_way() -> None:
    update = replace(TOLD, at=NOON + timedelta(hours=2), quantity=500)
    other = replace(TOLD, item="饮用水")
    known = [("other", other), ("update", update), ("same", TOLD)]

    found = likely_repeats(TOLD, known)
    assert [(one.id, one.verdict.kind) for one in found] == [
        ("same", VerdictKind.SAME),
        ("update", VerdictKind.UPDATE),
    ]
