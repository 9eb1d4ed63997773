import csv
from pathlib import Path

import pytest

from qiao.batch.lexicon import REPOSITORY
from qiao.batch.townships import load_townships

DATA = REPOSITORY / "data"
SHARED = REPOSITORY.parent / "shared" / "data" / "admin_divisions"
ROWS = list(load_townships(DATA))


def test_every_township_lies_under_its_county():
    assert [row for row in ROWS if len(row.code) != 9 or row.code[:6] != row.county or not row.name] == []


def test_no_township_code_stands_twice():
    assert len({row.code for row in ROWS}) == len(ROWS) == 41352


def test_every_county_of_the_table_is_known_to_the_place_table():
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        known = {row["code"] for row in csv.DictReader(file)}

    assert {row.county for row in ROWS} - known == set()


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/admin_divisions is not there")
def test_the_townships_of_hubei_and_henan_agree_with_the_other_copy():
    with (SHARED / "townships_hubei_henan.csv").open(encoding="utf-8", newline="") as file:
        other = {row["code"]: row["name"] for row in csv.DictReader(file)}
    ours = {row.code: row.name for row in ROWS if row.code in other}

    assert ours == other


def test_a_folder_without_the_table_has_no_townships(tmp_path: Path):
    assert list(load_townships(tmp_path)) == []


def test_a_line_without_a_county_is_refused(tmp_path: Path):
    import lzma

    (tmp_path / "townships.csv.xz").write_bytes(lzma.compress("county,townships\n大块镇\n".encode()))

    with pytest.raises(ValueError, match="names no county"):
        list(load_townships(tmp_path))
