"""Who speaks to whom: those who hope for help, who have something, who pass on, and the news. Invented messages, 示例数据."""

import pytest

from qiao.engines.extraction import ReadingType, read


def told(text, lexicon):
    return read(text, lexicon)[0].type


@pytest.mark.parametrize(
    "text",
    [
        "孩子前天出门至今未归，希望看到的救援队可以帮忙留意一下，谢谢",
        "请相关部门协调人员前来帮助，罗田县某小区地下车库灌满水两天了，没电没水，万分感谢",
        "英山县某路8号小区，物业不管，水一直没下去，无水无电，有人管吗",
        "某码头有没有可以提供撤离场所的，村里人都守在河堤上",
        "救援队一百人三天没吃过热饭了，附近的朋友送去一些，联系人老王",
    ],
)
def test_who_hopes_for_help_asks_though_words_of_giving_stand_there(lexicon, text) -> None:
    assert told(text, lexicon) is ReadingType.NEED


@pytest.mark.parametrize(
    "text",
    [
        "需要编织袋的，联系我，这里有二万条",
        "有避险或饮食需要的民众请就近到店停歇",
        "所有暂时需要撤离的家人都可以入住某公寓，管吃管住，不收费",
        "🆘有皮划艇20艘，有救生衣100件，需要帮助的快看",
        "怎样做线上志愿者？我也想为灾区出一份力",
        "有没有英山县这边要去前线的志愿者，可以带我一起吗",
    ],
)
def test_who_says_what_is_there_or_asks_where_to_help_offers(lexicon, text) -> None:
    assert told(text, lexicon) is ReadingType.OFFER


@pytest.mark.parametrize(
    "text",
    [
        "捐助的防割手套已送达，愿队员们工作顺利，多加保重",
        "请大家求助的时候一定要把详细地址和联系方式写清楚",
        "麻烦志愿者不要再给各救援队队长打电话，需要核实就发短信",
        "请把物资让给有需要的人",
        "注意，出现骗子冒充指挥部，骗带物资的司机",
        "【暖心！老板请官兵进店休息】7月21日，某市一位老板请官兵进店，“不要钱”，市民点赞",
        "互助地图已上线，点击左下角可以查看、上报求助信息，快转发给需要的朋友",
        "求助反馈：已与家人取得联系，请大家放心",
    ],
)
def test_receipts_instructions_news_and_what_is_over_tell(lexicon, text) -> None:
    assert told(text, lexicon) is ReadingType.INFO
