"""The worked example of METHODS 8.4 and 8.5, to the letter: ten suggestions of 2020 beside the law of 2022."""

import json
import re
from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse
from django_scopes import scope

from qiao.advocacy.comparing import compare
from qiao.advocacy.models import ClauseReading, Measure, Outcome, Proposal
from qiao.casebook.sample import load_sample_cases
from qiao.engines.clauses import split
from tests.conftest import SHARED

TABLE = {
    1: ("partial", "6(2)", "公共卫生"),
    2: ("not seen", "2", "定义"),
    3: ("largely", "10", "名录"),
    4: ("yes", "31", "食用"),
    5: ("not / little", "7", "主管部门"),
    6: ("largely", "63", "公益诉讼"),
    7: ("yes", "53", "处罚"),
    8: ("partial", "6(2)", "自然教育"),
    9: ("moved elsewhere", "16", "人畜共患病"),
    10: ("n/a", "", "法律体系"),
}
"""Number → the match as METHODS words it, the article of the 2022 text it names first, a word of the suggestion."""

DEGREES = {
    "yes": "FULL",
    "largely": "LARGELY",
    "partial": "PARTLY",
    "not seen": "NOT_SEEN",
    "not / little": "NOT_SEEN",
    "moved elsewhere": "ELSEWHERE",
    "n/a": "ELSEWHERE",
}
ARTICLES = {
    "6(2)": "第六条第二款", "2": "第二条", "10": "第十条", "31": "第三十一条", "7": "第七条", "63": "第六十三条",
    "53": "第五十三条", "16": "第十六条",
}  # fmt: skip


@pytest.fixture
def see(at_work, lin, association):
    with scope(organization=association.pk):
        load_sample_cases(lin, directory=settings.QIAO_REFERENCE)
    return Proposal.objects.get(title__contains="野生动物保护法")


@pytest.fixture
def law():
    return Measure.objects.get(title__contains="2022 年修订")


@pytest.fixture
def methods() -> str:
    path = SHARED / "docs" / "METHODS.md"
    if not path.exists():
        pytest.skip("../shared is absent")
    return path.read_text(encoding="utf-8")


def test_each_item_has_the_degree_and_the_article_of_the_table(see, law):
    for row in compare(see, law).rows:
        match, article, word = TABLE[row.item.number]
        assert {one.degree for one in row.readings} == {DEGREES[match]}
        assert word in row.item.ask + row.item.problem
        if article:
            assert any(one.clause.number.startswith(ARTICLES[article]) for one in row.readings)


def test_the_table_of_this_test_is_the_table_of_the_methods(methods):
    rows = re.findall(
        r"^\| (\d+) \| .* \| (.*?) \| ([^|]*?) \|$",
        methods.split("### 8.4")[1].split("### 8.5")[0],
        re.MULTILINE,
    )

    told = {int(number): (match, text) for number, text, match in rows}

    assert told.keys() == TABLE.keys()
    for number, (match, article, _word) in TABLE.items():
        assert told[number][0].partition(" (")[0] == match
        assert f"art. {article}" in told[number][1] or not article


def test_every_grade_is_one_or_two_as_the_methods_say(see):
    assert {one.attribution for one in see.outcomes.all()} == {1, 2}
    assert set(ClauseReading.objects.values_list("attribution", flat=True)) == {1, 2}


def test_text_alike_is_claimed_only_where_the_text_answers(see):
    claimed = ClauseReading.objects.filter(attribution=Outcome.Attribution.TEXT)

    assert {one.item.number for one in claimed} == {1, 3, 4, 6, 7, 8}


def test_readings_and_outcomes_say_the_same(see, law):
    for row in compare(see, law).rows:
        outcome = row.item.outcomes.get()
        assert {(one.attribution, one.reason, one.source) for one in row.readings} == {
            (outcome.attribution, outcome.text, outcome.source)
        }


def test_the_days_are_those_of_the_methods(see, law):
    assert (law.adopted_on, law.in_force_on) == (date(2022, 12, 30), date(2023, 5, 1))
    assert see.outcomes.get(item=None).happened_on == date(2020, 2, 24)
    assert see.filings.get().filed_on is None
    for day in (
        "2020-01-24",
        "2020-02-10",
        "02-24",
        "2020-03-05",
        "2020 年 10 月",
        "2022-12-30",
        "2023-05-01",
        "12,020",
    ):
        assert day in see.situation


def test_every_statement_of_the_trace_names_its_source(see):
    assert all(one.source for one in see.outcomes.all())
    for source in ("xuehua.us", "foundation.see.org.cn", "npadata.cn", "nrdc.cn"):
        assert source in see.source
    assert "nbd.com.cn" in see.outcomes.get(item=None).source


FOUND = {
    "第六条第二款": ("公共卫生安全", "抵制违法食用", "文明健康"),
    "第十条第三款": ("卫生健康", "论证评估"),
    "第十条第五款": ("每五年",),
    "第三十一条": ("禁止食用", "其他陆生野生动物"),
    "第五条第二款": ("志愿服务",),
    "第八条": ("依法公开",),
    "第六十三条": ("环境保护法", "民事诉讼法", "行政诉讼法"),
    "第五十三条": ("二倍以上二十倍以下", "食用"),
    "第七条第二款": ("县级以上地方人民政府",),
    "第十六条": ("动物防疫法",),
}


@pytest.mark.parametrize("number", FOUND)
def test_what_is_said_of_a_clause_stands_in_it(number):
    text = (settings.QIAO_REFERENCE / "measures" / "wildlife-2022.txt").read_text(encoding="utf-8")
    clause = {one.number: one.text for one in split(text)}[number]

    assert all(words in clause for words in FOUND[number])


@pytest.mark.parametrize("word", ["公益诉讼", "革除滥食", "自然教育"])
def test_words_said_to_be_absent_are_absent(word):
    text = (settings.QIAO_REFERENCE / "measures" / "wildlife-2022.txt").read_text(encoding="utf-8")

    assert word not in text


def test_article_one_says_nothing_of_public_health():
    text = (settings.QIAO_REFERENCE / "measures" / "wildlife-2022.txt").read_text(encoding="utf-8")

    assert "公共卫生" not in {one.number: one.text for one in split(text)}["第一条"]


def test_loading_again_doubles_nothing_and_keeps_what_was_taken_back(see, lin, law, association, now):
    before = ClauseReading.objects.count()
    reading = ClauseReading.objects.first()
    ClauseReading.objects.filter(pk=reading.pk).update(undone_at=now, undone_reason="另有读法")

    load_sample_cases(lin, directory=settings.QIAO_REFERENCE)

    assert ClauseReading.objects.count() == before
    assert ClauseReading.objects.get(pk=reading.pk).undone_reason == "另有读法"


def test_the_trace_page_tells_the_reading_and_its_source(see, as_lin):
    text = as_lin.get(reverse("pages:trace", args=["proposal", see.pk])).content.decode()

    assert "2022 年修订：第三十一条（另见第三十三、五十、五十三条）" in text
    assert "禁止食用的范围包括其他陆生野生动物" in text
    assert "nbd.com.cn 2020-02-24" in text


def test_the_four_cases_state_only_what_the_methods_found(methods):
    """METHODS 8.5: the figures of case 4 stand there as they stand here."""
    told = json.dumps(
        json.loads((settings.QIAO_REFERENCE / "cases.json").read_text(encoding="utf-8")), ensure_ascii=False
    )
    found = methods.split("### 8.5")[1].split("\n---")[0]

    for figure in ("8,474,880", "12,561,258.9", "3,926", "2,833"):
        assert figure in found
        assert figure in told or figure.replace(",", "") in told
