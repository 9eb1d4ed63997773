"""Official tables as they come: encodings, merged cells, ditto marks, totals, hostile files. Nothing is stored here."""

import io
import zipfile
from datetime import date

import pytest

from qiao.exceptions import TableUnreadableError
from qiao.intake.lexicon import catalogue_for
from qiao.intake.sources.tables import (
    Direction,
    Plan,
    Role,
    find_blocks,
    guess_direction,
    guess_roles,
    open_tables,
    read_rows,
)
from qiao.intake.sources.tables.cells import read_amount, read_day
from qiao.intake.sources.tables.cleaning import clean
from tests.intake.tables_made import official, two_sheets, workbook

PLAIN = "物资名称,数量,单位\n口罩,200,只\n"


@pytest.fixture
def catalogue(crisis):
    return catalogue_for(crisis)


def roles_of(block, catalogue):
    columns = [[row.cells[index] for row in block.data] for index in range(len(block.headers))]
    return guess_roles(block.headers, columns, hxl=block.hxl, is_item=catalogue.is_item)


def read(content, catalogue, *, name="表.csv", number=0, direction=Direction.NEED, **options):
    """Return the verdicts of a table under guessed columns."""
    block = find_blocks(open_tables(name, content))[number]
    plan = Plan(roles_of(block, catalogue), direction, year=2020, **options)
    return list(read_rows(block, plan, catalogue))


def codes(reading):
    return {issue.code for issue in reading.issues}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_csv_reads_alike_in_every_encoding_of_the_field(encoding):
    (grid,) = open_tables("表.csv", PLAIN.encode(encoding))

    assert grid.rows == (("物资名称", "数量", "单位"), ("口罩", "200", "只"))


def test_rare_character_of_gb18030_is_kept():
    (grid,) = open_tables("表.csv", "物资,备注\n口罩,𠮷\n".encode("gb18030"))

    assert grid.rows[1] == ("口罩", "𠮷")


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_other_delimiters_are_recognised(delimiter):
    (grid,) = open_tables("表.csv", PLAIN.replace(",", delimiter).encode())

    assert grid.rows[1] == ("口罩", "200", "只")


@pytest.mark.parametrize(
    "content", [b"\0\0\0\0", b"\xff\xfe\xfa", b"a,\x00b\n1,2\n\xff\xff", b"", b"  \n \n"]
)
def test_garbage_is_refused_with_a_sentence(content):
    with pytest.raises(TableUnreadableError):
        open_tables("表.csv", content)


def test_two_header_lines_titles_totals_and_notes_are_told_from_rows(catalogue):
    (block,) = find_blocks(open_tables("公示.xlsx", official()))

    assert (block.header_row, block.header_lines) == (3, 2)
    assert block.headers[2:5] == ("物资/名称", "物资/规格", "物资/数量(只)")
    assert [row.number for row in block.data] == [5, 6, 7, 8, 9]


def test_merged_donor_serial_date_and_counted_boxes_are_read(catalogue):
    first, _second, third, *_rest = read(official(), catalogue, name="公示.xlsx", direction=Direction.OFFER)

    assert (first.party, first.said_on, first.voices[0].amount.quantity) == (
        "示例甲公司",
        date(2020, 1, 31),
        20_000,
    )
    assert (third.party, third.voices[0].amount.quantity, third.voices[0].amount.unit) == (
        "示例甲公司",
        50_000,
        "只",
    )


def test_merged_quantity_is_counted_once(catalogue):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["物资名称", "数量", "捐赠单位"])
        sheet.write_row("A2", ["口罩", "", "示例甲公司"])
        sheet.write_row("A3", ["护目镜", "", "示例甲公司"])
        sheet.merge_range("B2:B3", 300)

    first, second = read(workbook(fill), catalogue, name="表.xlsx", direction=Direction.OFFER)
    assert first.voices[0].amount.quantity == 300
    assert second.voices[0].amount.quantity is None
    assert "quantity_shared" in codes(second)


@pytest.mark.parametrize("sign", ["同上", "〃", '"""""""', "″", "\u200b同上 "])
def test_ditto_mark_takes_what_stands_above(sign, catalogue):
    content = f"捐赠单位,物资名称,数量\n示例甲公司,口罩,5\n{sign},护目镜,6\n".encode()
    if sign.startswith('"'):
        content = '捐赠单位,物资名称,数量\n示例甲公司,口罩,5\n"""",护目镜,6\n'.encode()

    assert read(content, catalogue)[1].party == "示例甲公司"


def test_empty_donor_is_filled_down_only_where_asked(catalogue):
    content = "捐赠单位,物资名称,数量\n示例甲公司,口罩,5\n,护目镜,6\n".encode()

    assert read(content, catalogue)[1].party == ""
    assert read(content, catalogue, fill_down=True)[1].party == "示例甲公司"


def test_place_of_another_row_is_not_filled_into_a_row_with_its_own_unit(catalogue):
    content = "区县,单位名称,物资名称,数量\n英山县,示例甲院,口罩,5\n,示例乙院,口罩,6\n".encode()

    assert read(content, catalogue, fill_down=True)[1].place_code is None


def test_second_table_of_a_sheet_is_a_table_of_its_own():
    blocks = find_blocks(open_tables("表.xlsx", two_sheets()))

    assert [(one.name, one.header_row, len(one.data)) for one in blocks[1:]] == [
        ("需求", 1, 2),
        ("需求", 5, 1),
    ]


def test_hxl_tags_name_the_columns(catalogue):
    content = "a,b,c\n#item,#item+num,#org+donor\n口罩,20,示例甲公司\n".encode()
    (block,) = find_blocks(open_tables("表.csv", content))

    assert list(roles_of(block, catalogue).values()) == [Role.ITEM, Role.QUANTITY, Role.DONOR]
    assert len(block.data) == 1


def test_table_with_donor_and_item_is_one_of_offers(catalogue):
    (block,) = find_blocks(open_tables("表.xlsx", official()))

    assert guess_direction(roles_of(block, catalogue), block.titles) is Direction.OFFER


def test_column_called_unit_holds_organisations_where_its_cells_do(catalogue):
    content = "单位,物资,数量\n示例县人民医院,口罩,5\n示例卫生院,口罩,6\n".encode()
    (block,) = find_blocks(open_tables("表.csv", content))

    assert roles_of(block, catalogue)[0] is Role.PARTY


@pytest.mark.parametrize(
    ("text", "unit", "kind", "quantity", "of"),
    [
        ("198件", "", "EXACT", 198, "件"),
        ("１,０００", "只", "EXACT", 1000, "只"),
        ("2万只", "", "EXACT", 20_000, "只"),
        ("50箱(*1000)", "", "EXACT", 50_000, ""),
        ("至少50台", "", "RANGE", 50, "台"),
        ("若干", "只", "UNKNOWN", None, "只"),
        ("不限", "", "OPEN", None, ""),
        ("0", "只", "NONE", None, ""),
        ("", "只", "UNKNOWN", None, "只"),
        ("200\u200b\u00a0只", "", "EXACT", 200, "只"),
        ("100.0", "", "EXACT", 100, ""),
    ],
)
def test_quantity_cell_is_read_with_its_kind(text, unit, kind, quantity, of, catalogue):
    amount = read_amount(text, unit, catalogue.lexicon)

    assert (amount.kind, amount.quantity, amount.unit) == (kind, quantity, of)


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "-inf",
        "1e400",
        "9223372036854775808",
        "9" * 5000,
        "-5",
        "－５",
        "true",
        "FALSE",
        "#REF!",
        "2000000000",
    ],
)
def test_number_that_is_none_refuses_the_row_by_its_cell(text, catalogue):
    (reading,) = read(f"物资名称,数量\n口罩,{text}\n".encode(), catalogue)

    assert reading.level == "REFUSED"
    assert [(issue.code, issue.column) for issue in reading.issues if issue.level == "REFUSED"] == [
        ("quantity_invalid", 1)
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("43861", date(2020, 1, 31)),
        ("2020-01-31", date(2020, 1, 31)),
        ("2020年1月31日", date(2020, 1, 31)),
        ("1月31日", date(2020, 1, 31)),
        ("20200131", date(2020, 1, 31)),
        ("2020-01-22/2020-01-28", date(2020, 1, 28)),
        ("2月30日", None),
        ("昨天", None),
    ],
)
def test_date_is_read_as_people_write_it(text, day):
    assert read_day(text, year=2020).day == day


def test_list_of_goods_in_one_cell_becomes_several_needs(catalogue):
    (reading,) = read("单位名称,物资清单\n示例医院,口罩200只、护目镜50副\n".encode(), catalogue)

    assert [(one.item_text, one.amount.quantity) for one in reading.voices] == [("口罩", 200), ("护目镜", 50)]


def test_row_without_item_is_refused_naming_the_column(catalogue):
    (reading,) = read("单位名称,物资名称,数量\n示例医院,,5\n".encode(), catalogue)

    assert [(issue.code, issue.column) for issue in reading.issues if issue.level == "REFUSED"] == [
        ("item_missing", 1)
    ]


def test_shifted_row_is_refused(catalogue):
    (reading,) = read("单位名称,物资名称,数量\n,15400000001,口罩\n".encode(), catalogue)

    assert reading.level == "REFUSED"


def test_disguised_name_is_doubted(catalogue):
    (reading,) = read("单位名称,物资名称,数量\n示例\u202e医院,口罩,5\n".encode(), catalogue)

    assert "name_disguised" in codes(reading)


def test_zero_width_characters_do_not_make_another_name():
    assert clean("\ufeff示例\u200b医院\u00a0 甲\u3000") == "示例医院 甲"


def test_place_that_may_be_several_is_not_guessed(catalogue):
    (reading,) = read("地点,物资名称,数量\n鼓楼区,口罩,5\n".encode(), catalogue)

    assert reading.place_code is None
    assert "place_ambiguous" in codes(reading)


def bomb(entries, *, name="xl/worksheets/sheet1.xml"):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(entries):
            archive.writestr(
                name if entries == 1 else f"{number}.xml", b"0" * (280 * 2**20 if entries == 1 else 1)
            )
    return kept.getvalue()


def test_archive_of_280_megabytes_in_one_is_refused():
    with pytest.raises(TableUnreadableError, match="过大"):
        open_tables("表.xlsx", bomb(1))


def test_archive_of_a_thousand_entries_is_refused():
    with pytest.raises(TableUnreadableError, match="过大"):
        open_tables("表.xlsx", bomb(1000))


def test_entry_that_climbs_out_of_the_archive_is_refused():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("../../etc/passwd", "x")

    with pytest.raises(TableUnreadableError):
        open_tables("表.xlsx", kept.getvalue())


def rewritten(content, *, part, old, new):
    """Return a workbook with some bytes of one of its parts replaced."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            held = source.read(entry)
            target.writestr(entry, held.replace(old, new) if entry.filename == part else held)
    return kept.getvalue()


def small():
    def fill(book):
        book.add_worksheet().write_row("A1", ["物资名称", "数量"])
        book.worksheets()[0].write_row("A2", ["口罩", 5])

    return workbook(fill)


def test_boasted_dimension_costs_nothing():
    content = rewritten(
        small(), part="xl/worksheets/sheet1.xml", old=b'ref="A1:B2"', new=b'ref="A1:XFD1048576"'
    )

    (grid,) = open_tables("表.xlsx", content)
    assert grid.rows == (("物资名称", "数量"), ("口罩", "5"))


def test_cell_in_the_last_corner_takes_down_only_the_reader():
    content = rewritten(small(), part="xl/worksheets/sheet1.xml", old=b'r="B2"', new=b'r="XFD1048576"')

    with pytest.raises(TableUnreadableError):
        open_tables("表.xlsx", content)


def test_entity_in_a_workbook_is_never_expanded(tmp_path):
    (tmp_path / "secret").write_text("a planted secret", encoding="utf-8")
    laughs = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file://%b">]><worksheet' % bytes(tmp_path / "secret")
    content = rewritten(small(), part="xl/worksheets/sheet1.xml", old=b"<worksheet", new=laughs)
    content = rewritten(content, part="xl/sharedStrings.xml", old="口罩".encode(), new=b"&b;")

    try:
        grids = open_tables("表.xlsx", content)
    except TableUnreadableError:
        return
    assert "a planted secret" not in str([grid.rows for grid in grids])


def test_more_than_a_hundred_thousand_rows_are_refused():
    with pytest.raises(TableUnreadableError, match="100,000"):
        open_tables("表.csv", b"a,b\n" * 100_001)


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>
<table:table table:name="甲">
<table:table-row><table:table-cell office:value-type="string"><text:p>物资名称</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>数量</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>口罩</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="200"><text:p>200</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_open_document_is_read_like_any_other(catalogue):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.replace("\n<", "<"))  # as it is written, without line ends
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )

    (reading,) = read(kept.getvalue(), catalogue, name="表.ods")
    assert reading.voices[0].amount.quantity == 200


PUBLISHED = {
    "redcross_wuhan2020/received_goods.csv": (353, Direction.OFFER, 353),
    "redcross_wuhan2020/distributed_goods.csv": (48, Direction.INFO, 0),
    "wuhan2020/needs.csv": (1708, Direction.NEED, 1708),
    "health_facilities/designated_hospitals_hubei_wuhan_support.csv": (550, Direction.INFO, 0),
}
"""File → rows, the direction guessed, and the least number of needs or offers."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_table_gets_a_verdict_for_each_row_and_refuses_none(name, shared, catalogue):
    path = shared / name
    (block,) = find_blocks(open_tables(path.name, path.read_bytes()))
    roles = roles_of(block, catalogue)
    direction = guess_direction(roles, [path.name, *block.headers])
    readings = list(read_rows(block, Plan(roles, direction, year=2020), catalogue))

    rows, wanted, voices = PUBLISHED[name]
    assert (len(readings), direction) == (rows, wanted)
    assert [one.number for one in readings if one.level == "REFUSED"] == []
    assert sum(len(one.voices) for one in readings) >= voices


def test_donor_of_a_published_row_is_its_party(shared, catalogue):
    path = shared / "redcross_wuhan2020" / "received_goods.csv"
    readings = read(path.read_bytes(), catalogue, name=path.name, direction=Direction.OFFER)

    assert all(one.party for one in readings)


@pytest.mark.parametrize(("district", "is_doubtful"), [("英山县", False), ("示例没有的县", True)])
def test_a_county_nobody_knows_is_not_silently_its_city(catalogue, district, is_doubtful):
    content = f"市,区县,单位,物资名称,数量\n黄冈市,{district},示例卫生院,医用外科口罩,5\n".encode()

    (reading,) = read(content, catalogue)

    assert (str(reading.level) == "DOUBTFUL") == is_doubtful
    assert ("place_larger" in codes(reading)) == is_doubtful
