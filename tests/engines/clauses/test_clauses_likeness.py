"""Suggestions measured on the worked example: ten suggestions of 2020 against the law of 2022 (METHODS 8.4)."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.clauses import candidates, split

DATA = Path(__file__).resolve().parents[3] / "data"
ITEMS = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))["proposal"]["items"]
LAW = split((DATA / "measures" / "wildlife-2022.txt").read_text(encoding="utf-8"))


NAMED = {
    1: ("第六条第二款",),
    2: ("第二条",),
    3: ("第十条",),
    4: ("第三十一条", "第三十三条", "第五十条", "第五十三条"),
    5: ("第七条",),
    6: ("第六十三条", "第五条", "第八条"),
    7: ("第五十三条",),
    8: ("第六条第二款",),
    9: ("第十六条",),
}
"""What the table of METHODS 8.4 names in the text of 2022; the tenth lies outside one law."""


def ranks() -> dict[int, int | None]:
    """Return at which place of the suggestions the first clause stands that METHODS names for an item."""
    found = {}
    for item in (one for one in ITEMS if one["number"] in NAMED):
        listed = candidates(item["problem"] + "\n" + item["ask"], [one.text for one in LAW], most=len(LAW))
        order = [LAW[one.index].number for one in listed]
        meant = NAMED[item["number"]]
        hits = (at for at, number in enumerate(order, start=1) if is_of(number, meant))
        found[item["number"]] = next(hits, None)
    return found


def is_of(number: str, meant: tuple[str, ...]) -> bool:
    return any(number == one or number.startswith((f"{one}第", f"{one}（")) for one in meant)


def test_seven_of_the_nine_clauses_are_among_the_first_three():
    assert sum(1 for rank in ranks().values() if rank and rank <= 3) == 7


def test_what_the_words_do_not_share_is_not_suggested_first():
    """Item 8 asks for words the law does not have; item 2 for a definition that did not change."""
    late = {number for number, rank in ranks().items() if rank is None or rank > 3}

    assert late == {2, 8}


def test_the_word_itself_is_absent_and_the_clause_is_found_all_the_same():
    whole = "".join(one.text for one in LAW)

    assert "公益诉讼" not in whole
    assert ranks()[6] == 1


def test_the_words_shared_are_told_as_long_as_they_are_and_the_heaviest_first():
    (best,) = candidates("每周配发口罩到村。", ["每周向各村配发口罩。", "依法公开去向。"])

    assert best.shared == ("配发口罩", "每周")


def test_a_number_of_an_article_is_no_likeness():
    assert candidates("见第十二条", ["依照第十二条规定处罚"]) == []


def test_nothing_in_common_suggests_nothing():
    assert candidates("口罩", ["自然教育", ""]) == []
    assert candidates("口罩", []) == []


texts = st.text(alphabet="甲乙丙丁戊，A1", max_size=12)


@given(texts, st.lists(texts, max_size=6), st.integers(1, 4))
def test_every_suggestion_shares_words_and_stands_in_order(advice, clauses, most):
    found = candidates(advice, clauses, most=most)

    assert len(found) <= most
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(one.score > 0 for one in found)


@given(st.lists(texts, min_size=1, max_size=6), st.data())
def test_a_clause_that_says_the_same_is_suggested(clauses, data):
    at = data.draw(st.integers(0, len(clauses) - 1))
    advice = "禁止食用野生动物"

    found = candidates(advice, [*clauses[:at], advice, *clauses[at:]])

    assert found[0].index == at
