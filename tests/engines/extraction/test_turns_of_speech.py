"""Who begs to be looked at, who looks for somebody, who passes on, who asks where to help, who warns. Invented, 示例数据."""

import pytest

from qiao.engines.extraction import ReadingType, read
from qiao.engines.extraction.phrases import WeighedWords
from qiao.engines.extraction.type_weights import WEIGHTS
from qiao.engines.extraction.word_weights import WORDS

ASKS = [
    "看看罗田县这个小城市吧！雨还在下，街上已经成河了",
    "请关注一下英山县某路交叉口东边的小区，下了一夜，水流进单元门口好几个台阶了",
    "别的地方好多了，也请各位官方关注英山县吧，我家一楼全淹了",
    "我表弟在罗田县某村，从前天起就没有联系上，有知道情况的朋友请告知，麻烦了",
    "爷爷昨天出门走丢了，穿蓝色上衣，看见的好心人请联系家里人",
]
GIVES = [
    "我是线上志愿者，负责收集信息，有求救信息可以发给我，我来上报",
    "家里有些干净的旧衣服，想捐到灾区，请问可以寄到哪里",
    "有没有一起去罗田县帮忙的，有组织请联系我",
]
TELLS = [
    "某路口路面塌陷，变压器漏电，请大家绕行，千万不要靠近，注意安全",
    "英山县某桥水已经漫上来了，过路的车辆请避开，不要往前走了",
]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((text, ReadingType.NEED) for text in ASKS),
        *((text, ReadingType.OFFER) for text in GIVES),
        *((text, ReadingType.INFO) for text in TELLS),
    ],
)
def test_a_turn_of_speech_says_who_speaks_to_whom(lexicon, text, kind) -> None:
    assert read(text, lexicon)[0].type is kind


def test_common_words_are_counted_once_each_and_also_inside_longer_ones() -> None:
    known = WeighedWords({"我": (1, 0, 0), "我们": (0, 10, 0), "了": (0, 0, 100)})

    assert known.weigh("我们到了，我们到了", (1000, 1000, 1000)) == (1001, 1010, 1100)
    assert known.weigh("", (1, 2, 3)) == (1, 2, 3)
    assert known.found("我到家") == {"我"}


def test_no_common_word_decides_alone_and_none_is_long_enough_to_be_a_name(lexicon) -> None:
    strongest = max(abs(weight) for weights in WORDS.values() for weight in weights)

    assert strongest < max(abs(weight) for weights in WEIGHTS.values() for weight in weights) / 3
    assert all(len(word) <= 3 for word in WORDS)
    assert not any(lexicon.place_index.find(word) for word in WORDS)
