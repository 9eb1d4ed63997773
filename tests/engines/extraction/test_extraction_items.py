"""Things and quantities. Invented messages, 示例数据."""

import pytest

from qiao.engines.extraction import ItemReading, Lexicon, Pack, QuantityKind, ReadingType, read

EXACT, RANGE, UNKNOWN, OPEN, NONE = QuantityKind


def items_of(text: str, lexicon: Lexicon) -> list[ItemReading]:
    return [item for reading in read(text, lexicon) for item in reading.items]


COUNTED = [
    ("急需口罩200只", "口罩", 200, "只"),
    ("我院急需防护服两千套，请支援", "防护服", 2000, "套"),
    ("需要两万只口罩", "口罩", 20_000, "只"),
    ("缺护目镜１５０副", "护目镜", 150, "副"),
    ("急需矿泉水1.5万箱", "矿泉水", 15_000, "箱"),
    ("现需帐篷三百五十顶", "帐篷", 350, "顶"),
    ("急缺酒精五百桶", "酒精", 500, "桶"),
    ("需棉被 3千 床", "棉被", 3000, "床"),
    ("我司捐赠N95口罩36,000个", "N95口罩", 36_000, "个"),
    ("急需符合GB 19083-2010的医用防护口罩800只", "医用防护口罩", 800, "只"),
    ("求购3M 1860口罩50盒", "3M1860口罩", 50, "盒"),
    ("需要75%酒精100瓶", "75%酒精", 100, "瓶"),
    ("现缺发电机２\u200b台", "发电机", 2, "台"),
    ("急需10套救生衣", "救生衣", 10, "套"),
    ("我们有一辆货车可以免费拉物资", "货车", 1, "辆"),
    ("另需碘伏(500ml)60瓶", "碘伏(500ml)", 60, "瓶"),
    ("奥司他韦胶囊（盒）\t*4000", "奥司他韦胶囊", 4000, "盒"),
    ("负压救护车 1", "负压救护车", 1, None),
    ("急需大米1.5吨", "大米", 1500, "公斤"),
    ("需要志愿者20名", "志愿者", 20, "名"),
]


@pytest.mark.parametrize(("text", "name", "quantity", "unit"), COUNTED)
def test_a_counted_thing_is_read_with_its_number_and_unit(lexicon, text, name, quantity, unit) -> None:
    found = items_of(text, lexicon)

    assert [(item.item_text, item.quantity, item.quantity_kind, item.unit) for item in found] == [
        (name, quantity, EXACT, unit)
    ]


KINDS = [
    ("急需口罩若干", UNKNOWN, None, None),
    ("急需一批口罩", UNKNOWN, None, None),
    ("急需大量口罩", UNKNOWN, None, None),
    ("急需口罩", UNKNOWN, None, None),
    ("急需口罩，数量不限", OPEN, None, None),
    ("口罩急需，有多少要多少", OPEN, None, None),
    ("长期需要口罩，越多越好", OPEN, None, None),
    ("急需口罩，多多益善", OPEN, None, None),
    ("急需口罩200-300只", RANGE, 200, 300),
    ("急需口罩两三百只", RANGE, 200, 300),
    ("急需口罩至少200只", RANGE, 200, None),
    ("急需口罩200只以上", RANGE, 200, None),
    ("急需口罩2-3万只", RANGE, 20_000, 30_000),
    ("急需口罩3到几百只", RANGE, 3, 900),
    ("最多还能收口罩，需要口罩不超过500只", RANGE, None, 500),
    ("急需口罩几十箱", RANGE, 20, 90),
    ("不需要口罩", NONE, None, None),
    ("暂不缺口罩", NONE, None, None),
]


@pytest.mark.parametrize(("text", "kind", "low", "high"), KINDS)
def test_a_quantity_has_one_of_five_kinds(lexicon, text, kind, low, high) -> None:
    (item,) = items_of(text, lexicon)

    assert (item.item_text, item.quantity_kind, item.quantity, item.quantity_max) == ("口罩", kind, low, high)


@pytest.mark.parametrize(
    ("text", "pack"),
    [
        ("急需口罩50箱(*1000)", Pack(1000, None)),
        ("急需口罩50箱×1000只", Pack(1000, "只")),
        ("急需口罩50箱（1000只/箱）", Pack(1000, "只")),
        ("急需口罩50箱，每箱1000只", Pack(1000, "只")),
    ],
)
def test_a_pack_size_stands_beside_the_number_of_packs(lexicon, text, pack) -> None:
    (item,) = items_of(text, lexicon)

    assert (item.quantity, item.unit, item.pack) == (50, "箱", pack)


NO_QUANTITY = [
    "2020年1月25日，急需口罩",
    "急需口罩，电话15400001234",
    "急需口罩（标准GB 19083-2010）",
    "急需N95口罩",
    "急需3M 1860口罩",
    "1月30日下午3点前急需口罩",
    "地址：解放路238号，急需口罩",
    "急需口罩，邮编：438700",
    "急需口罩，开户行账号：4200123412341234387",
]


@pytest.mark.parametrize("text", NO_QUANTITY)
def test_dates_phones_and_standards_are_no_quantities(lexicon, text) -> None:
    (item,) = items_of(text, lexicon)

    assert (item.quantity, item.quantity_kind) == (None, UNKNOWN)


LISTS = [
    ("急需口罩、防护服各1000", [("口罩", 1000), ("防护服", 1000)]),
    ("急需雨衣和胶鞋以及帐篷", [("雨衣", None), ("胶鞋", None), ("帐篷", None)]),
    ("医用手套：10000；速干手消：2000", [("医用手套", 10_000), ("速干手消", 2000)]),
    ("1.口罩500只\n2.护目镜20副", [("口罩", 500), ("护目镜", 20)]),
    ("口罩（KN95型1200盒、一次性口罩3万只）", [("KN95型口罩", 1200), ("一次性口罩", 30_000)]),
    ("【需求内容】：饮用水 吃的", [("饮用水", None), ("吃的", None)]),
    ("急需救灾物资：手电、充电宝等物资", [("手电", None), ("充电宝", None)]),
    ("现在缺花露水风油精和卫生纸", [("花露水", None), ("风油精", None), ("卫生纸", None)]),
    ("棉签、纱布紧缺", [("棉签", None), ("纱布", None)]),
    ("棉片210*160mm5500片，140*90mm3900片", [("棉片210*160mm", 5500), ("棉片140*90mm", 3900)]),
]


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_each_thing_of_a_list_is_read_once(lexicon, text, expected) -> None:
    found = items_of(text, lexicon)

    assert [(item.item_text, item.quantity) for item in found] == expected


def test_a_thing_of_the_catalogue_gets_the_code_of_its_longest_name(lexicon) -> None:
    found = items_of("急需N95口罩100只、医用外科口罩200只、普通口罩300只", lexicon)

    assert [item.item_code for item in found] == ["MASK_N95", "MASK_SURGICAL", "MASK"]


def test_a_thing_outside_the_catalogue_keeps_its_name_without_a_code(lexicon) -> None:
    (item,) = items_of("急需冲锋舟5艘", lexicon)

    assert (item.item_text, item.item_code) == ("冲锋舟", None)


def test_what_is_needed_and_what_is_offered_become_two_readings(lexicon) -> None:
    readings = read("我院急需防护服100套，另有富余酒精50桶可调拨", lexicon)

    assert [(r.type, r.items[0].item_text) for r in readings] == [
        (ReadingType.NEED, "防护服"),
        (ReadingType.OFFER, "酒精"),
    ]


def test_what_has_arrived_is_not_asked_for(lexicon) -> None:
    found = items_of("已收到口罩500只，还需护目镜20副", lexicon)

    assert [item.item_text for item in found] == ["护目镜"]


def test_the_span_of_a_thing_is_where_it_was_written(lexicon) -> None:
    text = "【急】Ｎ９５口\u200b罩２００只急需"

    (item,) = items_of(text, lexicon)

    assert text[slice(*item.span)] == "Ｎ９５口\u200b罩"
