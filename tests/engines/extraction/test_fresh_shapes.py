"""Shapes met in posts that were labelled before the engine read them. All messages are invented (示例数据)."""

import pytest

from qiao.batch.lexicon import reference_lexicon
from qiao.engines.extraction import QuantityKind, ReadingType, read

Told = list[tuple[str, int | None, str | None]]


def told(text: str) -> Told:
    return [
        (item.item_text, item.quantity, item.unit)
        for one in read(text, reference_lexicon())
        for item in one.items
        if item.quantity_kind is not QuantityKind.NONE
    ]


def names(text: str) -> list[str]:
    return [name for name, _, _ in told(text)]


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("卫生巾急缺 求扩散", ["卫生巾"]),
        ("某县现在急缺救灾物资希望可以得到帮助", ["救灾物资"]),
        ("某县急需救灾物资～联系15400000001", ["救灾物资"]),
        ("已设为安置点 急需物资  可直接送至学校操场", ["物资"]),
        ("急需橡皮艇，及食物饮水与生活必需品，烦请转发", ["橡皮艇", "食物", "饮水", "生活必需品"]),
        ("情况危险，缺沙缺编织袋", ["沙", "编织袋"]),
        ("急需大中小型铲车钩机等机械", ["铲车", "钩机"]),
        ("急需照明灯，照明头灯，5号电池", ["照明灯", "照明头灯", "电池"]),
        ("需要摩托艇动力艇冲锋舟", ["摩托艇", "动力艇", "冲锋舟"]),
        ("急需物资：绳子 袋子 吃的和水联系人电话 15400000001", ["绳子", "袋子", "吃的", "水"]),
        ("需要支援物资（八宝粥，香肠和水之类的）", ["八宝粥", "香肠", "水"]),
        ("汽油告急，有没有汽油资源", ["汽油"]),
        ("急需水、药品，学校人手不够无法出去拉", ["水", "药品"]),
        ("急需手电，物资和专业救援队", ["手电", "物资", "救援队"]),
        ("小县城缺物资人力，大家看下", ["物资", "人力"]),
        ("需要速食食品和纯净水", ["速食食品", "纯净水"]),
        ("急需饮用水食物和住宿", ["饮用水", "食物", "住宿"]),
        ("感恩接受社会各界捐赠的防护物资：N95口罩、手术衣", ["N95口罩", "手术衣"]),
    ],
)
def test_lists_end_and_go_on_where_people_end_them(text, things):
    assert names(text) == things


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("有能提供吊车的吗，急用", ["吊车"]),
        ("有能提供住宿的请联系我", ["住宿"]),
        ("希望有矿泉水方便面这些物资的朋友们可以往某镇送一些", ["矿泉水", "方便面"]),
        ("谁能联系到大型抽水泵", ["抽水泵"]),
        ("求问哪里能租到冲锋舟", ["冲锋舟"]),
    ],
)
def test_who_may_have_it_is_asked(text, things):
    assert names(text) == things
    assert read(text, reference_lexicon())[0].type is ReadingType.NEED


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("恳请湖边35岁以下青年前来支援！", ["青年"]),
        ("希望就近青壮年男士去帮忙卸车", ["青壮年男士"]),
        ("线上【志愿者】征集，请加微信", ["志愿者"]),
        ("线上志愿者招募，有充足时间，可联系我", ["线上志愿者"]),
        ("急需会开冲锋舟的人员5名", ["人员"]),
        ("统计信息的志愿者人员紧缺，大家可以来加入我们", ["志愿者人员"]),
        ("需要物资搬运志愿者", ["物资搬运志愿者"]),
        ("被困老人缺少饮用水。附近有救援队伍的，麻烦尽快赶往现场", ["饮用水", "救援"]),
        ("堤坝告急！需要增援，救援！", ["救援"]),
        ("招募新乡志愿者！", ["志愿者"]),
        ("家人急需要转移（男，76岁），求援助", ["救援"]),
    ],
)
def test_people_are_asked_to_come(text, things):
    assert names(text) == things


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("需要口罩1万5千只，手套2千5百双", [("口罩", 15000, "只"), ("手套", 2500, "双")]),
        ("急需沙袋上万个", [("沙袋", 10000, "个")]),
        ("我这边有50米的救生绳20条，救生衣20件", [("救生绳", 20, "条"), ("救生衣", 20, "件")]),
        ("可以提供30人的住宿", [("住宿", 30, "人")]),
        ("捐赠口罩3万只（其中外科口罩2万只，N95口罩1万只）", [("口罩", 30000, "只")]),
        ("急需呼吸机（有创5台、无创6台）", [("有创呼吸机", 5, "台"), ("无创呼吸机", 6, "台")]),
        ("急需石子（本地石子进不来）。需要300吨石子", [("石子", 300, "吨")]),
        ("几辆大卡车的石块下去也没堵住，急需钢筋", [("钢筋", None, None)]),
        ("家门口有二三百米的水，请求救援", [("救援", None, None)]),
        ("急需沙袋！评论区还有几条，记得看", [("沙袋", None, None)]),
        ("某公司捐赠的6000箱饮用水今晚抵达某市", [("饮用水", 6000, "箱")]),
        ("今天购入200箱饮用水捐赠给某市团委", [("饮用水", 200, "箱")]),
        ("现有520个头灯在某地准备运往灾区", [("头灯", 520, "个")]),
        ("10000个沙土袋已捐赠给一线人员", [("沙土袋", 10000, "个")]),
        ("希望能给予休息的地方，一共有37个人", [("休息的地方", 37, "人")]),
        ("🈶抽水泵500台，需要请联系15400000001", [("抽水泵", 500, "台")]),
    ],
)
def test_numbers_find_what_they_count(text, things):
    assert told(text) == things


@pytest.mark.parametrize(
    "text",
    [
        "因缺少大型车辆，现场救援异常缓慢",
        "急需支援！区内的水已经到腰了",
        "哪里有物资接收点",
        "大量群众转移无家可归，缺少粮食",
        "小区东面大坑被水冲开，急需沙袋",
        "缺人，搬救援物资",
        "急需救生衣，人员逃离了",
        "地下车库总积水量近百万吨，急需水泵",
        "协调城管无果，急需水泵",
    ],
)
def test_half_a_sentence_is_no_thing(text):
    assert not set(names(text)) & {
        "场救援异常缓慢", "区内的水", "物资接收点", "群众转移无家可归", "东面大坑被水", "搬救援物资",
        "人员", "地下车库总积水量", "协调城管",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "想问下有没有志愿者的群，搬运物资之类的缺不缺人手",
        "想知道现在还需不需要线上志愿者，我可以帮忙",
        "想捐点衣服，往哪里寄",
        "我们想捐物资，有渠道运过去吗",
        "由某公司捐赠的10000箱方便面已抵达",
    ],
)
def test_who_asks_where_to_help_offers(text):
    assert read(text, reference_lexicon())[0].type is ReadingType.OFFER


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("卫辉市某村村民和支援人员已经没有吃的", "410781"),
        ("比如奶粉和尿布都缺，联系卫辉市15400000001", "410781"),
        ("千年一遇、万年一遇的雨，新乡市急需沙袋", "410700"),
        ("河南暴雨互助#河南暴雨##河南加油# 新乡求助！某庄急需冲锋舟（志愿河南平台）", "410700"),
    ],
)
def test_words_of_every_day_are_no_counties(text, code):
    place = read(text, reference_lexicon())[0].place
    assert place is not None
    assert place.code == code
