"""Numbers that money could be sent to, in every disguise of SECURITY P12. All numbers are invented."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.extraction import find_accounts


def luhn_check(digits: str) -> str:
    total = sum(
        sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10))
        for place, digit in enumerate(reversed(digits))
    )
    return str(-total % 10)


CARD = "622202020000000" + luhn_check("622202020000000")
CHINESE = CARD.translate({ord(str(digit)): sign for digit, sign in enumerate("零一二三四五六七八九")})
FULL_WIDTH = CARD.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})


@pytest.mark.parametrize(
    "number",
    [
        CARD,
        f"{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:]}",
        "-".join(CARD),
        "\u200b".join(CARD),
        FULL_WIDTH,
        CHINESE,
    ],
    ids=["plain", "fours", "dashes", "zero width", "full width", "Chinese numerals"],
)
def test_a_card_is_found_in_every_disguise(number):
    (found,) = find_accounts(f"捐款请打到 {number} 谢谢")

    assert found.kind == "CARD"
    assert f"捐款请打到 {number} 谢谢"[slice(*found.span)] == number


def test_a_number_beside_a_card_does_not_hide_it():
    text = f"{CARD} 700只"

    assert [text[slice(*one.span)] for one in find_accounts(text)] == [CARD]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("支付宝账号：linxh_1987@example.com", "ACCOUNT"),
        ("开户行：示例银行，账号 1234 5678 9012", "ACCOUNT"),
        ("户名示例，帐号:12345678901", "ACCOUNT"),
        ("扫码捐款，收款码在图里", "CODE"),
        ("请用微信收款二维码", "CODE"),
    ],
)
def test_a_word_for_paying_names_the_account_behind_it(text, kind):
    assert kind in {one.kind for one in find_accounts(text)}


@pytest.mark.parametrize(
    "text",
    [
        "示例数据：英山县人民医院急需医用外科口罩2000只，联系人林女士 15400000001",
        "联系 15400000001、15400000002，要5000只",
        "座机 0713-5550001，快递单 100000000000001",
        "身份证 110101199003077518",
        "0000000000000000",
        "捐款已到账，谢谢",
        "",
    ],
)
def test_what_takes_no_money_is_left_alone(text):
    assert find_accounts(text) == ()


@given(st.text(alphabet="0123456789 -零一二三四五六七八九支付宝账号：a@.\u200b", max_size=120))
def test_spans_lie_in_the_text_in_order_and_apart(text):
    spans = [one.span for one in find_accounts(text)]

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
