"""Small cells: what is shown, and what an attacker with every issue and every total can make of it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiao.engines.small_cells import BLOCK, K, show

ROWS, COLUMNS = ("GRIEF", "STRESS", "OTHER"), ("ADULT", "MINOR")
KEYS = [(row, column) for row in ROWS for column in COLUMNS]
TABLES = st.lists(st.integers(0, 40), min_size=len(KEYS), max_size=len(KEYS)).map(
    lambda counts: dict(zip(KEYS, counts, strict=True))
)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def shown_of(counts):
    return show(counts, ROWS, COLUMNS)


@unhurried
@given(TABLES)
def test_no_cell_shows_fewer_than_k_and_all_are_whole_blocks(counts):
    for key, value in shown_of(counts).cells.items():
        assert (value is None) == (counts[key] < K)
        assert value is None or (value >= K and value % BLOCK == 0 and 0 <= counts[key] - value < BLOCK)


@unhurried
@given(TABLES, st.sampled_from(KEYS), st.integers(0, K - 1))
def test_totals_do_not_change_with_what_is_hidden(counts, key, other):
    counts = counts | {key: min(counts[key], K - 1)}
    before, after = shown_of(counts), shown_of(counts | {key: other})

    assert (before.cells, before.rows, before.columns, before.total) == (
        after.cells,
        after.rows,
        after.columns,
        after.total,
    )


@unhurried
@given(TABLES)
def test_subtracting_cells_from_totals_leaves_nothing(counts):
    shown = shown_of(counts)

    for row in ROWS:
        assert (shown.rows[row] or 0) - sum(shown.cells[row, one] or 0 for one in COLUMNS) == 0
    for column in COLUMNS:
        assert (shown.columns[column] or 0) - sum(shown.cells[one, column] or 0 for one in ROWS) == 0


@unhurried
@given(TABLES, st.sampled_from(KEYS))
def test_one_more_person_is_seen_only_with_a_whole_block(counts, key):
    before, after = shown_of(counts), shown_of(counts | {key: counts[key] + 1})

    moved = [one for one in KEYS if before.cells[one] != after.cells[one]]
    assert moved in ([], [key])
    if moved:
        assert (after.cells[key] or 0) - (before.cells[key] or 0) in {BLOCK, K}


@unhurried
@given(TABLES)
def test_the_rest_is_shared_by_two_cells_at_least(counts):
    shown = shown_of(counts)
    hidden = [counts[key] for key in KEYS if shown.cells[key] is None and counts[key]]

    assert shown.rest is None or (len(hidden) > 1 and shown.rest >= K)


def test_a_plain_hide_below_k_would_fail_where_this_does_not():
    counts = dict.fromkeys(KEYS, 20) | {("GRIEF", "MINOR"): 7}
    true_total, shown = sum(counts.values()), shown_of(counts)

    plain = true_total - sum(value for key, value in counts.items() if value >= K)
    ours = shown.total - sum(value or 0 for value in shown.cells.values())
    assert (plain, ours, shown.rest) == (7, 0, None)


@pytest.mark.parametrize("wrong", [{"k": 7}, {"block": 0}])
def test_a_k_that_is_no_multiple_is_refused(wrong):
    with pytest.raises(ValueError, match="multiple"):
        show({}, ROWS, COLUMNS, **wrong)
