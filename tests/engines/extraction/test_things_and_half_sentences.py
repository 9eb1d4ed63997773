"""Things asked for in the words of people in a hurry; half sentences, thanks and news are none. All texts are invented."""

import pytest

from qiao.engines.extraction import ReadingType, read


def things(text: str, lexicon) -> list[tuple[str, int | None, str | None, str]]:
    return [
        (item.item_text, item.quantity, item.unit, item.direction.value)
        for reading in read(text, lexicon)
        for item in reading.items
    ]


def names(text: str, lexicon) -> list[str]:
    return [name for name, *_ in things(text, lexicon)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("柳河镇东村急需物资 联系人：王女士 15400000011", ["物资"]),
        ("柳河镇急需物资和救援，联系15400000011", ["物资", "救援"]),
        (
            "大坝上需要挖掘机，沙袋急需物资：绳子 铁锨 救生衣 手电筒",
            ["挖掘机", "沙袋", "绳子", "铁锨", "救生衣", "手电筒"],
        ),
        ("安置点没有被褥，无消毒用品！无排水泵！请求支援", ["被褥", "消毒用品", "排水泵"]),
        ("现求【大型发电、抽水设备】，张先生15400000011", ["抽水设备"]),
        ("谁可以弄到小型发电机么？家里老人要用呼吸机", ["发电机"]),
        ("小区需要抽水泵尊敬的各位领导请安排", ["抽水泵"]),
        ("东村缺水缺药，一百多人还没救出，请求救援！", ["水", "药", "救援"]),
        ("要医用外科口罩500只", ["医用外科口罩"]),
        ("多捐点‼️干电池，充电宝", ["干电池", "充电宝"]),
        ("希望好心人能送些棉被，谢谢", ["棉被"]),
    ],
)
def test_a_call_in_a_hurry_names_its_things(text, wanted, lexicon):
    assert names(text, lexicon) == wanted
    assert read(text, lexicon)[0].type is ReadingType.NEED


@pytest.mark.parametrize(
    "text",
    [
        "感谢为我们提供物资的商店老板，感谢冒雨送水的卡车司机，祝救援工作顺利",
        "祝救援队队员平安归来，柳河加油",
        "如有人被困需要救援，请拨打应急救援中心24小时救援电话",
        "堤坝表面上看可以走，下面是十几米深的水",
        "被困人员已经安全，求助微博已删除",
        "本市一商场附近路面积水，车辆请绕行，手机没电的可以来充电器商店看看情况介绍",
    ],
)
def test_thanks_news_and_conditions_ask_for_nothing(text, lexicon):
    assert [name for name, *_rest, direction in things(text, lexicon) if direction == "NEED"] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("本公司捐助10400公斤宠物口粮，用于灾区", ("宠物口粮", 10400, "公斤", "OFFER")),
        ("这是可以参与运输的七辆车，有需要的请联系15400000011", ("车", 7, "辆", "OFFER")),
        ("中午给大家准备了120份工作餐，谁要谁来拿", ("工作餐", 120, "份", "OFFER")),
        ("需要6、7个志愿者卸货", ("志愿者", 6, "个", "NEED")),
        ("急需𝟱𝟬𝟬只口罩", ("口罩", 500, "只", "NEED")),
    ],
)
def test_numbers_meet_their_things(text, wanted, lexicon):
    assert wanted in things(text, lexicon)


def test_none_of_them_is_no_count(lexicon):
    assert [
        (name, quantity) for name, quantity, *_ in things("我们村一个救援队都没有，请求救援", lexicon)
    ] == [("救援队", None)] or names("我们村一个救援队都没有，请求救援", lexicon) == ["救援"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("哪里还需要线上志愿者吗，我时间充足", "志愿者"),
        ("本人想去抗洪，有没有招募志愿者的", "志愿者"),
        ("我家宾馆可以免费入住", "入住"),
    ],
)
def test_who_offers_hands_or_a_roof_offers_them(text, name, lexicon):
    reading, *_ = read(text, lexicon)
    assert reading.type is ReadingType.OFFER
    assert [item.item_text for item in reading.items] == [name]


def test_another_word_around_a_thing_makes_it_another(lexicon):
    """中医药大学 is no 药, 面包店 no 面包."""
    assert names("示例中医药大学的学生急需饮用水，附近面包店关门", lexicon) == ["饮用水"]
