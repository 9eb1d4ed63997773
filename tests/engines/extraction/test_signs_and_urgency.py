"""What a message is first of all, and how urgent; all messages are invented (示例数据)."""

import pytest

from qiao.engines.extraction.cues import find_urgency
from qiao.engines.extraction.readings import ReadingType
from qiao.engines.extraction.signs import decide, features, signs
from qiao.engines.extraction.type_weights import MOST


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("老人困在二楼，没人来", 3),
        ("我们三个人需要救助", 3),
        ("水已经漫过二楼了，孩子还在屋里", 3),
        ("三楼以下全淹了", 3),
        ("全村还没获救", 3),
        ("爷爷从昨天起联系不上", 3),
        ("六天没水没电，还有孕妇", 2),
        ("急需口罩500只", 2),
        ("需要口罩500只", 0),
        ("受困人员都已得到救助，暂无危险", 0),
        ("#示例县决堤# 需要编织袋", 0),
        ("本地没有决堤，请放心", 0),
        ("水快淹到一楼", 0),
    ],
)
def test_danger_is_told_from_lack_and_from_news(text, urgency):
    assert find_urgency(text)[0] == urgency


@pytest.mark.parametrize("text", ["#示例暴雨# 老人困在二楼", "#示例暴雨#急需口罩"])
def test_urgency_points_at_its_words(text):
    _, span = find_urgency(text)

    assert span is not None
    assert text[slice(*span)] in {"困", "急需"}


def test_the_longest_sign_at_a_place_counts():
    assert [text for *_, text in signs("求助信息汇总")] == []


def told(text, **found):
    return features(text, **{"needs": 0, "offers": 0, "things": 0, "reachable": False} | found)


def test_a_sign_said_twice_counts_once():
    assert told("需要水，需要水，需要水") == told("需要水")


def test_what_is_said_first_is_weighed():
    assert "calls first" in told("急需物资，免费提供住宿")
    assert "offers first" in told("免费提供住宿，急需物资")


def test_no_group_counts_more_than_its_most():
    assert told("加油 挺住 平安 致敬 点赞 感动 温暖 感恩")["cheers"] == MOST


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("有水泵的请联系我们", "havers"),
        ("有闲置帐篷的企业请尽快支援", "havers"),
        ("需要就餐的请联系我们", "conditions"),
        ("示例集团向某省捐赠物资", "gave"),
        ("示例公司捐款500万元", "gave"),
        ("请不要再打电话", "stops"),
    ],
)
def test_a_turn_of_speech_is_a_sign(text, name):
    assert told(text)[name] == 1


@pytest.mark.parametrize("text", ["有困难的请联系我们", "有需要的请联系我们", "有求助的可以联系我们"])
def test_who_may_ask_is_no_haver(text):
    assert "havers" not in told(text)


@pytest.mark.parametrize(
    ("text", "needs", "offers", "things", "reachable", "kind"),
    [
        ("急需口罩", 1, 0, 0, True, ReadingType.NEED),
        ("免费提供住宿", 0, 1, 0, True, ReadingType.OFFER),
        ("记者获悉，列车停运，请绕行", 0, 0, 0, False, ReadingType.INFO),
        ("口罩500只", 0, 0, 1, False, ReadingType.NEED),
        ("今天天气", 0, 0, 0, False, ReadingType.INFO),
    ],
)
def test_the_heavier_side_decides(text, needs, offers, things, reachable, kind):
    kind_read = decide(text, needs=needs, offers=offers, things=things, reachable=reachable)

    assert kind_read is kind


def test_offering_outweighs_asking_only_where_it_is_said_more():
    kind = decide("有需要的请联系，免费提供热水", needs=0, offers=0, things=0, reachable=False)

    assert kind is ReadingType.OFFER
