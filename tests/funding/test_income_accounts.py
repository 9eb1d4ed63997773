"""A year of accounts from a sheet as offices keep it: tried, loaded, measured, taken back."""

import io
import uuid
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from qiao.exceptions import AccountsHeadError, AccountsStateError, AccountsYearTakenError
from qiao.funding.income import actions, queries
from qiao.funding.income.reading import amount_fen, read_accounts
from qiao.funding.models import IncomeRow, YearAccounts
from qiao.trail.models import TrailEntry

pytestmark = pytest.mark.usefixtures("at_work")

SHEET = (
    ("示例县义工联合会 2025 年度收支表", "", "", "", ""),
    ("编制单位：财务组", "", "", "", "单位：元"),
    ("", "", "", "", ""),
    ("类别", "来源", "金额", "是否限定", "合同截止"),
    ("会费收入", "", "120,000.00", "", ""),
    ("政府购买服务", "示例县民政局", "300000", "是", "2026-12-31"),
    ("基金会资助", "示例基金会", "450000", "是", "2026-06-30"),
    ("企业捐赠", "示例食品公司", "30000", "否", ""),
    ("企业捐赠", "示例机电公司", "50000", "是", ""),
    ("提供服务收入", "", "50000", "否", ""),
    ("收入合计", "", "1000000", "", ""),
    ("本年支出合计", "", "960000", "", ""),
    ("管理费用", "", "110000", "", ""),
    ("净资产合计", "", "260000", "", ""),
    ("非限定性净资产", "", "180000", "", ""),
)


def csv_of(rows=SHEET) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode("gb18030")


def xlsx_of(rows=SHEET) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.active.merge_cells("A1:E1")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def qian(lin):
    """Lin, who is administrator, hands the accounts in."""
    return lin


def tried(actor, content=None, *, year=2025, name="账.csv"):
    return actions.try_accounts(actor, id=uuid.uuid4(), name=name, content=content or csv_of(), year=year)


def loaded(actor, content=None, *, year=2025):
    return actions.load_accounts(actor, tried(actor, content, year=year), at=timezone.now())


@pytest.mark.parametrize(("name", "content"), [("账.csv", csv_of()), ("账.xlsx", xlsx_of())])
def test_a_sheet_with_title_rows_gives_the_golden_numbers(qian, name, content):
    actions.load_accounts(qian, tried(qian, content, name=name), at=timezone.now())

    it = queries.seen(queries.loaded().get(), date(2026, 1, 5)).structure
    assert it.by_stream.hhi == pytest.approx(0.3158)
    assert it.by_stream.normalised_hhi == pytest.approx(0.14475)
    assert (it.by_stream.n, it.unrestricted_share, it.luna_months) == (5, 0.2, 2.25)
    assert (it.equity_ratio, it.margin, it.government_share) == (0.26, 0.04, 0.3)


def test_a_sum_is_checked_and_not_loaded(qian):
    rows = {one.number: one for one in read_accounts("账.csv", csv_of())}

    assert (rows[11].level, rows[11].issues) == ("TOTAL", ())
    wrong = csv_of((*SHEET[:10], ("收入合计", "", "999999", "", "")))
    assert read_accounts("账.csv", wrong)[-1].issues == (("amount", "SUM_DIFFERS"),)


@pytest.mark.parametrize(
    ("row", "level", "issues"),
    [
        (("捐赠收入", "示例基金会", "1", "是", ""), "READ_AS", (("stream", "BY_FUNDER"),)),
        (("捐赠收入", "", "1", "是", ""), "REFUSED", (("stream", "BROAD"),)),
        (("不知道", "", "1", "是", ""), "REFUSED", (("stream", "STREAM"),)),
        (("企业捐赠", "", "1", "", ""), "READ_AS", (("restricted", "TAKEN_AS_RESTRICTED"),)),
        (("会费", "", "很多", "", ""), "REFUSED", (("amount", "NUMBER"),)),
        (("会费", "", "-5", "", ""), "REFUSED", (("amount", "NEGATIVE"),)),
        (("会费", "15400000001", "5", "", ""), "REFUSED", (("funder", "PERSONAL"),)),
        (("会费", "", "5", "也许", ""), "REFUSED", (("restricted", "RESTRICTED"),)),
        (("会费", "", "5", "", "年底"), "REFUSED", (("ends_on", "DAY"),)),
    ],
)
def test_each_row_says_what_is_wrong_with_it(row, level, issues):
    read = read_accounts("账.csv", csv_of((SHEET[3], row)))[0]

    assert (read.level, read.issues) == (level, issues)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,200.50", 120_050),
        ("￥12", 1200),
        ("3万", 3_000_000),
        ("0.001", None),
        ("", None),
        ("1e400", None),
        ("1e999999", None),
    ],
)
def test_amounts_are_read_to_the_fen(text, fen):
    assert amount_fen(text) == fen


def test_a_sheet_in_ten_thousand_yuan_is_read_as_such():
    rows = read_accounts("账.csv", csv_of((("单位：万元",), SHEET[3], ("会费", "", "12.5", "", ""))))

    assert rows[0].facts["amount_fen"] == 12_500_000


def odd_sheet() -> bytes:
    """A form as a bureau hands it out: a cover sheet, spaced heads, numbered items, merged cells, notes."""
    book = openpyxl.Workbook()
    book.active["A1"] = "封面"
    sheet = book.create_sheet("2024年收支")
    for row in (
        ("示例义工联合会 2024 年度业务活动表", None, None, None, None),
        ("编制单位：示例", None, None, None, "单位：万元"),
        ("项 目", "来源单位", "行次", "本年金额", "限定性"),
        ("一、收入", None, None, None, None),
        ("（一）政府购买服务", "示例县民政局", 1, 18, "是"),
        (None, "示例市残联", 2, 5.5, "是"),
        ("（二） 基金会资助", "示例基金会", 3, 52, "是"),
        (None, "示例第二基金会", 4, 10, "是"),
        ("1.会费收入", None, 5, 9.8, None),
        ("收入合计", None, 6, 95.3, None),
        ("本年支出合计", None, 7, 84.2, None),
        ("其中：管理 费用", None, 8, 9.6, None),
        ("注：本表未经审计。", None, None, None, None),
    ):
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("A4:E4")
    sheet.merge_cells("A5:A6")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_form_with_numbered_items_and_merged_cells_is_read():
    rows = read_accounts("账.xlsx", odd_sheet())

    assert [one.level for one in rows] == [
        "TITLE", "OK", "OK", "OK", "READ_AS", "OK", "TOTAL", "BALANCE", "BALANCE", "TITLE",
    ]  # fmt: skip
    assert not any(one.issues for one in rows if one.level == "TOTAL")
    assert [one.facts["stream"] for one in rows if "stream" in one.facts] == [
        "GOVERNMENT", "GOVERNMENT", "FOUNDATION_GRANTS", "FOUNDATION_GRANTS", "DUES",
    ]  # fmt: skip
    assert rows[8].facts == {"administration_fen": 9_600_000}


def test_an_amount_in_a_merged_cell_is_counted_once():
    book = openpyxl.Workbook()
    for row in (
        ("类别", "来源", "金额"),
        ("企业捐赠", "示例食品公司", 100),
        ("企业捐赠", "示例机电公司", None),
    ):
        book.active.append(row)
    book.active.merge_cells("C2:C3")
    file = io.BytesIO()
    book.save(file)

    rows = read_accounts("账.xlsx", file.getvalue())

    assert sum(one.facts.get("amount_fen", 0) for one in rows) == 10_000
    assert rows[1].level == "REFUSED"


def test_a_sheet_without_a_head_is_refused():
    with pytest.raises(AccountsHeadError):
        read_accounts("账.csv", csv_of((("甲", "乙"), ("1", "2"))))


def test_nothing_is_entered_before_it_is_loaded(qian):
    tried(qian)

    assert not IncomeRow.objects.exists()


def test_undo_takes_every_row_back_and_the_sheet_can_be_loaded_again(qian):
    sheet = loaded(qian)
    actions.undo_accounts(qian, sheet, at=timezone.now())
    assert not IncomeRow.objects.exists()

    actions.load_accounts(qian, sheet, at=timezone.now())

    assert IncomeRow.objects.count() == 6


def test_one_sheet_a_year_stands_loaded(qian):
    loaded(qian)

    with pytest.raises(AccountsYearTakenError):
        loaded(qian)
    with pytest.raises(AccountsStateError):
        actions.load_accounts(qian, YearAccounts.objects.get(state="LOADED"), at=timezone.now())


def test_losing_the_foundation_leaves_the_golden_share(qian):
    loaded(qian)
    year = queries.seen(queries.loaded().get(), date(2026, 1, 5))

    found = queries.lost(year, ["FOUNDATION_GRANTS"], [])

    assert (found.left_share, found.lost_fen, found.gap_fen) == (0.55, 45_000_000, 41_000_000)


def test_a_source_lost_by_stream_and_by_name_is_lost_once(qian):
    loaded(qian)
    year = queries.seen(queries.loaded().get(), date(2026, 1, 5))

    assert queries.lost(year, ["FOUNDATION_GRANTS"], ["示例基金会"]).lost_fen == 45_000_000


def test_contracts_that_end_within_half_a_year_are_a_cliff(qian):
    loaded(qian)

    assert queries.seen(queries.loaded().get(), date(2026, 1, 5)).cliff == 0.45


def test_one_funder_under_two_streams_is_pointed_out(qian):
    loaded(qian, csv_of((*SHEET[:10], ("政府补助", "示例基金会", "1000", "是", ""))))

    assert list(queries.seen(queries.loaded().get(), date(2026, 1, 5)).split) == ["示例基金会"]


def test_a_person_hands_a_year_in_on_the_page_and_sees_its_structure(as_lin):
    file = SimpleUploadedFile("2025收支.xlsx", xlsx_of())
    sheet = as_lin.post(
        reverse("funding:accounts_new"), {"submission": str(uuid.uuid4()), "year": 2025, "file": file}
    )
    as_lin.post(sheet.url + "load/")

    page = as_lin.get(reverse("funding:income"), {"stream": "GOVERNMENT"}).content.decode()

    assert "0.3158" in page
    assert "70 %" in page or "70%" in page
    assert TrailEntry.objects.filter(verb="accounts.load").count() == 1


def test_before_the_first_sheet_the_page_says_what_to_do(as_lin):
    assert "还没有一年的账" in as_lin.get(reverse("funding:income")).content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_values_are_handed_out(as_lin, qian, form):
    loaded(qian)

    answer = as_lin.get(reverse("funding:income_export", args=[form]))

    assert answer.status_code == 200
    assert TrailEntry.objects.filter(verb="accounts.export").count() == 1


def test_a_volunteer_sees_no_accounts(as_chen):
    assert as_chen.get(reverse("funding:income")).status_code == 403
