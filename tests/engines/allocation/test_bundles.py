"""Kits: the published price of fairness to its digits, and no better sharing found by trying."""

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from qiao.engines.allocation.bundles import (
    fill_by_alpha,
    fill_evenly,
    fill_most,
    price_of_fairness,
    tight_instance,
)


@pytest.mark.parametrize(("items", "kits", "loss"), [(3, 2, 0.4444), (5, 4, 0.64)])
def test_max_min_costs_as_much_as_the_bound_on_the_tight_instance(items, kits, loss):
    wants, stock = tight_instance(items, kits)
    requests = items + kits

    found = price_of_fairness(fill_evenly(wants, stock), fill_most(wants, stock))

    assert found == pytest.approx(loss, abs=0.00005)
    assert found == pytest.approx(1 - 4 * requests / (requests + 1) ** 2)


@pytest.mark.parametrize(("items", "kits", "loss"), [(2, 2, 0.25), (3, 6, 0.4444), (4, 12, 0.5625)])
def test_proportional_fairness_costs_as_much_as_the_bound_on_the_tight_instance(items, kits, loss):
    wants, stock = tight_instance(items, kits)
    requests = items + kits

    found = price_of_fairness(fill_by_alpha(wants, stock, alpha=1), fill_most(wants, stock))

    assert found == pytest.approx(loss, abs=0.00005)
    assert found == pytest.approx(1 - (2 * requests**0.5 - 1) / requests)


@st.composite
def tables(draw):
    requests, items = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    wants = np.array([[draw(st.integers(0, 3)) for _item in range(items)] for _request in range(requests)])
    stock = np.array([draw(st.integers(1, 6)) for _item in range(items)])
    return wants.astype(float), stock.astype(float)


@settings(deadline=None, max_examples=60)
@examples(tables(), st.integers(0, 2**32 - 1))
def test_no_sharing_found_by_trying_is_better(table, seed):
    wants, stock = table
    even, log, most = fill_evenly(wants, stock), fill_by_alpha(wants, stock, alpha=1), fill_most(wants, stock)
    for found in (even, log, most):
        assert (found @ wants <= stock + 1e-6).all()
        assert ((found >= -1e-9) & (found <= 1 + 1e-9)).all()

    chance = np.random.default_rng(seed)
    for tried in chance.random((200, len(wants))):
        used = tried @ wants
        fits = tried * min(1.0, float(np.min(stock / np.maximum(used, 1e-12))))
        assert fits.sum() <= most.sum() + 1e-6
        assert fits.min() <= even.min() + 1e-6
        assert np.log(np.maximum(fits, 1e-300)).sum() <= np.log(log).sum() + 1e-6


def test_an_item_without_any_stock_and_an_alpha_of_zero_are_refused():
    with pytest.raises(ValueError, match="no stock"):
        fill_by_alpha(np.ones((1, 1)), np.zeros(1), alpha=1)
    with pytest.raises(ValueError, match="alpha"):
        fill_by_alpha(np.ones((1, 1)), np.ones(1), alpha=0)
