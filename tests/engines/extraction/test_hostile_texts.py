"""Texts made to hurt: the longest that a door lets in is read in seconds at most, and none makes reading fail."""

import time

import pytest

from qiao.engines.extraction import mask, read

LONGEST = 20_000
LIMIT_SECONDS = 2.5
"""Every one of them took 4 to 90 seconds once, on an idle machine; now below 0.6."""


@pytest.mark.parametrize(
    "unit", ["一", "十", "万", "零", "急", "都", "a", "1", "1,", "急需", "湖北省黄冈市英山县"]
)
def test_a_text_of_one_sign_over_and_over_is_read_in_time(lexicon, unit):
    text = (unit * LONGEST)[:LONGEST]
    began = time.process_time()

    mask(text, read(text, lexicon))

    assert time.process_time() - began < LIMIT_SECONDS


@pytest.mark.parametrize(
    "number",
    [
        "一" * 5000,
        "9" * 5000,
        "一" + "万亿" * 2000,
        "9" + "万" * 400,
        "1." + "9" * 5000,
        "9," + "999," * 3000,
    ],
)
def test_a_number_without_end_is_not_believed_and_stops_nothing(lexicon, number):
    readings = read(f"急需口罩{number}只", lexicon)

    assert all(one.quantity is None or one.quantity < 10**40 for reading in readings for one in reading.items)
