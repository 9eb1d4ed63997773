"""How many pieces a count of boxes is: by what is written, else by what is known, else nobody knows."""

import pytest

from qiao.engines.extraction import Ground, Pieces, pieces_of

KNOWN = {"箱": [600, 2500], "盒": [50]}


@pytest.mark.parametrize(
    ("quantity", "unit", "written", "low", "high"),
    [
        (4000, "个", "2000个/箱", 4000, 4000),
        (5, "箱", "1000副/箱", 5000, 5000),
        (3, "箱", "100只*10盒/箱", 3000, 3000),
        (10, "箱", "100支×3盒/箱", 3000, 3000),
        (11, "箱", "50枚*40盒/箱", 22_000, 22_000),
        (12, "箱", "400个/件", 4800, 4800),
        (2, "大箱", "300/箱", 600, 600),
        (2, "箱", "每箱1000只", 2000, 2000),
        (11, "箱", "36盒/箱", 19_800, 19_800),
        (2, "箱", "", 1200, 5000),
        (4, "件", "400盒/件", 80_000, 80_000),
        (500, "件", "50件/箱", 500, 500),
        (2, "箱", "100只*盒/箱", 1200, 5000),
        (2, "箱", "0.5g/支", 1200, 5000),
    ],
)
def test_boxes_are_counted_by_what_is_written_beside_them_else_by_what_is_known(
    quantity, unit, written, low, high
):
    found = pieces_of(quantity, unit, "只", written=written, known=KNOWN)

    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("quantity", "unit", "base", "written"),
    [
        (None, "箱", "只", "2000个/箱"),
        (2, "袋", "只", ""),
        (2, "箱", "只", "蛇皮袋"),
        (7, "桶", "升", "500公斤/桶"),
        (2**39, "箱", "只", "2000个/箱"),
    ],
)
def test_what_nobody_knows_stays_unknown_and_is_never_a_number(quantity, unit, base, written):
    assert pieces_of(quantity, unit, base, written=written) == Pieces(None, None, Ground.UNKNOWN)


def test_the_ground_and_the_assumed_content_are_told():
    assert pieces_of(2, "箱", "只", known=KNOWN) == Pieces(1200, 5000, Ground.KNOWN, 600, 2500)
    assert pieces_of(2, "箱", "只", written="300个/箱").ground is Ground.WRITTEN
    assert pieces_of(9, "个", "只").ground is Ground.COUNTED


def test_single_ones_of_what_goes_in_pairs_are_half_a_pair_or_a_pair():
    assert pieces_of(81, "只", "双") == Pieces(40, 81, Ground.PAIRED)
