"""The messages a new user pastes first. All are invented, 示例数据."""

import pytest
from extraction_samples import ITEMS, PLACES

from qiao.engines.extraction import ItemReading, Lexicon, Pack, QuantityKind, Reading, ReadingType, mask, read

NEED, OFFER, INFO = ReadingType
EXACT, RANGE, UNKNOWN, OPEN, NONE = QuantityKind

Told = tuple[str, int | None, str | None]


def items_of(readings: list[Reading]) -> list[ItemReading]:
    return [item for reading in readings for item in reading.items]


def told(readings: list[Reading]) -> list[Told]:
    return [(item.item_text, item.quantity, item.unit) for item in items_of(readings)]


OFFERED: list[tuple[str, list[Told]]] = [
    ("捐赠2000个N95口罩给黄冈市中心医院", [("N95口罩", 2000, "个")]),
    ("捐2000只口罩给英山县人民医院，电话15400001234", [("口罩", 2000, "只")]),
    ("向黄冈市中心医院捐赠2000个N95口罩", [("N95口罩", 2000, "个")]),
    ("给罗田县人民医院送100套防护服", [("防护服", 100, "套")]),
    ("支援英山县人民医院防护服100套", [("防护服", 100, "套")]),
    ("我司支援防护服100套", [("防护服", 100, "套")]),
    ("捐500箱矿泉水，送到英山县人民医院", [("矿泉水", 500, "箱")]),
    ("可提供帐篷20顶", [("帐篷", 20, "顶")]),
    ("可捐口罩500只、防护服50套", [("口罩", 500, "只"), ("防护服", 50, "套")]),
    ("愿捐雨衣100件", [("雨衣", 100, "件")]),
    ("捐助：棉被100床、帐篷20顶", [("棉被", 100, "床"), ("帐篷", 20, "顶")]),
    ("我们可以支援2台发电机", [("发电机", 2, "台")]),
    ("免费提供盒饭200份", [("盒饭", 200, "份")]),
    ("有现货口罩3000只", [("口罩", 3000, "只")]),
    ("口罩有现货，5000只", [("口罩", 5000, "只")]),
    ("有一批口罩500只可以给英山县", [("口罩", 500, "只")]),
    ("有一批矿泉水可以给", [("矿泉水", None, None)]),
    ("手里有一批N95口罩，大概2000个，可以捐", [("N95口罩", 2000, "个")]),
    ("家里有20箱矿泉水可以给需要的人", [("矿泉水", 20, "箱")]),
    ("有人需要矿泉水吗？我有100箱", [("矿泉水", 100, "箱")]),
    ("能提供10辆货车运输物资", [("货车", 10, "辆")]),
    ("We can donate 5,000 N95 masks and 200 protective suits",
     [("N95 masks", 5000, None), ("protective suits", 200, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "things"), OFFERED)
def test_what_somebody_gives_is_an_offer_with_its_things(lexicon, text, things) -> None:
    readings = read(text, lexicon)

    assert [reading.type for reading in readings] == [OFFER]
    assert told(readings) == things


NEEDED: list[tuple[str, list[Told]]] = [
    ("需要志愿者20名", [("志愿者", 20, "名")]),
    ("需要20名志愿者搬运物资", [("志愿者", 20, "名")]),
    ("需要2辆货车运输", [("货车", 2, "辆")]),
    ("求3台呼吸机", [("呼吸机", 3, "台")]),
    ("求N95口罩100只", [("N95口罩", 100, "只")]),
    ("缺药：二甲双胍10盒", [("二甲双胍", 10, "盒")]),
    ("缺药：二甲双胍10盒，阿司匹林20盒", [("二甲双胍", 10, "盒"), ("阿司匹林", 20, "盒")]),
    ("请给英山县人民医院送100套防护服", [("防护服", 100, "套")]),
    ("口罩还缺300个", [("口罩", 300, "个")]),
    ("收到口罩500只，还差500只", [("口罩", 500, "只")]),
    ("现有口罩500只，还缺1000只", [("口罩", 1000, "只")]),
    ("口罩只够用2天，急需500只", [("口罩", 500, "只")]),
    ("每人2瓶水，需要矿泉水200瓶", [("矿泉水", 200, "瓶")]),
    ("2月3日前需要口罩500只，电话15400001234", [("口罩", 500, "只")]),
    ("Need: 300 blankets, 50 tents in Yingshan County", [("blankets", 300, None), ("tents", 50, None)]),
    ("Please send 10 generators before tomorrow", [("generators", 10, None)]),
]


@pytest.mark.parametrize(("text", "things"), NEEDED)
def test_what_somebody_asks_for_is_a_need_with_its_things(lexicon, text, things) -> None:
    readings = read(text, lexicon)

    assert [reading.type for reading in readings] == [NEED]
    assert told(readings) == things


UNCOUNTED = [
    ("急需一批口罩", UNKNOWN),
    ("缺口罩", UNKNOWN),
    ("口罩紧缺", UNKNOWN),
    ("口罩告急", UNKNOWN),
    ("口罩库存不足", UNKNOWN),
    ("口罩库存告急", UNKNOWN),
    ("口罩只够用3天", UNKNOWN),
    ("口罩只够用三天了，求支援", UNKNOWN),
    ("口罩仅剩50只", UNKNOWN),
    ("口罩还剩两天的量", UNKNOWN),
    ("口罩数量不限", OPEN),
    ("口罩多少都要", OPEN),
    ("口罩有多少收多少", OPEN),
]


@pytest.mark.parametrize(("text", "kind"), UNCOUNTED)
def test_days_left_and_words_without_a_number_give_no_quantity(lexicon, text, kind) -> None:
    (reading,) = read(text, lexicon)
    (item,) = reading.items

    assert (reading.type, item.item_text, item.quantity, item.quantity_kind) == (NEED, "口罩", None, kind)


PACKED = [
    ("我们公司可捐50箱口罩，每箱1000只", Pack(1000, "只")),
    ("50箱口罩，1000只/箱", Pack(1000, "只")),
    ("50箱口罩（每箱1000只）", Pack(1000, "只")),
    ("50箱（每箱1000只）口罩", Pack(1000, "只")),
    ("可捐口罩50箱*1000只", Pack(1000, "只")),
    ("50箱(*1000) 口罩", Pack(1000, None)),
    ("口罩共50箱，每箱20包，每包50只", Pack(1000, "只")),
    ("口罩，共50箱，每箱20包，每包50只", Pack(1000, "只")),
    ("捐口罩50箱（20包/箱，50只/包）", Pack(1000, "只")),
    ("口罩50箱*20包*50只", Pack(1000, "只")),
    ("口罩（50箱，每箱1000只）", Pack(1000, "只")),
    ("口罩50箱 一箱1000只", Pack(1000, "只")),
    ("口罩1000只/箱，50箱", Pack(1000, "只")),
    ("口罩50箱，每箱一千只", Pack(1000, "只")),
    ("口罩50箱，每箱200元", None),
    ("口罩50箱，每盒50只", None),
]


@pytest.mark.parametrize(("text", "pack"), PACKED)
def test_a_pack_is_told_before_or_after_the_thing_and_never_part_of_its_name(lexicon, text, pack) -> None:
    (item,) = items_of(read(text, lexicon))

    assert (item.item_text, item.quantity, item.unit, item.pack) == ("口罩", 50, "箱", pack)


def test_the_long_name_of_a_thing_counted_in_packs_before_it_is_kept_whole(lexicon) -> None:
    (item,) = items_of(read("50箱(*1000) 一次性医用口罩", lexicon))

    assert (item.item_text, item.pack) == ("一次性医用口罩", Pack(1000, None))


def test_an_english_pack_is_read(lexicon) -> None:
    (item,) = items_of(read("Need 50 boxes of masks (1000 per box)", lexicon))

    assert (item.item_text, item.quantity, item.unit, item.pack) == ("masks", 50, "boxes", Pack(1000, None))


TWO = [("口罩", 5000, "只"), ("防护服", 200, "套")]
BARE = [("口罩", 5000, None), ("防护服", 200, None)]
LISTS = [
    ("口罩5000只 防护服200套", TWO),
    ("口罩5000只\n防护服200套", TWO),
    ("口罩\n5000只\n防护服\n200套", TWO),
    ("1. 口罩 5000只\n2. 防护服200套", TWO),
    ("1、口罩 5000只\n2、防护服200套", TWO),
    ("急需1.口罩5000只2.防护服200套", TWO),
    ("急需：1）口罩5000只；2）防护服200套", TWO),
    ("（1）口罩5000只（2）防护服200套", TWO),
    ("①口罩5000只②防护服200套", TWO),
    ("口罩\t5000\t只\n防护服\t200\t套", TWO),
    ("物资\t数量\t单位\n口罩\t5000\t只\n防护服\t200\t套", TWO),
    ("序号\t名称\t数量\t单位\n1\t口罩\t5000\t只\n2\t防护服\t200\t套", TWO),
    ("名称\t单位\t数量\n口罩\t只\t5000\n防护服\t套\t200", TWO),
    ("口罩5000只+防护服200套", TWO),
    ("口罩(5000只)、防护服(200套)", TWO),
    ("5000只 口罩 200套 防护服", TWO),
    ("急需5000只口罩和200套防护服", TWO),
    ("口罩：5000；防护服：200", BARE),
    ("急需口罩：5000；防护服：200", BARE),
    ("口罩（5000）、防护服（200）", BARE),
    ("口罩x5000，防护服x200", BARE),
    ("需要口罩 5000 防护服 200", BARE),
    ("口罩、防护服各1000", [("口罩", 1000, None), ("防护服", 1000, None)]),
    ("口罩和防护服各1000件", [("口罩", 1000, "件"), ("防护服", 1000, "件")]),
    ("口罩1、防护服2、护目镜3", [("口罩", 1, None), ("防护服", 2, None), ("护目镜", 3, None)]),
    (
        "口罩5000个 防护服200套 护目镜300副",
        [("口罩", 5000, "个"), ("防护服", 200, "套"), ("护目镜", 300, "副")],
    ),
    ("物资名称：口罩\n需求数量：5000只\n联系人：王老师\n电话：15400001234", [("口罩", 5000, "只")]),
]


@pytest.mark.parametrize(("text", "things"), LISTS)
def test_a_list_is_read_however_it_was_typed(lexicon, text, things) -> None:
    assert told(read(text, lexicon)) == things


Part = tuple[ReadingType, str | None, str | None, list[str]]
FIRST: Part = (NEED, "421124", "英山县人民医院", ["口罩"])
SECOND: Part = (NEED, "421123", "罗田县人民医院", ["防护服"])
SHARED: list[tuple[str, list[Part]]] = [
    ("英山县人民医院：口罩500只；罗田县人民医院：防护服200套", [FIRST, SECOND]),
    ("英山县人民医院：\n口罩500只\n罗田县人民医院：\n防护服200套", [FIRST, SECOND]),
    ("英山县人民医院\n口罩500只\n罗田县人民医院\n防护服200套", [FIRST, SECOND]),
    ("英山县人民医院急需口罩500只，罗田县人民医院急需防护服200套", [FIRST, SECOND]),
    ("英山县人民医院口罩500只，罗田县人民医院防护服200套", [FIRST, SECOND]),
    ("求助汇总：\n1、英山县人民医院：口罩500只\n2、罗田县人民医院：防护服200套", [FIRST, SECOND]),
    ("我司捐赠：英山县人民医院：口罩500只；罗田县人民医院：防护服200套",
     [(OFFER, *FIRST[1:]), (OFFER, *SECOND[1:])]),
    ("英山县：口罩500只；罗田县：防护服200套", [(NEED, "421124", None, ["口罩"]), (NEED, "421123", None, ["防护服"])]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), SHARED)
def test_each_organisation_with_a_list_of_its_own_gets_its_own_reading(lexicon, text, parts) -> None:
    found = [
        (
            reading.type,
            reading.place.code if reading.place else None,
            reading.organization.text if reading.organization else None,
            [item.item_text for item in reading.items],
        )
        for reading in read(text, lexicon)
    ]

    assert found == parts


def test_the_spans_of_every_part_are_places_in_the_whole_text(lexicon) -> None:
    text = "英山县人民医院：口罩５00只，电话15400001234；罗田县人民医院：防护\u200b服200套，电话15400005678"

    readings = read(text, lexicon)

    assert [text[slice(*item.span)] for item in items_of(readings)] == ["口罩", "防护\u200b服"]
    assert [text[slice(*r.organization.span)] for r in readings if r.organization] == [
        "英山县人民医院",
        "罗田县人民医院",
    ]
    assert [[phone.number for phone in r.phones] for r in readings] == [["15400001234"], ["15400005678"]]
    assert len(mask(text, readings)) == len(text)


def test_a_contact_told_once_at_the_end_belongs_to_every_part(lexicon) -> None:
    readings = read("英山县人民医院：口罩500只；罗田县人民医院：防护服200套。联系电话：15400001234", lexicon)

    assert [[phone.number for phone in r.phones] for r in readings] == [["15400001234"], ["15400001234"]]


def test_one_organisation_named_twice_stays_one_reading(lexicon) -> None:
    readings = read("英山县人民医院急需口罩500只，英山县人民医院急需防护服20套", lexicon)

    assert [told([reading]) for reading in readings] == [[("口罩", 500, "只"), ("防护服", 20, "套")]]


def test_the_receiver_of_a_gift_is_its_organisation(lexicon) -> None:
    (reading,) = read("捐赠2000个N95口罩给黄冈市中心医院", lexicon)

    assert reading.organization is not None
    assert reading.organization.text == "黄冈市中心医院"


ENGLISH_PLACES = [
    ("Need 50 tents in Yingshan County", "421124"),
    ("Need 50 tents in yingshan county, Hubei", "421124"),
    ("Need 50 tents in Sheyingshan County", None),
]


@pytest.mark.parametrize(("text", "code"), ENGLISH_PLACES)
def test_a_place_is_known_by_its_english_name_where_one_is_given(text, code) -> None:
    rows = [(*row, "Yingshan County") if row[0] == "421124" else row for row in PLACES]

    (reading,) = read(text, Lexicon.build(rows, ITEMS))

    assert (reading.place.code if reading.place else None) == code


@pytest.mark.parametrize("text", ["口罩", "200只", "你好", "GB19083-2010", "2020年2月3日", "15400001234"])
def test_a_scrap_without_an_ask_or_an_offer_names_no_thing(lexicon, text) -> None:
    assert items_of(read(text, lexicon)) == []
