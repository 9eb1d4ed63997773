"""Carriers' public notices: who, from where to where, for whom, whom to ring. All notices are invented (示例数据)."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.batch.lexicon import reference_lexicon
from qiao.engines.extraction import Lexicon, read_carrier_notice

LONGEST, LIMIT_SECONDS = 20_000, 2.5
PASTED_ON = date(2021, 8, 1)
TWO_ROADS = (
    "鹭江速运关于开通救灾物资绿色通道的公告\n即日起，鹭江速运开通从福建、广东发往河南郑州、新乡的救灾物资免费运输服务，"
    "企业和个人均可寄递。咨询请拨打客服热线95000或0592-5550001转802。\n鹭江速运有限公司\n二〇二一年七月二十一日"
)


@pytest.fixture(scope="module")
def places() -> Lexicon:
    return reference_lexicon()


def read_notice(text: str, places: Lexicon):
    return read_carrier_notice(text, places, at=PASTED_ON)


def test_a_notice_is_read_field_by_field(places):
    notice = read_notice(TWO_ROADS, places)

    assert [place.name for place in notice.origins] == ["福建省", "广东省"]
    assert [place.name for place in notice.destinations] == ["郑州市", "新乡市"]
    assert [contact.number for contact in notice.contacts] == ["95000", "05925550001", "802"]
    assert notice.published.day == notice.starts.day == date(2021, 7, 21)
    assert (notice.accepts_private, notice.green_channel) == (True, True)


def test_every_field_keeps_its_characters(places):
    notice = read_notice(TWO_ROADS, places)

    told = [TWO_ROADS[slice(*place.span)] for place in (*notice.origins, *notice.destinations)]
    assert told == ["福建", "广东", "郑州", "新乡"]
    assert TWO_ROADS[slice(*notice.carrier.span)] == notice.carrier.text == "鹭江速运有限公司"
    assert TWO_ROADS[slice(*notice.published.span)] == "二〇二一年七月二十一日"
    assert "个人" in TWO_ROADS[slice(*notice.accepts_private_span)]


@pytest.mark.parametrize(
    ("sentence", "accepted"),
    [
        ("本通道只接受政府、公益组织等机构的需求。", False),
        ("暂不接受个人捐助。", False),
        ("目前无法为个人捐赠的物资提供运输。", False),
        ("个人捐赠请先与当地公益组织联系，由其统一交运。", False),
        ("个人物资一律不予受理。", False),
        ("企业和个人均可寄递。", True),
        ("可为个人和企业运输捐赠物资。", True),
        ("接受个人寄递的口罩。", True),
        ("有需求的政府部门、公益组织可与我们联系。", None),
        ("请注意个人防护。", None),
    ],
)
def test_private_parcels_are_taken_refused_or_left_open(places, sentence, accepted):
    assert (
        read_notice(f"长桥快递公告\n运往武汉的物资走绿色通道。{sentence}", places).accepts_private is accepted
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("长桥快递关于驰援武汉的公告\n开通绿色通道", "长桥快递"),
        ("关于长桥集团武汉区域收寄服务的通知\n尊敬的客户：物流需求请拨打热线95000", "长桥集团"),
        ("众志成城：长桥免费提供运力\n为武汉运送物资", "长桥"),
        ("驰援武汉\n我们免费运输救援物资。\n\n长桥供应链有限公司\n2020年1月25日", "长桥供应链有限公司"),
        ("免费运输救援物资，物流需求请致电95000", None),
    ],
)
def test_the_carrier_is_named_by_title_text_or_signature(places, text, name):
    carrier = read_notice(text, places).carrier

    assert (carrier.text if carrier else None) == name


@pytest.mark.parametrize(
    ("text", "origins", "destinations"),
    [
        ("长桥快递为全国各地驰援武汉的物资提供运输", [None], ["420100"]),
        ("长桥快递愿将成都、德阳两地的蔬菜免费运往湖北武汉", ["510100", "510600"], ["420100"]),
        ("运力：西安至武汉，两天一班", ["610100"], ["420100"]),
        ("贵州长桥物流愿为武汉运送物资", ["520000"], ["420100"]),
        ("长桥快递为武汉地区开通通道，湖北省管理中心负责", [], ["420100"]),
    ],
)
def test_from_where_to_where(places, text, origins, destinations):
    notice = read_notice(text, places)

    assert [place.code for place in notice.origins] == origins
    assert [place.code for place in notice.destinations] == destinations


@pytest.mark.parametrize(
    ("text", "green"),
    [
        ("开通特别通道", True),
        ("运往武汉的防疫物资不收运费", True),
        ("绿色通道自今日起关闭", False),
        ("暂停免费运输服务", False),
        ("照常收寄", None),
    ],
)
def test_a_channel_is_open_closed_or_not_spoken_of(places, text, green):
    assert read_notice(f"长桥快递公告\n{text}", places).green_channel is green


def test_a_day_without_a_year_is_the_last_one_before_the_paste(places):
    notice = read_carrier_notice("长桥快递12月28日公告：自12月30日起停运", places, at=date(2021, 1, 3))

    assert notice.published.day == date(2020, 12, 28)
    assert notice.starts.day == date(2020, 12, 30)


def test_a_day_without_a_year_stays_open_where_nothing_tells_the_year(places):
    assert read_carrier_notice("长桥快递12月28日公告", places).published is None


def test_a_number_in_a_sum_is_no_telephone(places):
    assert read_notice("长桥快递已运送口罩95000只、手套11000双", places).contacts == ()


@given(
    st.text(alphabet="长桥快递物流从至武汉省市个人不接受95通道2020年1月热线:、，。\n（）()-　", max_size=120)
)
def test_any_text_is_read_and_spans_lie_within_it(text):
    notice = read_carrier_notice(text, reference_lexicon(), at=PASTED_ON)

    spans = [one.span for one in (*notice.origins, *notice.destinations, *notice.contacts)]
    spans += [one.span for one in (notice.carrier, notice.published, notice.starts) if one]
    spans += [span for span in (notice.accepts_private_span, notice.green_channel_span) if span]
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize(
    "unit", ["长桥快递", "从武汉、", "个人", "不", "快递", "全国", "1月", "95000、", "a", " ", "为"]
)
def test_a_notice_of_one_sign_over_and_over_is_read_in_time(places, unit):
    text = (unit * LONGEST)[:LONGEST]
    began = time.process_time()

    read_notice(text, places)

    assert time.process_time() - began < LIMIT_SECONDS
