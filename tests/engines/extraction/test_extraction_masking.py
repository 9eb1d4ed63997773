"""Masking for pages, search and export. Invented messages, 示例数据."""

import pytest

from qiao.engines.extraction import mask, read, read_persons

MASKED = [
    ("电话15400001234", "电话154********"),
    ("电话154 0000 1234。", "电话154**********。"),
    ("电话１５４００００１２３４", "电话１５４********"),
    ("身份证110101199001011234", "身份证******************"),
    ("微信：abc_12345 联系", "微信：********* 联系"),
    ("联系人：李小花 15400001234", "联系人：李** 154********"),
    ("王老师15400001234", "王老师154********"),
    ("邮箱 lin@example.org", "邮箱 ***************"),
    ("急需口罩200只，标准GB 19083-2010", "急需口罩200只，标准GB 19083-2010"),
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_personal_data_are_starred_out_character_for_character(lexicon, text, expected) -> None:
    assert mask(text, read(text, lexicon)) == expected
    assert mask(text, [read_persons(text, lexicon)]) == expected


def test_a_name_is_masked_wherever_it_stands_again(lexicon) -> None:
    text = "联系人：李小花15400001234，到了请找李小花"

    assert "李小花" not in mask(text, read(text, lexicon))


def test_a_number_hidden_behind_invisible_characters_is_masked(lexicon) -> None:
    text = "电话154\u200b0000\u200b1234"

    assert "1234" not in mask(text, read(text, lexicon))


@pytest.mark.parametrize(
    "text",
    [
        "英山县人民医院：口罩200只，联系人李小花15400001234\n罗田县人民医院：防护服50套，联系人王强15400005678，找王强",
        "Need 20 cartons of water, contact Mr Li 15400001234",
        "……",
    ],
)
def test_persons_are_at_least_those_of_the_readings(lexicon, text) -> None:
    persons, readings = read_persons(text, lexicon), read(text, lexicon)

    assert {one for reading in readings for one in reading.phones} <= set(persons.phones)
    assert {one for reading in readings for one in reading.contacts} <= set(persons.contacts)
