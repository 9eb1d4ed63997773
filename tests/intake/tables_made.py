"""Invented tables with the dirt of the field: merged cells, serial dates, ditto marks, totals, old encodings."""

import io

import xlsxwriter

SAMPLE = "示例市红十字会接收社会捐赠物资公示（示例数据）"


def workbook(fill) -> bytes:
    """Return a workbook that `fill` has written."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        fill(book)
    return kept.getvalue()


def official() -> bytes:
    """A table as officials publish it: two titles, a header of two lines, merged donors, a total and a note."""

    def fill(book):
        sheet = book.add_worksheet("接收表")
        sheet.merge_range("A1:G1", SAMPLE)
        sheet.write("A2", "统计时间：2020年1月31日")
        for column, header in (("A", "序号"), ("B", "捐赠单位"), ("F", "日期"), ("G", "备注")):
            sheet.merge_range(f"{column}3:{column}4", header)
        sheet.merge_range("C3:E3", "物资")
        sheet.write_row("C4", ["名称", "规格", "数量（只）"])
        sheet.merge_range("B5:B7", "示例甲公司\u200b")
        sheet.write_row("A5", [1])
        sheet.write_row("C5", ["医用外科口罩", "平面", "2万只", 43861, ""])
        sheet.write_row("A6", [2])
        sheet.write_row("C6", ["医用防护服", "", "１９８件", "1月31日", ""])
        sheet.write_row("A7", [3])
        sheet.write_row("C7", ["护目镜", "", "50箱(*1000)", "2020-01-31", ""])
        sheet.write_row("A8", [4, "同上", "医用外科口罩", "", -5])
        sheet.write_row("A9", [5, "示例乙公司", "酒精", "", "若干"])
        sheet.write_row("A10", ["合  计", "", "", "", 20198])
        sheet.write("A12", "注：数据截至1月31日")

    return workbook(fill)


def clinics(rows: int = 3) -> bytes:
    """A plain CSV of needs with contacts, in UTF-8."""
    lines = ["单位名称,所在地,物资名称,数量,计量单位,联系人,联系电话"]
    lines += [
        f"示例第{n}卫生院,英山县,医用外科口罩,{100 + n},只,示例联系人,154{n:08d}" for n in range(1, rows + 1)
    ]
    return "\n".join(lines).encode()


def two_sheets() -> bytes:
    """A workbook with a sheet of hospitals by items, and below it another table."""

    def fill(book):
        book.add_worksheet("说明").write("A1", "示例数据")
        sheet = book.add_worksheet("需求")
        sheet.write_row("A1", ["市", "医院", "医用外科口罩", "医用防护服（套）", "备注"])
        sheet.write_row("A2", ["黄冈市", "示例县人民医院", 2000, "不限", ""])
        sheet.write_row("A3", ["英山县", "示例卫生院", "", "若干", "还缺护目镜20副"])
        sheet.write_row("A5", ["物资名称", "数量", "单位", "接收单位", "备注"])
        sheet.write_row("A6", ["医用外科口罩", 20, "个", "示例医院", ""])

    return workbook(fill)
