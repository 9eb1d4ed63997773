"""Plans and hosts of campaigns, appeals to members, grants from application to report, and files handed out."""

import csv
import io
import json
from datetime import date
from xml.etree import ElementTree as ET

import beancount.loader
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.exceptions import (
    AppealMembersError,
    CampaignPapersError,
    GrantInstalmentError,
    GrantOverError,
    GrantStateError,
    PlanOwnConfirmError,
)
from qiao.funding import actions, campaigning, exporting, granting, queries
from qiao.funding.actions import Line, Price
from qiao.funding.disclosing import figures
from qiao.funding.granting import Cost
from qiao.funding.hosts.rules import money_account
from qiao.funding.models import HostAsk, LedgerLine
from qiao.registry.models import Agreement, Appointment, Membership, Organization, Person, Qualification
from qiao.registry.queries import actor_for
from tests.conftest import appoint

pytestmark = pytest.mark.usefixtures("at_work")

DAY = date(2020, 2, 1)
Account = LedgerLine.Account
PLAN = {
    "aim": "示例",
    "beneficiaries": "示例",
    "area": "示例县",
    "responsible": "秘书长",
    "methods": "网络",
    "account": "示例义工联合会 尾号 0000",
    "use": "饮用水",
    "cost_fen": 0,
    "leftover": "转同类项目",
    "query_way": "示例",
}


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
def as_qian(qian_user):
    client = Client()
    client.force_login(qian_user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def host():
    return Organization.objects.create(name="示例基金会", kind="FOUNDATION", is_sample=True)


def certify(host):
    Qualification.objects.create(
        organization=host, kind=Qualification.Kind.PUBLIC_FUNDRAISING, valid_from=DAY, source="示例数据"
    )


def move(qian, sun, amount, *, on=DAY, campaign=None, purpose="", text="示例", account=None):
    """Book and approve money in, or out where an account of spending is named."""
    income = Account.INCOME_RESTRICTED if purpose else Account.INCOME_UNRESTRICTED
    held = money_account(campaign)
    lines = (
        [Line(account, amount, purpose), Line(held, -amount, purpose)]
        if account
        else [Line(held, amount, purpose), Line(income, -amount, purpose)]
    )
    entry = actions.book_entry(qian, booked_on=on, text=text, lines=lines, campaign=campaign)
    actions.approve_entries(sun, [entry], now=timezone.now())
    return entry


# Campaigns


@pytest.fixture
def co_launch(qian, crisis, host):
    return actions.open_campaign(qian, crisis, title="示例", route="CO_LAUNCH", host=host, began_on=DAY)


def test_a_co_launch_without_assessment_and_agreement_is_not_confirmed(qian, sun, co_launch):
    plan = campaigning.write_plan(qian, co_launch, **PLAN, certificate="示例1")

    with pytest.raises(CampaignPapersError) as refused:
        campaigning.confirm_plan(sun, plan, now=timezone.now())

    assert "评估" in str(refused.value)
    assert "书面协议" in str(refused.value)
    assert "公开募捐资格" in str(refused.value)


def test_a_whole_plan_is_confirmed_by_another_person(qian, sun, co_launch, host, association):
    certify(host)
    agreement = Agreement.objects.create(first=host, second=association, subject="联合公募", signed_on=DAY)
    papers = {"certificate": "示例1", "assessed_on": DAY, "assessment": "合格", "agreement": agreement}
    plan = campaigning.write_plan(qian, co_launch, **PLAN, **papers)

    with pytest.raises(PlanOwnConfirmError):
        campaigning.confirm_plan(qian, plan, now=timezone.now())
    assert campaigning.confirm_plan(sun, plan, now=timezone.now()).confirmed_at

    again = campaigning.write_plan(qian, co_launch, **PLAN, **papers)
    assert again.confirmed_at is None


def test_an_agreement_with_somebody_else_does_not_do(qian, co_launch, host, association):
    other = Organization.objects.create(name="别的基金会", kind="FOUNDATION", is_sample=True)
    agreement = Agreement.objects.create(first=other, second=association, subject="示例", signed_on=DAY)

    plan = campaigning.write_plan(qian, co_launch, **PLAN, agreement=agreement)

    assert "书面协议（第二十六条）" in campaigning.missing_of(plan)


def test_figures_count_approved_entries_and_reconcile_to_the_fen(qian, sun, crisis):
    campaign = actions.open_campaign(qian, crisis, title="示例", route="DIRECTED", began_on=DAY)
    move(qian, sun, 10_001, campaign=campaign, purpose="饮用水")
    move(qian, sun, 4_000, campaign=campaign, purpose="饮用水", account=Account.EXPENSE)
    move(qian, sun, 99, campaign=campaign)
    price = Price("水", 10, 30, "MARKET", "示例", DAY)
    goods = [Line(Account.GOODS, 300, "", price), Line(Account.INCOME_UNRESTRICTED, -300)]
    entry = actions.book_entry(qian, booked_on=DAY, text="物资", lines=goods, campaign=campaign)
    actions.approve_entries(sun, [entry], now=timezone.now())
    lines = [Line(Account.BANK, 5), Line(Account.INCOME_UNRESTRICTED, -5)]
    actions.book_entry(qian, booked_on=DAY, text="未审核", lines=lines, campaign=campaign)

    found = figures(campaign, DAY)

    assert (found.cash_fen, found.goods_fen, found.spent_fen, found.left_fen) == (10_100, 300, 4_000, 6_400)
    assert found.reconciles
    assert (found.entries, found.waiting) == (4, 1)
    assert [(one.purpose, one.left_fen) for one in found.purposes] == [("饮用水", 6_001), ("", 399)]
    assert figures(campaign, date(2020, 1, 31)).received_fen == 0


def test_progress_tells_the_days_to_half(qian, sun, crisis):
    campaign = actions.open_campaign(qian, crisis, title="示例", route="DIRECTED", began_on=DAY)
    campaigning.write_plan(qian, campaign, **PLAN, target_fen=1000)
    move(qian, sun, 300, campaign=campaign, on=date(2020, 2, 2))
    move(qian, sun, 200, campaign=campaign, on=date(2020, 2, 4))

    found = campaigning.progress_of(campaign)

    assert (found.raised_fen, found.share, found.days_to_half) == (500, 0.5, 3)
    move(qian, sun, 900, campaign=campaign, on=date(2020, 1, 2))
    assert campaigning.progress_of(campaign).days_to_half == 0


def test_appeals_are_seen_by_members_alone(qian, crisis, association, as_chen, chen_user, as_zhao, client):
    actions.open_campaign(qian, crisis, title="暗号倡议", route="DIRECTED", began_on=DAY)
    page = reverse("funding:appeals", args=[crisis.slug])
    person = Person.objects.create(name="示例会员", user=chen_user)

    assert "暗号倡议" not in as_chen.get(page).content.decode()
    Membership.objects.create(organization=association, person=person)
    assert "暗号倡议" in as_chen.get(page).content.decode()
    assert "暗号倡议" not in as_zhao.get(page).content.decode()
    assert client.get(page).status_code == 302


@pytest.mark.parametrize(
    ("audience", "sees"),
    [("ALL", {"chen", "zhao"}), ("PERSONS", {"chen"}), ("ENTERPRISES", {"zhao"})],
)
def test_an_appeal_to_one_kind_of_member_is_seen_by_that_kind(
    qian, crisis, association, as_chen, chen_user, audience, sees
):
    """陈 is a member himself; 赵 volunteers here and works for an enterprise that is a member."""
    works = Organization.objects.create(name="示例企业", kind="COMPANY", is_sample=True)
    zhao = appoint("zhao_of_works", association, Role.VOLUNTEER)
    Appointment.objects.create(user=zhao, organization=works, role=Role.COORDINATOR)
    Membership.objects.create(
        organization=association, person=Person.objects.create(name="示例会员", user=chen_user)
    )
    Membership.objects.create(organization=association, enterprise=works)
    actions.open_campaign(qian, crisis, title="暗号倡议", route="DIRECTED", began_on=DAY, audience=audience)
    as_zhao = Client()
    as_zhao.force_login(zhao, backend="django.contrib.auth.backends.ModelBackend")
    session = as_zhao.session
    session["organization"] = str(association.pk)
    session.save()
    page = reverse("funding:appeals", args=[crisis.slug])

    seen = {
        name for name, client in (("chen", as_chen), ("zhao", as_zhao)) if "暗号倡议" in client.get(page).text
    }

    assert seen == sees


def test_an_appeal_to_a_kind_nobody_is_of_is_not_filed(qian, as_qian, crisis, association, other_association):
    Membership.objects.create(organization=association, enterprise=other_association)
    facts = {"title": "示例", "route": "DIRECTED", "began_on": DAY, "filed_on": DAY}

    with pytest.raises(AppealMembersError) as refused:
        actions.open_campaign(qian, crisis, audience="PERSONS", **facts)

    assert "个人会员" in str(refused.value)
    assert actions.open_campaign(qian, crisis, audience="ENTERPRISES", **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.open_campaign(qian, crisis, audience="PERSONS", **facts | {"route": "PUBLIC"})
    posted = {
        "campaign-title": "示例", "campaign-route": "PUBLIC", "campaign-began_on": "2020-02-01",
        "campaign-audience": "PERSONS",
    }  # fmt: skip
    assert as_qian.post(reverse("funding:campaign_new", args=[crisis.slug]), posted).status_code == 422


def test_a_directed_appeal_is_filed_only_where_there_are_members(
    qian, sun, crisis, association, other_association
):
    facts = {"title": "示例", "route": "DIRECTED", "began_on": DAY}
    with pytest.raises(AppealMembersError):
        actions.open_campaign(qian, crisis, filed_on=DAY, **facts)
    plan = campaigning.write_plan(qian, actions.open_campaign(qian, crisis, **facts), **PLAN)
    with pytest.raises(AppealMembersError):
        campaigning.confirm_plan(sun, plan, now=timezone.now())

    Membership.objects.create(organization=association, enterprise=other_association, until=DAY)

    assert campaigning.confirm_plan(sun, plan, now=timezone.now()).confirmed_at
    assert actions.open_campaign(qian, crisis, filed_on=DAY, **facts)


def test_a_host_that_declines_stays_on_record(as_qian, crisis, host):
    as_qian.post(
        reverse("funding:host_ask", args=[crisis.slug]),
        {
            "host-host": host.name,
            "host-asked_on": "2020-02-01",
            "host-answer": "REFUSED",
            "host-reason": "忙",
        },
    )

    ask = HostAsk.objects.get()
    assert (ask.answer, ask.reason) == ("REFUSED", "忙")
    assert "忙" in as_qian.get(reverse("funding:campaigns", args=[crisis.slug])).content.decode()


# Grants


@pytest.fixture
def grant(qian, crisis):
    cost = Cost(20_000, "上年决算")
    facts = {"funder": "示例基金会", "title": "哀伤辅导", "amount_fen": 12_000_000, "applied_on": DAY}
    return granting.apply_grant(qian, crisis, **facts, cost=cost)


def test_a_smaller_award_tells_how_many_are_not_served(qian, grant):
    awarded = granting.award_grant(qian, grant, amount_fen=5_000_000, on=DAY)

    found = granting.unmet_of(awarded)

    assert (found.gap_fen, found.people) == (7_000_000, 350)


def test_a_refusal_keeps_its_reason_and_counts(qian, grant):
    refused = granting.refuse_grant(qian, grant, reason="名额已满", on=DAY)

    assert granting.unmet_of(refused).people == 600
    assert granting.success() == (0, 1)
    with pytest.raises(GrantStateError):
        granting.award_grant(qian, grant, amount_fen=1, on=DAY)


def test_an_instalment_is_booked_once_and_restricted(qian, sun, grant):
    awarded = granting.award_grant(qian, grant, amount_fen=5_000_000, on=DAY)
    instalment = granting.plan_instalment(qian, awarded, due_on=DAY, amount_fen=3_000_000)
    with pytest.raises(GrantOverError):
        granting.plan_instalment(qian, awarded, due_on=DAY, amount_fen=2_000_001)

    entry = granting.receive_instalment(qian, instalment, on=DAY)
    with pytest.raises(GrantInstalmentError):
        granting.receive_instalment(qian, instalment, on=DAY)

    assert granting.grant_figures(awarded, DAY).received_fen == 0
    actions.approve_entries(sun, [entry], now=timezone.now())
    assert granting.grant_figures(awarded, DAY).received_fen == 3_000_000


def test_budget_stands_beside_actual_and_a_report_is_frozen(qian, sun, grant):
    awarded = granting.award_grant(qian, grant, amount_fen=5_000_000, on=DAY)
    granting.add_budget_line(qian, awarded, title="培训", amount_fen=100_000)
    move(qian, sun, 500_000, purpose=awarded.purpose)
    move(qian, sun, 60_000, purpose=awarded.purpose, account=Account.EXPENSE, text="培训 第一期")
    move(qian, sun, 5_000, purpose=awarded.purpose, account=Account.ADMIN_EXPENSE, text="打印")

    lines = [(one.title, one.budget_fen, one.actual_fen) for one in granting.budget_of(awarded)]
    report = granting.report_grant(qian, awarded, until=DAY, text="示例")
    move(qian, sun, 1_000, purpose=awarded.purpose, account=Account.EXPENSE, text="培训 第二期")

    assert lines == [("培训", 100_000, 60_000), ("其他", 0, 5_000)]
    report.refresh_from_db()
    assert (report.received_fen, report.spent_fen, report.left_fen) == (500_000, 65_000, 435_000)


def test_the_pages_of_a_grant_lead_from_application_to_report(as_qian, crisis, qian):
    new = {
        "grant-funder": "示例基金会",
        "grant-title": "示例",
        "grant-amount": "100",
        "grant-applied_on": "2020-02-01",
    }
    page = as_qian.post(reverse("funding:grant_new", args=[crisis.slug]), new)["Location"]
    for act, facts in (
        ("decide", {"amount": "80", "on": "2020-02-02"}),
        ("budget", {"title": "水", "amount": "80"}),
        ("instalment", {"due_on": "2020-02-03", "amount": "80"}),
        ("report", {"until": "2020-02-04", "text": "示例报告"}),
    ):
        posted = {"act": act} | {f"{act}-{name}": value for name, value in facts.items()}
        assert as_qian.post(page + "act/", posted).status_code == 302
    text = as_qian.get(page).content.decode()
    assert "示例报告" in text
    assert "缺口" in as_qian.get(reverse("funding:grant_list", args=[crisis.slug])).content.decode()
    assert as_qian.post(page + "act/", {"act": "budget", "budget-title": ""}).status_code == 422


def test_the_page_of_a_campaign_takes_its_plan(as_qian, qian, crisis):
    campaign = actions.open_campaign(qian, crisis, title="示例", route="PUBLIC", began_on=DAY)
    page = reverse("funding:campaign", args=[crisis.slug, campaign.pk])
    assert "还缺" in as_qian.get(page).content.decode()

    as_qian.post(page + "plan/", {"plan-aim": "示例目的", "plan-target": "10"})

    campaign.refresh_from_db()
    assert campaign.plan.target_fen == 1000
    assert "示例目的" in as_qian.get(page).content.decode()


# Files


@pytest.fixture
def kept(qian, sun, crisis, host):
    campaign = actions.open_campaign(qian, crisis, title="示例", route="CO_LAUNCH", host=host, began_on=DAY)
    move(qian, sun, 10_001, campaign=campaign, purpose='饮用水 "甲"', text='收到 "示例" 15400000001')
    move(qian, sun, 4_000, campaign=campaign, purpose='饮用水 "甲"', account=Account.EXPENSE)
    grant = granting.apply_grant(qian, crisis, funder="示例", title="示例", amount_fen=100, applied_on=DAY)
    granting.award_grant(qian, grant, amount_fen=50, on=DAY)
    return campaign


def handed(client, crisis, form):
    return client.get(reverse("funding:export", args=[crisis.slug, form]))


def test_beancount_text_balances_by_its_own_reader(as_qian, crisis, kept):
    entries, errors, _options = beancount.loader.load_string(
        handed(as_qian, crisis, "beancount").content.decode()
    )

    assert errors == []
    assert sum(type(one).__name__ == "Transaction" for one in entries) == 2


def test_beancount_text_says_what_stands_in_the_books(as_qian, crisis, kept):
    text = handed(as_qian, crisis, "beancount").content.decode()

    assert "2020-02-01 open Assets:HostHeld:P0001 CNY" in text
    assert "  Assets:HostHeld:P0001  100.01 CNY" in text
    assert '  host: "received"' in text
    assert '  host: "paid"' in text
    assert "  Income:Restricted:P0001  -100.01 CNY" in text
    assert "15400000001" not in text


def test_a_table_of_the_books_is_masked(as_qian, crisis, kept):
    rows = list(csv.reader(io.StringIO(handed(as_qian, crisis, "csv").content.decode("utf-8-sig"))))

    assert len(rows) == 5
    assert "15400000001" not in str(rows)
    assert handed(as_qian, crisis, "xlsx").content[:2] == b"PK"


def test_360giving_has_what_the_standard_asks(as_qian, crisis, kept):
    granted, passed_on = json.loads(handed(as_qian, crisis, "360giving").content)["grants"]

    asked = {
        "id",
        "title",
        "description",
        "currency",
        "amountAwarded",
        "awardDate",
        "recipientOrganization",
        "fundingOrganization",
    }
    assert (granted["amountAwarded"], passed_on["amountAwarded"]) == (0.5, 40.0)
    assert passed_on["fundingOrganization"][0]["name"] == "示例基金会"
    assert asked <= set(granted) & set(passed_on)


def test_iati_has_its_elements_in_the_order_of_the_standard(as_qian, crisis, kept):
    root = ET.fromstring(handed(as_qian, crisis, "iati").content)  # noqa: S314 - our own file

    activity = root[0]
    assert root.get("version") == "2.03"
    assert [one.tag for one in activity] == [
        "iati-identifier",
        "reporting-org",
        "title",
        "description",
        "participating-org",
        "participating-org",
        "activity-status",
        "activity-date",
        "recipient-country",
        "sector",
        "transaction",
        "transaction",
        "transaction",
    ]
    told = [
        (
            one.find("transaction-type").get("code"),
            one.findtext("value"),
            one.findtext("provider-org/narrative"),
        )
        for one in activity.findall("transaction")
    ]
    assert told == [("11", "100.01", "示例基金会"), ("1", "40.00", "示例基金会"), ("4", "40.00", None)]


def test_a_volunteer_is_handed_nothing(as_chen, crisis):
    assert handed(as_chen, crisis, "csv").status_code == 403


def test_an_identifier_is_the_organisations_code(association):
    association.uscc = "51420000MJ12345678"

    assert exporting.org_id(association) == "CN-USCI-51420000MJ12345678"
    assert queries.books().entries == 0
