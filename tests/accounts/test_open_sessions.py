"""Somebody sees where they are signed in, and ends it elsewhere; nobody ends or sees another's."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from qiao.accounts.models import OpenSession
from qiao.accounts.open_sessions import device_of, sweep
from qiao.accounts.roles import Role
from qiao.trail.models import TrailEntry
from tests.conftest import appoint

PASSWORD = "correct horse battery"
PAGE = "/accounts/sessions/"
PHONE = "Mozilla/5.0 (Linux; Android 14; 2210) AppleWebKit/537.36 Chrome/132.0 Mobile Safari/537.36 MicroMessenger/8.0"
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/132.0 Safari/537.36 Edg/132.0"


def signed_in(name: str, agent: str = OFFICE) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post("/accounts/login/", {"login": name, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/registry/organizations/").status_code == 200


@pytest.fixture
def lin(association):
    return appoint("lin", association, Role.COORDINATOR)


def test_one_ends_what_one_forgot_elsewhere_and_stays_here(lin, association):
    appoint("sun", association, Role.COORDINATOR)
    office, phone, sun = signed_in("lin"), signed_in("lin", PHONE), signed_in("sun")

    page = office.get(PAGE).content.decode()
    assert ("Edge · Windows" in page, "微信 · Android" in page) == (True, True)
    away = OpenSession.objects.get(user=lin, device__startswith="微信")
    sun.post(PAGE, {"end": str(away.pk)})
    assert is_in(phone), "of another one ends nothing"
    office.post(PAGE, {"end": str(away.pk)})

    assert (is_in(office), is_in(phone), is_in(sun)) == (True, False, True)
    assert TrailEntry.objects.filter(verb="session.end", actor_id=lin.pk).count() == 1
    assert not TrailEntry.objects.filter(verb="session.end").exclude(actor_id=lin.pk).exists()


def test_all_others_end_at_once(lin):
    office, others = signed_in("lin"), [signed_in("lin", PHONE) for _ in range(2)]

    office.post(PAGE, {"end": "others"})

    assert (is_in(office), [is_in(one) for one in others]) == (True, [False, False])
    assert OpenSession.objects.filter(user=lin).count() == 1


def test_whoever_did_not_prove_it_lately_is_asked_first(lin):
    office = signed_in("lin")
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=False):
        assert is_in(office)
    with time_machine.travel(timezone.now() + timedelta(minutes=40), tick=False):
        assert office.post(PAGE, {"end": "others"})["Location"].startswith("/accounts/reauthenticate/")


def test_a_session_that_ended_by_itself_is_not_shown_and_forgotten(lin):
    signed_in("lin", PHONE)
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        assert "微信" not in signed_in("lin").get(PAGE).content.decode()

    assert sweep(timezone.now() + timedelta(days=2)) == 2


def test_a_new_password_leaves_this_one_session(lin):
    office, _phone = signed_in("lin"), signed_in("lin", PHONE)
    facts = {
        "oldpassword": PASSWORD,
        "password1": "another horse battery",
        "password2": "another horse battery",
    }
    office.post("/accounts/password/change/", facts)
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        assert is_in(office)
        page = office.get(PAGE).content.decode()

    assert ("就是这里" in page, "Edge · Windows" in page) == (True, True)


def test_devices_are_told_apart_and_no_more():
    assert [device_of(one) for one in (PHONE, OFFICE, "curl/8")] == ["微信 · Android", "Edge · Windows", "?"]
