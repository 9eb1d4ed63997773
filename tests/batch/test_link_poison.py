"""`./qiao link` with what people and machines really send. All records are invented (示例数据)."""

import csv
import json
import time
from pathlib import Path

import pytest
import xlsxwriter

from qiao.batch.link import main

NEED = {"city": "青川市", "district": "石桥县", "item": "口罩", "phones": "15400000001", "quantity": 200}
ROWS = [
    {"id": 1, "name": "石桥县人民医院", "time": "2020-02-01T08:00:00+08:00", **NEED},
    {"id": 2, "name": "石桥县人医", "time": "2020-02-01T12:00:00+08:00", **NEED},
]


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def run(
    tmp_path: Path, rows: list[dict[str, object]], kind: str = "report"
) -> tuple[int, dict[object, object]]:
    """Link rows as JSON Lines; return the code and the cluster of each id."""
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    code = main(["--kind", kind, str(source), str(tmp_path / "out.jsonl")])
    return code, {row["id"]: row["cluster"] for row in lines(tmp_path / "out.clusters.jsonl")}


def refused(tmp_path: Path) -> list[tuple[object, object]]:
    return [(row["row"], row["field"]) for row in lines(tmp_path / "out.refused.jsonl")]


def test_nul_lone_surrogates_and_zero_width_signs_change_no_answer(tmp_path: Path) -> None:
    dirty = [ROWS[0], {**ROWS[1], "name": "石桥\0县\u200b人\ud800医"}]

    assert run(tmp_path, dirty) == (0, {1: 1, 2: 1})


def test_a_huge_cell_is_refused_by_row_and_field_and_stops_no_other(tmp_path: Path) -> None:
    assert run(tmp_path, [*ROWS, {**ROWS[0], "id": 3, "address": "路" * 200_000}])[1] == {1: 1, 2: 1}
    assert refused(tmp_path) == [(3, "address")]


@pytest.mark.parametrize("amount", ["很多", "-5", True, "9" * 5000, "1e400x", "NaN"])
def test_an_amount_that_is_none_is_told_and_its_row_still_linked(tmp_path: Path, amount: object) -> None:
    code, clusters = run(tmp_path, [ROWS[0], {**ROWS[1], "quantity": amount}])

    assert (code, clusters, refused(tmp_path)) == (1, {1: 1, 2: 1}, [(2, "quantity")])


@pytest.mark.parametrize("amount", ["２００", "200只", "200.0", " 200 "])
def test_amounts_as_people_write_them_are_read(tmp_path: Path, amount: str) -> None:
    run(tmp_path, [ROWS[0], {**ROWS[1], "quantity": amount}])

    assert "数量相同" in str(lines(tmp_path / "out.pairs.jsonl")[0]["reasons"])


@pytest.mark.parametrize("moment", ["2020/2/1 12:00", "2020年2月1日12时", "2020-02-01 12:00", "2020.2.1"])
def test_times_as_people_write_them_are_read_as_beijing_time(tmp_path: Path, moment: str) -> None:
    run(tmp_path, [ROWS[0], {**ROWS[1], "time": moment}])

    assert "相隔半天内" in str(lines(tmp_path / "out.pairs.jsonl")[0]["reasons"])


def test_a_time_that_is_none_is_told(tmp_path: Path) -> None:
    assert run(tmp_path, [ROWS[0], {**ROWS[1], "time": "2020-13-45"}])[0] == 1
    assert refused(tmp_path) == [(2, "time")]


def test_a_formula_stays_text_in_what_is_written(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(
        "\n".join(json.dumps({**row, "id": f"=cmd|{row['id']}"}) for row in ROWS), encoding="utf-8"
    )
    main(["--kind", "report", str(source), str(tmp_path / "out.csv")])

    with (tmp_path / "out.clusters.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == ["'=cmd|1", "'=cmd|2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_of_any_usual_encoding_with_chinese_headers_is_linked(tmp_path: Path, encoding: str) -> None:
    source = tmp_path / "in.csv"
    rows = "编号,单位名称,城市,区县,物资,电话,数量,时间\n" + "".join(
        f"{row['id']},{row['name']},青川市,石桥县,口罩,15400000001,200,{row['time']}\n" for row in ROWS
    )
    source.write_text(rows, encoding=encoding)

    assert main(["--kind", "report", str(source), str(tmp_path / "out.jsonl")]) == 0
    assert [row["cluster"] for row in lines(tmp_path / "out.clusters.jsonl")] == ["1", "1"]


def test_a_table_of_mixed_encodings_is_a_wrong_use_and_writes_nothing(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes("单位,电话\n石桥县人民医院,1\n".encode() + "石桥县".encode("utf-16") + b"\xff\xff\n")

    assert main(["--kind", "report", str(source), str(tmp_path / "out.csv")]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_table_without_a_column_to_compare_names_those_it_needs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in.csv"
    source.write_text("甲,乙\n1,2\n", encoding="utf-8")

    assert main(["--kind", "organization", str(source), str(tmp_path / "out.csv")]) == 2
    assert "name" in capsys.readouterr().err


def test_an_id_that_comes_again_gets_the_number_of_its_row(tmp_path: Path) -> None:
    assert run(tmp_path, [ROWS[0], {**ROWS[1], "id": 1}]) == (0, {1: 1, "1#2": 1})


@pytest.mark.parametrize("key", [True, 1.5, ["a"], {"a": 1}])
def test_an_id_that_is_none_is_refused(tmp_path: Path, key: object) -> None:
    assert run(tmp_path, [*ROWS, {**ROWS[0], "id": key}]) == (1, {1: 1, 2: 1})
    assert refused(tmp_path) == [(3, "id")]


def test_an_empty_table_is_answered_with_empty_tables(tmp_path: Path) -> None:
    assert run(tmp_path, []) == (0, {})


def test_a_workbook_of_formulas_and_dates_is_read_by_what_it_shows(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "in.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["id", "name", "city", "item", "phones", "quantity"])
    for number, name in enumerate(["石桥县人民医院", "石桥县人医"], start=1):
        sheet.write_row(number, 0, [number, name, "青川市", "口罩", "15400000001"])
        sheet.write_formula(number, 5, "=100*2", None, 200)
    book.close()

    assert main(["--kind", "report", str(tmp_path / "in.xlsx"), str(tmp_path / "out.jsonl")]) == 0
    assert "数量相同" in str(lines(tmp_path / "out.pairs.jsonl")[0]["reasons"])


@pytest.mark.parametrize("kind", ["report", "organization"])
def test_forty_thousand_equal_rows_are_one_cluster_in_seconds(tmp_path: Path, kind: str) -> None:
    begin = time.process_time()
    code, clusters = run(tmp_path, [{**ROWS[0], "id": number} for number in range(40_000)], kind)

    assert (code, set(clusters.values())) == (0, {0})
    assert time.process_time() - begin < 20


def test_more_rows_than_a_sheet_holds_are_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("qiao.batch.tables.MOST_ROWS", 2)
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")

    assert main(["--kind", "report", str(source), str(tmp_path / "out.xlsx")]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]
    assert "CSV" in capsys.readouterr().err
