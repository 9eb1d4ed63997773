"""Shapes of things met on posts that nobody had read. All messages are invented (示例数据)."""

import re

import pytest

from qiao.batch.lexicon import reference_lexicon
from qiao.engines.extraction import QuantityKind, ReadingType, directions, read


def told(text: str) -> list[tuple[str, int | None, str | None]]:
    readings = read(text, reference_lexicon())
    return [
        (item.item_text, item.quantity, item.unit)
        for one in readings
        for item in one.items
        if item.quantity_kind is not QuantityKind.NONE
    ]


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


@pytest.mark.parametrize(
    ("text", "things"),
    [
        (
            "我们准备了：烧鸡150份猪头肉100份矿泉水240瓶馒头26个",
            [("烧鸡", 150, "份"), ("猪头肉", 100, "份"), ("矿泉水", 240, "瓶"), ("馒头", 26, "个")],
        ),
        (
            "救援队需要物资：爽身粉，硫磺皂，口哨，冰袖，救生圈",
            [(name, None, None) for name in ("爽身粉", "硫磺皂", "口哨", "冰袖", "救生圈")],
        ),
        (
            "急需降压❗️降血糖❗️消炎药❗️头灯",
            [(name, None, None) for name in ("降压", "降血糖", "消炎药", "头灯")],
        ),
        ("急需食物 水 吃的喝的", [(name, None, None) for name in ("食物", "水", "吃的", "喝的")]),
        ("现在需要水泡面和面包", [("水", None, None), ("泡面", None, None), ("面包", None, None)]),
        ("宝宝衣服尿不湿无限提供", [("宝宝衣服", None, None), ("尿不湿", None, None)]),
        ("急需机动艇 冲锋舟 请联系我：15400000001", [("机动艇", None, None), ("冲锋舟", None, None)]),
        ("来的时候麻烦带点食物和水", [("食物", None, None), ("水", None, None)]),
        ("需要沙袋，救援人员。", [("沙袋", None, None), ("救援人员", None, None)]),
        ("希望有志愿者、工具车前来帮忙", [("志愿者", None, None), ("工具车", None, None)]),
        ("被困3天，需要物质", [("物质", None, None)]),
        ("现在需要非常专业的救援队过去帮忙", [("救援队", None, None)]),
    ],
)
def test_lists_go_on_over_words_nobody_knows(text, things):
    assert told(text) == things


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("村子四面环水，需要皮划艇", "环水"),
        ("有大量外省志愿者赶到，急需被子", "外省志愿者"),
        ("急需食物，如下图所示，现有两个安置点", "安置点"),
        ("急需冲锋舟，水位上涨，衣服全湿", "水位上涨"),
        ("食品饮水类物资目前已经可以满足，紧缺的是发电机", "食品"),
        ("急需船只，我提供救援队联系方式", "救援队"),
        ("急需食物，老人没有手机", "手机"),
    ],
)
def test_what_stands_beside_a_list_is_not_asked_for(text, name):
    assert name not in {one for one, _, _ in told(text)}


def test_a_cry_for_help_that_names_nothing_asks_for_rescue():
    assert told("水已经没过一楼，家里只有两位老人，紧急求助！电话15400000001") == [("救援", None, None)]
    assert told("寻人：昨晚八点后失联，求扩散") == []
