"""Type, place, contacts and cues. Invented messages, 示例数据."""

import pytest

from qiao.engines.extraction import Lexicon, PhoneKind, Reading, ReadingType, read

NEED, OFFER, INFO = ReadingType


def first(text: str, lexicon: Lexicon) -> Reading:
    return read(text, lexicon)[0]


TYPES = [
    ("英山县人民医院急需口罩200只", NEED),
    ("急求发电机，联系人李老师15400001234", NEED),
    ("全村被困，水已经淹到二楼，没人救援", NEED),
    ("卸货缺人手，请志愿者来帮忙", NEED),
    ("接受社会捐赠：防护服、护目镜", NEED),
    ("我公司愿捐赠口罩5000只", OFFER),
    ("有10吨大米可以免费送，需要的单位请联系15400001234", OFFER),
    ("【物资提供】方便面100箱", OFFER),
    ("提供住宿，能容纳50人，需要的朋友请联系我们", OFFER),
    ("有一辆货车，可以帮忙拉货", OFFER),
    ("今天天气不错，大家加油", INFO),
    ("新乡物资充足，已经不缺物资了", INFO),
    ("救援队正在救援，村里水深两米", INFO),
    ("urgently need 500 surgical masks", NEED),
    ("We can supply 200 tents and bottled water", OFFER),
    ("Roads are open again", INFO),
]


@pytest.mark.parametrize(("text", "expected"), TYPES)
def test_a_message_asks_offers_or_tells(lexicon, text, expected) -> None:
    assert first(text, lexicon).type is expected


PLACES = [
    ("湖北省黄冈市英山县人民医院急需口罩", "421124"),
    ("英山急需口罩", "421124"),
    ("河南新乡急需口罩", "410700"),
    ("河南省新乡县急需口罩", "410721"),
    ("恩施州急需口罩", "422800"),
    ("恩施土家族苗族自治州急需口罩", "422800"),
    ("南京市鼓楼区急需口罩", "320106"),
    ("从佛山市出发，送到英山县", "421124"),
    ("青海河南县急需棉被", "632324"),
    ("武汉武昌急需口罩", "420106"),
    ("英山县温泉镇急需口罩", "421124100"),
    ("求车，从位置：武汉市武昌区，送到位置：黄冈市罗田县", "421123"),
]


@pytest.mark.parametrize(("text", "code"), PLACES)
def test_the_place_is_the_lowest_one_that_the_message_is_about(lexicon, text, code) -> None:
    place = first(text, lexicon).place

    assert place is not None
    assert place.code == code


@pytest.mark.parametrize(
    "text",
    [
        "请与公安联系，急需口罩",
        "互助互爱，急需口罩",
        "河南暴雨互助，急需帐篷",
        "中山路12号急需口罩",
        "武昌路12号急需口罩",
        "急需口罩",
    ],
)
def test_a_word_that_only_looks_like_a_place_is_none(lexicon, text) -> None:
    assert first(text, lexicon).place is None


def test_a_name_shared_by_places_without_its_parent_is_doubtful(lexicon) -> None:
    place = first("鼓楼区急需口罩", lexicon).place

    assert place is not None
    assert place.confidence < 0.5


def test_a_parent_in_the_text_raises_the_confidence_and_stands_in_the_reason(lexicon) -> None:
    place = first("黄冈市英山县急需口罩", lexicon).place

    assert place is not None
    assert place.confidence > 0.9
    assert "黄冈市" in place.reason


PHONES = [
    ("电话15400001234", ("15400001234", PhoneKind.MOBILE)),
    ("电话154 0000 1234", ("15400001234", PhoneKind.MOBILE)),
    ("电话154-0000-1234", ("15400001234", PhoneKind.MOBILE)),
    ("电话＋86 １５４００００１２３４", ("15400001234", PhoneKind.MOBILE)),
    ("电话1\u200b5400001234", ("15400001234", PhoneKind.MOBILE)),
    ("电话幺五四零零零零一二三四", ("15400001234", PhoneKind.MOBILE)),
    ("王**15400001234", ("15400001234", PhoneKind.MOBILE)),
    ("电话154****1234", ("154****1234", PhoneKind.MASKED)),
    ("电话154xxxx1234", ("154****1234", PhoneKind.MASKED)),
    ("电话0713-7000123", ("07137000123", PhoneKind.LANDLINE)),
    ("电话(0713)7000123", ("07137000123", PhoneKind.LANDLINE)),
    ("物业电话：7120066", ("7120066", PhoneKind.LANDLINE)),
    ("热线400-000-1234", ("4000001234", PhoneKind.SERVICE)),
    ("电话①⑤④⓪⓪⓪⓪①②③④", ("15400001234", PhoneKind.MOBILE)),
    ("电话❶❺❹00001234", ("15400001234", PhoneKind.MOBILE)),
    ("电话154oooo1234", ("15400001234", PhoneKind.MOBILE)),
    ("电话154-零零零零-1234", ("15400001234", PhoneKind.MOBILE)),
    ("微信154a0000b1234", ("15400001234", PhoneKind.MOBILE)),
    ("VX：15400001234", ("15400001234", PhoneKind.MOBILE)),
    ("电话154加0000加1234", ("15400001234", PhoneKind.MOBILE)),
    ("电话154（空）0000（空）1234", ("15400001234", PhoneKind.MOBILE)),
]


@pytest.mark.parametrize(("text", "expected"), PHONES)
def test_a_telephone_number_is_read_however_it_is_written(lexicon, text, expected) -> None:
    (phone,) = first(text, lexicon).phones

    assert (phone.number, phone.kind) == expected


def test_two_numbers_written_together_are_two(lexicon) -> None:
    phones = first("联系1540000123415400005678", lexicon).phones

    assert [phone.number for phone in phones] == ["15400001234", "15400005678"]


@pytest.mark.parametrize(
    "text",
    [
        "账号4200123412341234387",
        "编号15400001234567",
        "1 500 2000 1000 300",
        "①口罩50个②手套100双③防护服20套",
        "需要口罩1500个o2000件一万",
    ],
)
def test_other_long_numbers_are_no_telephones(lexicon, text) -> None:
    assert first(text, lexicon).phones == ()


CONTACTS = [
    ("联系人：李小花 15400001234", "李小花", "15400001234"),
    ("15400001234王主任", "王主任", "15400001234"),
    ("联系电话 陈女士：15400001234", "陈女士", "15400001234"),
    ("欧阳老师15400001234", "欧阳老师", "15400001234"),
    ("联系人张**，电话见群公告", "张**", None),
]


@pytest.mark.parametrize(("text", "name", "phone"), CONTACTS)
def test_a_contact_is_a_name_beside_a_number_or_after_a_cue(lexicon, text, name, phone) -> None:
    (contact,) = first(text, lexicon).contacts

    assert (contact.name, contact.phone) == (name, phone)


URGENCY = [
    ("三人被困屋顶，急需救援", 3),
    ("决堤了，请求支援", 3),
    ("口罩告急", 2),
    ("断水断粮两天，需要食物", 2),
    ("需要口罩200只", 1),
    ("我公司愿捐赠口罩，急！", 1),
    ("大家加油", 0),
]


@pytest.mark.parametrize(("text", "urgency"), URGENCY)
def test_urgency_runs_from_information_to_life_in_danger(lexicon, text, urgency) -> None:
    assert first(text, lexicon).urgency == urgency


WHO = [
    ("急需婴儿奶粉", ["MINORS"]),
    ("村里老人和孕妇急需棉被", ["ELDERLY", "PREGNANT"]),
    ("瘫痪在床需要尿不湿", ["DISABLED"]),
    ("透析病人需要转运", ["SICK"]),
    ("遇难者家属需要心理疏导", ["BEREAVED"]),
    ("急需口罩", []),
]


@pytest.mark.parametrize(("text", "groups"), WHO)
def test_the_groups_the_law_protects_are_named(lexicon, text, groups) -> None:
    assert [who.group for who in first(text, lexicon).who] == groups


def test_verification_is_read_with_its_time(lexicon) -> None:
    verified = first("急需救生衣（已核实，7月24日23:00）", lexicon).verified

    assert verified is not None
    assert verified.time_text == "7月24日23:00"


@pytest.mark.parametrize("text", ["急需救生衣，待核实", "急需救生衣，尚未核实", "请帮忙核实：急需救生衣"])
def test_a_call_for_verification_verifies_nothing(lexicon, text) -> None:
    assert not first(text, lexicon).stated_verified


@pytest.mark.parametrize(
    "text", ["物资需求已满足，谢谢大家", "人已获救，感谢", "问题已解决", "不再需要口罩了"]
)
def test_a_message_that_says_enough_is_closed(lexicon, text) -> None:
    assert first(text, lexicon).closed


def test_a_message_that_still_asks_is_not_closed(lexicon) -> None:
    assert not first("口罩已满足，还急需防护服100套", lexicon).closed


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("明天中午前急需口罩", "明天中午前"),
        ("24小时内急需口罩", "24小时内"),
        ("7月25日之前急需口罩", "7月25日之前"),
    ],
)
def test_a_deadline_is_kept_in_the_words_of_the_writer(lexicon, text, deadline) -> None:
    found = first(text, lexicon).deadline

    assert found is not None
    assert found.text == deadline


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("英山县人民医院急需口罩", "英山县人民医院"),
        ("目前英山县温泉镇卫生院缺口罩", "英山县温泉镇卫生院"),
        ("我们是黄冈市红十字会，急需口罩", "黄冈市红十字会"),
    ],
)
def test_an_organisation_is_known_by_its_ending(lexicon, text, name) -> None:
    found = first(text, lexicon).organization

    assert found is not None
    assert found.text == name


KINDS = [
    ("急需口罩", "goods"),
    ("招募志愿者10名", "volunteers"),
    ("求车送货", "vehicle"),
    ("全家被困", "rescue"),
    ("寻人：父亲失联两天", "missing"),
    ("需要心理疏导", "psychological"),
    ("捐款20万元救灾款", "money"),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_a_message_has_a_kind(lexicon, text, kind) -> None:
    assert kind in first(text, lexicon).kinds


def test_people_are_counted_apart_from_things(lexicon) -> None:
    reading = first("三千名灾民急需馒头500箱", lexicon)

    assert (reading.people, [item.quantity for item in reading.items]) == (3000, [500])


def test_an_english_message_gives_thing_number_and_unit(lexicon) -> None:
    (item,) = first("Hospital urgently needs 50 boxes of surgical masks, call 15400001234", lexicon).items

    assert (item.item_text, item.quantity, item.unit, item.item_code) == (
        "surgical masks",
        50,
        "boxes",
        "MASK_SURGICAL",
    )


@pytest.mark.parametrize("text", ["", "   ", "！！！", "\u200b"])
def test_a_text_without_words_gives_nothing(lexicon, text) -> None:
    assert read(text, lexicon) == []


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="not understood"):
        Lexicon.build([("1", "某地", "planet", None)], [])
