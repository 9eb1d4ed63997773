"""The same organisation under two names. All records are invented (示例数据)."""

import pytest

from qiao.engines.linkage import OrganisationRecord, VerdictKind, normalise_name, same_organisation

SAME, DIFFERENT, BRANCH, UNSURE, *_ = VerdictKind
PHONE = frozenset({"key-1"})


def judge(one: str, other: str, *, phones: frozenset[str] = PHONE, city: str = "青川市") -> VerdictKind:
    return same_organisation(
        OrganisationRecord(one, city, phones, "河滨路1号"),
        OrganisationRecord(other, city, phones, "河滨路1号"),
    ).kind


def judge_names(one: str, other: str, city: str) -> VerdictKind:
    return same_organisation(OrganisationRecord(one, city), OrganisationRecord(other, city)).kind


NAMES_ALONE = [
    ("青川大学南山医院", "青川市南山医院", "青川市", SAME),
    ("青川大学人民医院", "青川市人民医院", "青川市", DIFFERENT),
    ("青川大学口腔医院", "青川市口腔医院", "青川市", DIFFERENT),
    ("青川市慈善总会（更新）", "青川市慈善总会", "", SAME),
    ("东山区慈善总会", "东山区慈善总会", "", UNSURE),
    ("云江壮族自治区红十字会", "云江红十字会", "", SAME),
    ("石桥人民医院", "石桥县人民医院", "", UNSURE),
    ("青川市五三医院", "五三医院", "青川市", SAME),
    ("青川市五三医院", "青川市第三医院", "青川市", DIFFERENT),
    ("云江科技大学附属第一医院（云江省立医院）", "云江省立医院", "青川市", SAME),
]


@pytest.mark.parametrize(("one", "other", "city", "verdict"), NAMES_ALONE)
def test_names_alone(one, other, city, verdict) -> None:
    assert judge_names(one, other, city) is verdict
    assert judge_names(other, one, city) is verdict


PAIRS = [
    ("青川市石桥县人民医院", "石桥县人民医院", SAME),
    ("云南省青川市石桥县洋河镇卫生院", "石桥县洋河镇卫生院", SAME),
    ("青川市中医院", "青川市中医医院", SAME),
    ("青川市疾病预防控制中心", "青川市疾控中心", SAME),
    ("青川市五医院", "青川市第五医院", SAME),
    ("青川第五医院", "青川市第五医院", SAME),
    ("华安医疗集团青川市中心医院", "青川市中心医院", SAME),
    ("青川市中医医院（市传染病医院）", "青川市中医医院", SAME),
    ("石桥县红十字会（物资）", "石桥县红十字会", SAME),
    ("石桥县大湾医院", "石桥大湾医院", SAME),
    ("青川市第一人民医院", "青川市第二人民医院", DIFFERENT),
    ("青川市人民医院", "青川市第二人民医院", DIFFERENT),
    ("青川市中医医院", "青川市中心医院", DIFFERENT),
    ("石桥县人民医院", "石门县人民医院", DIFFERENT),
    ("石桥县东风医院", "石桥县南岗医院", DIFFERENT),
    ("青川市中心医院", "青川市中心医院（东湖院区）", BRANCH),
    ("青川市中心医院设备科", "青川市中心医院", BRANCH),
    ("青川市中心医院南院", "青川市中心医院北院", BRANCH),
    ("青川市东山区疾控中心", "青川疾控中心", UNSURE),
]


@pytest.mark.parametrize(("one", "other", "expected"), PAIRS)
def test_names_are_joined_or_parted(one: str, other: str, expected: VerdictKind) -> None:
    assert judge(one, other) is expected


@pytest.mark.parametrize(("one", "other", "expected"), PAIRS)
def test_the_order_of_two_records_does_not_matter(one: str, other: str, expected: VerdictKind) -> None:
    assert judge(other, one) is expected


def test_equal_names_that_share_no_fact_are_left_to_a_person() -> None:
    verdict = same_organisation(OrganisationRecord("城关镇卫生院"), OrganisationRecord("城关镇卫生院"))

    assert verdict.kind is UNSURE


def test_equal_names_in_two_cities_are_two_organisations() -> None:
    one = OrganisationRecord("人民医院", "青川市", PHONE)
    other = OrganisationRecord("人民医院", "石门市", PHONE)

    assert same_organisation(one, other).kind is DIFFERENT


def test_each_verdict_says_why_in_both_languages() -> None:
    verdict = same_organisation(
        OrganisationRecord("青川市第一人民医院", "青川市"), OrganisationRecord("青川市第二人民医院", "青川市")
    )

    assert verdict.reasons[0].code == "NUMBER"
    assert all(reason.chinese and reason.english for reason in verdict.reasons)


@pytest.mark.parametrize("name", ["", " ", "（）", "第", "医院", "县", "A&B"])
def test_any_string_has_a_normal_name(name: str) -> None:
    assert normalise_name(name).key is not None


FULL_NAMES = [
    ("青川市石桥县人民医院", "石桥县人民医院", SAME),
    ("云江省青川市第一人民医院", "青川市第一人民医院", SAME),
    ("石桥县人民医院?", "石桥县人民医院", SAME),
    ("青川县人民医院", "青川市人民医院", DIFFERENT),
    ("云江省人民医院", "青川市人民医院", DIFFERENT),
    ("青川市第一人民医院", "青川市第十一人民医院", DIFFERENT),
    ("云江大学第一附属医院", "云江大学第二附属医院", DIFFERENT),
    ("青川市第一医院东街院区", "青川市第一医院城东院区", BRANCH),
    ("青川市第一人民医院分院", "青川市第一人民医院", BRANCH),
    ("青川市中医院（新区）", "青川市中医院（老区）", BRANCH),
    ("城关镇卫生院", "城关镇卫生院", UNSURE),
    ("青川市东湖医院", "东湖医院", SAME),
    ("国药东湖医院", "东湖医院", SAME),
    ("青川市中心医院（东院区）", "青川市中心医院(东院区)", SAME),
    ("青川市中心医院东院", "青川市中心医院（东院）", SAME),
    ("市妇幼保健院", "青川市妇幼保健院", SAME),
    ("石桥县人民医院#2", "石桥县人民医院", SAME),
    ("石桥河口镇卫生院", "石桥县河口镇卫生院", UNSURE),
    ("石桥县河口镇卫生院", "石桥县石桥镇卫生院大湾分院", DIFFERENT),
    ("东矿总医院", "东矿总医院林东医院", BRANCH),
    ("华江医科大学总医院", "华江医科大学总医院新区医院", BRANCH),
    ("石桥县东湖医院", "青川市东湖医院", DIFFERENT),
    ("石桥县东湖医院", "东湖医院", UNSURE),
    ("青川市人民医院", "人民医院", UNSURE),
    ("市中区人民医院", "青川市人民医院", DIFFERENT),
]


@pytest.mark.parametrize(("one", "other", "expected"), FULL_NAMES)
def test_full_names_in_one_city_are_judged_without_a_shared_fact(
    one: str, other: str, expected: VerdictKind
) -> None:
    city = "青川市"

    assert same_organisation(OrganisationRecord(one, city), OrganisationRecord(other, city)).kind is expected


def by_name(one: str, other: str) -> VerdictKind:
    """Return the verdict on two names of one city that share nothing."""
    city = "青川市"
    return same_organisation(OrganisationRecord(one, city), OrganisationRecord(other, city)).kind


def test_an_alias_in_brackets_that_is_a_name_is_the_same() -> None:
    one, other = "青川市仁和医院（云江大学附属仁和医院）", "云江大学附属仁和医院"

    assert by_name(one, other) is SAME


def test_an_alias_in_brackets_that_is_only_a_kind_needs_a_shared_fact() -> None:
    one, other = "石桥县中医医院（藏医医院）", "青川地区藏医医院"

    assert by_name(one, other) is not SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青川市中心医院", "青川中心医院"),  # the level of the place left out
        ("青川市第四医院", "青川第四医院"),
        ("云江大学附属第一医院", "云大一附院"),  # one university, said short
        ("云江大学附属和协医院", "和协医院"),
        ("云江省石桥县河口镇卫生院", "石桥县河口镇卫生院"),  # a town with the same county
        ("云江省长石县人民医院", "长石土家族自治县人民医院"),
        ("青川市第六医院（原城北人民医院）", "城北人民医院"),
    ],
)
def test_other_ways_to_write_one_name_are_the_same(one: str, other: str) -> None:
    assert by_name(one, other) is SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云江大学附属第一医院", "云大二附院"),
        ("云江大学附属和协医院", "华江大学附属和协医院"),
        ("青川市第六医院（原城北人民医院）", "城南人民医院"),
        ("青川县人民医院", "青川人民医院"),  # a county of the same stem lies in the city
    ],
)
def test_other_ways_to_write_do_not_join_two_houses(one: str, other: str) -> None:
    assert by_name(one, other) is not SAME


def test_a_county_become_a_city_is_still_the_same() -> None:
    assert judge("石桥县人民医院", "石桥市人民医院") is SAME


@pytest.mark.parametrize(
    ("one", "other"), [("青州市妇幼保健院", "青州区妇幼保健院"), ("青州市人民医院", "青州县人民医院")]
)
def test_a_city_whose_name_ends_in_zhou_is_not_its_own_district(one: str, other: str) -> None:
    assert judge(one, other, phones=frozenset(), city="青州市") is DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("湖北清溪山医院", "清溪山医院"),
        ("中国山河大学（青川）医院", "山河大学（青川）医院"),
        ("青川重生公益应急救援队", "青川重生救援队"),
        ("华中北外医院", "北外华中医院"),
        ("云江省慈善总会", "省慈善总会"),
    ],
)
def test_one_own_name_in_other_words_is_the_same(one: str, other: str) -> None:
    assert by_name(one, other) is SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("湖北新华医院", "新华医院"),  # two signs are no name of one house
        ("湖北肿瘤专科医院", "肿瘤专科医院"),
        ("湖北清溪山医院", "湖南清溪山医院"),
        ("湖北清溪山第一医院", "清溪山第二医院"),
        ("青川重生公益救援队", "青川重生应急救援队"),
        ("云江省慈善总会", "市慈善总会"),
        ("华中北外医院", "华中北外医院东院区"),
    ],
)
def test_other_words_do_not_join_two_houses(one: str, other: str) -> None:
    assert by_name(one, other) is not SAME
