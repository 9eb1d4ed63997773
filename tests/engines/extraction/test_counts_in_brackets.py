"""Brackets that hold a count, and lists of sorts; all messages are invented (示例数据)."""

import pytest

from qiao.engines.extraction import read


def amounts(text, lexicon):
    return [
        (item.item_text, item.quantity, item.quantity_max, item.unit)
        for reading in read(text, lexicon)
        for item in reading.items
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("急需沙袋（几万条）", ("沙袋", 20000, 90000, "条")),
        ("缺帐篷（约50顶）", ("帐篷", 50, None, "顶")),
        ("急需水泵（5-8台）", ("水泵", 5, 8, "台")),
        ("缺雨鞋（20双左右）", ("雨鞋", 20, None, "双")),
        ("急需雨衣(数百件)", ("雨衣", 200, 900, "件")),
    ],
)
def test_a_rough_count_in_brackets_belongs_to_the_thing_before(text, wanted, lexicon):
    assert amounts(text, lexicon) == [wanted]


def test_bug_a_bracket_of_few_pieces_alone_stopped_the_reader(lexicon):
    assert amounts("沙袋（几万条）", lexicon) == [("沙袋", 20000, 90000, "条")]


def test_sorts_in_brackets_take_the_thing_without_its_cue(lexicon):
    assert amounts("急需口罩(KN95型1200盒、一次性3万只)", lexicon) == [
        ("KN95型口罩", 1200, None, "盒"),
        ("一次性口罩", 30000, None, "只"),
    ]
