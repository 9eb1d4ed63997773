"""Disclosure packs: they reconcile with the ledger to the fen, are frozen, meet the clock, and name nobody unasked."""

import hashlib
import io
import json
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.exceptions import PackAheadError, PackCampaignError, PackPersonalError, PackUnchangedError
from qiao.funding import actions, giving
from qiao.funding.actions import Line, Price
from qiao.funding.giving import Donor, Part
from qiao.funding.law import queries as law
from qiao.funding.models import Disclosure, DisclosurePack, Donation, LedgerLine
from qiao.funding.packs import actions as packs
from qiao.funding.packs import showing
from qiao.funding.packs.content import Scope, figures_of, reconciles
from qiao.funding.packs.names import names_of
from qiao.funding.packs.telling import sections_of
from qiao.registry.queries import actor_for
from tests.conftest import appoint

pytestmark = pytest.mark.usefixtures("at_work")

Account = LedgerLine.Account
TODAY = date(2026, 7, 26)
BEGAN = TODAY - timedelta(days=5)
ADDRESS = "https://qiao.example"
WATER = "用于饮用水"


@pytest.fixture
def qian_user(association):
    return appoint("qian", association, Role.FINANCE)


@pytest.fixture
def qian(qian_user):
    return actor_for(qian_user)


@pytest.fixture
def sun(association):
    return actor_for(appoint("sun", association, Role.FINANCE))


@pytest.fixture
def campaign(qian, crisis):
    return actions.open_campaign(qian, crisis, title="示例募捐", route="PUBLIC", began_on=BEGAN)


@pytest.fixture
def book(qian, sun, campaign):
    """Book an entry on the campaign and let the other approve it."""

    def booked(*lines, on=BEGAN, approve=True, text="示例"):
        entry = actions.book_entry(qian, booked_on=on, text=text, lines=lines, campaign=campaign)
        if approve:
            actions.approve_entries(sun, [entry], now=timezone.now())
        return entry

    return booked


@pytest.fixture
def busy(at_noon, qian, sun, campaign, book):
    """Two gifts, goods in and out, spending of three natures; one entry that nobody approved."""
    gifts = [
        giving.receive_gift(qian, donor, parts, on=BEGAN + timedelta(days=1), campaign=campaign)
        for donor, parts in (
            (Donor("PERSON", "示例捐赠人甲", is_named=True), [Part(WATER, 100_001)]),
            (Donor("PERSON", "示例捐赠人乙"), [Part("", 50_000), Part(WATER, 7)]),
            (Donor("ORG", "示例公司"), [Part("", 20_000)]),
        )
    ]
    actions.approve_entries(sun, [gift.entry for gift in gifts], now=timezone.now())
    price = Price("饮用水", 10, 300, "MARKET", "示例询价", BEGAN)
    book(
        Line(Account.GOODS, 3_000, WATER, price),
        Line(Account.INCOME_RESTRICTED, -3_000, WATER),
        on=TODAY - timedelta(days=1),
    )
    book(
        Line(Account.EXPENSE, 1_200, WATER),
        Line(Account.GOODS, -1_200, WATER, Price("饮用水", 4, 300, "MARKET", "示例询价", BEGAN)),
        on=TODAY,
    )
    book(Line(Account.EXPENSE, 60_003, WATER), Line(Account.BANK, -60_003, WATER), on=TODAY)
    book(Line(Account.ADMIN_EXPENSE, 4_000), Line(Account.BANK, -4_000), on=TODAY)
    book(Line(Account.CASH, 500), Line(Account.BANK, -500), on=TODAY)
    book(Line(Account.EXPENSE, 9_999), Line(Account.BANK, -9_999), on=TODAY, approve=False)
    return gifts


@pytest.fixture
def at_noon(monkeypatch):
    noon = timezone.make_aware(timezone.datetime(TODAY.year, TODAY.month, TODAY.day, 12))
    monkeypatch.setattr(timezone, "now", lambda: noon)
    return noon


@pytest.fixture
def publish(qian, campaign, at_noon):
    def published(since=BEGAN, until=TODAY, kind="RECEIPTS", of=campaign):
        return packs.publish_pack(qian, Scope(of, since, until), kind=kind, now=at_noon, address=ADDRESS)

    return published


def ledger_sum(condition, *, until=TODAY):
    """Sum the ledger past every query of the house: approved entries up to a day, in plain SQL."""
    lines = (
        "SELECT COALESCE(SUM(l.amount_fen), 0) FROM funding_ledgerline l"
        " JOIN funding_ledgerentry e ON e.id = l.entry_id"
        " JOIN funding_ledgerapproval a ON a.entry_id = e.id AND a.verdict = 'APPROVED'"
        " WHERE e.booked_on <= %s AND "
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{lines} ({condition})", [until])
        return int(cursor.fetchone()[0])


ASSETS = "l.account IN ('BANK', 'CASH', 'HOST_HELD', 'GOODS')"
INCOME = "l.account LIKE 'INCOME%%'"
SPENT = "l.account LIKE '%%EXPENSE'"


@pytest.mark.parametrize("since", [BEGAN, BEGAN + timedelta(days=2), TODAY])
def test_a_pack_reconciles_with_the_ledger_to_the_fen(busy, campaign, since):
    told = figures_of(Scope(campaign, since, TODAY))
    totals, before = told["totals"], since - timedelta(days=1)

    opening, closing = ledger_sum(ASSETS, until=before), ledger_sum(ASSETS)
    received = -(ledger_sum(INCOME) - ledger_sum(INCOME, until=before))
    spent = ledger_sum(SPENT) - ledger_sum(SPENT, until=before)
    assert (totals["opening_fen"], totals["received_fen"]) == (opening, received)
    assert (totals["spent_fen"], totals["closing_fen"]) == (spent, closing)
    assert opening + received - spent == closing
    assert closing == 100_001 + 50_007 + 20_000 + 3_000 - 1_200 - 60_003 - 4_000
    assert sum(one["money_fen"] + one["goods_fen"] for one in told["received"]) == received
    assert sum(one["fen"] for one in told["spent"]) == spent
    for name, total in (("purposes", closing), ("accounts", closing)):
        assert sum(one["closing_fen"] for one in told[name]) == total
    for one in told["purposes"]:
        kept = one["opening_fen"] + one["received_fen"] - one["spent_fen"]
        assert kept == one["closing_fen"] == ledger_sum(f"{ASSETS} AND l.purpose = '{one['purpose']}'")


def test_income_is_told_by_source_and_goods_by_item(busy, campaign):
    told = figures_of(Scope(campaign, BEGAN, TODAY))

    assert told["received"] == [
        {"source": "GIFTS_PERSONS", "money_fen": 150_008, "goods_fen": 0},
        {"source": "GIFTS_ENTERPRISES", "money_fen": 20_000, "goods_fen": 0},
        {"source": "UNKNOWN", "money_fen": 0, "goods_fen": 3_000},
    ]
    assert [(one["item"], one["in"], one["out"], one["closing"]) for one in told["goods"]] == [
        ("饮用水", 10, 4, 6)
    ]
    assert told["totals"]["waiting"] == 1


def test_a_gift_taken_back_leaves_source_and_donors(busy, qian, sun, campaign):
    entry = actions.reverse_entry(qian, busy[2].entry, reason="示例", on=TODAY)
    actions.approve_entries(sun, [entry], now=timezone.now())

    whole, last = (figures_of(Scope(campaign, since, TODAY)) for since in (BEGAN, TODAY))

    assert [one["kind"] for one in whole["donors"]["others"]] == ["PERSON"]
    assert {one["source"]: one["money_fen"] for one in whole["received"]}["GIFTS_ENTERPRISES"] == 0
    assert last["donors"]["returned"] == {"gifts": 1, "fen": 20_000}
    assert reconciles(last["totals"])


def test_publishing_meets_the_clock_in_time_and_late(busy, publish, campaign, at_noon):
    pack = publish()

    held = Disclosure.objects.get()
    assert (held.act, held.done_on, held.received_fen) == ("PUBLISH_RECEIPTS", TODAY, 173_008)
    assert held.where == f"{ADDRESS}/packs/{pack.board.code}/1/"
    assert pack.content["deadline"] == {
        "due_on": TODAY.isoformat(),
        "done_on": TODAY.isoformat(),
        "late_days": 0,
        "citation": "《慈善法》（2023年修正）第七十二条",
    }
    done = [one for one in law.clock_of(campaign, TODAY) if one.act == "PUBLISH_RECEIPTS" and one.done_on]
    assert [one.state for one in done] == ["DONE"]

    held.withdrawn_at = at_noon
    held.save()
    late = packs.deadline_met(campaign, "RECEIPTS", TODAY + timedelta(days=2))
    assert (late["due_on"], late["late_days"]) == (TODAY.isoformat(), 2)


def test_a_pack_is_frozen_and_a_correction_is_another_version(busy, publish, book, qian, sun, at_noon):
    pack = publish()
    assert (
        hashlib.sha256(
            json.dumps(pack.content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        ).hexdigest()
        == pack.hash
    )
    with pytest.raises(PackUnchangedError):
        packs.correct_pack(qian, pack, note="示例", now=at_noon)
    book(Line(Account.EXPENSE, 1), Line(Account.BANK, -1), on=TODAY)
    with pytest.raises(PackPersonalError):
        packs.correct_pack(qian, pack, note="请打 15400001234", now=at_noon)

    fixed = packs.correct_pack(qian, pack, note="补记一分钱（示例）", now=at_noon)

    assert (fixed.number, fixed.version, fixed.disclosure) == (1, 2, pack.disclosure)
    assert fixed.content["totals"]["spent_fen"] == pack.content["totals"]["spent_fen"] + 1
    assert fixed.content["previous"] == pack.hash
    with pytest.raises(DatabaseError), transaction.atomic():
        DisclosurePack.objects.filter(pk=pack.pk).update(note="")


def test_entries_approved_after_a_pack_are_named_in_the_next(busy, publish, book, sun, at_noon):
    late = book(
        Line(Account.BANK, 11),
        Line(Account.INCOME_UNRESTRICTED, -11),
        on=BEGAN + timedelta(days=1),
        approve=False,
    )
    first = publish(until=TODAY - timedelta(days=1))
    actions.approve_entries(sun, [late], now=at_noon + timedelta(hours=1))

    second = publish(since=TODAY)

    held = second.content["adjusted"]
    assert first.content["adjusted"] is None
    assert (held["number"], held["entries"]) == (first.number, [late.number])
    assert held["opening_fen"] - held["closing_fen"] == 11


def test_only_what_may_be_published_is_published(busy, publish, qian, crisis):
    with pytest.raises(PackAheadError):
        publish(until=TODAY + timedelta(days=1))
    with pytest.raises(PackCampaignError):
        publish(of=None)
    appeal = actions.open_campaign(qian, crisis, title="示例倡议", route="DIRECTED", began_on=BEGAN)
    with pytest.raises(PackCampaignError):
        publish(of=appeal)
    assert publish(of=None, kind="PERIOD").disclosure is None


def test_the_public_reads_a_pack_and_only_the_names_that_may_be_read(busy, publish, qian, association):
    pack, public = publish(), Client()
    page = reverse("funding:public_pack", args=[pack.board.code, 1])
    shown = public.get(page)
    files = {
        form: public.get(reverse("funding:pack_file", args=[pack.board.code, 1, form]))
        for form in ("xlsx", "pdf", "json")
    }

    assert shown.status_code == 200
    assert b"".join(files["pdf"])[:5] == b"%PDF-"
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"].content))
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "示例捐赠人甲" in cells
    assert pack.content["totals"]["closing_fen"] / 100 in cells
    assert hashlib.sha256(files["json"].content).hexdigest() == pack.hash
    assert "示例捐赠人甲" in shown.text
    for text in (shown.text, str(cells), files["json"].text):
        assert "示例捐赠人乙" not in text
        assert "示例公司" not in text
    assert "示例捐赠人甲" not in files["json"].text
    assert public.get(reverse("funding:public_packs", args=[pack.board.code])).status_code == 200
    assert public.get(reverse("funding:public_packs", args=["nosuchbd"])).status_code == 404
    assert public.get(f"{page}?v=2").status_code == 404

    gift = Donation.objects.get(pk=busy[0].pk)
    giving.change_consent(qian, gift, is_named=False)
    assert "示例捐赠人甲" not in public.get(page).text
    donors = next(one for one in sections_of(pack.content, names_of(pack.content)) if one.key == "donors")
    assert sum(row[-1].fen for row in donors.rows) == donors.total[-1].fen == 173_008


def test_a_treasurer_looks_at_a_draft_and_publishes_it(busy, campaign, crisis, qian_user, at_noon):
    client = Client()
    client.force_login(qian_user, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("funding:pack_list", args=[crisis.slug])
    asked = {"of": campaign.pk, "kind": "RECEIPTS", "since": BEGAN, "until": TODAY}

    assert client.get(page).context["form"].initial["since"] == BEGAN
    draft = client.get(page, asked)
    assert draft.context["draft"]["reconciles"]
    assert not DisclosurePack.objects.exists()
    assert client.get(page, asked | {"until": TODAY + timedelta(days=9)}).status_code == 422
    answer = client.post(reverse("funding:pack_publish", args=[crisis.slug]), asked)

    pack = DisclosurePack.objects.get()
    assert answer.url == reverse("funding:public_pack", args=[pack.board.code, 1])
    assert client.get(page).context["form"].initial["since"] == TODAY
    correct = reverse("funding:pack_correct", args=[pack.pk])
    assert client.post(correct, {"note": "示例"}).status_code == 422


def test_a_page_shows_the_first_rows_and_says_where_the_rest_is(publish, qian, sun, campaign, monkeypatch):
    monkeypatch.setattr(showing, "SHOWN_ROWS", 2)
    donors = [Donor("PERSON", f"示例捐赠人{number}", is_named=True) for number in range(4)]
    gifts = [giving.receive_gift(qian, one, [Part("", 100)], on=BEGAN, campaign=campaign) for one in donors]
    actions.approve_entries(sun, [one.entry for one in gifts], now=timezone.now())
    pack = publish()

    told = next(one for one in showing.shown(pack.content)["sections"] if one.key == "donors")

    assert (len(told.rows), told.total[-1].fen) == (2, 400)
    assert told.note.startswith("另有 2 行没有列出")
    code = giving.code_of(gifts[0])
    assert (
        reverse("funding:public_packs", args=[pack.board.code])
        in Client().get(reverse("funding:gift_code", args=[code])).text
    )
