"""One table as different programs write it: every door reads the same cells, or refuses with the same sentence."""

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter

from qiao.batch.tables import read_table
from qiao.batch.workbook import FROM_ANYONE, Bounds, open_workbook
from qiao.exceptions import TableUnreadableError
from qiao.intake.sources.openrosa.xlsform import form_from_file
from qiao.intake.sources.sheet_file import read_rows
from qiao.intake.sources.tables import open_tables
from tests.intake.xls_made import xls

ROWS = (
    ("省", "医院", "医用外科口罩", "日期"),
    ("湖北省", "示例第一医院", "200", "2020-01-31"),
    ("湖北省", "示例第二医院", "", "2020-02-01"),
)
"""What is to be read: the province is one merged cell of two rows."""

TYPES = "application/vnd.openxmlformats"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def by_openpyxl():
    from datetime import date

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ROWS[0],
        ("湖北省", "示例第一医院", 200, date(2020, 1, 31)),
        ("", "示例第二医院", None, date(2020, 2, 1)),
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def by_xlsxwriter(*, old_mac=False):
    from datetime import date

    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "date_1904": old_mac}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row("A1", ROWS[0])
        sheet.merge_range("A2:A3", "湖北省")
        sheet.write_row("B2", ["示例第一医院", 200])
        sheet.write("B3", "示例第二医院")
        sheet.write_datetime("D2", date(2020, 1, 31), day)
        sheet.write_datetime("D3", date(2020, 2, 1), day)
    return kept.getvalue()


def by_hand():
    """As programs write that know no shared strings: inline texts in runs, no references, an absolute target."""
    said = "".join(f"<c t='inlineStr'><is><t>{text}</t></is></c>" for text in ROWS[0])
    runs = "<c t='inlineStr'><is><r><t>湖北</t></r><r><t>省</t></r></is></c>"
    first = f"{runs}<c t='inlineStr'><is><t>示例第一医院</t></is></c><c><v>200</v></c><c t='str'><v>2020-01-31</v></c>"
    second = "<c r='B3' t='inlineStr'><is><t>示例第二医院</t></is></c><c r='D3' t='inlineStr'><is><t>2020-02-01</t></is></c>"
    sheet = (
        f"<worksheet xmlns='{MAIN}'><sheetData><row>{said}</row><row>{first}</row><row r='3'>{second}</row>"
        "</sheetData><mergeCells><mergeCell ref='A2:A3'/></mergeCells></worksheet>"
    )
    parts = {
        "[Content_Types].xml": f"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
        f"<Default Extension='xml' ContentType='{TYPES}-officedocument.spreadsheetml.sheet.main+xml'/></Types>",
        "_rels/.rels": f"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        f"<Relationship Id='r1' Type='{OFFICE}/officeDocument' Target='/xl/workbook.xml'/></Relationships>",
        "xl/workbook.xml": f"<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheets>"
        "<sheet name='甲' sheetId='1' r:id='r1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": "<Relationships"
        " xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        f"<Relationship Id='r1' Type='{OFFICE}/worksheet' Target='/xl/worksheets/sheet1.xml'/></Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f"<?xml version='1.0' encoding='UTF-8'?>{text}")
    return kept.getvalue()


def by_excel_97():
    return xls(
        [ROWS[0], ("湖北省", "示例第一医院", 200.0, "2020-01-31"), ("", "示例第二医院", None, "2020-02-01")],
        merged=[(1, 2, 0, 0)],
    )


def by_libreoffice():
    """An ODS as LibreOffice writes it: repeated cells, a spanned cell with its covered cells, a million empty rows."""

    def text(words, more=""):
        return (
            f"<table:table-cell office:value-type='string'{more}><text:p>{words}</text:p></table:table-cell>"
        )

    def day(words):
        return (
            f"<table:table-cell office:value-type='date' office:date-value='{words}'>"
            f"<text:p>{words}</text:p></table:table-cell>"
        )

    spanned = " table:number-columns-spanned='1' table:number-rows-spanned='2'"
    first = (
        text("湖北省", spanned)
        + text("示例第一医院")
        + "<table:table-cell office:value-type='float' office:value='200'><text:p>200</text:p></table:table-cell>"
        + day("2020-01-31")
    )
    second = "<table:covered-table-cell/>" + text("示例第二医院") + "<table:table-cell/>" + day("2020-02-01")
    empty = "<table:table-cell table:number-columns-repeated='16384'/>"
    rows = "".join(
        f"<table:table-row>{cells}</table:table-row>"
        for cells in ("".join(text(one) for one in ROWS[0]), first, second)
    )
    content = (
        "<?xml version='1.0' encoding='UTF-8'?><office:document-content"
        " xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'"
        " xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0'"
        " xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' office:version='1.3'><office:body>"
        f"<office:spreadsheet><table:table table:name='甲'>{rows}"
        f"<table:table-row table:number-rows-repeated='1048573'>{empty}</table:table-row>"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'/>",
        )
    return kept.getvalue()


def as_csv():
    return "\n".join(",".join(row) for row in ROWS).encode("gb18030")


MADE = {
    "openpyxl": ("表.xlsx", by_openpyxl),
    "xlsxwriter": ("表.xlsx", by_xlsxwriter),
    "days counted from 1904": ("表.xlsx", lambda: by_xlsxwriter(old_mac=True)),
    "texts in the cells": ("表.xlsx", by_hand),
    "Excel 97": ("表.xls", by_excel_97),
    "LibreOffice": ("表.ods", by_libreoffice),
    "CSV in GBK": ("表.csv", as_csv),
}


@pytest.mark.parametrize("made", MADE)
def test_same_table_gives_the_same_cells_whoever_wrote_it(made):
    name, make = MADE[made]

    (grid,) = open_tables(name, make())

    assert [row[1:] for row in grid.rows] == [row[1:] for row in ROWS]


@pytest.mark.parametrize("made", [made for made in MADE if made != "LibreOffice"])
def test_merged_cell_stands_in_each_of_its_rows(made):
    name, make = MADE[made]

    (grid,) = open_tables(name, make())

    assert [row[0] for row in grid.rows] == [row[0] for row in ROWS]


@pytest.mark.parametrize("made", MADE)
def test_synchronised_sheet_reads_the_same_rows(made):
    name, make = MADE[made]

    rows = read_rows(name, make())

    assert [(row.number, row.cells["医院"], row.cells["医用外科口罩"]) for row in rows] == [
        (2, "示例第一医院", "200"),
        (3, "示例第二医院", ""),
    ]


@pytest.mark.parametrize("made", MADE)
def test_command_line_reads_the_same_rows(made, tmp_path):
    name, make = MADE[made]
    path = tmp_path / name
    path.write_bytes(make())

    rows = list(read_table(path))

    assert [(row.number, row.values["医院"], str(row.values.get("医用外科口罩", ""))) for row in rows] == [
        (2, "示例第一医院", "200"),
        (3, "示例第二医院", ""),
    ]
    assert str(rows[0].values["日期"]).startswith("2020-01-31")


def bomb():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 2**20))
    return kept.getvalue()


HOSTILE = {
    "60 MB in 60 kB": (bomb, "过大"),
    "damaged": (lambda: b"PK\x03\x04broken", "损坏"),
    "a web page": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("door", ["tables", "sheet", "command"])
def test_every_door_refuses_what_is_no_workbook_with_the_same_sentence(what, door, tmp_path):
    make, said = HOSTILE[what]
    path = tmp_path / "表.xlsx"
    path.write_bytes(make())
    read = {
        "tables": lambda: open_tables(path.name, path.read_bytes()),
        "sheet": lambda: read_rows(path.name, path.read_bytes()),
        "command": lambda: list(read_table(path)),
    }

    with pytest.raises(TableUnreadableError, match=said):
        read[door]()


@pytest.mark.parametrize("what", ["60 MB in 60 kB", "damaged"])
def test_form_in_a_workbook_is_opened_by_the_same_reader(what):
    make, said = HOSTILE[what]

    with pytest.raises(TableUnreadableError, match=said):
        form_from_file("表.xlsx", make(), version="1")


def test_reader_that_may_have_no_memory_dies_alone():
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(4000):  # more than what happens to be free in a process that just started
            sheet.write_row(row, 0, [f"{row} 示例 {column}" * 8 for column in range(8)])

    def read():
        with open_workbook("表.xlsx", kept.getvalue(), bounds=Bounds(memory=16 * 2**20)) as sheets:
            return [list(sheet.rows) for sheet in sheets]

    with pytest.raises(TableUnreadableError, match="过大"):
        read()


def test_sheet_left_unread_does_not_disturb_the_next():
    def fill(book):
        for number in (1, 2):
            book.add_worksheet().write_row("A1", [f"第{number}张", number])

    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        fill(book)
    with open_workbook("表.xlsx", kept.getvalue(), bounds=FROM_ANYONE) as sheets:
        next(sheets)
        second = next(sheets)
        assert list(second.rows) == [["第2张", "2"]]
