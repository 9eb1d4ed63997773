"""A finding carries what its records are; dropping any of them never makes it carry more."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.evidence import Bundle, Level, Stance, Witness, grade_of

GOOD = [
    Witness(
        id=str(number),
        speaker=f"unit-{number}",
        sources=frozenset({("FORM", "PASTE", "VISIT")[number % 3]}),
        place=f"42112{number}",
        is_verified=True,
        age_days=1,
    )
    for number in range(6)
]


def with_changes(count, **changes):
    return [replace(one, **changes) if index < count else one for index, one in enumerate(GOOD)]


def codes(bundle):
    return [one.code for one in grade_of(bundle).concerns]


def test_many_verified_agreeing_recent_records_of_three_sources_are_high():
    assert grade_of(Bundle(GOOD)).level is Level.HIGH


def test_two_kinds_of_source_are_one_step_less_and_say_so():
    bundle = Bundle([replace(one, sources=one.sources - {"VISIT"} or frozenset({"FORM"})) for one in GOOD])

    assert grade_of(bundle).zh == "中等：A 关注（来源 2 类）"
    assert grade_of(bundle).en == "Moderate: A concern (2 kinds of source)"


@pytest.mark.parametrize(
    ("count", "changes", "code"),
    [
        (5, {"speaker": "unit-5"}, "A"),
        (4, {"is_verified": False}, "V"),
        (2, {"stance": Stance.AGAINST}, "C"),
        (2, {"is_relevant": False}, "R"),
        (6, {"age_days": 8}, "T"),
        (6, {"age_days": None}, "T"),
    ],
)
def test_each_concern_is_raised_by_its_own_fault_alone(count, changes, code):
    assert codes(Bundle(with_changes(count, **changes))) == [code]


@pytest.mark.parametrize(
    ("count", "changes"),
    [
        (3, {"is_verified": False}),
        (1, {"stance": Stance.AGAINST}),
        (1, {"is_relevant": False}),
        (3, {"age_days": 30}),
        (6, {"age_days": 7}),
    ],
)
def test_at_the_threshold_there_is_no_concern(count, changes):
    assert codes(Bundle(with_changes(count, **changes))) == []


def test_what_was_picked_by_hand_is_never_high():
    assert codes(Bundle(GOOD, is_by_hand=True)) == ["C"]
    assert grade_of(Bundle(GOOD, is_by_hand=True)).level is Level.MODERATE


def test_nothing_found_and_all_dropped_are_very_low():
    assert grade_of(Bundle([])).level is Level.VERY_LOW
    assert grade_of(Bundle(GOOD, dropped=[one.id for one in GOOD])).level is Level.VERY_LOW


def test_dropping_what_speaks_against_does_not_lift_its_concern():
    bundle = Bundle(with_changes(2, stance=Stance.AGAINST))

    after = replace(bundle, dropped=["0", "1"])

    assert "C" in codes(after)
    assert grade_of(after).level <= grade_of(bundle).level


def test_the_median_age_counts_what_was_dropped_as_the_oldest():
    old = with_changes(3, age_days=90)
    bundle = Bundle(old, dropped=["0", "1", "2"])

    assert grade_of(Bundle(old)).median_days == 1
    assert grade_of(bundle).median_days == 1
    assert grade_of(replace(bundle, dropped=["0", "1", "2", "3"])).median_days is None


witnesses = st.builds(
    Witness,
    id=st.just(""),
    speaker=st.sampled_from(["", "a", "b", "c", "d"]),
    sources=st.frozensets(st.sampled_from(["FORM", "PASTE", "VISIT", "RECEIPT"]), max_size=2),
    place=st.sampled_from(["", "421124", "421125"]),
    is_verified=st.booleans(),
    stance=st.sampled_from(Stance),
    is_relevant=st.booleans(),
    age_days=st.none() | st.integers(0, 20),
)


def numbered(found):
    return [replace(one, id=str(index)) for index, one in enumerate(found)]


@given(st.lists(witnesses, max_size=12).map(numbered), st.booleans(), st.data())
def test_dropping_any_record_never_raises_the_grade_nor_lifts_a_concern(found, is_by_hand, data):
    ids = [one.id for one in found]
    dropped = set(data.draw(st.lists(st.sampled_from(ids), unique=True))) if ids else set()
    more = dropped | set(data.draw(st.lists(st.sampled_from(ids), unique=True))) if ids else set()

    before = grade_of(Bundle(found, dropped, is_by_hand=is_by_hand))
    after = grade_of(Bundle(found, more, is_by_hand=is_by_hand))

    assert after.level <= before.level
    assert {one.code for one in before.concerns} <= {one.code for one in after.concerns}


@given(st.lists(witnesses, max_size=12).map(numbered), st.randoms())
def test_the_order_of_records_does_not_matter(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)

    assert grade_of(Bundle(shuffled)) == grade_of(Bundle(found))
