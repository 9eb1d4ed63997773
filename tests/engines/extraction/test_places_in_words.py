"""Words that only look like places, and places that no gazetteer lists. All messages are invented (示例数据)."""

import pytest

from qiao.batch.lexicon import reference_lexicon
from qiao.engines.extraction import ReadingType, read


def read_one(text: str):
    return read(text, reference_lexicon())[0]


@pytest.mark.parametrize(
    "text",
    [
        "全国人民和你在一起，急需口罩",
        "河南人民挺住，急需口罩",
        "开通了绿色通道，急需口罩",
        "坐上开往郑州的z35次列车，急需口罩",
        "沈阳支援队进了小区，急需口罩",
    ],
)
def test_what_only_looks_like_a_place_is_none(text):
    assert read_one(text).place is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("百度开通河南互助通道，河南急需口罩", "410000"),
        ("郑州白沙镇某小区急需抽水机", "410100"),
        ("郑东新区某写字楼急需抽水机", "410100"),
        ("河南师范大学附近急需抽水机", "410700"),
        ("鹤壁淇县某某村请求救援队的帮助", "410622"),
        ("女朋友困在鹤壁，火车开往郑州方向", "410600"),
        ("通河县急需抽水机", "230128"),
    ],
)
def test_the_place_that_is_meant_is_found(text, code):
    assert read_one(text).place.code == code


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("有水泵的请联系我们，电话15400000001", ReadingType.NEED),
        ("需要就餐的请联系我们，准备了几百份饭，电话15400000001", ReadingType.OFFER),
        ("请不要再打电话了，需要核查的发短信，别占用救援资源", ReadingType.INFO),
        ("网传某校求助为虚假信息，校内师生安全，请不信谣不传谣", ReadingType.INFO),
        ("示例集团向某省捐赠500万元", ReadingType.OFFER),
    ],
)
def test_turns_of_speech_tell_what_a_message_is(text, kind):
    assert read_one(text).type is kind
