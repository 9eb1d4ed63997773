"""`./qiao link`: rows that mean the same, from a table to a table. All records are invented (示例数据)."""

import json
from pathlib import Path

import pytest

from qiao.batch.link import main

HOSPITAL = {"city": "青川市", "phones": "15400000001", "address": "河滨路1号"}
ORGANISATIONS = [
    {"id": "a", "name": "青川市石桥县人民医院", **HOSPITAL},
    {"id": "b", "name": "石桥县人民医院", **HOSPITAL},
    {"id": "c", "name": "石桥县第二人民医院", **HOSPITAL},
    {"id": "d", "name": "石桥县人民医院（东院区）", **HOSPITAL},
]
NEED = {"city": "青川市", "district": "石桥县", "item": "口罩", "phones": "15400000001", "quantity": 200}
REPORTS = [
    {"id": 1, "name": "石桥县人民医院", "time": "2020-02-01T08:00:00+08:00", **NEED},
    {"id": 2, "name": "石桥县人医", "time": "2020-02-01T12:00:00+08:00", **NEED},
    {"id": 3, "name": "石桥县人民医院", "time": "2020-03-01T12:00:00+08:00", **NEED},
]


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_an_organisation_under_two_names_is_one_cluster(tmp_path: Path) -> None:
    main(["--kind", "organization", str(write(tmp_path / "in.jsonl", ORGANISATIONS)), str(tmp_path / "out.jsonl")])  # fmt: skip

    clusters = {row["id"]: row["cluster"] for row in lines(tmp_path / "out.clusters.jsonl")}
    assert clusters == {"a": "a", "b": "a", "c": "c", "d": "d"}


def test_a_branch_is_told_as_a_branch(tmp_path: Path) -> None:
    main(["--kind", "organization", str(write(tmp_path / "in.jsonl", ORGANISATIONS)), str(tmp_path / "out.jsonl")])  # fmt: skip

    verdicts = {(row["id_a"], row["id_b"]): row["verdict"] for row in lines(tmp_path / "out.pairs.jsonl")}
    told = {pair: verdict for pair, verdict in verdicts.items() if verdict != "different"}
    assert told == {("a", "b"): "same", ("a", "d"): "branch", ("b", "d"): "branch"}


def test_two_that_share_a_telephone_and_are_kept_apart_are_told_with_the_reason(tmp_path: Path) -> None:
    main(["--kind", "organization", str(write(tmp_path / "in.jsonl", ORGANISATIONS)), str(tmp_path / "out.jsonl")])  # fmt: skip

    pair = next(
        row for row in lines(tmp_path / "out.pairs.jsonl") if (row["id_a"], row["id_b"]) == ("a", "c")
    )
    assert pair["verdict"] == "different"
    assert "序号不同" in str(pair["reasons"])


def test_a_repost_joins_and_the_next_month_does_not(tmp_path: Path) -> None:
    main(["--kind", "report", str(write(tmp_path / "in.jsonl", REPORTS)), str(tmp_path / "out.jsonl")])

    clusters = {row["id"]: row["cluster"] for row in lines(tmp_path / "out.clusters.jsonl")}
    assert clusters == {1: 1, 2: 1, 3: 3}


@pytest.mark.parametrize("kind", ["organization", "report"])
def test_a_workbook_gets_two_sheets(tmp_path: Path, kind: str) -> None:
    assert main(["--kind", kind, str(write(tmp_path / "in.jsonl", REPORTS)), str(tmp_path / "out.xlsx")]) == 0


def test_a_line_that_is_no_row_is_told_and_stops_no_other(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", REPORTS)
    source.write_text(source.read_text(encoding="utf-8") + "\n{broken", encoding="utf-8")

    code = main(["--kind", "report", str(source), str(tmp_path / "out.jsonl")])
    assert (code, len(lines(tmp_path / "out.clusters.jsonl"))) == (1, 3)


def test_a_file_that_is_absent_is_a_wrong_use(tmp_path: Path) -> None:
    assert main(["--kind", "report", str(tmp_path / "none.csv"), str(tmp_path / "out.csv")]) == 2
