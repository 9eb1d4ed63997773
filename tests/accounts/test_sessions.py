"""A session ends, is confirmed again before what matters, and begins with a second factor where that is compulsory."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.utils import timezone

from qiao.accounts.rights import rights
from qiao.accounts.roles import Role
from qiao.accounts.sessions import NEEDS_SECOND, asked_again
from qiao.registry.models import Appointment
from tests.conftest import appoint
from tests.test_doors import STAFF, client_of

IN = "/registry/organizations/"


def later(**given: int):
    return time_machine.travel(timezone.now() + timedelta(**given), tick=False)


def is_in(client) -> bool:
    return client.get(IN).status_code == 200


def test_half_an_hour_without_a_deed_ends_a_session(as_lin):
    assert is_in(as_lin)
    with later(minutes=31):
        assert not is_in(as_lin)


def test_whoever_works_on_stays_until_twelve_hours_are_over(as_lin):
    stayed = []
    for minutes in range(0, 13 * 60, 25):
        with later(minutes=minutes):
            stayed.append(is_in(as_lin))

    assert stayed == [True] * 29 + [False] * 3  # 25 × 28 minutes are less than twelve hours, 25 × 29 more


def test_a_page_that_asks_by_itself_keeps_no_session_alive(as_lin):
    for minutes in (10, 20, 29):
        with later(minutes=minutes):
            assert as_lin.get(IN, headers={"HX-Request": "true"}).status_code == 200

    with later(minutes=31):
        assert not is_in(as_lin)


def test_before_what_leaves_the_house_somebody_is_asked_again(as_lin):
    assert as_lin.get("/exports/").status_code == 200
    with later(minutes=20):
        assert is_in(as_lin)

    with later(minutes=35):
        asked = as_lin.get("/exports/")
        sent = as_lin.post("/exports/", {}, headers={"Referer": "http://testserver/exports/?a=1"})
        outside = as_lin.post("/exports/", {}, headers={"Referer": "https://evil.example/"})
        fragment = as_lin.post("/exports/", {}, headers={"HX-Request": "true"})

        assert asked["Location"] == "/accounts/reauthenticate/?next=%2Fexports%2F"
        assert sent["Location"] == "/accounts/reauthenticate/?next=%2Fexports%2F%3Fa%3D1"
        assert outside["Location"] == "/accounts/reauthenticate/?next=%2F"
        assert (fragment.status_code, fragment["HX-Redirect"][:24]) == (204, "/accounts/reauthenticate")

        back = as_lin.post(asked["Location"], {"password": "correct horse battery"})
        assert back["Location"] == "/exports/"
        assert as_lin.get("/exports/").status_code == 200


def test_whoever_may_not_is_told_so_and_not_asked_again(as_chen):
    with later(minutes=2):
        as_chen.get(IN)
    with later(minutes=31):
        assert as_chen.get("/exports/").status_code == 403


def test_only_verbs_of_the_table_are_asked_again():
    assert asked_again() <= set(rights())


@pytest.mark.parametrize("role", STAFF)
def test_where_it_is_compulsory_those_with_much_to_do_set_up_a_second_factor_first(
    settings, association, role
):
    settings.QIAO_SECOND_FACTOR = True
    user = appoint("one", association, role)
    client = client_of(user)

    before = client.get(IN)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})

    assert (before.get("Location") == "/accounts/2fa/") == (role in NEEDS_SECOND)
    assert client.get(IN).status_code == 200


def test_the_page_of_the_second_factor_stays_open_to_whoever_lacks_one(settings, as_lin):
    settings.QIAO_SECOND_FACTOR = True

    assert as_lin.get("/accounts/2fa/").status_code == 200


def test_an_appointment_taken_away_ends_what_it_opened_at_once(as_lin, lin_user):
    assert as_lin.get("/exports/").status_code == 200

    Appointment.objects.filter(user=lin_user).update(until=timezone.localdate() - timedelta(days=1))

    assert as_lin.get("/exports/").status_code == 403


def test_a_changed_password_ends_every_other_session(as_lin, lin_user):
    lin_user.set_password("another horse battery")
    lin_user.save()

    assert not is_in(as_lin)


def test_a_deactivated_account_is_out_at_once(as_lin, lin_user):
    lin_user.is_active = False
    lin_user.save()

    assert not is_in(as_lin)


def test_what_somebody_signed_in_sees_is_stored_by_nobody_else(as_lin):
    for address in (IN, "/accounts/password/change/", "/accounts/2fa/"):
        assert "no-store" in as_lin.get(address)["Cache-Control"], address


def test_roles_that_need_a_second_factor_are_those_of_the_matrix():
    assert {Role.ADMIN, Role.FINANCE, Role.COORDINATOR, Role.SUPERVISOR, Role.CASEWORKER} < NEEDS_SECOND
