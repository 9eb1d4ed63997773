"""Money, goods and time beside each other: the worked example of METHODS.md 2, never added up."""

import shutil
import subprocess
from datetime import date

import pytest
from django.utils import timezone

from qiao.casebook.means import means
from qiao.funding.models import Campaign, Donation, LedgerLine
from qiao.registry.models import Membership, Person
from qiao.volunteering import actions
from qiao.volunteering.models import Activity, HourRecord

pytestmark = pytest.mark.usefixtures("at_work")
DAY = date(2020, 2, 3)
A_DAY = 24 * 60
SERVED = {"CARRYING": 1200, "DUTY": 3000, "SOCIAL_WORK": 160, "MEDICAL": 40}
"""Hours of the worked example, by skill."""


@pytest.fixture
def served(association, crisis, lin, yingshan):
    """The hours of the example, verified, and a hundred that nobody has verified."""
    crisis.is_sample = True
    crisis.save(update_fields=("is_sample",))
    person = Person.objects.create(name="示例志愿者甲", is_sample=True)
    Membership.objects.create(organization=association, person=person)
    activity = actions.record_activity(
        lin, crisis, kind=Activity.Kind.COMMUNITY_DUTY, title="值守", place=yingshan
    )
    told = [(skill, hours * 60, True) for skill, hours in SERVED.items()] + [("DUTY", 6000, False)]
    HourRecord.objects.bulk_create(
        HourRecord(
            organization=association,
            activity=activity,
            person=person,
            served_on=DAY,
            minutes=min(A_DAY, minutes - begun),
            skill=skill,
            is_verified=is_verified,
            verified_at=timezone.now() if is_verified else None,
        )
        for skill, minutes, is_verified in told
        for begun in range(0, minutes, A_DAY)
    )
    return crisis


@pytest.fixture
def given(association, served):
    campaign = Campaign.objects.create(
        organization=association, crisis=served, title="示例", route=Campaign.Route.DIRECTED, began_on=DAY
    )
    Donation.objects.create(organization=association, campaign=campaign, amount_fen=123_400, received_on=DAY)
    return served


def test_the_page_gives_the_worked_example_beside_the_money(given, as_lin):
    page = as_lin.get(f"/e/{given.slug}/means/").content.decode()

    for figure in ("4,400", "79,200", "100,400", "182,908", "1,234"):
        assert figure in page


def test_nothing_is_added_across_the_columns_or_booked(given, as_lin):
    page = as_lin.get(f"/e/{given.slug}/means/").content.decode()

    for amount in (79_200, 100_400, 182_908):
        assert f"{amount + 1_234:,}" not in page
    assert not LedgerLine.objects.exists()


def test_shares_method_source_and_date_stand_with_the_figures(given):
    held = means(given).valuation

    assert round(held.unverified_share, 4) == round(100 / 4500, 4)
    assert held.fallback_share == 0
    assert (held.wages.source, held.wages.valid_from) == (
        "示例数据：演算用的时薪，不是任何地方公布的标准",
        date(2020, 1, 1),
    )


def test_a_crisis_without_records_says_so_and_not_nought(crisis, as_lin):
    page = as_lin.get(f"/e/{crisis.slug}/means/").content.decode()

    assert "没有记录不等于没有收到" in page
    assert "¥0" not in page


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not on this machine")
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "核实的时间"), ("en", "Hours verified")])
def test_the_paper_says_the_same_in_both_languages(given, as_lin, language, words):
    as_lin.cookies["language"] = language

    paper = as_lin.get(f"/e/{given.slug}/means/pdf/")

    asked = ["pdftotext", "-raw", "-", "-"]
    text = subprocess.run(asked, input=paper.content, capture_output=True, check=True).stdout.decode()
    assert "100,400.00" in text
    assert words in text


def test_volunteers_do_not_see_sums_of_money(as_chen, crisis):
    assert as_chen.get(f"/e/{crisis.slug}/means/").status_code == 403
