import itertools
from datetime import date, timedelta

import pytest

from qiao.engines.eligibility import RULES, open_questions, rule_on, versions

CODES = sorted({rule.code for rule in RULES})


@pytest.mark.parametrize("code", CODES)
def test_no_two_versions_of_a_rule_are_in_force_on_one_day(code):
    known = versions(code)

    assert all(
        earlier.valid_to is not None and earlier.valid_to < later.valid_from
        for earlier, later in itertools.pairwise(known)
    )


@pytest.mark.parametrize("code", CODES)
def test_every_rule_is_in_force_today(code):
    assert rule_on(code, date(2026, 11, 1)) is not None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.valid_from}")
def test_every_rule_cites_an_article_and_where_it_was_read(rule):
    assert rule.article.startswith("第")
    assert rule.text_reference


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2024, 9, 4), ["F3"]),
        (date(2024, 9, 5), ["F3"]),
        (date(2025, 12, 31), ["F3"]),
        (date(2026, 1, 1), ["F3", "F3", "D3"]),
    ],
)
def test_open_questions_are_open_on_their_days_only(on, codes):
    assert [question.rule_code for question in open_questions(on)] == codes


def test_the_question_of_2016_ends_where_the_law_of_2023_begins():
    before, after = open_questions(date(2024, 9, 4)), open_questions(date(2024, 9, 5))

    assert "第59号" in before[0].source
    assert "第74号" in after[0].source


# Each rule of METHODS section 10 that changed: what held on the last day before, and on the first day after.

LAST, FIRST = date(2024, 9, 4), date(2024, 9, 5)
CHANGES = {
    "F1": ("第二十二条", "第二十二条"),
    "F1-RECOGNITION": ("第十条", "第十条"),
    "F2": ("第二十六条", "第二十六条"),
    "F3": ("第二十四条", "第二十四条、第七十三条"),
    "F4": ("第二十三条", "第二十三条、第二十七条"),
    "F5": ("第二十五条", "第二十五条"),
    "F6": ("第二十八条、第二十九条、第七十四条", "第二十九条、第三十条、第八十条"),
    "F7": ("第一百一十条、第一百一十一条", "第一百二十二条、第一百二十三条"),
    "F8": ("第一百零一条", "第一百一十三条"),
    "F8-CHARITY": ("第九十九条、第一百条", "第一百一十条至第一百一十二条"),
    "D1": (None, "第七十二条"),
    "D2": ("第七十三条", "第七十九条"),
    "D3": ("第十三条、第七十二条", "第十三条、第七十八条"),
    "D4": ("第七十六条", "第八十二条"),
    "D5": ("第五十三条、第五十五条", "第五十四条、第五十六条"),
    "D6": ("第四十二条", "第四十二条"),
    "D8": ("第六十条", "第六十一条"),
    "R1": ("第三十八条", "第三十八条"),
    "V1": ("第六十三条、第六十四条、第六十六条", "第六十四条、第六十五条、第六十七条"),
    "V2": ("第六十八条", "第六十九条"),
    "V3": ("第六十五条", "第六十六条"),
}


@pytest.mark.parametrize("code", CHANGES)
def test_the_law_turns_between_4_and_5_september_2024(code):
    before, after = rule_on(code, LAST), rule_on(code, FIRST)

    assert (before.article if before else None, after.article) == CHANGES[code]
    assert after.law == "《慈善法》（2023年修正）"


@pytest.mark.parametrize("code", sorted(code for code, (before, _) in CHANGES.items() if before))
def test_the_law_of_2016_begins_on_its_first_day(code):
    assert rule_on(code, date(2016, 8, 31)) is None
    assert rule_on(code, date(2016, 9, 1)).law == "《慈善法》（2016年）"


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("R2", date(2024, 2, 1)),
        ("D7-ASSOCIATION", date(2016, 2, 6)),
        ("D7-SERVICE_AGENCY", date(1998, 10, 25)),
        ("D7-FOUNDATION", date(2004, 6, 1)),
        ("D5-GIFTS", date(1999, 9, 1)),
    ],
)
def test_the_other_rules_begin_on_their_first_day(code, first):
    assert rule_on(code, first - timedelta(days=1)) is None
    assert rule_on(code, first) is not None


def test_every_row_of_methods_10_about_money_is_encoded():
    assert {rule.row for rule in RULES} == {
        *(f"F{number}" for number in range(1, 9)),
        *(f"D{number}" for number in range(1, 9)),
        *("R1", "R2", "V1", "V2", "V3"),
    }


def test_every_rule_says_it_in_both_languages_and_where_it_was_read():
    assert all(rule.says.zh and rule.says.en and rule.text_reference for rule in RULES)
