"""Numerals."""

from fractions import Fraction

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.extraction.numerals import parse_numeral


@given(st.integers(min_value=0, max_value=10**9))
def test_a_chinese_numeral_has_the_value_cn2an_gives_it(number: int) -> None:
    assert parse_numeral(cn2an.an2cn(str(number))) == (number, number)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1.5万", 15_000, 15_000),
        ("2 万", 20_000, 20_000),
        ("一万五", 15_000, 15_000),
        ("三百五", 350, 350),
        ("二零二零", 2020, 2020),
        ("壹佰", 100, 100),
        ("两三百", 200, 300),
        ("三五", 3, 5),
        ("几十", 20, 90),
        ("十几", 11, 19),
        ("百十", 100, 110),
        ("36,000", 36_000, 36_000),
        ("2.5w", 25_000, 25_000),
    ],
)
def test_spoken_numerals_have_their_bounds(text: str, low: int, high: int) -> None:
    assert parse_numeral(text) == (Fraction(low), Fraction(high))


def test_what_is_no_numeral_has_no_value() -> None:
    assert parse_numeral("口罩") is None
