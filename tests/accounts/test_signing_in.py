"""Guessing is made slow, wherever it comes from and at whichever account; who belongs here still comes in."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from qiao.accounts.models import Kept, SignIn
from qiao.accounts.roles import Role
from qiao.accounts.signing_in import MOST_BY_PASSWORD, MOST_ON_ACCOUNT, sweep
from tests.conftest import appoint

PASSWORD = "correct horse battery"
TOO_MANY = 429


@pytest.fixture(autouse=True)
def no_other_limit(settings):
    """Only what is tested here limits: allauth's and axes's own limits are by account and client together."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": None}
    settings.AXES_ENABLED = False


def sign_in(name: str, password: str = PASSWORD, client: str = "198.51.100.7", **headers: str):
    browser = Client(REMOTE_ADDR=client, headers=headers)
    return browser.post("/accounts/login/", {"login": name, "password": password})


def test_one_password_tried_at_many_accounts_stops_whoever_sprays(association):
    appoint("lin", association, Role.ADMIN)

    statuses = [
        sign_in(f"user{number}", "Summer2026!", client=f"198.51.100.{number}").status_code
        for number in range(MOST_BY_PASSWORD + 2)
    ]

    assert statuses.index(TOO_MANY) == MOST_BY_PASSWORD
    assert sign_in("lin").status_code == 302


def test_one_account_tried_from_everywhere_is_closed_to_strangers_not_to_its_owner(association):
    appoint("lin", association, Role.ADMIN)
    at_home = "203.0.113.5"
    assert sign_in("lin", client=at_home).status_code == 302

    for number in range(MOST_ON_ACCOUNT):
        sign_in("LIN", f"guess {number}", client=f"198.51.100.{number}")

    assert sign_in("lin", client="198.51.100.200").status_code == TOO_MANY
    assert sign_in("lin", client=at_home).status_code == 302


def test_a_header_anybody_can_write_changes_nothing(association):
    for number in range(MOST_ON_ACCOUNT + 1):
        told = {"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}"}
        answer = sign_in("lin", f"guess {number}", **told)

    assert answer.status_code == TOO_MANY
    assert SignIn.objects.values("client_mark").distinct().count() == 1


def test_it_is_open_again_after_an_hour_and_forgotten_after_a_day(association):
    appoint("lin", association, Role.ADMIN)
    for number in range(MOST_ON_ACCOUNT + 1):
        sign_in("lin", f"guess {number}")

    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert sign_in("lin").status_code == 302

    assert sweep(timezone.now() + timedelta(days=2)) == MOST_ON_ACCOUNT + 1
    assert sweep(timezone.now() + timedelta(days=31)) == 1


def test_nothing_of_names_addresses_or_right_passwords_is_kept(association):
    appoint("lin", association, Role.ADMIN)
    sign_in("lin")

    (kept,) = SignIn.objects.values_list("account_mark", "password_mark", "client_mark", "has_succeeded")

    assert (kept[1], kept[3]) == ("", True)
    assert not {"lin", PASSWORD, "198.51.100.7"} & set(kept)


def test_a_used_code_is_known_to_every_process(db):
    assert cache.add("allauth.mfa.totp.used?user=1&code=2", "y", timeout=30)

    assert not cache.add("allauth.mfa.totp.used?user=1&code=2", "y", timeout=30)
    assert Kept.objects.count() == 1


def test_a_refusal_does_not_tell_whether_there_is_such_an_account(association):
    appoint("lin", association, Role.ADMIN)
    told = [sign_in(name, "wrong") for name in ("lin", "nobody")]

    known, unknown = (re.findall(r'role="alert">([^<]+)<', one.content.decode()) for one in told)
    assert [one.status_code for one in told] == [200, 200]
    assert known == unknown != []
