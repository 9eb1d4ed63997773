from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.income import (
    STREAMS,
    Accounts,
    IncomeLine,
    Stream,
    after_losing,
    renewal_cliff,
    shocks,
    split_funders,
    structure,
)

THOUSAND_YUAN = 100_000


def line(stream: Stream, thousands: int, **facts) -> IncomeLine:
    return IncomeLine(stream, thousands * THOUSAND_YUAN, **facts)


LINES = (
    line(Stream.DUES, 120),
    line(Stream.GOVERNMENT, 300, is_restricted=True),
    line(Stream.FOUNDATION_GRANTS, 450, is_restricted=True),
    line(Stream.GIFTS_ENTERPRISES, 30),
    line(Stream.GIFTS_ENTERPRISES, 50, is_restricted=True),
    line(Stream.SERVICES, 50),
)
EXAMPLE = Accounts(
    lines=LINES,
    expense_fen=960 * THOUSAND_YUAN,
    administration_fen=110 * THOUSAND_YUAN,
    net_assets_fen=260 * THOUSAND_YUAN,
    unrestricted_net_assets_fen=180 * THOUSAND_YUAN,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("unrestricted_share", 0.20),
        ("government_share", 0.30),
        ("luna_months", 2.25),
        ("equity_ratio", 0.26),
        ("margin", 0.04),
    ],
)
def test_the_worked_example_of_methods_3_is_exact(value, expected):
    assert getattr(structure(EXAMPLE), value) == expected


def test_the_worked_example_spends_a_ninth_on_administration():
    assert structure(EXAMPLE).administration_ratio == pytest.approx(0.115, abs=5e-4)


def test_the_worked_example_has_five_streams_and_an_hhi_of_0_3158():
    by_stream = structure(EXAMPLE).by_stream

    assert (by_stream.n, by_stream.hhi) == (5, pytest.approx(0.3158))


def test_losing_the_foundation_project_leaves_55_percent():
    first, second, *_ = shocks(LINES)

    assert (first.source, first.left_share) == (Stream.FOUNDATION_GRANTS, 0.55)
    assert (second.source, second.left_share) == (Stream.GOVERNMENT, 0.70)


def test_one_funder_booked_under_two_streams_shows_in_the_index_by_funder():
    lines = (
        line(Stream.FOUNDATION_GRANTS, 50, funder="甲基金会"),
        line(Stream.OTHER, 50, funder="甲基金会"),
    )

    measured = structure(Accounts(lines))

    assert (measured.by_stream.hhi, measured.by_funder.hhi) == (0.5, 1.0)


def test_a_funder_that_ends_takes_all_its_streams_along():
    lines = [line(Stream.FOUNDATION_GRANTS, 50, funder="甲"), line(Stream.OTHER, 50, funder="甲")]

    assert shocks(lines, by_funder=True)[0].left_fen == 0


def test_fixed_assets_are_no_reserve_and_their_debt_is_not_counted_twice():
    accounts = Accounts(
        (), expense_fen=1200, unrestricted_net_assets_fen=500, fixed_assets_fen=400, fixed_asset_debt_fen=100
    )

    assert structure(accounts).luna_months == 2


@pytest.mark.parametrize("value", ["luna_months", "equity_ratio", "margin", "administration_ratio"])
def test_an_unknown_balance_stays_unknown(value):
    assert getattr(structure(Accounts(LINES)), value) is None


def test_no_income_has_no_shares():
    measured = structure(Accounts(()))

    assert (measured.by_stream, measured.unrestricted_share) == (None, None)


def test_the_renewal_cliff_counts_contracts_that_end_by_the_day():
    lines = [
        line(Stream.GOVERNMENT, 30, ends_on=date(2026, 6, 30)),
        line(Stream.FOUNDATION_GRANTS, 20, ends_on=date(2026, 7, 1)),
        line(Stream.DUES, 50),
    ]

    assert renewal_cliff(lines, ends_by=date(2026, 6, 30)) == 0.3


def test_every_stream_has_a_name_in_both_languages():
    assert list(STREAMS) == list(Stream)


@given(st.lists(st.builds(IncomeLine, st.sampled_from(Stream), st.integers(0, 10**12)), min_size=1))
def test_what_is_lost_and_what_is_left_make_the_income(lines):
    income = sum(line.amount_fen for line in lines)

    assert all(shock.lost_fen + shock.left_fen == income for shock in shocks(lines))
    assert sum(shock.lost_fen for shock in shocks(lines)) == income


TWO_SOURCES = (
    line(Stream.SERVICES, 50, funder="甲"),
    line(Stream.DUES, 20, funder="甲"),
    line(Stream.SERVICES, 30, funder="乙"),
    line(Stream.GOVERNMENT, 90),
)


@pytest.mark.parametrize(
    ("streams", "funders", "lost"),
    [
        ((), (), 0),
        ((Stream.SERVICES,), (), 80),
        ((), ("甲",), 70),
        ((Stream.SERVICES,), ("甲",), 100),
        ((), (Stream.GOVERNMENT,), 90),
        ((), ("丙",), 0),
    ],
)
def test_a_line_whose_stream_and_funder_both_end_is_lost_once(streams, funders, lost):
    left, gone = after_losing(Accounts(TWO_SOURCES), streams=streams, funders=funders)

    assert (gone, left.income_fen) == (lost * THOUSAND_YUAN, (190 - lost) * THOUSAND_YUAN)


def test_a_funder_of_several_streams_is_named_with_them_in_order():
    assert split_funders(TWO_SOURCES) == {"甲": (Stream.DUES, Stream.SERVICES)}
    assert split_funders([*TWO_SOURCES, line(Stream.OTHER, 1), line(Stream.SERVICES, 5, funder="乙")]) == {
        "甲": (Stream.DUES, Stream.SERVICES)
    }
