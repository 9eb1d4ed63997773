"""Tables as files: what is written is read again, and bad rows say what is wrong with them."""

import json
import zipfile

import openpyxl
import pytest

from qiao.batch.tables import read_table, write_sheets, write_table
from qiao.exceptions import TableUnreadableError

COLUMNS = ("id", "text", "quantity", "spans")
VALUES = {"id": "a1", "text": "急需口罩2000只", "quantity": 2000, "spans": {"item": [[2, 4]]}}


def written(path, rows, columns=COLUMNS):
    with write_table(path, columns) as table:
        for row in rows:
            table.write(row)
    return path


def test_json_lines_come_back_word_for_word(tmp_path):
    path = written(tmp_path / "out.jsonl", [VALUES])

    assert [row.values for row in read_table(path)] == [VALUES]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_spreadsheets_come_back_with_objects_as_json(tmp_path, ending):
    path = written(tmp_path / f"out.{ending}", [VALUES])

    (row,) = read_table(path)

    assert (row.number, row.values["text"]) == (2, VALUES["text"])
    assert json.loads(row.values["spans"]) == VALUES["spans"]


def test_an_excel_number_is_a_whole_number(tmp_path):
    path = written(tmp_path / "out.xlsx", [VALUES])

    assert next(iter(read_table(path))).values["quantity"] == 2000


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_cell_is_a_formula(tmp_path, ending):
    path = written(tmp_path / f"out.{ending}", [{"text": "=HYPERLINK(1)"}])

    assert next(iter(read_table(path))).values["text"] == "'=HYPERLINK(1)"


def test_an_empty_value_stays_away(tmp_path):
    path = written(tmp_path / "out.csv", [{"id": "a1", "text": None}])

    assert next(iter(read_table(path))).values == {"id": "a1"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_of_the_field(tmp_path, encoding):
    path = tmp_path / "in.csv"
    path.write_bytes("id,text\n1,𬭚县口罩\n".encode(encoding))

    assert next(iter(read_table(path))).values == {"id": "1", "text": "𬭚县口罩"}


def test_a_character_on_the_edge_of_a_block_does_not_hide_the_encoding(tmp_path):
    path = tmp_path / "in.csv"
    path.write_bytes(("id,text\n1," + "罩" * (2**16)).encode())

    assert len(next(iter(read_table(path))).values["text"]) == 2**16


def test_a_bad_json_line_is_told_and_the_others_go_on(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": 1}\nnonsense\n{"id": NaN}\n[1]\n{"id": 2}\n', encoding="utf-8")

    rows = list(read_table(path))

    assert [row.values.get("id") for row in rows] == [1, None, None, None, 2]
    assert [bool(row.wrong) for row in rows] == [False, True, True, True, False]


@pytest.mark.parametrize("value", ["[" * 200_000, '{"a":' * 60 + "1" + "}" * 60, '{"a": 1e400}'])
def test_an_abyss_is_refused_alone(tmp_path, value):
    path = tmp_path / "in.jsonl"
    path.write_text(f'{value}\n{{"id": 2}}\n', encoding="utf-8")

    assert [bool(row.wrong) for row in read_table(path)] == [True, False]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("in.pdf", b"%PDF"),
        ("in.xlsx", b"no workbook"),
        ("in.csv", b"\x81\xff\xff\x00"),
        ("in.csv", b"id,id\n1,2\n"),
        ("in.csv", b"\n1,2\n"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_name(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(TableUnreadableError, match=name):
        list(read_table(tmp_path / name))


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(TableUnreadableError):
        read_table(tmp_path / "absent.csv")


def test_a_workbook_that_grows_beyond_reason_is_refused_unopened(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (64 * 2**20))

    with pytest.raises(TableUnreadableError):
        list(read_table(path))


def test_rows_are_counted_as_excel_counts_them(tmp_path):
    book = openpyxl.Workbook()
    for row in (["id"], ["a"], [None], ["b"]):
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")

    assert [(row.number, row.values["id"]) for row in read_table(tmp_path / "in.xlsx")] == [
        (2, "a"),
        (4, "b"),
    ]


def test_several_tables_are_sheets_of_one_workbook(tmp_path):
    path = tmp_path / "out.xlsx"
    with write_sheets(path, {"pairs": ["id_a"], "clusters": ["id"]}) as tables:
        tables["clusters"].write({"id": "a"})

    assert openpyxl.load_workbook(path).sheetnames == ["pairs", "clusters"]


def test_several_tables_are_a_file_each_in_csv(tmp_path):
    with write_sheets(tmp_path / "out.csv", {"pairs": ["id_a"], "clusters": ["id"]}) as tables:
        tables["clusters"].write({"id": "a"})

    assert [row.values for row in read_table(tmp_path / "out.clusters.csv")] == [{"id": "a"}]
    assert list(read_table(tmp_path / "out.pairs.csv")) == []


def test_a_table_that_fails_half_way_leaves_the_old_file(tmp_path):
    path = written(tmp_path / "out.csv", [{"id": "old"}])

    with pytest.raises(TypeError):
        written(path, [{"id": "new"}, {"id": object()}])

    assert next(iter(read_table(path))).values == {"id": "old"}
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]
