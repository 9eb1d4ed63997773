"""What differs between two versions, and nothing else."""

from qiao.engines.bulletin import Change, changes_between

KEYS = {"items": ("item",)}


def test_a_figure_that_differs_is_named_with_both_sides():
    changes = changes_between(
        {"items": [{"item": "mask", "came": 300, "went": 5}]},
        {"items": [{"item": "mask", "came": 250, "went": 5}]},
        keys=KEYS,
    )

    assert changes == [Change("items", ("mask",), "came", 300, 250)]


def test_a_row_that_came_and_one_that_went_are_told():
    changes = changes_between(
        {"items": [{"item": "mask", "came": 3}]}, {"items": [{"item": "gown", "came": 4}]}, keys=KEYS
    )

    assert changes == [
        Change("items", ("gown",), "came", None, 4),
        Change("items", ("mask",), "came", 3, None),
    ]


def test_the_same_tables_in_another_order_do_not_differ():
    rows = [{"item": "mask", "came": 3}, {"item": "gown", "came": 4}]

    assert changes_between({"items": rows}, {"items": rows[::-1]}, keys=KEYS) == []
