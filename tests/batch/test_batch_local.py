import math
import os
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.batch import group_rows, map_groups

ROWS = [("口罩", 5), ("防护服", 2), ("口罩", 7), ("护目镜", 1)]
ITEM = itemgetter(0)


def asked(_item: str, rows: list[tuple[str, int]]) -> int:
    return sum(quantity for _, quantity in rows)


def test_groups_keep_the_order_in_which_they_first_appear():
    assert [item for item, _ in group_rows(ROWS, ITEM)] == ["口罩", "防护服", "护目镜"]


def test_rows_of_a_group_keep_their_order():
    assert group_rows(ROWS, ITEM)[0][1] == [("口罩", 5), ("口罩", 7)]


def test_each_group_is_answered_in_order():
    assert map_groups(group_rows(ROWS, ITEM), asked) == [("口罩", 12), ("防护服", 2), ("护目镜", 1)]


def test_two_processes_give_the_same_answers_as_one():
    groups = [(9.0, [2.0]), (16.0, [0.5]), (2.0, [10.0])]

    assert map_groups(groups, _power, processes=2) == map_groups(groups, _power)


def _power(base: float, exponents: list[float]) -> float:
    return math.prod(base**exponent for exponent in exponents)


def test_several_processes_do_the_work():
    answers = map_groups([(n, [n]) for n in range(2)], _where, processes=2)

    assert os.getpid() not in [pid for _, pid in answers]


def _where(_key: int, _rows: list[int]) -> int:
    return os.getpid()


def test_the_first_failure_is_raised():
    with pytest.raises(ZeroDivisionError):
        map_groups([("a", [1]), ("b", [0])], _inverse)


def _inverse(_key: str, rows: list[int]) -> float:
    return 1 / rows[0]


def test_no_groups_give_no_answers():
    assert map_groups([], asked, processes=4) == []


def test_fewer_than_one_process_is_refused():
    with pytest.raises(ValueError, match="processes < 1"):
        map_groups([], asked, processes=0)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers())))
def test_no_row_is_lost_or_doubled(rows):
    grouped = [row for _, group in group_rows(rows, ITEM) for row in group]

    assert sorted(grouped) == sorted(rows)
