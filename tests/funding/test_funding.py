"""Money: lawful routes, legal clocks, a ledger that balances in the database, and the income structure."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from qiao.accounts.roles import Role
from qiao.engines.eligibility import RouteCode, Standing, routes
from qiao.exceptions import LedgerUnbalancedError, RightMissingError
from qiao.funding import actions, queries
from qiao.funding.actions import Line
from qiao.funding.checks import ledger_breaks
from qiao.funding.law import queries as law
from qiao.funding.models import Campaign, Donation, Grant, LedgerEntry, LedgerLine
from qiao.registry.models import Agreement, Organization, Qualification
from qiao.registry.queries import actor_for
from qiao.trail.models import TrailEntry
from tests.conftest import appoint

pytestmark = pytest.mark.usefixtures("at_work")

DAY = date(2020, 2, 1)
Account = LedgerLine.Account


@pytest.fixture
def qian_user(association):
    """钱, who keeps the books."""
    return appoint("qian", association, Role.FINANCE)


@pytest.fixture
def qian(qian_user):
    return actor_for(qian_user)


@pytest.fixture
def as_qian(qian_user):
    client = Client()
    client.force_login(qian_user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def page(crisis):
    return reverse("funding:funding", args=[crisis.slug])


def gift(qian, amount=10_000, account=Account.INCOME_UNRESTRICTED):
    purpose = "饮用水" if account == Account.INCOME_RESTRICTED else ""
    lines = [Line(Account.BANK, amount, purpose), Line(account, -amount, purpose)]
    return actions.book_entry(qian, booked_on=DAY, text="收到捐赠", lines=lines)


def entry_data(*lines, **changes):
    data = {
        "entry-booked_on": "2020-02-01",
        "entry-text": "收到捐赠",
        "entry-purpose": "",
        "entry-corrects": "",
        "line-TOTAL_FORMS": "4",
        "line-INITIAL_FORMS": "0",
    }
    for number in range(4):
        account, debit, credit = lines[number] if number < len(lines) else ("", "", "")
        data |= {
            f"line-{number}-account": account,
            f"line-{number}-debit": debit,
            f"line-{number}-credit": credit,
        }
    return data | changes


# Who may


@pytest.mark.parametrize(
    ("who", "status"),
    [("as_lin", 200), ("as_qian", 200), ("as_chen", 403), ("as_zhao", 200), ("client", 302)],
)
def test_the_page_opens_to_those_with_the_right(request, page, who, status):
    assert request.getfixturevalue(who).get(page).status_code == status


@pytest.mark.parametrize("who", ["as_lin", "as_chen", "as_zhao"])
def test_only_finance_keeps_the_books(request, crisis, who):
    answer = request.getfixturevalue(who).post(reverse("funding:entry_new", args=[crisis.slug]), entry_data())

    assert answer.status_code == 403


def test_another_organisation_sees_nothing_of_the_books(as_zhao, qian, page):
    gift(qian)

    text = as_zhao.get(page).content.decode()

    assert "收到捐赠" not in text
    assert "还没有记账" in text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_speaks_both_languages(as_qian, page, language):
    assert as_qian.get(page, headers={"accept-language": language}).status_code == 200


# The ledger


@pytest.mark.parametrize("amounts", [(5, -4), (5,), (5, 5), ()])
def test_an_entry_that_does_not_balance_is_refused(qian, amounts):
    lines = [Line(Account.BANK, amount) for amount in amounts]

    with pytest.raises(LedgerUnbalancedError):
        actions.book_entry(qian, booked_on=DAY, text="示例", lines=lines)

    assert not LedgerEntry.objects.exists()


def write_lines(organization, entry, *amounts):
    """Write lines past the action, and come to the end of the transaction."""
    with transaction.atomic():
        for amount in amounts:
            LedgerLine.objects.create(
                organization=organization, entry=entry, account=Account.BANK, amount_fen=amount
            )
        connection.check_constraints()


@pytest.mark.parametrize("amounts", [(5, -4), (5,), (5, -5, 1)])
def test_the_database_refuses_an_entry_that_does_not_balance(association, amounts):
    entry = LedgerEntry.objects.create(organization=association, number=1, booked_on=DAY, text="示例")

    with pytest.raises(IntegrityError):
        write_lines(association, entry, *amounts)


def test_the_database_refuses_to_unbalance_an_old_entry(qian, association):
    entry = gift(qian)

    with pytest.raises(IntegrityError):
        write_lines(association, entry, 1)


def test_the_database_lets_a_balanced_entry_pass(qian):
    gift(qian)

    connection.check_constraints()
    assert ledger_breaks() == []


def test_a_booked_line_is_never_changed(qian):
    entry = gift(qian)

    with pytest.raises(IntegrityError), transaction.atomic():
        entry.lines.update(amount_fen=1)


def test_verify_reports_an_entry_without_lines(association):
    LedgerEntry.objects.create(organization=association, number=7, booked_on=DAY, text="示例")

    assert ledger_breaks() == ["示例县义工联合会第 7 号分录没有明细"]


def test_entries_are_numbered_within_the_organisation(qian):
    assert [gift(qian).number, gift(qian).number] == [1, 2]


def test_a_booking_is_in_the_trail_with_figures_only(qian):
    gift(qian)

    entry = TrailEntry.objects.get(verb="ledger.book")
    booked = LedgerEntry.objects.get()
    assert entry.details == {
        "number": 1,
        "lines": 2,
        "amount_fen": 10_000,
        "corrects": None,
        "ledger_number": 1,
        "ledger_hash": booked.hash,
    }


def test_yuan_are_booked_as_fen(as_qian, crisis):
    as_qian.post(
        reverse("funding:entry_new", args=[crisis.slug]),
        entry_data(("BANK", "12.34", ""), ("INCOME_RESTRICTED", "", "12.34"), **{"entry-purpose": "饮用水"}),
    )

    assert sorted(LedgerLine.objects.values_list("amount_fen", flat=True)) == [-1234, 1234]


def test_an_unbalanced_form_says_by_how_much(as_qian, crisis):
    answer = as_qian.post(
        reverse("funding:entry_new", args=[crisis.slug]),
        entry_data(("BANK", "12.34", ""), ("EXPENSE", "", "12.30")),
    )

    assert answer.status_code == 422
    assert "相差 4 分" in answer.content.decode()


@pytest.mark.parametrize(
    "lines",
    [
        [("BANK", "1", "1")],
        [("BANK", "", "")],
        [("", "1", "")],
        [("BANK", "1", "")],
        [("BANK", "-1", ""), ("EXPENSE", "", "-1")],
        [("GOLD", "1", ""), ("EXPENSE", "", "1")],
    ],
)
def test_a_line_that_cannot_be_is_refused(as_qian, crisis, lines):
    answer = as_qian.post(reverse("funding:entry_new", args=[crisis.slug]), entry_data(*lines))

    assert answer.status_code == 422
    assert not LedgerEntry.objects.exists()


def test_a_correction_names_the_entry_it_corrects(as_qian, qian, crisis):
    gift(qian)
    lines = (("INCOME_UNRESTRICTED", "100", ""), ("BANK", "", "100"))

    as_qian.post(
        reverse("funding:entry_new", args=[crisis.slug]), entry_data(*lines, **{"entry-corrects": "1"})
    )

    assert LedgerEntry.objects.get(number=2).corrects.number == 1


def test_restricted_and_unrestricted_income_stand_apart(qian):
    gift(qian, 300, Account.INCOME_RESTRICTED)
    gift(qian, 100)

    found = queries.books()

    assert (found.restricted_fen, found.unrestricted_fen, found.unrestricted_share) == (300, 100, 0.25)
    assert found.is_balanced


def test_an_empty_ledger_has_no_share(at_work):
    assert queries.books().unrestricted_share is None


# Lawful routes


def standing(organization, crisis, on, code):
    found = routes(law.applicant(organization, crisis, on), on)
    return next(one for one in found if one.code is code).standing


def certify(organization, kind, since, until=None):
    return Qualification.objects.create(
        organization=organization, kind=kind, valid_from=since, valid_to=until, source="示例数据"
    )


def test_an_association_that_is_no_charity_may_not_raise_in_public(association, crisis):
    assert standing(association, crisis, DAY, RouteCode.PUBLIC_CAMPAIGN) is Standing.CLOSED


def test_a_valid_certificate_opens_the_public_route(association, crisis):
    certify(association, Qualification.Kind.CHARITY, date(2017, 1, 1))
    certify(association, Qualification.Kind.PUBLIC_FUNDRAISING, date(2019, 1, 1), date(2020, 12, 31))

    assert standing(association, crisis, DAY, RouteCode.PUBLIC_CAMPAIGN) is Standing.OPEN
    assert standing(association, crisis, date(2021, 1, 1), RouteCode.PUBLIC_CAMPAIGN) is Standing.MAY_APPLY


def test_the_law_of_the_day_decides_how_long_a_charity_waits(association, crisis):
    certify(association, Qualification.Kind.CHARITY, date(2019, 1, 10))

    assert standing(association, crisis, DAY, RouteCode.PUBLIC_CAMPAIGN) is Standing.NOT_YET
    assert standing(association, crisis, date(2024, 10, 1), RouteCode.PUBLIC_CAMPAIGN) is Standing.MAY_APPLY


def test_a_co_launch_asks_for_host_and_agreement(association, crisis, qian):
    host = Organization.objects.create(name="示例基金会", kind="FOUNDATION", is_sample=True)
    certify(host, Qualification.Kind.PUBLIC_FUNDRAISING, date(2018, 1, 1))
    actions.open_campaign(qian, crisis, title="示例", route="CO_LAUNCH", host=host, began_on=DAY)
    before = standing(association, crisis, DAY, RouteCode.CO_LAUNCH)

    Agreement.objects.create(first=host, second=association, subject="联合公募", signed_on=date(2020, 1, 31))

    assert before is Standing.PAPERS_MISSING
    assert standing(association, crisis, DAY, RouteCode.CO_LAUNCH) is Standing.OPEN


def test_the_page_cites_articles_and_is_no_lawyer(as_lin, page):
    text = as_lin.get(page).content.decode()

    assert "《慈善法》（2016年）第二十二条" in text
    assert "不是法律意见" in text
    assert "慈善组织登记或认定" in text


def test_another_day_is_answered_by_the_law_of_that_day(as_lin, page):
    text = as_lin.get(page, {"on": "2024-10-01"}).content.decode()

    assert "《慈善法》（2023年修正）第二十二条" in text


def test_a_day_before_the_law_is_not_answered(as_lin, page):
    assert "更早的日子不能回答" in as_lin.get(page, {"on": "2010-01-01"}).content.decode()


def test_a_charity_without_its_date_is_pointed_out(as_lin, association, page):
    association.is_charity = True
    association.save()

    assert "没有“慈善组织认定”的起始日期" in as_lin.get(page).content.decode()


# Campaigns and clocks


def test_a_co_launch_without_a_host_is_refused(as_qian, crisis):
    answer = as_qian.post(
        reverse("funding:campaign_new", args=[crisis.slug]),
        {"campaign-title": "示例", "campaign-route": "CO_LAUNCH", "campaign-began_on": "2020-02-01"},
    )

    assert answer.status_code == 422
    assert not Campaign.objects.exists()


def test_a_volunteer_opens_no_campaign(chen, crisis):
    with pytest.raises(RightMissingError):
        actions.open_campaign(chen, crisis, title="示例", route="PUBLIC", began_on=DAY)


def test_clocks_run_from_the_first_day_of_a_campaign(qian, crisis):
    campaign = actions.open_campaign(
        qian, crisis, title="示例", route="PUBLIC", began_on=date(2026, 7, 21), filed_on=date(2026, 7, 25)
    )

    due = [(one.rule.code, one.due_on.isoformat()) for one in law.clock_of(campaign, date(2026, 7, 27))]

    assert sorted(due[:3]) == [("D1", "2026-07-26"), ("D1", "2026-07-31"), ("F3", "2026-07-31")]


def test_a_directed_appeal_has_no_public_clock(qian, crisis):
    campaign = actions.open_campaign(qian, crisis, title="示例", route="DIRECTED", began_on=DAY)

    assert law.clock_of(campaign, DAY) == []


# Income


def test_income_is_unknown_without_records(at_work):
    assert queries.income() is None


def test_income_counts_twelve_months_up_to_the_last_record(association, as_lin, page):
    give = {"organization": association, "stream": "GIFTS_PERSONS"}
    Donation.objects.create(**give, amount_fen=999, received_on=date(2018, 1, 1))
    Donation.objects.create(**give, amount_fen=300, received_on=date(2020, 1, 1), purpose="口罩")
    Grant.objects.create(
        organization=association,
        funder="示例基金会",
        title="示例",
        stream="FOUNDATION_GRANTS",
        awarded_fen=100,
        awarded_on=DAY,
    )
    Donation.objects.create(organization=association, amount_fen=100, received_on=DAY)

    found = queries.income()

    assert found.structure.income_fen == 500
    assert found.structure.unrestricted_share == pytest.approx(0.2)
    assert (found.unsorted_fen, found.structure.by_stream.n) == (100, 3)
    assert "若失去“捐赠（个人）”" in as_lin.get(page).content.decode()
