import itertools
from datetime import date

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


def test_the_filing_guidance_of_2026_is_an_open_question_from_its_first_day():
    assert open_questions(date(2025, 12, 31)) == ()
    assert [question.rule_code for question in open_questions(date(2026, 1, 1))] == ["F3"]
