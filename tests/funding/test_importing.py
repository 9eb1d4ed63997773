"""Bank lines and lists of gifts: tried, loaded once, overlaps told, undone whole."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.accounts.sealing import unwrap_text
from qiao.exceptions import ImportStateError, LedgerFundShortError, LedgerTableError
from qiao.funding import importing
from qiao.funding.checks import chain_breaks, ledger_breaks
from qiao.funding.importing import Intent
from qiao.funding.models import Donation, LedgerEntry, LedgerLine
from qiao.funding.queries import books
from qiao.funding.table_reading import Verdict, read_money
from qiao.intake.actions.imports import Table
from qiao.registry.queries import actor_for
from tests.conftest import appoint

pytestmark = pytest.mark.usefixtures("at_work")

TODAY = date(2020, 3, 1)
GIFTS = """捐赠收入明细,,,
捐赠日期,捐赠人,金额（元）,捐赠意向,来源文件
2020-02-01,王**,100.00,,甲.xls
2020-02-01,王**,100.00,,甲.xls
2020-02-01,示例公司,"10,000.50",饮用水,甲.xls
2020-02-01,王**,100.00,以上已公示,乙.xls
2020-02-02,李**,５０,,乙.xls
2020-02-02,李**,伍拾,,乙.xls
没有日期,赵**,5,,乙.xls
2031-01-01,赵**,5,,乙.xls
"""
BANK = """交易 日期,收入,支出,对方户名,流水号
2020-02-01,500.00,,示例人,T1
2020-02-02,,120.10,示例商店,T2
2020-02-02,,120.10,示例商店,T2
"""
RED_CROSS = Path(__file__).parents[3] / "shared/data/redcross_wuhan2020/cash_donations.csv"


@pytest.fixture
def qian_user(association):
    return appoint("qian", association, Role.FINANCE)


@pytest.fixture
def qian(qian_user):
    return actor_for(qian_user)


@pytest.fixture
def sun(association):
    return actor_for(appoint("sun", association, Role.FINANCE))


def tried(qian, text, kind="GIFTS", **how):
    return importing.try_table(qian, Table("名单.csv", text.encode()), Intent(kind, **how), today=TODAY)


def verdicts(text, kind="GIFTS"):
    judged = importing.read_judged(Table("名单.csv", text.encode()), kind, today=TODAY)
    return [one.verdict for one in judged]


def test_each_row_has_a_verdict(at_work):
    assert verdicts(GIFTS) == [
        Verdict.NEW,
        Verdict.NEW,
        Verdict.NEW,
        Verdict.OVERLAP,
        Verdict.NEW,
        Verdict.NO_AMOUNT,
        Verdict.NO_DAY,
        Verdict.FUTURE,
    ]
    assert verdicts(BANK, "BANK") == [Verdict.NEW, Verdict.NEW, Verdict.SAME_REFERENCE]


@pytest.mark.parametrize(
    ("text", "fen"),
    [("1,234.50", 123450), ("¥5", 500), ("１２元", 1200), ("0.005", None), ("许多", None), ("", None)]
    + [
        (text, None)
        for text in ("1e999990", "1e999999", "-1E+400000", "1e-999999", "Infinity", "NaN", "sNaN")
    ],
)
def test_amounts_are_read_to_the_fen(text, fen):
    assert read_money(text) == fen


def test_ten_thousands_are_read_by_the_head(qian):
    batch = tried(qian, "日期,金额（万元）\n2020-02-01,1.5\n")

    importing.load_table(qian, batch, today=TODAY)

    assert Donation.objects.get().amount_fen == 1_500_000


def test_nothing_is_booked_by_trying(qian):
    tried(qian, GIFTS)

    assert not LedgerEntry.objects.exists()


def test_gifts_are_booked_with_their_purpose_and_a_sealed_name(qian):
    batch = importing.load_table(qian, tried(qian, GIFTS, is_note_purpose=True), today=TODAY)

    assert batch.loaded == 4
    gift = Donation.objects.get(purpose="饮用水")
    assert gift.amount_fen == 1_000_050
    assert unwrap_text(gift.donor_sealed, f"donation.donor:{gift.pk}") == "示例公司"
    assert not LedgerEntry.objects.filter(text__contains="示例公司").exists()
    assert LedgerLine.objects.filter(account="INCOME_RESTRICTED").get().amount_fen == -1_000_050
    assert ledger_breaks() == chain_breaks() == []


def test_the_same_lines_are_known_in_another_file(qian):
    importing.load_table(qian, tried(qian, GIFTS), today=TODAY)

    found = verdicts("日期,姓名,金额\n" + "2020-02-01,王**,100\n" * 3)

    assert found == [Verdict.KNOWN, Verdict.KNOWN, Verdict.NEW]


def test_a_batch_is_loaded_once(qian):
    batch = tried(qian, GIFTS)
    importing.load_table(qian, batch, today=TODAY)

    with pytest.raises(ImportStateError):
        importing.load_table(qian, batch, today=TODAY)


def test_more_out_than_in_books_nothing(qian):
    batch = tried(qian, "日期,支出,收入\n2020-02-01,,5\n2020-02-01,9,\n", "BANK")

    with pytest.raises(LedgerFundShortError):
        importing.load_table(qian, batch, today=TODAY)

    assert not LedgerEntry.objects.exists()


def test_a_batch_is_undone_by_reversing_it_and_may_come_again(qian):
    batch = importing.load_table(qian, tried(qian, BANK, "BANK"), today=TODAY)
    assert books().balances["BANK"] == 37_990

    importing.undo_table(qian, batch, reason="选错了文件", now=timezone.now(), on=TODAY)

    assert books().balances["BANK"] == 0
    assert LedgerEntry.objects.count() == 4
    assert verdicts(BANK, "BANK")[:2] == [Verdict.NEW, Verdict.NEW]
    assert chain_breaks() == []


def test_another_person_approves_a_batch(qian, sun):
    batch = importing.load_table(qian, tried(qian, GIFTS), today=TODAY)

    assert importing.approve_table(sun, batch, now=timezone.now()) == 4
    assert importing.approve_table(sun, batch, now=timezone.now()) == 0


def test_a_table_without_day_and_amount_is_refused(qian):
    with pytest.raises(LedgerTableError):
        tried(qian, "甲,乙\n1,2\n")


def test_the_pages_lead_from_the_file_to_the_books(qian_user, crisis, tmp_path):
    client = Client()
    client.force_login(qian_user, backend="django.contrib.auth.backends.ModelBackend")
    path = tmp_path / "名单.csv"
    path.write_text(GIFTS, encoding="utf-8")
    with path.open("rb") as file:
        answer = client.post(
            reverse("funding:import_new", args=[crisis.slug]),
            {"table-file": file, "table-kind": "GIFTS", "table-purpose": ""},
        )
    page = answer["Location"]
    assert "与本文件另一来源重叠" in client.get(page).content.decode()

    client.post(page + "act/", {"act": "load"})

    assert Donation.objects.count() == 4
    assert "已入账" in client.get(page).content.decode()
    assert "名单.csv" in client.get(reverse("funding:import_list", args=[crisis.slug])).content.decode()


@pytest.mark.skipif(not RED_CROSS.is_file(), reason="../shared/data/redcross_wuhan2020 is not there")
def test_overlaps_of_the_real_lists_are_told(at_work):
    judged = importing.read_judged(Table("名单.csv", RED_CROSS.read_bytes()), "GIFTS", today=TODAY)

    assert len(judged) == 6887
    assert {one.verdict for one in judged} == {Verdict.NEW, Verdict.OVERLAP}
