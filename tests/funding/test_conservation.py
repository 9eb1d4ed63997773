"""Whatever is received, spent, redirected, taken back and approved, in whatever order: no fen is lost or misspent."""

import threading
from datetime import date

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone
from django_scopes import scope
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from qiao.accounts.roles import Role
from qiao.exceptions import LedgerDecidedError, LedgerFundShortError, LedgerReversedError
from qiao.funding import actions
from qiao.funding.actions import Line
from qiao.funding.booking import ASSETS, left_fen
from qiao.funding.checks import chain_breaks, ledger_breaks
from qiao.funding.models import LedgerEntry, LedgerLine
from qiao.registry.queries import actor_for
from tests.conftest import appoint

DAY = date(2020, 2, 1)
Account = LedgerLine.Account
PURPOSES = ("", "饮用水", "燃油")
AMOUNTS = st.integers(min_value=1, max_value=500)
PURPOSE = st.sampled_from(PURPOSES)


@pytest.fixture
def qian(at_work, association):
    return actor_for(appoint("qian", association, Role.FINANCE))


@pytest.fixture
def sun(at_work, association):
    return actor_for(appoint("sun", association, Role.FINANCE))


def receive(actor, amount, purpose):
    income = Account.INCOME_RESTRICTED if purpose else Account.INCOME_UNRESTRICTED
    lines = [Line(Account.BANK, amount, purpose), Line(income, -amount, purpose)]
    return actions.book_entry(actor, booked_on=DAY, text="收到", lines=lines)


def spend(actor, amount, purpose):
    lines = [Line(Account.BANK, -amount, purpose), Line(Account.EXPENSE, amount, purpose)]
    return actions.book_entry(actor, booked_on=DAY, text="支出", lines=lines)


class Books(RuleBasedStateMachine):
    """The books of one association, and the same kept as a schoolchild would."""

    qian = sun = None

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.left = dict.fromkeys(PURPOSES, 0)
        self.entries: list[tuple[LedgerEntry, str, int]] = []
        self.taken: set[int] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @rule(amount=AMOUNTS, purpose=PURPOSE)
    def receive(self, amount: int, purpose: str) -> None:
        self.entries.append((receive(self.qian, amount, purpose), purpose, amount))
        self.left[purpose] += amount

    @rule(amount=AMOUNTS, purpose=PURPOSE)
    def spend(self, amount: int, purpose: str) -> None:
        if amount > self.left[purpose]:
            with pytest.raises(LedgerFundShortError):
                spend(self.qian, amount, purpose)
            return
        self.entries.append((spend(self.qian, amount, purpose), purpose, -amount))
        self.left[purpose] -= amount

    @rule(amount=AMOUNTS)
    def redirect(self, amount: int) -> None:
        lines = [
            Line(Account.INCOME_RESTRICTED, amount, "燃油"),
            Line(Account.BANK, -amount, "燃油"),
            Line(Account.BANK, amount, "饮用水"),
            Line(Account.INCOME_RESTRICTED, -amount, "饮用水"),
        ]
        if amount > self.left["燃油"]:
            with pytest.raises(LedgerFundShortError):
                actions.book_entry(self.qian, booked_on=DAY, text="改", lines=lines, consent="示例1号")
            return
        actions.book_entry(self.qian, booked_on=DAY, text="改", lines=lines, consent="示例1号")
        self.left["燃油"] -= amount
        self.left["饮用水"] += amount

    @rule(serial=st.integers(min_value=0, max_value=30))
    def take_back(self, serial: int) -> None:
        if serial >= len(self.entries):
            return
        entry, purpose, amount = self.entries[serial]
        if serial in self.taken:
            with pytest.raises(LedgerReversedError):
                actions.reverse_entry(self.qian, entry, reason="x", on=DAY)
        elif self.left[purpose] < amount:
            with pytest.raises(LedgerFundShortError):
                actions.reverse_entry(self.qian, entry, reason="x", on=DAY)
        else:
            actions.reverse_entry(self.qian, entry, reason="x", on=DAY)
            self.taken.add(serial)
            self.left[purpose] -= amount

    @rule(serial=st.integers(min_value=0, max_value=30))
    def approve(self, serial: int) -> None:
        if serial < len(self.entries):
            try:
                actions.approve_entries(self.sun, [self.entries[serial][0]], now=timezone.now())
            except LedgerDecidedError:
                assert LedgerEntry.objects.get(pk=self.entries[serial][0].pk).approval is not None

    @invariant()
    def nothing_is_lost_and_nothing_misspent(self) -> None:
        held = {one: left_fen(self.qian.acts_for, one, ASSETS) for one in PURPOSES}
        assert held == self.left
        assert sum(LedgerLine.objects.values_list("amount_fen", flat=True)) == 0
        assert min(held.values()) >= 0

    @invariant()
    def the_books_hold(self) -> None:
        connection.check_constraints()
        assert ledger_breaks() == []
        assert chain_breaks() == []


@pytest.mark.usefixtures("at_work")
def test_no_fen_is_lost_or_misspent_whatever_happens(qian, sun):
    machine = type("BooksOfTheTest", (Books,), {"qian": qian, "sun": sun})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


@pytest.mark.django_db(transaction=True)
def test_24_threads_on_one_purpose_never_spend_more_than_there_is(association, qian):
    receive(qian, 100, "饮用水")
    booked, refused, broken = [], [], []

    def take():
        try:
            with scope(organization=association.pk):
                booked.append(spend(qian, 9, "饮用水"))
        except LedgerFundShortError:
            refused.append(1)
        except Exception as error:  # noqa: BLE001 - told below
            broken.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _thread in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert broken == []
    assert (len(booked), len(refused)) == (11, 13)
    assert sorted(LedgerEntry.objects.values_list("number", flat=True)) == list(range(1, 13))
    assert chain_breaks() == []
    connection.close()
