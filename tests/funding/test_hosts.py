"""Money of a co-launch stands with its host: received, passed on, paid, never more than is held (慈善法第二十六条)."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.exceptions import (
    CashConsentError,
    HostAccountError,
    HostCampaignError,
    HostShortError,
    LedgerFundShortError,
)
from qiao.funding import actions, booking, giving, granting, importing
from qiao.funding.actions import Line
from qiao.funding.campaigning import missing_of, write_plan
from qiao.funding.cash.actions import Help, propose_cash
from qiao.funding.checks import chain_breaks, ledger_breaks
from qiao.funding.disclosing import figures
from qiao.funding.giving import Donor, Part
from qiao.funding.granting import CoLaunched
from qiao.funding.hosts import actions as hosts
from qiao.funding.hosts.queries import HostFigures, misplaced
from qiao.funding.importing import Intent
from qiao.funding.models import LedgerEntry, LedgerLine
from qiao.funding.packs.content import Scope, figures_of, reconciles
from qiao.funding.packs.telling import sections_of
from qiao.funding.queries import income
from qiao.intake.actions.imports import Table
from qiao.registry.contact_actions import Subject, Value, add_contact
from qiao.registry.models import ContactVersion, Organization
from qiao.registry.queries import actor_for
from tests.conftest import appoint

pytestmark = pytest.mark.usefixtures("at_work")

Account = LedgerLine.Account
DAY, LATER, TODAY = date(2020, 2, 1), date(2020, 2, 9), date(2020, 3, 1)
WATER = "饮用水"


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
def host():
    return Organization.objects.create(name="示例基金会", kind="FOUNDATION", is_sample=True)


@pytest.fixture
def campaign(qian, crisis, host):
    return actions.open_campaign(
        qian, crisis, title="示例联合公募", route="CO_LAUNCH", host=host, began_on=DAY
    )


@pytest.fixture
def approve(sun):
    def approved(*entries):
        actions.approve_entries(sun, entries, now=timezone.now())

    return approved


@pytest.fixture
def given(qian, campaign, approve):
    """Ten thousand fen for water and five hundred free, in the host's account."""
    gift = giving.receive_gift(
        qian, Donor("PERSON"), [Part(WATER, 10_000), Part("", 500)], on=DAY, campaign=campaign
    )
    approve(gift.entry)
    return gift


@pytest.fixture
def moved(qian, campaign, given, approve):
    """The host passed 6,000 on and paid 1,500; we spent 2,000 of ours."""
    passed = hosts.take_transfer(qian, campaign, purpose=WATER, amount_fen=6_000, on=LATER, reference="T1")
    facts = {"what": "水泵", "account": "EXPENSE", "purpose": WATER, "amount_fen": 1_500}
    paid = hosts.note_payment(qian, campaign, **facts, on=LATER)
    lines = [Line(Account.EXPENSE, 2_000, WATER), Line(Account.BANK, -2_000, WATER)]
    spent = actions.book_entry(qian, booked_on=LATER, text="买水", lines=lines, campaign=campaign)
    approve(passed, paid, spent)
    return passed, paid


def sides(entry):
    return {(one.account, one.purpose): one.amount_fen for one in entry.lines.all()}


def test_a_gift_to_a_co_launch_comes_to_the_host(given):
    assert sides(given.entry) == {
        ("HOST_HELD", WATER): 10_000, ("INCOME_RESTRICTED", WATER): -10_000,
        ("HOST_HELD", ""): 500, ("INCOME_UNRESTRICTED", ""): -500,
    }  # fmt: skip


def test_what_is_passed_on_or_paid_is_no_income_once_more(moved, campaign):
    found = figures(campaign, TODAY)

    assert (found.received_fen, found.spent_fen, found.left_fen) == (10_500, 3_500, 7_000)
    assert found.reconciles
    assert found.host == HostFigures(10_500, 6_000, 1_500, {"": 500, WATER: 2_500})
    assert found.host.held_fen == 3_000
    assert ledger_breaks() == chain_breaks() == []


@pytest.mark.parametrize("act", ["transfer", "pay", "own bank"])
def test_nobody_takes_more_than_stands_there(qian, campaign, given, act):
    facts = {"purpose": WATER, "amount_fen": 10_001, "on": LATER}
    if act == "own bank":
        lines = [Line(Account.EXPENSE, 1, WATER), Line(Account.BANK, -1, WATER)]
        with pytest.raises(LedgerFundShortError):
            actions.book_entry(qian, booked_on=LATER, text="示例", lines=lines, campaign=campaign)
        return
    take = hosts.take_transfer
    if act == "pay":
        take, facts = hosts.note_payment, facts | {"what": "水泵", "account": "EXPENSE"}
    with pytest.raises(HostShortError) as refused:
        take(qian, campaign, **facts)
    assert "100.00" in str(refused.value)


def test_income_of_a_co_launch_does_not_come_to_our_bank(qian, crisis, campaign):
    lines = [Line(Account.BANK, 1), Line(Account.INCOME_UNRESTRICTED, -1)]
    with pytest.raises(HostAccountError):
        actions.book_entry(qian, booked_on=DAY, text="示例", lines=lines, campaign=campaign)
    held = [Line(Account.HOST_HELD, 1), Line(Account.INCOME_UNRESTRICTED, -1)]
    with pytest.raises(HostCampaignError):
        actions.book_entry(qian, booked_on=DAY, text="示例", lines=held)
    appeal = actions.open_campaign(qian, crisis, title="示例", route="DIRECTED", began_on=DAY)
    with pytest.raises(HostCampaignError):
        hosts.take_transfer(qian, appeal, purpose="", amount_fen=1, on=DAY)
    aid = Help("CASH", "示例", 1, 1, "", Account.HOST_HELD)
    with pytest.raises(HostCampaignError):
        propose_cash(qian, crisis, aid, person_code="", consent="SIGNED", consent_on=DAY)
    with pytest.raises(CashConsentError):
        propose_cash(qian, crisis, aid, person_code="", consent="SIGNED", consent_on=date(2999, 1, 1))


def test_a_gift_that_was_passed_on_is_not_taken_back_before(qian, moved, given):
    with pytest.raises(HostShortError):
        actions.reverse_entry(qian, given.entry, reason="示例", on=LATER)

    actions.reverse_entry(qian, moved[1], reason="示例", on=LATER)

    assert ledger_breaks() == []


def test_the_database_itself_keeps_what_a_host_holds(given, campaign):
    """Past every check of the house: an entry by which the host would pass on more than it holds."""
    last = LedgerEntry.objects.latest("number")
    entry = LedgerEntry(
        organization=last.organization, number=last.number + 1, booked_on=DAY, text="示例", campaign=campaign
    )
    entry.save(force_insert=True)
    lines = [
        LedgerLine(organization=last.organization, entry=entry, account=account, amount_fen=fen)
        for account, fen in ((Account.BANK, 501), (Account.HOST_HELD, -501))
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerLine.objects.bulk_create(lines)
    with connection.cursor() as cursor:
        cursor.execute("SELECT purpose, held_fen FROM funding_hostbalance ORDER BY held_fen")
        assert cursor.fetchall() == [("", 500), (WATER, 10_000)]


def test_a_list_of_gifts_comes_to_the_host_and_our_bank_lines_are_passed_on(qian, campaign):
    def load(text, kind):
        batch = importing.try_table(
            qian,
            Table("表.csv", text.encode()),
            Intent(kind, campaign, purpose=WATER),
            today=TODAY,
        )
        importing.load_table(qian, batch, today=TODAY)
        return [sides(one) for one in batch.entries.order_by("number")]

    gifts = load("日期,姓名,金额\n2020-02-01,王**,100\n", "GIFTS")
    bank = load("日期,收入,支出\n2020-02-02,60,\n2020-02-03,,20\n", "BANK")

    assert gifts == [{("HOST_HELD", WATER): 10_000, ("INCOME_RESTRICTED", WATER): -10_000}]
    assert bank == [
        {("BANK", WATER): 6_000, ("HOST_HELD", WATER): -6_000},
        {("EXPENSE", WATER): 2_000, ("BANK", WATER): -2_000},
    ]


def test_a_grant_out_of_a_co_launch_is_passed_on_and_counted_once(qian, crisis, campaign, given, approve):
    facts = {"title": "示例", "amount_fen": 6_000, "applied_on": DAY}
    grant = granting.apply_grant(qian, crisis, funder=CoLaunched(campaign, WATER), **facts)
    awarded = granting.award_grant(qian, grant, amount_fen=6_000, on=DAY)
    instalment = granting.plan_instalment(qian, awarded, due_on=LATER, amount_fen=6_000)

    entry = granting.receive_instalment(qian, instalment, on=LATER)
    approve(entry)

    assert sides(entry) == {("BANK", WATER): 6_000, ("HOST_HELD", WATER): -6_000}
    found = granting.grant_figures(awarded, TODAY)
    assert (grant.funder, found.received_fen, found.left_fen) == ("示例基金会", 6_000, 6_000)
    assert figures(campaign, TODAY).received_fen == 10_500
    assert income().structure.income_fen == 10_500
    appeal = actions.open_campaign(qian, crisis, title="示例", route="DIRECTED", began_on=DAY)
    with pytest.raises(HostCampaignError):
        granting.apply_grant(qian, crisis, funder=CoLaunched(appeal), **facts)


@pytest.mark.parametrize(("since", "opening"), [(DAY, 0), (LATER, 10_500)])
def test_a_pack_tells_what_the_host_holds_to_the_fen(moved, campaign, since, opening):
    told = figures_of(Scope(campaign, since, TODAY))

    held = told["host"]
    assert held == {
        "opening_fen": opening,
        "received_fen": 10_500 - opening,
        "transferred_fen": 6_000,
        "paid_fen": 1_500,
        "closing_fen": 3_000,
    }
    closing = {one["account"]: one["closing_fen"] for one in told["accounts"]}
    assert closing == {"BANK": 4_000, "HOST_HELD": held["closing_fen"]}
    assert reconciles(told["totals"])
    section = next(one for one in sections_of({"laws": [], **told}, {}) if one.key == "host")
    assert section.total[-1].fen == 3_000


def test_a_plan_of_a_co_launch_names_the_hosts_account(lin, qian, campaign, host, association):
    lacks = []
    for owner in (association, host):
        subject = Subject("organization", owner.pk, owner.name, "/")
        value = Value("ACCOUNT", "6200000000000001", holder=owner.name)
        point = add_contact(lin, subject, value, label="示例", source="示例", now=timezone.now())
        ContactVersion.objects.filter(point=point).update(state="STANDING")
        lacks.append(any("合作方账户" in one for one in missing_of(write_plan(qian, campaign, bank=point))))

    assert lacks == [True, False]


def test_the_page_takes_both_events_and_says_what_is_wrong(qian_user, crisis, campaign, given):
    client = Client()
    client.force_login(qian_user, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("funding:campaign", args=[crisis.slug, campaign.pk])
    move = reverse("funding:host_move", args=[crisis.slug, campaign.pk])
    facts = {"act": "transfer", "on": "2020-02-09", "purpose": WATER, "amount": "60", "account": "EXPENSE"}

    def post(**more):
        return client.post(move, {f"move-{name}": value for name, value in (facts | more).items()})

    assert post().status_code == 302
    assert "40.00" in client.get(page).text
    assert post(act="pay", what="水泵").status_code == 422
    assert post(act="pay", amount="15").status_code == 422
    assert post(act="pay", amount="15", what="水泵").status_code == 302
    ledger = client.get(reverse("funding:ledger", args=[crisis.slug])).text
    assert "合作方拨付" in ledger
    assert "合作方代付" in ledger
    assert misplaced(campaign) == []


def test_one_host_does_not_pass_on_what_another_holds(qian, crisis, host, given):
    """The database tells hosts apart where purposes alone would not; without its promise, verifying says so."""
    other = actions.open_campaign(qian, crisis, title="另一个", route="CO_LAUNCH", host=host, began_on=DAY)
    last = LedgerEntry.objects.latest("number")
    entry = LedgerEntry.objects.create(
        organization=last.organization, number=last.number + 1, booked_on=DAY, text="示例", campaign=other
    )
    lines = [
        LedgerLine(organization=last.organization, entry=entry, account=account, amount_fen=fen)
        for account, fen in ((Account.BANK, 400), (Account.HOST_HELD, -400))
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerLine.objects.bulk_create(lines)

    on_table = "" if connection.vendor == "sqlite" else " ON funding_ledgerline"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER funding_host_moves{on_table}")
    LedgerLine.objects.bulk_create(lines)

    assert [one for one in ledger_breaks() if "合作公募方代管款少了 400 分" in one]


def test_gifts_booked_to_our_bank_before_are_listed_to_be_reversed(
    qian_user, qian, crisis, campaign, monkeypatch
):
    with monkeypatch.context() as before:
        before.setattr(booking, "check_host", lambda *_: None)
        lines = [Line(Account.BANK, 100), Line(Account.INCOME_UNRESTRICTED, -100)]
        old = actions.book_entry(qian, booked_on=DAY, text="示例", lines=lines, campaign=campaign)
    client = Client()
    client.force_login(qian_user, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("funding:campaign", args=[crisis.slug, campaign.pk])

    assert f"第 {old.number} 号" in client.get(page).text
    actions.reverse_entry(qian, old, reason="示例", on=LATER)
    assert misplaced(campaign) == []
