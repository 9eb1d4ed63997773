"""What the things of a message mean together. All messages are invented (示例数据)."""

import pytest

from qiao.batch.lexicon import reference_lexicon
from qiao.engines.extraction import QuantityKind, ReadingType, read


def told(text: str) -> list[tuple[str, int | None, str | None]]:
    return [
        (item.item_text, item.quantity, item.unit)
        for one in read(text, reference_lexicon())
        for item in one.items
        if item.quantity_kind is not QuantityKind.NONE
    ]


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("急需志愿者帮忙打扫，所需人数:20人", [("志愿者", 20, "人")]),
        ("急需志愿者支援，需求人数：15到20人", [("志愿者", 15, "人")]),
        ("免费提供住宿，能容纳200人，联系15400000001", [("住宿", 200, "人")]),
        ("急需志愿者，受困人数：20人", [("志愿者", None, None)]),
        ("提供住宿（约能容纳200人），联系15400000001", [("住宿", 200, "人")]),
        ("急需住宿的地方，我们20个人，电话15400000001", [("住宿的地方", 20, "人")]),
        ("紧急征集有经验20多名冲锋艇驾驶员：李**15400000001", [("冲锋艇驾驶员", 20, "名")]),
        ("有70、80份葱油饼送给一线人员，需要的请联系15400000001", [("葱油饼", 70, "份")]),
    ],
)
def test_a_count_told_apart_finds_its_people(text, things):
    assert told(text) == things


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("家里有两位老人，急需转移出去，电话15400000001", [("救援", None, None)]),
        ("水已经往二层淹了，急需紧急撤离到安全地带", [("救援", None, None)]),
        ("没有吃的，没有水，我们被困两天", [("救援", None, None)]),
        ("孩子没有奶粉，急需尿不湿", [("尿不湿", None, None)]),
        ("安置点没有被褥，请大家帮帮我们", [("被褥", None, None)]),
        ("村里缺水缺物资，求助", [("水", None, None), ("物资", None, None)]),
        ("河堤需要支援，请大家转发", [("救援", None, None)]),
        ("老人被困，食物紧缺，请尽快安排救助", [("食物", None, None), ("救援", None, None)]),
        ("现在就需要人！八个人已经没体力了，求扩散", [("人手", None, None)]),
    ],
)
def test_a_state_is_no_second_ask_and_every_call_is_one_rescue(text, things):
    assert told(text) == things


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("明天有10吨矿泉水到，需要多名志愿者卸货", [("志愿者", None, None)]),
        ("紧缺人手，需要15名志愿者负责搬运", [("志愿者", 15, "名")]),
        ("院内有老人83人，工作人员22人，急需纸尿裤", [("纸尿裤", None, None)]),
        ("安置物资的蓝天救援队需要休息，求住宿", [("住宿", None, None)]),
        ("我们这有一个集中安置点，目前需要降压药", [("降压药", None, None)]),
        ("9辆车物资到达市政府，现招募志愿者参与装卸", [("志愿者", None, None)]),
        ("老人需要皮筏艇，无法坐挖掘机，门口沙袋堵着", [("皮筏艇", None, None)]),
        ("急需木桩竹筏等抗洪用品", [("木桩", None, None), ("竹筏", None, None)]),
        ("急需救灾物资和专业志愿者", [("救灾物资", None, None), ("志愿者", None, None)]),
    ],
)
def test_what_is_moved_or_only_there_is_not_asked_for(text, things):
    assert told(text) == things


def test_who_can_provide_asks():
    (reading,) = read("谁能提供一台大功率发电机，请联系15400000001", reference_lexicon())
    assert reading.type is ReadingType.NEED
    assert [(item.item_text, item.quantity) for item in reading.items] == [("发电机", 1)]


@pytest.mark.parametrize("name", ["汽油发电机", "柴油水泵", "酒精消毒液", "保温毯", "浮力马甲", "弥雾机"])
def test_what_a_thing_runs_on_or_is_made_of_is_no_second_thing(name):
    assert [one for one, _, _ in told(f"急需{name}，联系15400000001")] == [name]


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("现需十几个人2️⃣ 明天下午需要志愿者", [("志愿者", None, None)]),
        ("急需专业救援人员.目前已救出三分之二.但仍有几百人未救出", [("救援人员", None, None)]),
        ("需要：医用的棉签等，900人的方便面", [("棉签", None, None), ("方便面", None, None)]),
        ("今晚要五十人志愿者，有两千多件矿泉水需要卸货", [("志愿者", 50, "人")]),
        ("急需排水救援，需要水和食物", [("排水救援", None, None), ("水", None, None), ("食物", None, None)]),
        ("急需被褥，请居民家中有多余被褥的捐到学校", [("被褥", None, None)]),
        ("什么都缺！特别是抽水设备和发电机！求助", [("抽水设备", None, None), ("发电机", None, None)]),
        ("需要沙袋，专业救援人员", [("沙袋", None, None), ("救援人员", None, None)]),
        (
            "有食品（大米10000、挂面5000），需要的联系我",
            [("食品", None, None), ("大米", 10000, None), ("挂面", 5000, None)],
        ),
    ],
)
def test_shapes_of_the_last_posts(text, things):
    assert told(text) == things


def test_a_row_of_keycaps_stays_a_number():
    (reading,) = read("急需水，电话1️⃣5️⃣4️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣1️⃣", reference_lexicon())
    assert [phone.number for phone in reading.phones] == ["15400000001"]
