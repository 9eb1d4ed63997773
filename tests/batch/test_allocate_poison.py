"""`./qiao allocate` with what people and machines really send (SECURITY 4). All records are invented (示例数据)."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from qiao.batch.allocate import main

AT = ("--at", "2020-01-27T08:00:00+08:00")
NEED = {"need_id": "n1", "item": "口罩", "quantity": 100, "unit": "只", "tier": 1, "recipient": "示例医院"}
OFFER = {"offer_id": "o1", "item": "口罩", "quantity": 500, "unit": "只"}


def run(
    folder: Path, needs: list[dict[str, object]], offers: list[dict[str, object]]
) -> tuple[int, dict[str, int]]:
    """Share offers out over needs, both as JSON Lines; return the code and what each need got."""
    for name, rows in (("needs", needs), ("offers", offers)):
        text = "\n".join(json.dumps(row) for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    plan = folder / "plan.jsonl"
    code = main([str(folder / "needs.jsonl"), str(folder / "offers.jsonl"), str(plan), *AT])
    lines = (folder / "plan.lines.jsonl").read_text(encoding="utf-8").splitlines()
    got: dict[str, int] = {}
    for line in map(json.loads, lines):
        got[line["need_id"]] = got.get(line["need_id"], 0) + line["quantity"]
    return code, got


def doubts(folder: Path) -> list[tuple[object, object]]:
    lines = (folder / "plan.doubts.jsonl").read_text(encoding="utf-8").splitlines()
    return [(row["row"], row["field"]) for row in map(json.loads, lines)]


@pytest.mark.parametrize(
    "amount",
    [True, "NaN", "Infinity", "-Infinity", "1e400", str(2**63), "9" * 1_900, "-5", "=1+1"],
)
def test_an_amount_that_is_none_is_unknown_and_told_and_never_a_number(
    tmp_path: Path, amount: object
) -> None:
    _code, got = run(
        tmp_path, [NEED, {**NEED, "need_id": "n2", "quantity": amount}], [{**OFFER, "quantity": 100}]
    )

    assert got == {"n1": 100}
    assert (2, "quantity") in doubts(tmp_path)


@pytest.mark.parametrize("amount", ["１００", "100.0", " 100 ", "1,00", "一百"])
def test_amounts_as_people_write_them_are_read(tmp_path: Path, amount: str) -> None:
    assert run(tmp_path, [{**NEED, "quantity": amount}], [OFFER])[1] == {"n1": 100}


def test_a_huge_cell_is_refused_by_row_and_field_and_stops_no_other(tmp_path: Path) -> None:
    code, got = run(tmp_path, [NEED, {**NEED, "need_id": "n2", "recipient": "院" * 200_000}], [OFFER])

    assert (code, got) == (1, {"n1": 100})
    assert doubts(tmp_path) == [(2, "recipient")]


def test_nul_lone_surrogates_and_unseen_signs_change_no_answer(tmp_path: Path) -> None:
    dirty = {**NEED, "item": "口\u200b罩\0", "recipient": "示例\ud800医院\u202e"}

    assert run(tmp_path, [dirty], [OFFER]) == (0, {"n1": 100})


def test_a_line_that_is_no_record_is_refused_alone(tmp_path: Path) -> None:
    (tmp_path / "needs.jsonl").write_text(f"{json.dumps(NEED)}\n[1, 2]\n{'[' * 50_000}\n", encoding="utf-8")
    (tmp_path / "offers.jsonl").write_text(json.dumps(OFFER), encoding="utf-8")

    code = main([*(str(tmp_path / f"{name}.jsonl") for name in ("needs", "offers", "plan")), *AT])

    assert code == 1
    assert len((tmp_path / "plan.lines.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    assert {row for row, _field in doubts(tmp_path)} == {2, 3}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_table_in_the_encodings_of_offices_is_read(tmp_path: Path, encoding: str) -> None:
    for name, row in (("needs", NEED), ("offers", OFFER)):
        text = io.StringIO()
        writer = csv.DictWriter(text, row)
        writer.writeheader()
        writer.writerow(row)
        (tmp_path / f"{name}.csv").write_bytes(text.getvalue().encode(encoding))

    code = main([str(tmp_path / "needs.csv"), str(tmp_path / "offers.csv"), str(tmp_path / "plan.xlsx"), *AT])

    assert code == 0
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    assert book["分配 lines"].max_row == 2


def test_two_needs_of_one_id_are_two_needs_and_that_is_told(tmp_path: Path) -> None:
    code, got = run(tmp_path, [NEED, NEED], [OFFER])

    assert (code, got) == (0, {"n1": 100, "n1#2": 100})
    assert doubts(tmp_path) == [(2, "id")]


@pytest.mark.parametrize("day", ["13月45日", "0月0日", "99.99"])
def test_a_day_that_is_none_is_told_and_no_deadline(tmp_path: Path, day: str) -> None:
    assert run(tmp_path, [{**NEED, "deadline": day}], [OFFER])[1] == {"n1": 100}
    assert doubts(tmp_path) == [(1, "deadline")]
