"""`./qiao simulate`: an invented crisis as tables."""

import json

import pytest

from qiao.batch.extract import main as extract
from qiao.batch.simulate import OK, TABLES, main

ASKED = ("--reports", "400", "--counties", "12", "--within", "42")


def files(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_several_processes_write_the_same_bytes(tmp_path) -> None:
    assert main([str(tmp_path / "one"), *ASKED]) == OK
    assert main([str(tmp_path / "two"), *ASKED, "--processes", "2"]) == OK

    one = files(tmp_path / "one")
    assert one == files(tmp_path / "two")
    assert set(one) == {*(f"{name}.jsonl" for name in TABLES), "simulation.json"}
    assert all(one.values())


def test_reports_are_what_extract_reads_and_every_row_says_that_it_is_invented(tmp_path) -> None:
    main([str(tmp_path), *ASKED])

    told = [path.read_text(encoding="utf-8") for path in tmp_path.glob("*s.jsonl")]
    rows = [json.loads(line) for text in told for line in text.splitlines()]
    assert all(row["synthetic"] for row in rows)
    assert extract([str(tmp_path / "reports.jsonl"), str(tmp_path / "read.jsonl")]) == OK


def test_parquet_has_the_same_rows(tmp_path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    main([str(tmp_path), *ASKED])
    main([str(tmp_path), *ASKED, "--form", "parquet"])

    lines = (tmp_path / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    assert pq.read_table(tmp_path / "reports.parquet").to_pylist() == [json.loads(line) for line in lines]


@pytest.mark.parametrize(
    "wrong", [("--counties", "9999"), ("--reports", "-1"), ("--start", "2020-01-20"), ("--processes", "0")]
)
def test_what_cannot_be_is_told(wrong, tmp_path, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path), *wrong])

    assert ended.value.code == 2
    assert "error" in capsys.readouterr().err
