"""The sentences a coordinator reads."""

from datetime import timedelta

import pytest

from qiao.engines.allocation import Demand, Reason, Supply, allocate, reason_en, reason_zh
from tests.engines.allocation.small import NOW

LABELS = {
    "n1": "英山县中医院",
    "en:n1": "Yingshan County TCM Hospital",
    "n2": "蕲春县人民医院",
    "en:n2": "Qichun County People's Hospital",
    "n3": "团风县疾控中心",
    "en:n3": "Tuanfeng County CDC",
    "mask": "医用外科口罩",
    "en:mask": "surgical masks",
    "unit:mask": "只",
    "en:unit:mask": "pieces",
    "421102": "黄州",
    "en:421102": "Huangzhou",
}
DEMANDS = [
    Demand("n1", "mask", 2000, tier=1, place="421124", longitude=115.68, latitude=30.73),
    Demand("n2", "mask", 1000, tier=2, place="421126", longitude=115.43, latitude=30.22),
    Demand("n3", "gown", 50, tier=2, place="421121", deadline=NOW + timedelta(days=3)),
]
SUPPLIES = [Supply("s1", "mask", 2500, "421102", 114.87, 30.45)]


@pytest.fixture(scope="module")
def plan():
    return allocate(DEMANDS, SUPPLIES, now=NOW, rule="tiers-then-distance", labels=LABELS)


def test_the_chinese_sentences_of_a_small_plan_read_so(plan):
    assert [reason_zh(line.reason) for line in (*plan.shares, *plan.unmet)] == [
        "英山县中医院要 2,000 只医用外科口罩，属第一优先级；此批在 109 公里外的黄州，是有货的最近一处，故给 2,000 只。",
        (
            "蕲春县人民医院要 1,000 只医用外科口罩，属第二优先级；此批在 77 公里外的黄州，是有货的最近一处，"
            "更高优先级先得 2,000 只后此批尚余 500 只，故给 500 只。"
        ),
        (
            "蕲春县人民医院要 1,000 只医用外科口罩，属第二优先级，已分给 500 只，尚缺 500 只，"
            "因为能用的 2,500 只中有 2,000 只先给了更高优先级的需求，余下的不够。"
        ),
        "团风县疾控中心要 50 件gown，属第二优先级，这次没有分到，因为现有资源里没有这种物资，也没有可接受的代用品。",
    ]


def test_the_english_sentences_of_a_small_plan_read_so(plan):
    assert [reason_en(line.reason) for line in (*plan.shares, *plan.unmet)] == [
        (
            "Yingshan County TCM Hospital asks for 2,000 pieces of surgical masks (tier 1); "
            "this lot is 109 km away in Huangzhou, the nearest one with stock, so it gives 2,000 pieces."
        ),
        (
            "Qichun County People's Hospital asks for 1,000 pieces of surgical masks (tier 2); "
            "this lot is 77 km away in Huangzhou, the nearest one with stock, "
            "500 pieces of it remaining after higher tiers took 2,000, so it gives 500 pieces."
        ),
        (
            "Qichun County People's Hospital asks for 1,000 pieces of surgical masks (tier 2); "
            "it gets 500 and still lacks 500 pieces because of the 2,500 pieces it could use, "
            "2,000 went to higher tiers first and what remained was too little."
        ),
        (
            "Tuanfeng County CDC asks for 50 units of gown (tier 2); it gets nothing this time "
            "because nobody offers this item or an accepted substitute."
        ),
    ]


def test_a_label_with_braces_is_shown_as_it_is():
    plan = allocate(DEMANDS[:1], SUPPLIES, now=NOW, labels={"n1": "{0}医院"})

    assert reason_zh(plan.shares[0].reason).startswith("{0}医院要 2,000 件mask")


def test_an_unknown_code_is_refused():
    with pytest.raises(ValueError, match="RUMOUR"):
        reason_zh(Reason("RUMOUR"))
