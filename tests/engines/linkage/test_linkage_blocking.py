"""Keys under which repeats meet. All records are invented (示例数据)."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.linkage import (
    NeedRecord,
    OrganisationRecord,
    VerdictKind,
    blocking_keys,
    organisation_keys,
    same_need,
    same_organisation,
    text_marks,
)

NOON = datetime(2021, 7, 24, 12, tzinfo=UTC)
TEXT = "石桥县下湾村急需饮用水，村里三百人两天没有水喝，联系15400000009"
needs = st.builds(
    NeedRecord,
    at=st.none() | st.integers(0, 20 * 24).map(lambda hours: NOON + timedelta(hours=hours)),
    item=st.sampled_from(["", "口罩", "饮用水"]),
    organisation=st.sampled_from(
        ["", "人民医院", "石桥县人民医院", "石桥人民医院", "青川市石桥县人民医院", "青川市第一人民医院", "下湾村委会"]
    ),
    place=st.sampled_from(["", "420000", "421100", "421124", "421126", "410100"]),
    quantity=st.none() | st.sampled_from([100, 200]),
    phones=st.frozensets(st.sampled_from(["key-1", "key-2"]), max_size=2),
    links=st.frozensets(st.just("link-1")),
    marks=st.sampled_from([(), text_marks(TEXT), text_marks(TEXT + "求扩散"), text_marks(TEXT[3:] + "路断了")]),
)  # fmt: skip
organisations = st.builds(
    OrganisationRecord,
    name=st.sampled_from(
        ["人民医院", "石桥县人民医院", "石桥人民医院", "青川市石桥县人民医院", "青川市中心医院", "青川市中心医院（东院区）"]
    ),
    city=st.sampled_from(["", "青川市", "青川", "石门市"]),
    phones=st.frozensets(st.sampled_from(["key-1", "key-2"]), max_size=2),
    address=st.sampled_from(["", "河滨路1号"]),
)  # fmt: skip


@settings(max_examples=1500)
@given(needs, needs)
def test_needs_that_may_be_the_same_share_a_key(one: NeedRecord, other: NeedRecord) -> None:
    verdict = same_need(one, other)

    apart = not set(blocking_keys(one)) & set(blocking_keys(other))
    assert not apart or verdict.kind is VerdictKind.DIFFERENT


@settings(max_examples=500)
@given(organisations, organisations)
def test_organisations_that_may_be_the_same_share_a_key(
    one: OrganisationRecord, other: OrganisationRecord
) -> None:
    verdict = same_organisation(one, other)

    apart = not set(organisation_keys(one)) & set(organisation_keys(other))
    assert not apart or verdict.kind is VerdictKind.DIFFERENT


@settings(max_examples=300)
@given(needs, needs)
def test_the_order_of_two_records_does_not_change_the_verdict(one: NeedRecord, other: NeedRecord) -> None:
    assert same_need(one, other).kind is same_need(other, one).kind


@pytest.mark.parametrize("place", ["421124", "421100"])
def test_the_keys_of_two_provinces_never_meet_without_a_shared_fact(place: str) -> None:
    one = NeedRecord(NOON, "口罩", "人民医院", place, 200)

    assert not set(blocking_keys(one)) & set(blocking_keys(replace(one, place="410181")))


def test_keys_are_the_same_in_another_process() -> None:
    record = "NeedRecord(item='口罩', place='421124', phones=frozenset({'a', 'b', 'c'}), marks=(1, 2, 3, 4))"
    told = subprocess.run(
        [sys.executable, "-c", f"from qiao.engines.linkage import *; print(blocking_keys({record}))"],
        capture_output=True, check=True, text=True, env={"PYTHONHASHSEED": "7", "PYTHONPATH": "src"},
    ).stdout.strip()  # fmt: skip

    made = NeedRecord(item="口罩", place="421124", phones=frozenset({"a", "b", "c"}), marks=(1, 2, 3, 4))
    assert told == str(blocking_keys(made))


def test_keys_fit_an_indexed_column_whatever_the_record_holds() -> None:
    record = NeedRecord(NOON, "物" * 500, "院" * 500, "421124123456", 10**30, frozenset({"k" * 500}))

    assert all(len(key) == 17 and key.isascii() for key in blocking_keys(record))


def test_a_repost_keeps_most_marks_and_a_masked_copy_all() -> None:
    masked, repost = (
        text_marks(TEXT.replace("15400000009", "154********")),
        text_marks("转发：" + TEXT + "！！"),
    )

    assert masked == repost == text_marks(TEXT)


def test_other_texts_share_hardly_a_mark() -> None:
    texts = [f"{place}需要{item}，请与我们联系，谢谢大家" for place in ("石桥县", "青川市") for item in ("口罩三百只", "饮用水")]  # fmt: skip

    assert all(text_marks(one) != text_marks(other) for one, other in combinations(texts, 2))


@pytest.mark.parametrize("text", ["", "求口罩", "1" * 10_000, "\u200b" * 99, "🙏" * 40])
def test_a_text_that_says_too_little_has_no_marks(text: str) -> None:
    assert text_marks(text) == ()
