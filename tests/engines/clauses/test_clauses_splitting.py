import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.clauses import split

LAW = (Path(__file__).resolve().parents[3] / "data" / "measures" / "wildlife-2022.txt").read_text(
    encoding="utf-8"
)

NOTICE = """关于做好物资保障的通知
一、总体要求
及时、足额。
二、主要任务
（一）保障村卫生室。每周配发一次。
1.口罩每周不少于 20 只。
2．防护服按需申领。
（二）公开去向。
三、本通知自印发之日起施行。"""


def numbers(text, **more):
    return [one.number for one in split(text, **more)]


def test_a_notice_is_cited_by_its_own_numbers():
    assert numbers(NOTICE) == [
        "",
        "一、",
        "二、",
        "二、（一）",
        "二、（一）1.",
        "二、（一）2．",
        "二、（二）",
        "三、",
    ]


def test_a_paragraph_without_a_number_belongs_to_the_clause_before_it():
    found = {one.number: one for one in split(NOTICE)}

    assert found["一、"].text == "总体要求\n及时、足额。"


def test_a_part_stands_under_the_heading_of_what_holds_it():
    assert {one.number: one.heading for one in split(NOTICE)}["二、（二）"] == "主要任务"


def test_paragraphs_of_an_article_are_cited_as_such_and_lists_below_them():
    text = (
        "第十一条 应当调查。\n应当包括下列内容：\n（一）数量；\n（二）面积。\n第十二条 确定名录。\n公布名录。"
    )

    assert numbers(text) == [
        "第十一条", "第十一条第二款", "第十一条第二款（一）", "第十一条第二款（二）", "第十二条", "第十二条第二款",
    ]  # fmt: skip


def test_an_article_is_kept_whole_where_paragraphs_are_not_wanted():
    assert numbers("第一条 甲。\n乙。\n第二条 丙。", by_paragraph=False) == ["第一条", "第二条"]


@pytest.mark.parametrize("line", ["第三章 总则", "## 第一章　总 则", "第二节 监测"])
def test_a_chapter_is_a_heading_and_no_clause(line):
    (one,) = split(f"{line}\n第一条 甲。")

    assert (one.number, one.heading) == ("第一条", line.removeprefix("## "))


@pytest.mark.parametrize("line", ["2020.5 吨已发出", "第三条路走不通", "1.5 倍以内"])
def test_a_number_within_a_sentence_opens_no_clause(line):
    assert numbers(f"一、甲\n{line}") in (["一、"], ["一、", "第三条"])


def test_a_text_without_numbers_is_one_clause_and_an_empty_one_none():
    assert (numbers("只有一句话。\n还有一句。"), numbers(" \n　\n")) == ([""], [])


def test_the_law_of_2022_has_its_sixty_four_articles_in_order():
    articles = [one for one in numbers(LAW) if re.fullmatch(r"第[^条]+条", one)]

    assert len(articles) == 64
    assert (articles[0], articles[-1]) == ("第一条", "第六十四条")
    assert len(numbers(LAW)) == len(set(numbers(LAW)))


lines = st.lists(
    st.tuples(
        st.sampled_from(["", "第三条 ", "一、", "（二）", "3.", "(4)", "第二章 "]),
        st.text(alphabet="甲乙丙，。", min_size=1, max_size=8),
    )
)


@given(lines)
def test_no_word_is_lost_and_none_is_added(parts):
    text = "\n".join(number + words for number, words in parts)

    kept = "".join(one.text.replace("\n", "") for one in split(text))
    chapters = "".join(words for number, words in parts if number.startswith("第二章"))

    assert sorted(kept + chapters) == sorted("".join(words for _number, words in parts))
