"""Who gives though the tag says 求助, who asks though it is a relay. Invented messages, 示例数据."""

import pytest

from qiao.engines.extraction import ReadingType, read


def told(text, lexicon):
    return read(text, lexicon)[0]


def names(text, lexicon):
    return [item.item_text for one in read(text, lexicon) for item in one.items]


@pytest.mark.parametrize(
    "text",
    [
        "#暴雨求助#我公司愿捐赠方便面若干、矿泉水若干、手电筒，送货上门，需要的单位请私信",
        "#暴雨求助#本店手电筒若干、编织袋、发电机若干、皮划艇全部捐出，不留名，自己来取",
        "同学群凑了一点心意，冲锋舟、尿不湿，想直接给乡镇",
        "家里开超市的，救生衣1000件、手电筒2000个都可以拿去，先救急",
        "懂水电维修，工具齐全，可以去罗田县帮忙",
        "退伍军人五人小队，自带干粮，随时可以出发去英山县",
        "我们给救援队员做了晚饭，需要的来拿",
        "饭店员工义务为前来救援的队伍准备热饭，大家转发",
        "社区门口有纯净水，急需饮用水的居民可前往领取",
    ],
)
def test_who_gives_is_read_as_giving(lexicon, text) -> None:
    assert told(text, lexicon).type is ReadingType.OFFER


@pytest.mark.parametrize(
    "text",
    [
        "再提一下枫树救援队，冲锋舟，能帮的帮一把",
        "某村小学那边还没着落，要充电宝，有的联系",
        "有没有认识英山县附近救援队的？老人被水围住了",
    ],
)
def test_a_relay_that_asks_is_a_need(lexicon, text) -> None:
    assert told(text, lexicon).type is ReadingType.NEED


def test_what_is_said_of_the_last_of_a_list_is_said_of_all(lexicon) -> None:
    items = [item for one in read("本店面包若干、手电筒若干、饮用水全部捐出", lexicon) for item in one.items]

    assert {(item.item_text, item.direction) for item in items} == {
        ("面包", ReadingType.OFFER),
        ("手电筒", ReadingType.OFFER),
        ("饮用水", ReadingType.OFFER),
    }


def test_a_little_of_something_is_no_time_of_day_and_no_cake(lexicon) -> None:
    assert names("凑了一点心意，雨衣30件", lexicon) == ["雨衣"]


def test_what_was_made_ready_for_somebody_may_still_be_asked_for(lexicon) -> None:
    assert told("给医院准备的口罩还缺500只", lexicon).type is ReadingType.NEED


def test_noodles_are_no_party_that_gives(lexicon) -> None:
    assert names("愿捐赠方便面50箱", lexicon) == ["方便面"]


@pytest.mark.parametrize(
    ("text", "things"),
    [
        (
            "KN95口罩：应符合国家标准；医用酒精：浓度75%以上；护目镜：视野开阔、有防溅功能",
            ["KN95口罩", "医用酒精", "护目镜"],
        ),
        ("二氧化氯泡腾片，速干手消液，过氧化氢", ["二氧化氯泡腾片", "速干手消液", "过氧化氢"]),
        ("正压呼吸面罩", ["正压呼吸面罩"]),
        ("急需：水、食物，救生衣和救生圈 情况：停水", ["水", "食物", "救生衣", "救生圈"]),
    ],
)
def test_a_list_with_its_standards_is_a_list(lexicon, text, things) -> None:
    assert [name.partition("（")[0] for name in names(text, lexicon)] == things


@pytest.mark.parametrize("text", ["还有一部分救生衣可提供", "五号楼三个大人三个小孩被困"])
def test_a_part_and_a_grown_up_are_no_count_of_things(lexicon, text) -> None:
    assert all(item.quantity is None for one in read(text, lexicon) for item in one.items)
