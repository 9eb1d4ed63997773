import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.intake.receipt_codes import mark_of_receipt, receipt_code


@given(st.uuids())
def test_a_code_is_sixteen_characters_nobody_misreads(report_id):
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", receipt_code(report_id))


@given(st.uuids())
def test_a_code_typed_small_and_without_hyphens_has_the_same_mark(report_id):
    code = receipt_code(report_id)

    assert mark_of_receipt(code.lower().replace("-", " ")) == mark_of_receipt(code)


@pytest.mark.parametrize(("typed", "meant"), [("O", "0"), ("i", "1"), ("L", "1")])
def test_misread_letters_count_as_the_digit_they_look_like(typed, meant):
    assert mark_of_receipt(f"ABCD{typed}") == mark_of_receipt(f"ABCD{meant}")


def test_two_reports_have_different_codes():
    assert receipt_code(uuid.UUID(int=1)) != receipt_code(uuid.UUID(int=2))
