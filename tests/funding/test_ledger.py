"""The books: two people, purposes that are not overspent, corrections, and a chain in which nothing can be changed."""

from datetime import date

import pytest
import rfc8785
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.exceptions import (
    LedgerConsentError,
    LedgerDecidedError,
    LedgerFundShortError,
    LedgerOwnApprovalError,
    LedgerPurposeError,
    LedgerReversedError,
    LedgerUnbalancedError,
    LedgerUnpricedError,
)
from qiao.funding import actions
from qiao.funding.actions import Line, Price
from qiao.funding.booking import left_fen
from qiao.funding.checks import chain_breaks, ledger_breaks
from qiao.funding.ledger_chain import canonical
from qiao.funding.models import LedgerApproval, LedgerEntry, LedgerLine
from qiao.registry.queries import actor_for
from qiao.trail.checks import checkpoint, compare
from qiao.trail.models import TrailEntry
from tests.conftest import appoint

pytestmark = pytest.mark.usefixtures("at_work")

DAY = date(2020, 2, 1)
Account = LedgerLine.Account
WATER, FUEL = "饮用水", "燃油"


@pytest.fixture
def qian(association):
    return actor_for(appoint("qian", association, Role.FINANCE))


@pytest.fixture
def sun(association):
    """孙, who keeps the books too."""
    return actor_for(appoint("sun", association, Role.FINANCE))


def receive(actor, amount, purpose="", **facts):
    income = Account.INCOME_RESTRICTED if purpose else Account.INCOME_UNRESTRICTED
    lines = [Line(Account.BANK, amount, purpose), Line(income, -amount, purpose)]
    return actions.book_entry(actor, booked_on=DAY, text="收到捐赠", lines=lines, **facts)


def spend(actor, amount, purpose=""):
    lines = [Line(Account.EXPENSE, amount, purpose), Line(Account.BANK, -amount, purpose)]
    return actions.book_entry(actor, booked_on=DAY, text="采购", lines=lines)


# Purposes


def test_one_gift_is_split_over_several_purposes(qian):
    lines = [
        Line(Account.BANK, 300, WATER),
        Line(Account.INCOME_RESTRICTED, -300, WATER),
        Line(Account.BANK, 200, FUEL),
        Line(Account.INCOME_RESTRICTED, -200, FUEL),
        Line(Account.BANK, 100),
        Line(Account.INCOME_UNRESTRICTED, -100),
    ]
    entry = actions.book_entry(qian, booked_on=DAY, text="一笔捐赠分三份", lines=lines)

    held = [left_fen(entry.organization_id, one) for one in (WATER, FUEL, "")]
    assert held == [300, 200, 100]


@pytest.mark.parametrize("purpose", ["", WATER])
def test_money_is_not_spent_on_another_purpose(qian, purpose):
    receive(qian, 500, FUEL)
    receive(qian, 100, purpose)

    with pytest.raises(LedgerFundShortError):
        spend(qian, 101, purpose)

    assert LedgerEntry.objects.count() == 2


def test_an_entry_balances_by_purpose(qian):
    receive(qian, 500, FUEL)

    with pytest.raises(LedgerUnbalancedError):
        actions.book_entry(
            qian,
            booked_on=DAY,
            text="挪用",
            lines=[Line(Account.EXPENSE, 100, WATER), Line(Account.BANK, -100, FUEL)],
        )


def test_a_purpose_is_changed_only_with_the_donors_consent(qian):
    receive(qian, 500, FUEL)
    lines = [
        Line(Account.INCOME_RESTRICTED, 200, FUEL),
        Line(Account.BANK, -200, FUEL),
        Line(Account.BANK, 200, WATER),
        Line(Account.INCOME_RESTRICTED, -200, WATER),
    ]

    with pytest.raises(LedgerConsentError):
        actions.book_entry(qian, booked_on=DAY, text="改用途", lines=lines)
    entry = actions.book_entry(qian, booked_on=DAY, text="改用途", lines=lines, consent="示例同意书1号")

    assert left_fen(entry.organization_id, WATER) == 200


@pytest.mark.parametrize(
    ("account", "purpose"), [(Account.INCOME_RESTRICTED, ""), (Account.INCOME_UNRESTRICTED, WATER)]
)
def test_restricted_income_and_only_that_has_a_purpose(qian, account, purpose):
    with pytest.raises(LedgerPurposeError):
        actions.book_entry(
            qian,
            booked_on=DAY,
            text="示例",
            lines=[Line(Account.BANK, 1, purpose), Line(account, -1, purpose)],
        )


def write_below(association, *lines):
    """Write an entry past the actions, and come to the end of the transaction."""
    entry = LedgerEntry.objects.create(organization=association, number=99, booked_on=DAY, text="示例")
    for account, amount, purpose in lines:
        LedgerLine.objects.create(
            organization=association, entry=entry, account=account, amount_fen=amount, purpose=purpose
        )
    connection.check_constraints()


@pytest.mark.parametrize(
    "lines",
    [
        [(Account.EXPENSE, 1, WATER), (Account.BANK, -1, FUEL)],
        [(Account.EXPENSE, 501, FUEL), (Account.BANK, -501, FUEL)],
        [(Account.EXPENSE, 1, ""), (Account.BANK, -1, "")],
        [(Account.BANK, 1, ""), (Account.INCOME_RESTRICTED, -1, "")],
        [(Account.BANK, 1, FUEL), (Account.INCOME_UNRESTRICTED, -1, FUEL)],
        [(Account.INCOME_RESTRICTED, 1, FUEL), (Account.BANK, -1, FUEL)],
        [(Account.GOODS, 1, ""), (Account.INCOME_UNRESTRICTED, -1, "")],
    ],
)
def test_the_database_itself_refuses(qian, association, lines):
    receive(qian, 500, FUEL)

    with pytest.raises(IntegrityError), transaction.atomic():
        write_below(association, *lines)


# In kind


def test_goods_are_valued_by_one_rule(qian):
    price = Price("饮用水", 20, 150, LedgerLine.PriceRule.DOCUMENT, "示例发票1号", DAY)
    lines = [Line(Account.GOODS, 3000, WATER, price), Line(Account.INCOME_RESTRICTED, -3000, WATER)]

    entry = actions.book_entry(qian, booked_on=DAY, text="收到物资", lines=lines)

    line = entry.lines.get(account=Account.GOODS)
    assert (line.quantity, line.unit_price_fen, line.price_source) == (20, 150, "示例发票1号")


@pytest.mark.parametrize(
    "price", [None, Price("水", 20, 149, "DOCUMENT", "示例", DAY), Price("水", 20, 150, "DOCUMENT", "", DAY)]
)
def test_goods_without_a_price_are_refused(qian, price):
    lines = [Line(Account.GOODS, 3000, "", price), Line(Account.INCOME_UNRESTRICTED, -3000)]

    with pytest.raises(LedgerUnpricedError):
        actions.book_entry(qian, booked_on=DAY, text="收到物资", lines=lines)


# Two people


def test_the_author_cannot_approve(qian):
    entry = receive(qian, 100)

    with pytest.raises(LedgerOwnApprovalError):
        actions.approve_entries(qian, [entry], now=timezone.now())


def test_the_database_lets_no_author_approve(qian, association):
    entry = receive(qian, 100)

    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerApproval.objects.create(
            organization=association,
            number=1,
            entry=entry,
            verdict="APPROVED",
            decided_by_id=qian.user_id,
            decided_at=timezone.now(),
        )


def test_an_entry_is_decided_on_once(qian, sun):
    entry = receive(qian, 100)
    actions.approve_entries(sun, [entry], now=timezone.now())

    with pytest.raises(LedgerDecidedError):
        actions.reject_entry(sun, entry, note="示例", now=timezone.now(), on=DAY)


def test_what_is_sent_back_leaves_the_balances(qian, sun):
    entry = receive(qian, 100)

    actions.reject_entry(sun, entry, note="金额不对", now=timezone.now(), on=DAY)

    assert left_fen(entry.organization_id, "") == 0
    assert chain_breaks() == []


def test_an_entry_is_reversed_once(qian):
    entry = receive(qian, 100, WATER)
    back = actions.reverse_entry(qian, entry, reason="记重了", on=DAY)

    assert left_fen(entry.organization_id, WATER) == 0
    for one in (entry, back):
        with pytest.raises(LedgerReversedError):
            actions.reverse_entry(qian, one, reason="再来", on=DAY)


def test_income_that_was_spent_is_not_taken_back(qian):
    entry = receive(qian, 100, WATER)
    spend(qian, 60, WATER)

    with pytest.raises(LedgerFundShortError):
        actions.reverse_entry(qian, entry, reason="退款", on=DAY)


# The chain


@pytest.fixture
def booked(qian, sun):
    """Three entries, two approvals: every kind of row the books hold."""
    price = Price("饮用水", 2, 50, LedgerLine.PriceRule.MARKET, "示例", DAY)
    first = receive(qian, 500, WATER)
    goods = [Line(Account.GOODS, 100, "", price), Line(Account.INCOME_UNRESTRICTED, -100)]
    second = actions.book_entry(qian, booked_on=DAY, text="物资", lines=goods)
    actions.reverse_entry(qian, second, reason="示例", on=DAY)
    actions.approve_entries(sun, [first], now=timezone.now())
    actions.approve_entries(sun, [second], now=timezone.now())
    return first


def lift(table):
    """Take the promises of a table away, as somebody with the database's password can."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute(f"DROP TRIGGER {table}_no_update")
            cursor.execute(f"DROP TRIGGER {table}_no_delete")


OTHER = {
    "UUIDField": "00000000000000000000000000000001",
    "DateTimeField": "2001-01-01 00:00:00+00:00",
    "DateField": "2001-01-01",
    "BooleanField": True,
}


def other_value(row, field):
    kind = field.get_internal_type()
    held = getattr(row, field.attname)
    if kind in {"ForeignKey", "OneToOneField"}:
        return OTHER["UUIDField"]
    if kind in OTHER:
        return OTHER[kind] if held != OTHER[kind] else False
    if kind.startswith("Positive") or kind == "BigIntegerField":
        return (held or 0) + 100
    return "A" if held[:1] != "A" else "B"


COLUMNS = [
    (model, field.attname)
    for model in (LedgerEntry, LedgerLine, LedgerApproval)
    for field in model._meta.concrete_fields
]


@pytest.mark.parametrize(
    ("model", "column"), COLUMNS, ids=[f"{model.__name__}-{column}" for model, column in COLUMNS]
)
def test_any_changed_column_is_found(booked, model, column):
    row = model.objects.filter(price_source="示例").first() if model is LedgerLine else None
    row = row or model.objects.order_by("number").first()
    field = next(one for one in model._meta.concrete_fields if one.attname == column)
    lift(model._meta.db_table)
    saved = transaction.savepoint()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            cursor.execute(
                f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s",  # noqa: S608
                [other_value(row, field), row.pk.hex],
            )
        except IntegrityError:
            # The database itself holds the column: a foreign key, a check.
            transaction.savepoint_rollback(saved)
            return
        finally:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA ignore_check_constraints = OFF")

    found = chain_breaks()
    transaction.savepoint_rollback(saved)

    assert found


@pytest.mark.parametrize("model", [LedgerEntry, LedgerLine, LedgerApproval])
def test_any_removed_row_is_found(booked, model):
    for table in ("funding_ledgerentry", "funding_ledgerline", "funding_ledgerapproval"):
        lift(table)
    for row in model.objects.all():
        saved = transaction.savepoint()
        with connection.cursor() as cursor:
            if model is LedgerEntry:
                for table in ("funding_ledgerapproval", "funding_ledgerline"):
                    cursor.execute(f"DELETE FROM {table} WHERE entry_id = %s", [row.pk.hex])  # noqa: S608
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [row.pk.hex])  # noqa: S608
        assert chain_breaks()
        transaction.savepoint_rollback(saved)


def test_an_entry_put_in_below_the_house_is_found(booked, association):
    write_below(association, (Account.BANK, 1, ""), (Account.INCOME_UNRESTRICTED, -1, ""))

    assert chain_breaks()


def test_a_ledger_written_anew_contradicts_the_trail_and_a_trail_its_checkpoint(booked):
    kept = checkpoint(timezone.now())
    lift("trail_trailentry")
    anchor = TrailEntry.objects.filter(verb="ledger.book").first()

    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_trailentry SET hash = 'x' WHERE id = %s", [anchor.pk.hex])
        last = TrailEntry.objects.order_by("-sequence").first()
        cursor.execute("UPDATE trail_trailentry SET hash = 'y' WHERE id = %s", [last.pk.hex])

    assert compare(kept) is not None


def test_untouched_books_hold(booked):
    assert chain_breaks() == []
    assert ledger_breaks() == []


@pytest.mark.parametrize("text", ["", "捐赠“示例”", 'a"b\\c/d', "\x00\x1f\x7f\n\t\r\b\f", "𠮷😀\u2028é"])
def test_content_is_hashed_in_its_canonical_form(text):
    content = {"text": text, "amount_fen": -(2**53) + 1, "b": True, "a": None, "lines": [{"z": text, "y": 0}]}

    assert canonical(content) == rfc8785.dumps(content)


def test_books_from_before_the_chain_are_under_it_too(qian, association):
    old = LedgerEntry.objects.create(organization=association, number=1, booked_on=DAY, text="从前")
    LedgerLine.objects.create(organization=association, entry=old, account=Account.BANK, amount_fen=5)
    LedgerLine.objects.create(
        organization=association, entry=old, account=Account.INCOME_UNRESTRICTED, amount_fen=-5
    )
    receive(qian, 100)
    assert chain_breaks() == []
    lift("funding_ledgerentry")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE funding_ledgerentry SET text = 'x' WHERE id = %s", [old.pk.hex])

    assert chain_breaks()
