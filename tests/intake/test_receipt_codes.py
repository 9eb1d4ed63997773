import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.intake.reporter.codes import grouped, is_misread, mark_of_receipt, plain_code, receipt_code


@given(st.uuids())
def test_a_code_is_sixteen_digits_in_groups_of_four(report_id):
    assert re.fullmatch(r"(\d{4}-){3}\d{4}", receipt_code(report_id))


@given(st.uuids())
def test_a_fresh_code_is_not_misread(report_id):
    assert not is_misread(receipt_code(report_id))


@given(st.uuids(), st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(report_id, place, step):
    digits = list(plain_code(receipt_code(report_id)))
    digits[place] = str((int(digits[place]) + step) % 10)

    assert is_misread("".join(digits))


@given(st.uuids(), st.integers(0, 14))
def test_two_swapped_neighbours_are_noticed_unless_they_are_the_same(report_id, place):
    digits = list(plain_code(receipt_code(report_id)))
    digits[place], digits[place + 1] = digits[place + 1], digits[place]

    assert is_misread("".join(digits)) == ("".join(digits) != plain_code(receipt_code(report_id)))


@pytest.mark.parametrize(
    "written",
    [
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", "—"),
        lambda code: f"  {code}\n",
        "\u200b".join,
        lambda code: code.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}),
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: f"查询码：{code}。",
    ],
    ids=["bare", "blanks", "long dashes", "around", "zero width", "full width", "letters", "in a sentence"],
)
def test_a_code_is_found_however_it_is_typed(written):
    code = receipt_code(uuid.UUID(int=7))

    assert mark_of_receipt(written(code)) == mark_of_receipt(code)


def test_two_reports_have_different_codes():
    assert receipt_code(uuid.UUID(int=1)) != receipt_code(uuid.UUID(int=2))


def test_a_code_of_version_0_1_is_still_read():
    assert plain_code("7k2m-90qx-abcd-efgh") == "7K2M90QXABCDEFGH"
    assert not is_misread("7K2M-90QX-ABCD-EFGH")


def test_a_code_too_long_to_be_one_is_cut(db):
    assert len(plain_code("9" * 10_000)) <= 32
    assert is_misread("9" * 10_000)


def test_a_typed_code_is_shown_in_groups():
    assert grouped("1234567890123456") == "1234-5678-9012-3456"
