"""Voices in blocks: a single person shows neither in one issue nor between two; units and totals stay whole."""

from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.bulletin import REST, Voice, cells_of

COUNTIES = ("421124", "421123", REST)


def person(n: int, place: str = "421124", pieces: int | None = 10, item: str = "mask") -> Voice:
    return Voice(f"{n:04d}", place, item, is_unit=False, pieces=pieces)


def hospital(n: int, place: str = "421124", pieces: int | None = 100) -> Voice:
    return Voice(f"{n:04d}", place, "mask", is_unit=True, pieces=pieces)


VOICES = st.lists(
    st.builds(
        Voice,
        order=st.integers(0, 10**6).map(str),
        place=st.sampled_from(COUNTIES),
        item=st.sampled_from(("mask", "gown")),
        is_unit=st.booleans(),
        pieces=st.none() | st.integers(1, 10**6),
    ),
    max_size=60,
)


def test_four_persons_of_a_county_are_counted_at_no_place():
    cells = cells_of([person(n) for n in range(4)])

    assert [(one.place, one.others, one.pieces) for one in cells] == [(REST, None, 0)]


def test_the_fifth_makes_a_block():
    cells = cells_of([person(n) for n in range(5)])

    assert [(one.place, one.others, one.pieces) for one in cells] == [("421124", 5, 50)]


def test_a_hospital_is_counted_alone():
    cells = cells_of([hospital(1, pieces=None)])

    assert [(one.units, one.others, one.pieces, one.uncounted) for one in cells] == [(1, 0, 0, 1)]


def test_the_rests_of_two_counties_make_a_block_without_a_place():
    told = [person(n, place) for place in COUNTIES[:2] for n in range(3)]

    assert [(one.place, one.others) for one in cells_of(told)] == [(REST, 5)]


def test_between_two_issues_no_place_changes_by_fewer_than_a_block():
    told = [person(n, pieces=2**n) for n in range(12)]

    series = [cells_of(told[:n]) for n in range(1, 13)]

    placed = [next((one.pieces for one in cells if one.place), 0) for cells in series]
    assert placed == [0] * 4 + [2**5 - 1] * 5 + [2**10 - 1] * 3


@given(VOICES)
def test_counts_of_others_come_in_whole_blocks(told):
    cells = cells_of(told)

    assert all(one.others is None or one.others % 5 == 0 for one in cells)
    assert all(one.place == REST for one in cells if one.others is None)


@given(VOICES)
def test_units_are_all_counted_and_others_short_by_less_than_a_block_an_item(told):
    cells = cells_of(told)

    for item in {one.item for one in told}:
        units = sum(one.units for one in cells if one.item == item)
        others = sum(one.others or 0 for one in cells if one.item == item)
        assert units == sum(one.is_unit for one in told if one.item == item)
        assert 0 <= sum(not one.is_unit for one in told if one.item == item) - others < 5


@given(VOICES, st.randoms())
def test_the_order_in_which_voices_are_handed_over_does_not_matter(told, chance):
    told = [Voice(f"{n:04d}", one.place, one.item, one.is_unit, one.pieces) for n, one in enumerate(told)]
    mixed = list(told)
    chance.shuffle(mixed)

    assert cells_of(mixed) == cells_of(told)
