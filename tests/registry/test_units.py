import pytest

from qiao.registry.units import counts_pieces_of


@pytest.mark.parametrize(
    ("unit", "base"), [("个", "只"), ("", "只"), ("只", "只"), ("双", "副"), ("公斤", "千克"), ("名", "人")]
)
def test_words_for_the_same_unit_count_the_same_pieces(unit, base):
    assert counts_pieces_of(unit, base)


@pytest.mark.parametrize(
    ("unit", "base"), [("箱", "只"), ("盒", "只"), ("双", "只"), ("斤", "千克"), ("瓶", "升")]
)
def test_containers_and_other_measures_do_not(unit, base):
    assert not counts_pieces_of(unit, base)
