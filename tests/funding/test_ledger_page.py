"""The page of the ledger: which entries it shows, and where one comes back to."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.funding import actions
from qiao.funding.actions import Line
from qiao.funding.models import LedgerLine
from qiao.registry.queries import actor_for
from tests.conftest import appoint

pytestmark = pytest.mark.usefixtures("at_work")

Account = LedgerLine.Account


@pytest.fixture
def qian_user(association):
    return appoint("qian", association, Role.FINANCE)


@pytest.fixture
def qian(qian_user):
    return actor_for(qian_user)


@pytest.fixture
def as_qian(qian_user):
    client = Client()
    client.force_login(qian_user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({}, [4, 3, 2, 1]),
        ({"state": "waiting"}, [4, 2, 1]),
        ({"state": "approved"}, [3]),
        ({"state": "host"}, []),
        ({"purpose": "饮用"}, [3, 2]),
        ({"purpose": "非限定"}, [4, 1]),
        ({"since": "2020-02-02"}, [4, 3]),
        ({"until": "2020-02-01"}, [2, 1]),
        ({"since": "2020-02-02", "purpose": "饮用"}, [3]),
        ({"since": "昨天"}, [4, 3, 2, 1]),
    ],
    ids=str,
)
def test_the_ledger_is_filtered(as_qian, qian, crisis, association, asked, numbers):
    for day, purpose in ((1, ""), (1, "饮用水"), (2, "饮用水"), (2, "")):
        income = Account.INCOME_RESTRICTED if purpose else Account.INCOME_UNRESTRICTED
        entry = actions.book_entry(
            qian,
            booked_on=date(2020, 2, day),
            text="示例",
            lines=[Line(Account.BANK, 100, purpose), Line(income, -100, purpose)],
        )
        if entry.number == 3:
            sun = actor_for(appoint("sun", association, Role.FINANCE))
            actions.approve_entries(sun, [entry], now=timezone.now())

    page = as_qian.get(reverse("funding:ledger", args=[crisis.slug]), asked)

    assert [row["entry"].number for row in page.context["rows"]] == numbers
    assert ("没有这样的分录" in page.text) == (not numbers)


def test_deciding_comes_back_to_what_was_filtered(as_qian, crisis):
    decide = reverse("funding:entries_decide", args=[crisis.slug])

    answer = as_qian.post(f"{decide}?state=waiting&page=2", {"act": "approve"})

    assert answer["Location"].endswith("/funding/ledger/?state=waiting&page=2#books")
