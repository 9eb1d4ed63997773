"""Shapes of things met on posts that nobody had read. All messages are invented (示例数据)."""

import re

import pytest

from qiao.batch.lexicon import reference_lexicon
from qiao.engines.extraction import ReadingType, directions, read


def told(text: str) -> list[tuple[str, int | None, str | None]]:
    readings = read(text, reference_lexicon())
    return [(item.item_text, item.quantity, item.unit) for one in readings for item in one.items]


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("有水泵的请联系15400000001", [("水泵", None, None)]),
        ("船坏了，有发动机或者能修的请尽快联系我们", [("发动机", None, None)]),
        ("需要一辆皮卡车及一名志愿者参与救援", [("皮卡车", 1, "辆"), ("志愿者", 1, "名")]),
        ("急需一位引路人", [("引路人", 1, "位")]),
        ("车坏在路上了（需要拖车）", [("拖车", None, None)]),
        ("已经开始救援，但是船不够", [("船", None, None)]),
        ("急需排水队", [("排水队", None, None)]),
        ("各种热水饮品食物已准备齐全", [("热水", None, None), ("饮品", None, None), ("食物", None, None)]),
        ("仓库里1000多条救生衣可以无偿提供救援", [("救生衣", 1000, "条")]),
        ("急需外部救援力量", [("外部救援力量", None, None)]),
        ("急需电力来启动机器", [("电力", None, None)]),
        ("泡腾消毒片2箱\n红外体温仪 20", [("泡腾消毒片", 2, "箱"), ("红外体温仪", 20, None)]),
    ],
)
def test_what_is_asked_for_is_found(text, things):
    assert told(text) == things


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("急需抽水机，电力设备、供水设备全部在地下车库泡着", "供水设备"),
        ("急需食物，家里衣物、被褥都被冲毁", "被褥"),
        ("急需救援，小区层高32", "层高"),
        ("没有电力，急需食物", "电力"),
        ("急需帐篷，房屋易坍塌", "房屋"),
        ("急需救援，山上四个水库都满了", "山上"),
        ("急需食物，同学手机一直关机", "手机"),
        ("请求上级及时制定排水方案", "及时制定排水方案"),
        ("增加了医护人员感染风险，急需口罩", "医护人员感染风险"),
        ("请有捐赠需求的人员与客服联系，急需口罩", "人员"),
    ],
)
def test_what_is_lost_or_only_told_is_not_asked_for(text, name):
    assert name not in {one for one, _, _ in told(text)}


def test_a_list_of_known_goods_with_their_standards_asks_without_a_verb():
    (reading,) = read(
        "全面型呼吸防护器，二氧化氯泡腾片（10%），速干手消液，过氧化氢（3%）", reference_lexicon()
    )

    assert reading.type is ReadingType.NEED
    assert len(reading.items) == 4


def test_a_masked_number_behind_a_masked_name_is_no_quantity():
    (reading,) = read("急需食物，联系人：孟**136****0000", reference_lexicon())

    assert [item.item_text for item in reading.items] == ["食物"]
    assert [phone.number for phone in reading.phones] == ["136****0000"]


def test_a_sum_that_is_given_is_a_thing():
    assert told("某集团向某省慈善总会捐赠500万元，用于救灾") == [("捐款", 5_000_000, "元")]


@pytest.mark.parametrize("text", ["体温检测后可入住", "湖北来湘人员经检查后可入住"])
def test_whom_a_hotel_lets_in_is_no_gift(text):
    assert told(text) == []


def test_rescue_is_asked_for_beside_the_goods_where_there_is_none():
    assert ("救援", None, None) in told("缺少饮用水，没有救援！没有食物")


def test_no_repeat_was_broken_by_formatting():
    patterns = [
        one for one in vars(directions).values() if isinstance(one, directions.Cued | directions.Marked)
    ]

    assert len(patterns) > 3
    assert not [one for one in patterns if re.search(r"\(\d+, \d+\)", one.pattern.pattern)]
