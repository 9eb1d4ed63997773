"""Recipients as a donor wrote them, among those that asked. All names are invented (示例数据)."""

import pytest

from qiao.engines.linkage import link_recipients

ASKED = [
    "青川市第五医院（云江大学附属医院）",
    "青川市中心医院",
    "石桥县人民医院",
    "青川市东湖医院",
    "东山医院",
    "东山医院",
]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("青川市五医院", "青川市第五医院（云江大学附属医院）"),
        ("青川市石桥县人民医院", "石桥县人民医院"),
        ("东湖医院", "青川市东湖医院"),
        ("青川市中心医院东院区", None),
        ("青川市第六医院", None),
        ("广林省医疗队", None),
        ("记者协会", None),
    ],
)
def test_a_recipient_is_found_under_another_name_or_not_at_all(written: str, name: str | None) -> None:
    assert link_recipients([written], ASKED, city="青川市")[0].name == name


def test_a_name_that_asked_letter_for_letter_is_sure_without_a_city() -> None:
    link = link_recipients(["青川市中心医院"], ASKED)[0]

    assert (link.name, link.is_sure) == ("青川市中心医院", True)


def test_of_two_that_may_be_meant_none_is_taken() -> None:
    assert link_recipients(["仁和医院"], ["石桥县仁和医院", "石门县仁和医院"], city="青川市")[0].name is None


def test_every_recipient_has_an_answer_in_its_place() -> None:
    links = link_recipients(["", "东湖医院", "", "东湖医院"], ASKED, city="青川市")

    assert [link.name for link in links] == [None, "青川市东湖医院", None, "青川市东湖医院"]
