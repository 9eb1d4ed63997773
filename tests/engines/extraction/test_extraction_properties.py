"""What holds for any text."""

import re
from collections.abc import Iterator

from extraction_samples import ITEMS, PLACES
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.extraction import Lexicon, Reading, Span, mask, read, read_persons
from qiao.engines.extraction.normal import normalise

LEXICON = Lexicon.build(PLACES, ITEMS)
PIECES = st.sampled_from(
    [
        "急需", "口罩", "200只", "（1000只/箱）", "、", "，", "。", "\n", " ", "15400001234", "154 0000 1234", "154****1234",
        "１５４００００１２３４", "\u200b", "英山县", "河南", "新乡市", "联系人：", "王小明", "已核实", "7月24日23:00", "#暴雨#", "【", "】", "若干",
        "不限", "各1000", "不需要", "捐赠", "need", "500 masks", "N95", "GB 19083-2010", "两三百", "到", "的", "老人", "被困", "微信：abc_12345",
        "身份证110101199001011234", "(", ")", ":", "*", "几十", "万", "明天中午前", "\ue000", "人民医院", "·", "٣٤٥",
        "英山县人民医院：", "罗田县人民医院急需", "每箱20包，每包50只", "50箱", "*1000", "1.", "2、", "（1）", "①", "x500", "只够用3天", "给", "\t", "；",
    ]
)  # fmt: skip
MESSAGES = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=18).map("".join))
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def spans(reading: Reading) -> Iterator[Span]:
    for item in reading.items:
        yield from (span for span in (item.span, item.quantity_span) if span)
    for part in (*reading.phones, *reading.contacts, *reading.who):
        yield part.span
    for single in (reading.place, reading.organization, reading.deadline, reading.verified):
        if single:
            yield single.span
    yield from (span for span in (reading.urgency_span, reading.closed_span, reading.people_span) if span)
    if reading.verified and reading.verified.time_span:
        yield reading.verified.time_span


@settings(max_examples=300, deadline=None)
@given(MESSAGES)
def test_every_span_lies_in_the_text_and_is_not_empty(text: str) -> None:
    for reading in read(text, LEXICON):
        assert all(0 <= start < end <= len(text) for start, end in spans(reading))


@settings(max_examples=150, deadline=None)
@given(MESSAGES)
def test_reading_twice_gives_equal_results(text: str) -> None:
    assert read(text, LEXICON) == read(text, LEXICON)


@settings(max_examples=300, deadline=None)
@given(MESSAGES)
def test_a_masked_text_keeps_its_length_and_hides_every_mobile_number(text: str) -> None:
    masked = mask(text, read(text, LEXICON))

    assert len(masked) == len(text)
    assert not MOBILE.search(normalise(masked).text)


@settings(max_examples=300, deadline=None)
@given(MESSAGES)
def test_whoever_a_reading_names_is_among_the_persons(text: str) -> None:
    persons = read_persons(text, LEXICON)

    for reading in read(text, LEXICON):
        assert set(reading.phones) <= set(persons.phones)
        assert set(reading.contacts) <= set(persons.contacts)


@settings(max_examples=100, deadline=None)
@given(MESSAGES)
def test_masking_twice_changes_nothing_more_in_length(text: str) -> None:
    once = mask(text, read(text, LEXICON))

    assert len(mask(once, read(once, LEXICON))) == len(text)
