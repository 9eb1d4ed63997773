from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.registry.gazetteer import Gazetteer, Level, PlaceRow, load_rows
from qiao.registry.place_names import Form, names_of
from qiao.registry.queries import prefix_of

WUHAN_LOCKDOWN = date(2020, 1, 23)
ROWS = load_rows()
IN_FORCE = [row for row in ROWS if row.valid_to is None and row.kind == "administrative"]
COUNTIES = [row for row in IN_FORCE if row.level is Level.COUNTY]
SHARED_NAMES = sorted(name for name, times in Counter(row.name for row in COUNTIES).items() if times > 1)
NATION = Gazetteer(ROWS)
HOMONYMS = [row for row in COUNTIES if row.name in SHARED_NAMES]


@pytest.fixture
def gazetteer():
    return NATION


def codes(candidates):
    return [candidate.place.code for candidate in candidates]


def test_a_code_finds_its_place(gazetteer):
    assert gazetteer.by_code("421124").name == "英山县"


def test_a_twelve_digit_code_finds_the_county_it_begins_with(gazetteer):
    assert gazetteer.by_code("421124100000").name == "英山县"


def test_full_width_digits_find_the_same_place(gazetteer):
    assert gazetteer.by_code("４２１１２４").name == "英山县"


def test_an_unknown_code_finds_nothing(gazetteer):
    assert gazetteer.by_code("999999") is None


def test_a_retired_code_is_found_without_a_day(gazetteer):
    assert gazetteer.by_code("421023").name == "监利县"


def test_a_code_retired_in_2020_was_in_force_at_the_lockdown_of_wuhan(gazetteer):
    assert gazetteer.by_code("421023", on=WUHAN_LOCKDOWN).name == "监利县"


def test_a_retired_code_is_not_in_force_after_its_end(gazetteer):
    assert gazetteer.by_code("421023", on=date(2022, 1, 1)) is None


def test_a_new_code_is_not_in_force_before_its_beginning(gazetteer):
    assert gazetteer.by_code("421088", on=date(2019, 6, 1)) is None


def test_a_retired_code_leads_to_its_successor(gazetteer):
    assert gazetteer.latest(gazetteer.by_code("421023")).code == "421088"


def test_a_prefix_lists_a_city_and_its_counties_in_force(gazetteer):
    found = [row.name for row in gazetteer.by_prefix("4208")]

    assert found == ["荆门市", "东宝区", "掇刀区", "沙洋县", "钟祥市", "京山市"]


def test_a_prefix_on_a_day_lists_what_was_in_force_then(gazetteer):
    assert "京山县" in [row.name for row in gazetteer.by_prefix("4208", on=date(2017, 1, 1))]


def test_a_prefix_leaves_out_the_headings_of_the_tables(gazetteer):
    assert "省直辖县级行政区划" not in [row.name for row in gazetteer.by_prefix("4290")]


def test_a_full_name_runs_from_the_province_down(gazetteer):
    assert gazetteer.full_name("421124") == "湖北省黄冈市英山县"


@pytest.mark.parametrize(("code", "name"), [("429004", "湖北省仙桃市"), ("110105", "北京市朝阳区")])
def test_a_full_name_passes_over_headings(gazetteer, code, name):
    assert gazetteer.full_name(code) == name


def test_under_its_city_a_shared_short_name_is_the_county(gazetteer):
    assert gazetteer.choose(gazetteer.by_name("新乡", context=["河南省", "新乡市"])).name == "新乡县"


@pytest.mark.parametrize("name", ["英山县", "英山", " 英山县 ", "英山县。"])
def test_a_county_is_found_by_its_full_and_its_short_name(gazetteer, name):
    assert gazetteer.choose(gazetteer.by_name(name)).code == "421124"


def test_a_path_of_names_finds_the_place_at_its_end(gazetteer):
    assert gazetteer.choose(gazetteer.by_name("黄冈市英山县")).code == "421124"


def test_an_unknown_name_finds_nothing(gazetteer):
    assert gazetteer.by_name("桃花源县") == []


def test_text_which_only_contains_a_place_is_no_name_of_it(gazetteer):
    assert gazetteer.by_name("英山县人民医院") == []


def test_henan_alone_is_the_province(gazetteer):
    assert gazetteer.choose(gazetteer.by_name("河南")).code == "410000"


def test_henan_in_qinghai_is_the_county(gazetteer):
    assert gazetteer.choose(gazetteer.by_name("河南", context=["青海省"])).name == "河南蒙古族自治县"


def test_henan_county_is_never_the_province(gazetteer):
    assert codes(gazetteer.by_name("河南县")) == ["632324"]


def test_jilin_alone_is_not_decided_between_province_and_city(gazetteer):
    found = gazetteer.by_name("吉林")

    assert {c.place.name for c in found} == {"吉林省", "吉林市"}
    assert gazetteer.choose(found) is None


@pytest.mark.parametrize(
    ("context", "code"),
    [
        (["北京市"], "110105"),
        (["长春"], "220104"),
        (["220000"], "220104"),
        (["22"], "220104"),
        (["吉林省长春市"], "220104"),
    ],
)
def test_chaoyang_district_is_told_apart_by_names_or_codes_above_it(gazetteer, context, code):
    assert gazetteer.choose(gazetteer.by_name("朝阳区", context=context)).code == code


def test_there_are_four_gulou_districts_and_none_is_chosen(gazetteer):
    found = gazetteer.by_name("鼓楼区")

    assert len(found) == 4
    assert gazetteer.choose(found) is None


def test_the_reason_of_an_ambiguous_name_says_which_place_it_is_in_both_languages(gazetteer):
    reason = gazetteer.by_name("鼓楼区")[0].reason

    assert (reason.code, "江苏省南京市鼓楼区" in reason.zh, "4 places" in reason.en) == (
        "ambiguous",
        True,
        True,
    )


def test_a_context_which_contradicts_gives_doubtful_candidates_only(gazetteer):
    found = gazetteer.by_name("英山县", context=["河南省"])

    assert [c.reason.code for c in found] == ["context_contradicts"]
    assert gazetteer.choose(found) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("恩施州", "422800"),
        ("恩施土家族苗族自治州", "422800"),
        ("恩施市", "422801"),
        ("长阳", "420528"),
        ("五峰县", "420529"),
        ("内蒙古", "150000"),
        ("广西", "450000"),
        ("积石山", "622927"),
        ("神农架", "429021"),
        ("管城区", "410104"),
    ],
)
def test_peoples_and_classes_may_be_left_out_of_a_name(gazetteer, name, code):
    assert gazetteer.choose(gazetteer.by_name(name)).code == code


def test_a_former_name_finds_the_place_of_today(gazetteer):
    found = gazetteer.by_name("监利县")

    assert (codes(found), found[0].reason.code) == (["421088"], "former_name")


def test_a_former_name_on_a_day_of_its_time_finds_the_code_of_that_time(gazetteer):
    assert codes(gazetteer.by_name("监利县", on=WUHAN_LOCKDOWN)) == ["421023"]


def test_a_retired_place_without_a_known_successor_is_found_with_doubt(gazetteer):
    found = gazetteer.by_name("许昌县")

    assert (codes(found), found[0].reason.code) == (["411023"], "retired")
    assert gazetteer.choose(found) is None


def test_a_name_one_code_lost_in_2020_was_shared_before(gazetteer):
    assert codes(gazetteer.by_name("桥东区", on=WUHAN_LOCKDOWN)) == ["130502", "130702"]


def test_there_are_homonyms_to_test():
    assert len(SHARED_NAMES) >= 20


@pytest.mark.parametrize("row", HOMONYMS, ids=lambda row: row.code)
def test_a_name_shared_by_counties_is_decided_by_its_parent(gazetteer, row):
    assert gazetteer.choose(gazetteer.by_name(row.name, context=[row.parent])) == row


@pytest.mark.parametrize("name", SHARED_NAMES)
def test_a_name_shared_by_counties_stays_open_without_context(gazetteer, name):
    found = gazetteer.by_name(name)

    assert len(found) >= 2
    assert gazetteer.choose(found) is None


@given(st.sampled_from(IN_FORCE))
def test_every_place_in_force_is_found_by_its_own_name_and_parent(row):
    context = [row.parent] if row.parent else []

    assert row.code in codes(NATION.by_name(row.name, context=context))


@given(st.sampled_from(IN_FORCE))
def test_every_place_in_force_is_found_in_its_own_address(row):
    address = NATION.parse_address(NATION.full_name(row.code) + "人民路1号")

    assert row in address.places


@given(st.text(max_size=40))
def test_any_text_gives_an_address_inside_it_or_none(text):
    address = NATION.parse_address(text)

    assert address is None or 0 <= address.start < address.end <= len(text)


@given(st.sampled_from(IN_FORCE).map(lambda row: row.name[:2]), st.sampled_from(IN_FORCE))
def test_confidences_lie_between_0_and_1_and_sum_to_at_most_1(name, above):
    found = NATION.by_name(name, context=[above.code])

    assert all(0.0 < c.confidence <= 1.0 for c in found)
    assert sum(c.confidence for c in found) <= 1.001


@pytest.mark.parametrize(
    ("text", "code", "span"),
    [
        ("湖北省武汉市江汉区解放大道1277号", "420103", "湖北省武汉市江汉区"),
        ("黄冈市英山县", "421124", "黄冈市英山县"),
        ("英山人民医院", "421124", "英山"),
        ("请问湖北 英山还要口罩吗", "421124", "湖北 英山"),
        ("位于湖北省的英山县", "421124", "湖北省的英山县"),
        ("济南市中区", "370103", "济南市中区"),
        ("吉林省吉林市船营区", "220204", "吉林省吉林市船营区"),
        ("河南镇平县", "411324", "河南镇平县"),
        ("武汉江汉区", "420103", "武汉江汉区"),
        ("湖北省恩施州恩施市", "422801", "湖北省恩施州恩施市"),
        ("广东省东莞市虎门镇", "441900", "广东省东莞市"),
        ("仙桃市第一人民医院", "429004", "仙桃市"),
        ("河南省鹤壁市浚县新镇镇任寺南全村", "410621", "河南省鹤壁市浚县"),
        ("武汉市武汉市第四医院", "420100", "武汉市武汉市"),
        ("荆州监利县人民医院", "421088", "荆州监利县"),
        ("新乡急缺冲锋舟", "410700", "新乡"),
        ("百度开通河南暴雨互助通道", "410000", "河南"),
        ("河南加油", "410000", "河南"),
    ],
)
def test_an_address_gives_its_deepest_place_and_its_characters(gazetteer, text, code, span):
    address = gazetteer.parse_address(text)

    assert (address.place.code, text[address.start : address.end]) == (code, span)


@pytest.mark.parametrize(
    "text", ["南京路100号", "江汉大学附属医院", "和平里北街", "阿里巴巴公益", "口罩200个", ""]
)
def test_roads_and_everyday_words_are_no_places(gazetteer, text):
    assert gazetteer.parse_address(text) is None


def test_an_ambiguous_address_names_all_places_and_chooses_none(gazetteer):
    address = gazetteer.parse_address("鼓楼区中山北路")

    assert (len(address.places), address.place, address.confidence) == (4, None, 0.25)


def test_an_address_is_decided_by_context(gazetteer):
    assert gazetteer.parse_address("鼓楼区中山北路", context=["南京市"]).place.code == "320106"


def test_an_address_outside_the_context_is_not_found(gazetteer):
    assert gazetteer.parse_address("黄冈市英山县", context=["河南省"]) is None


def test_an_address_on_a_day_of_its_time_gives_the_code_of_that_time(gazetteer):
    assert gazetteer.parse_address("荆州监利县", on=WUHAN_LOCKDOWN).place.code == "421023"


def test_places_that_disagree_are_not_joined_into_one_address(gazetteer):
    text = "武汉市民支援黄冈市英山县"
    address = gazetteer.parse_address(text)

    assert text[address.start : address.end] == "黄冈市英山县"


def test_a_gazetteer_can_be_made_of_any_rows():
    rows = [
        PlaceRow("420000", "湖北省", Level.PROVINCE),
        PlaceRow("421124", "英山县", Level.COUNTY, parent="420000"),
    ]

    assert Gazetteer(rows).full_name("421124") == "湖北省英山县"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("内蒙古自治区", "内蒙古"),
        ("双江拉祜族佤族布朗族傣族自治县", "双江"),
        ("东乡族自治县", "东乡"),
        ("鄂伦春自治旗", "鄂伦春"),
        ("浦东新区", "浦东"),
        ("万柏林区", "万柏林"),
        ("六枝特区", "六枝"),
        ("顺河回族区", "顺河"),
        ("察布查尔锡伯自治县", "察布查尔"),
    ],
)
def test_a_short_name_leaves_out_class_and_peoples(name, short):
    assert (short, Form.SHORT) in list(names_of(name))


@pytest.mark.parametrize("name", ["城区", "蓟县", "井陉矿区", "阿拉善左旗"])
def test_some_names_have_no_short_form(name):
    assert list(names_of(name)) == [(name, Form.FULL)]


@pytest.mark.parametrize(
    ("code", "prefix"), [("420000", "42"), ("421100", "4211"), ("421124", "421124"), ("100000", "10")]
)
def test_places_below_a_code_share_its_prefix(code, prefix):
    assert prefix_of(code) == prefix
