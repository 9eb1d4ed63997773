"""`./qiao link` on rows that are only text, and the verdicts of reports. All records are invented (示例数据)."""

import json
from pathlib import Path

import pytest

from qiao.batch.link import main

HOSPITAL = {"city": "青川市", "district": "石桥县", "item": "口罩", "phones": "15400000001"}
TEXT = "英山县人民医院急需口罩2000只，联系人林老师15400000001"


def pairs(tmp_path: Path, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    assert main(["--kind", "report", str(source), str(tmp_path / "out.jsonl")]) == 0
    return [
        json.loads(line) for line in (tmp_path / "out.pairs.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def test_a_text_meets_a_row_of_columns_that_tells_the_same(tmp_path: Path) -> None:
    row = {
        "name": "英山县人民医院",
        "city": "黄冈市",
        "district": "英山县",
        "item": "口罩",
        "phones": "15400000001",
    }

    assert pairs(tmp_path, [{"text": TEXT}, row])[0]["verdict"] == "same"


def test_two_texts_in_other_words_meet_by_what_they_tell(tmp_path: Path) -> None:
    other = "求助！英山人医口罩告急，需要2000只，15400000001"

    assert pairs(tmp_path, [{"内容": TEXT}, {"内容": other}])[0]["verdict"] == "same"


def test_texts_of_two_counties_that_ask_for_the_same_thing_do_not_meet(tmp_path: Path) -> None:
    other = "罗田县人民医院急需口罩2000只，联系人陈老师15498765432"

    assert pairs(tmp_path, [{"text": TEXT}, {"text": other}]) == []


def test_what_a_row_says_itself_stands_against_its_text(tmp_path: Path) -> None:
    told = {"text": TEXT, "item": "防护服"}

    assert pairs(tmp_path, [told, {"text": TEXT[::-1], "item": "口罩", "phones": "15400000001"}]) == []


def test_a_later_figure_is_an_update(tmp_path: Path) -> None:
    first = {**HOSPITAL, "name": "石桥县人民医院", "quantity": 200, "time": "2020-02-01 08:00"}

    found = pairs(tmp_path, [first, {**first, "quantity": 500, "time": "2020-02-01 20:00"}])
    assert [pair["verdict"] for pair in found] == ["update"]


def test_an_update_stands_in_the_cluster_of_what_it_updates(tmp_path: Path) -> None:
    first = {**HOSPITAL, "name": "石桥县人民医院", "quantity": 200, "time": "2020-02-01 08:00"}
    pairs(tmp_path, [{**first, "id": "a"}, {**first, "id": "b", "quantity": 500, "time": "2020-02-01 20:00"}])

    told = (tmp_path / "out.clusters.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["cluster"] for line in told] == ["a", "a"]


@pytest.mark.parametrize(
    ("other", "verdict", "chinese", "english"),
    [
        ("石桥县人民医院东院区", "branch", "分支不同", "another branch"),
        ("石桥县第二人民医院", "different", "序号不同", "numbered apart"),
    ],
)
def test_houses_that_share_everything_but_their_name_are_told_apart_in_both_languages(
    tmp_path: Path, other: str, verdict: str, chinese: str, english: str
) -> None:
    first = {
        **HOSPITAL,
        "name": "石桥县第一人民医院" if verdict == "different" else "石桥县人民医院",
        "address": "河滨路1号",
    }
    found = pairs(tmp_path, [first, {**first, "name": other}])

    assert [pair["verdict"] for pair in found] == [verdict]
    assert chinese in str(found[0]["reasons"])
    assert english in str(found[0]["reasons"])
