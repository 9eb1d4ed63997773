from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.bridges import Haul, carried

ROUNDING = 1e-12


def one(hauls, through, item="mask"):
    return next(row for row in carried(hauls) if (row.through, row.item) == (through, item))


def test_shares_of_counted_goods_add_up():
    found = carried([Haul("union", "mask", 300, 300), Haul("red cross", "mask", 100, 100)])

    assert [(row.through, row.share_low, row.share_high) for row in found] == [
        ("union", 0.75, 0.75),
        ("red cross", 0.25, 0.25),
    ]


def test_an_interval_gives_an_interval_of_shares():
    row = one([Haul("union", "mask", 100, 200), Haul("red cross", "mask", 100, 300)], "union")

    assert (row.share_low, row.share_high) == (100 / 400, 200 / 300)


def test_an_unknown_number_is_counted_apart_and_never_as_zero_pieces_of_a_share():
    row = one([Haul("union", "mask", None, None)], "union")

    assert (row.hauls, row.unknown, row.share_low, row.share_high) == (1, 1, None, None)


def test_things_are_never_added():
    found = carried([Haul("union", "mask", 5, 5), Haul("union", "bed", 5, 5)])

    assert [(row.item, row.low, row.share_low) for row in found] == [("bed", 5, 1.0), ("mask", 5, 1.0)]


def test_the_hours_are_the_median_of_those_known():
    hauls = [Haul("union", "mask", 1, 1, hours) for hours in (2.0, None, 40.0, 6.0)]

    assert one(hauls, "union").hours == 6.0


hauls = st.lists(
    st.builds(
        lambda through, low, more: Haul(through, "mask", low, low + more),
        st.sampled_from("abc"),
        st.integers(0, 50),
        st.integers(0, 50),
    ),
    min_size=1,
)


@given(hauls, st.data())
def test_whatever_the_true_numbers_are_the_share_lies_within(rows, data):
    true = [data.draw(st.integers(haul.low, haul.high)) for haul in rows]
    total = sum(true)
    for row in carried(rows):
        part = sum(n for haul, n in zip(rows, true, strict=True) if haul.through == row.through)
        if total:
            low = 0 if row.share_low is None else row.share_low
            high = 1 if row.share_high is None else row.share_high
            assert low - ROUNDING <= part / total <= high + ROUNDING
