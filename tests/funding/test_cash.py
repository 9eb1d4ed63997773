"""Cash and vouchers to persons: consent, three hands, a place in the ledger, and nobody who could be known."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.exceptions import (
    CashConsentError,
    CashOwnError,
    CashPersonError,
    CashReceiptError,
    CashStateError,
    LedgerFundShortError,
)
from qiao.funding import actions as books
from qiao.funding.actions import Line
from qiao.funding.cash import actions, queries
from qiao.funding.cash.actions import Help
from qiao.funding.checks import chain_breaks
from qiao.funding.models import CashAid, LedgerLine
from qiao.registry.models import Appointment
from qiao.registry.queries import actor_for
from tests.conftest import appoint

pytestmark = pytest.mark.usefixtures("at_work")

Account = LedgerLine.Account
DAY = date(2020, 2, 1)
MEALS = "用于临时生活费"
GIVEN = Help("CASH", "临时生活费", 30_000, 2, MEALS)


@pytest.fixture
def zhou(association):
    """周社工, who proposes."""
    return actor_for(appoint("zhou", association, Role.CASEWORKER))


@pytest.fixture
def qian_user(association):
    return appoint("qian", association, Role.FINANCE)


@pytest.fixture
def qian(qian_user):
    """钱会计, who pays out."""
    return actor_for(qian_user)


@pytest.fixture
def funded(qian):
    lines = [Line(Account.BANK, 1_000_000, MEALS), Line(Account.INCOME_RESTRICTED, -1_000_000, MEALS)]
    return books.book_entry(qian, booked_on=DAY, text="示例", lines=lines)


@pytest.fixture
def propose(zhou, crisis, funded):
    def proposed(code="A-001", given=GIVEN, by=zhou):
        return actions.propose_cash(by, crisis, given, person_code=code, consent="SIGNED", consent_on=DAY)

    return proposed


@pytest.fixture
def pay(lin, qian, propose):
    def paid(code="A-001", given=GIVEN):
        aid = actions.approve_cash(lin, propose(code, given), now=timezone.now())
        return actions.pay_cash(qian, aid, paid_on=DAY, receipt=f"收据{code}")

    return paid


def test_what_is_paid_out_stands_in_the_ledger_without_the_person(pay):
    aid = pay()

    lines = {(one.account, one.purpose): one.amount_fen for one in aid.entry.lines.all()}
    assert lines == {("EXPENSE", MEALS): 60_000, ("BANK", MEALS): -60_000}
    assert (aid.entry.text, aid.entry.reference) == ("发放现金：临时生活费", "收据A-001")
    assert "A-001" not in aid.entry.text
    assert not hasattr(aid.entry, "approval")
    assert chain_breaks() == []


def test_who_proposes_does_not_approve_and_who_approves_does_not_pay(lin, qian, propose):
    mine = propose(by=qian)
    with pytest.raises(CashOwnError):
        actions.approve_cash(qian, mine, now=timezone.now())
    with pytest.raises(CashStateError):
        actions.pay_cash(qian, propose("A-003"), paid_on=DAY, receipt="1")
    theirs = actions.approve_cash(qian, propose(), now=timezone.now())
    with pytest.raises(CashOwnError):
        actions.pay_cash(qian, theirs, paid_on=DAY, receipt="1")
    with pytest.raises(CashStateError):
        actions.refuse_cash(lin, theirs, reason="示例", now=timezone.now())


@pytest.mark.parametrize(
    "facts",
    [{"decided_by": "proposed_by"}, {"paid_by": "proposed_by"}, {"state": "PAID", "receipt": ""}],
    ids=["own approval", "own payment", "no receipt"],
)
def test_the_database_itself_keeps_the_hands_apart(pay, facts):
    aid = pay()
    changed = {
        name: getattr(aid, f"{value}_id") if value.endswith("_by") else value for name, value in facts.items()
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        CashAid.objects.filter(pk=aid.pk).update(
            **{f"{name}_id" if name.endswith("_by") else name: value for name, value in changed.items()}
        )


@pytest.mark.parametrize("code", ["张桂兰", "15400001234", "420000199001011234", "A 1", "=1+1"])
def test_a_person_is_a_code(propose, code):
    with pytest.raises(CashPersonError):
        propose(code)


def test_a_code_is_made_where_none_is_given(propose):
    codes = {propose("").person_code for _ in range(5)}

    assert len(codes) == 5
    assert all(actions.plain_code(code) == code for code in codes)


def test_nothing_without_consent_receipt_or_money(lin, qian, zhou, crisis, propose):
    with pytest.raises(CashConsentError):
        actions.propose_cash(
            zhou,
            crisis,
            GIVEN,
            person_code="",
            consent="SIGNED",
            consent_on=timezone.localdate() + timedelta(days=1),
        )
    aid = actions.approve_cash(lin, propose(), now=timezone.now())
    for day, receipt in ((DAY, " "), (DAY - timedelta(days=1), "1")):
        with pytest.raises(CashReceiptError):
            actions.pay_cash(qian, aid, paid_on=day, receipt=receipt)
    dear = actions.approve_cash(
        lin, propose(given=Help("CASH", "示例", 1_000_001, 1, MEALS)), now=timezone.now()
    )
    with pytest.raises(LedgerFundShortError):
        actions.pay_cash(qian, dear, paid_on=DAY, receipt="1")
    dear.refresh_from_db()
    assert dear.state == "APPROVED"


@pytest.mark.parametrize(
    ("what", "people", "is_shown"), [("燃油券", 4, False), ("燃油券", 5, True), ("丧亲家庭", 9, False)]
)
def test_sums_show_no_cell_of_few_persons(pay, crisis, what, people, is_shown):
    for number in range(people):
        pay(f"A-{number:03}", Help("VOUCHER", what, 100, 1, MEALS))

    told = queries.summary(crisis)

    assert (told.cells[0].fen, told.cells[0].persons) == (
        (people * 100, str(people)) if is_shown else (None, "")
    )
    assert (told.fen, told.is_whole) == (people * 100 if is_shown else 0, is_shown)


@pytest.mark.parametrize(
    ("fuel", "food", "is_whole"),
    [("ABC", "", False), ("ABC", "ABC", False), ("ABC", "DE", True)],
    ids=["one hidden cell", "the same few in two", "five in two"],
)
def test_a_sum_minus_what_is_shown_gives_no_hidden_cell(pay, crisis, fuel, food, is_whole):
    for what, people in (("示例甲", "12345"), ("燃油券", fuel), ("餐券", food)):
        for code in people:
            pay(f"P-{code}", Help("VOUCHER", what, 100, 1, MEALS))

    told = queries.summary(crisis)

    hidden = 100 * len(fuel + food)
    assert (told.is_whole, told.fen) == (is_whole, 500 + hidden if is_whole else 500)


def test_who_proposes_does_not_pay_and_two_people_are_enough(lin, qian, propose):
    mine = actions.approve_cash(lin, propose(by=qian), now=timezone.now())
    with pytest.raises(CashOwnError):
        actions.pay_cash(qian, mine, paid_on=DAY, receipt="1")

    Appointment.objects.exclude(user_id__in=[lin.user_id, qian.user_id]).delete()
    for number, (proposer, other) in enumerate(((lin, qian), (qian, lin)), start=2):
        theirs = actions.approve_cash(other, propose(f"A-00{number}", by=proposer), now=timezone.now())
        assert actions.pay_cash(other, theirs, paid_on=DAY, receipt=str(number)).state == "PAID"


def test_the_page_names_whose_turn_it_is_and_says_when_nobody_is(lin, qian, qian_user, propose, crisis):
    client = Client()
    client.force_login(qian_user, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("funding:cash_list", args=[crisis.slug])
    aid = propose(by=qian)
    names = queries.who_may(aid.organization_id, "cash.approve")

    assert f"可以批准的：{names[lin.user_id]}" in client.get(page).text
    actions.approve_cash(lin, aid, now=timezone.now())
    assert f"可以发放的：{names[lin.user_id]}" in client.get(page).text
    Appointment.objects.exclude(user_id=qian.user_id).delete()
    assert "没有别人可以发放" in client.get(page).text


@pytest.mark.django_db(transaction=True)
def test_payments_of_the_old_rule_stay_when_the_new_one_comes(pay, monkeypatch):
    """Rows whose proposer paid, from before the rule: marked, kept, and no example for others."""
    old, new = pay(), pay("A-002")
    rule = next(one for one in CashAid._meta.constraints if one.name == "cash_not_paid_by_proposer")
    with monkeypatch.context() as without, connection.schema_editor() as editor:
        rest = [one for one in CashAid._meta.constraints if one is not rule]
        without.setattr(CashAid._meta, "constraints", rest)
        editor.remove_constraint(CashAid, rule)
    CashAid.objects.filter(pk=old.pk).update(paid_by=old.proposed_by)

    marking = import_module("qiao.funding.migrations.0020_old_payments_are_marked")
    marking.mark(apps, None)
    with connection.schema_editor() as editor:
        editor.add_constraint(CashAid, rule)

    assert list(CashAid.objects.filter(is_paid_by_proposer=True)) == [old]
    with pytest.raises(IntegrityError), transaction.atomic():
        CashAid.objects.filter(pk=new.pk).update(paid_by=new.proposed_by)


def test_the_page_is_walked_by_three_people(pay, lin, crisis, qian_user, association, funded):
    clients = {}
    for name, user in (("zhou", appoint("mo", association, Role.CASEWORKER)), ("qian", qian_user)):
        clients[name] = Client()
        clients[name].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    facts = {
        "person_code": "B-7", "kind": "VOUCHER", "what": "燃油券", "amount": "50.00", "count": "2", "purpose": MEALS,
        "account": "BANK", "consent": "SPOKEN", "consent_on": DAY.isoformat(),
    }  # fmt: skip
    page, new = (reverse(f"funding:{name}", args=[crisis.slug]) for name in ("cash_list", "cash_new"))

    wrong = clients["zhou"].post(
        new, {f"cash-{name}": value for name, value in (facts | {"person_code": "张三"}).items()}
    )
    assert wrong.status_code == 422
    clients["zhou"].post(new, {f"cash-{name}": value for name, value in facts.items()})
    aid = CashAid.objects.get()
    act = reverse("funding:cash_act", args=[crisis.slug, aid.pk])
    assert clients["zhou"].post(act, {"act": "approve"}).status_code == 403
    actions.approve_cash(lin, aid, now=timezone.now())
    clients["qian"].post(act, {"act": "pay", "receipt": "示例1", "paid_on": DAY.isoformat()})

    aid.refresh_from_db()
    assert (aid.state, aid.total_fen) == ("PAID", 10_000)
    assert "B-7" in clients["qian"].get(page).text
    out = (
        clients["qian"]
        .get(reverse("funding:cash_export", args=[crisis.slug, "csv"]))
        .content.decode("utf-8-sig")
    )
    assert "燃油券" in out
    assert "B-7" not in out
    assert "100" not in out
