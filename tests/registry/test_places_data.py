import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.registry.gazetteer import Gazetteer, Level, load_rows, places_path
from qiao.registry.geodesy import Position, great_circle_km

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "admin_divisions"
ROWS = load_rows()
BY_CODE = {row.code: row for row in ROWS}
PLACED = [row for row in ROWS if row.position]

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/admin_divisions is not there")


def in_force(level):
    return [row for row in ROWS if row.level is level and row.kind == "administrative" and row.in_force(None)]


def shared_rows(name):
    with (SHARED / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_no_code_stands_twice():
    assert [code for code, times in Counter(row.code for row in ROWS).items() if times > 1] == []


def test_every_code_has_six_digits():
    assert [row.code for row in ROWS if not (row.code.isdigit() and len(row.code) == 6)] == []


@pytest.mark.parametrize(
    ("level", "number"),
    [(Level.PROVINCE, 34), (Level.CITY, 333), (Level.COUNTY, 2842)],
)
def test_divisions_in_force_are_as_many_as_the_tables_of_2023_give(level, number):
    assert len(in_force(level)) == number


def test_every_parent_is_a_real_division_of_a_higher_level():
    order = [Level.PROVINCE, Level.CITY, Level.COUNTY]
    parents = [(row, BY_CODE[row.parent]) for row in ROWS if row.parent]

    assert all(order.index(above.level) < order.index(row.level) for row, above in parents)
    assert {above.kind for _, above in parents} == {"administrative"}


def test_only_provinces_have_no_parent():
    assert {row.level for row in ROWS if not row.parent} == {Level.PROVINCE}


@pytest.mark.parametrize("code", ["429004", "419001", "469001", "659001"])
def test_counties_directly_under_a_province_hang_there(code):
    assert BY_CODE[code].parent == code[:2] + "0000"


@pytest.mark.parametrize(("code", "name"), [("441900", "东莞市"), ("442000", "中山市"), ("460400", "儋州市")])
def test_cities_without_counties_are_cities(code, name):
    assert (BY_CODE[code].name, BY_CODE[code].level) == (name, Level.CITY)


@pytest.mark.parametrize("code", ["710000", "810000", "820000"])
def test_taiwan_hong_kong_and_macao_are_provinces_in_force(code):
    assert BY_CODE[code].level is Level.PROVINCE
    assert BY_CODE[code].in_force(None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("420821", "420882"),
        ("421023", "421088"),
        ("370181", "370114"),
        ("220381", "220184"),
        ("542422", "540621"),
    ],
)
def test_a_code_whose_name_went_on_names_its_successor(old, new):
    assert BY_CODE[old].replaced_by == new


@pytest.mark.parametrize("code", ["411023", "371200", "330103", "140202"])
def test_a_code_whose_successor_no_table_proves_names_none(code):
    assert BY_CODE[code].valid_to is not None
    assert BY_CODE[code].replaced_by == ""


def test_a_successor_is_in_force_today():
    assert [row.code for row in ROWS if row.replaced_by and not BY_CODE[row.replaced_by].in_force(None)] == []


def test_every_date_says_on_which_tables_it_rests():
    assert all(bool(row.valid_to) == bool(row.valid_to_basis) for row in ROWS)
    assert all(bool(row.valid_from) == bool(row.valid_from_basis) for row in ROWS)


def test_no_code_ends_before_it_begins():
    assert all(row.valid_from <= row.valid_to for row in ROWS if row.valid_from and row.valid_to)


def test_every_row_names_its_source():
    assert [row.code for row in ROWS if not row.source] == []


def test_all_but_a_few_divisions_in_force_have_a_position():
    bare = [row.code for level in Level for row in in_force(level) if row.given is None]

    assert len(bare) == 44


def test_a_new_code_without_a_position_takes_that_of_the_code_it_replaced():
    assert BY_CODE["421088"].given == BY_CODE["421023"].given
    assert "421023" in BY_CODE["421088"].position_basis


def test_positions_came_in_gcj02_and_are_given_in_wgs84():
    county = BY_CODE["421124"]
    given = Position(county.given.longitude, county.given.latitude)

    assert county.given.system == "GCJ-02"
    assert 0.3 < great_circle_km(given, county.position) < 0.7


@given(st.sampled_from(PLACED))
def test_the_shift_of_every_seat_lies_between_50_and_1000_metres(row):
    given_as_it_came = Position(row.given.longitude, row.given.latitude)

    assert 0.05 < great_circle_km(given_as_it_came, row.position) < 1.0


def test_every_county_lies_within_900_km_of_the_seat_above_it():
    far = [
        row.code
        for row in PLACED
        if row.level is Level.COUNTY and great_circle_km(row.position, BY_CODE[row.parent].position) > 900
    ]

    assert far == []


def test_the_table_can_be_read_from_another_folder(tmp_path, monkeypatch):
    (tmp_path / "places.csv").write_bytes(places_path().read_bytes())
    monkeypatch.setenv("QIAO_REFERENCE_DIR", str(tmp_path))

    assert places_path() == tmp_path / "places.csv"
    assert load_rows()[0].name == "北京市"


@pytest.mark.shared
@needs_shared
def test_today_s_codes_and_names_agree_with_the_shared_table():
    different = [
        (line["adcode"], line["name"])
        for line in shared_rows("divisions_l1_l3.csv")
        if BY_CODE[line["adcode"].ljust(6, "0")].name != line["name"]
    ]

    assert different == []


@pytest.mark.shared
@needs_shared
def test_every_retired_code_of_the_shared_list_is_found():
    missing = [line["adcode_2019_20"] for line in shared_rows("codes_retired_2019_2023.csv")]

    assert [code for code in missing if code not in BY_CODE] == []


@pytest.mark.shared
@needs_shared
def test_positions_agree_with_the_shared_table_where_it_has_one():
    pairs = [
        (line, BY_CODE[line["adcode"].ljust(6, "0")])
        for line in shared_rows("divisions_l1_l3.csv")
        if line["lon"]
    ]
    apart = [
        row.code
        for line, row in pairs
        if row.kind != "grouping"
        and (row.given.longitude, row.given.latitude) != (float(line["lon"]), float(line["lat"]))
    ]

    assert apart == []


def test_the_gazetteer_stands_on_the_whole_table():
    assert Gazetteer(ROWS).by_prefix("42")[0].name == "湖北省"
