"""The township under the county. Invented messages, 示例数据."""

import pytest
from extraction_samples import ITEMS, PLACES

from qiao.engines.extraction import Lexicon, TownshipRow, read

TOWNSHIPS = (
    TownshipRow("410704200", "大块镇", "410704"),
    TownshipRow("410704001", "宝山西路街道", "410704"),
    TownshipRow("410781101", "孙杏村镇", "410781"),
    TownshipRow("410781201", "杏村镇", "410781"),
    TownshipRow("410721100", "古固寨镇", "410721"),
    TownshipRow("410721101", "大块镇", "410721"),
    TownshipRow("421124102", "红山镇", "421124"),
    TownshipRow("421124005", "温泉街道", "421124"),
)


@pytest.fixture(scope="module")
def names() -> Lexicon:
    return Lexicon.build([row for row in PLACES if row[2] != "township"], ITEMS, TOWNSHIPS)


def place_of(text: str, names: Lexicon):
    return read(text, names)[0].place


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("英山县红山镇急需口罩500只", "421124102"),
        ("新乡市凤泉区大块镇，急需救生衣20件", "410704200"),
        ("急需口罩，送到英山县，红山镇卫生院门口", "421124102"),
        ("英山县温泉镇急需口罩", "421124005"),
        ("英山红山急需口罩", "421124102"),
        ("卫辉市孙杏村镇急需帐篷", "410781101"),
        ("凤泉区宝山西路街道办事处急需沙袋", "410704001"),
    ],
)
def test_the_township_of_the_county_is_named(names, text, code) -> None:
    place = place_of(text, names)

    assert place.township.code == code
    assert place.code == code[:6]


def test_the_span_of_a_township_is_its_characters(names) -> None:
    text = "【地址】新乡市 凤泉区\u200b大块镇，急需水"

    place = place_of(text, names)

    assert text[slice(*place.township.span)] == "大块镇"
    assert "大块镇" in place.township.reason
    assert "大块镇" in place.township.reason_en


@pytest.mark.parametrize(
    "text",
    [
        "英山县急需口罩500只",
        "英山县人民医院急需口罩，红山集团捐赠",
        "凤泉区宝山西路12号急需沙袋",
        "罗田县红山镇急需口罩",
    ],
)
def test_no_township_is_guessed(names, text) -> None:
    assert place_of(text, names).township is None


def test_a_township_that_one_county_of_the_city_has_is_named_but_the_place_stays_the_city(names) -> None:
    place = place_of("新乡市古固寨镇急需皮划艇", names)

    assert place.code == "410700"
    assert place.township.code == "410721100"
    assert "新乡县" in place.township.reason


def test_a_township_that_two_counties_of_the_city_have_is_not_named(names) -> None:
    assert place_of("新乡市大块镇急需皮划艇", names).township is None


def test_another_ending_is_less_sure_than_the_full_name(names) -> None:
    full = place_of("英山县温泉街道急需口罩", names).township
    other = place_of("英山县温泉镇急需口罩", names).township

    assert other.confidence < full.confidence
