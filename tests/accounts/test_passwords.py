"""Passwords are judged by length and lists, never by composition; changing one, or a second factor, asks who it is."""

import contextlib
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

CHANGE = "/accounts/password/change/"


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("elevenchars", False),
        ("q1w2e3r4t5y6", False),
        ("lin123456789", False),
        ("twelve lower", True),
        ("七个隔离点缺两百箱饮用水", True),
        ("100 200 300 4", True),
        ("x y z " * 40, True),
    ],
)
def test_a_password_is_judged_by_length_and_lists_alone(lin_user, password, is_good):
    lin_user.username = "lin12345678"
    try:
        validate_password(password, lin_user)
    except ValidationError:
        assert not is_good
    else:
        assert is_good


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("示例县义工联合会示例县义工联合会", False),
        ("shilixianyigonglianhehui2026", False),
        ("ＱＩＡＯqiaoqiao桥桥123456", False),
        ("英山县英山县义工2026桥", False),
        ("yingshanxian2026!", False),
        ("义工们在西河边搬了四百袋沙", True),
        ("qiao correct horse battery", True),
    ],
)
def test_words_of_the_house_are_no_password(lin_user, association, password, is_good):
    refused = contextlib.nullcontext() if is_good else pytest.raises(ValidationError, match="密码不能")

    with refused:
        validate_password(password, lin_user)


def test_a_password_counts_to_its_last_sign():
    long = "a b " * 50

    hashed = make_password(long)

    assert check_password(long, hashed)
    assert not check_password(long[:-1], hashed)
    assert not check_password(long.upper(), hashed)


def test_changing_a_password_asks_for_the_old_one(as_lin, lin_user):
    new = {"password1": "another horse battery", "password2": "another horse battery"}

    as_lin.post(CHANGE, {"oldpassword": "wrong", **new})
    lin_user.refresh_from_db()
    assert lin_user.check_password("correct horse battery")

    as_lin.post(CHANGE, {"oldpassword": "correct horse battery", **new})
    lin_user.refresh_from_db()
    assert lin_user.check_password("another horse battery")


def test_the_field_hides_what_is_typed_and_lets_a_manager_fill_it(client, db):
    page = client.get("/accounts/login/").content.decode()

    assert 'type="password"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_the_second_factor_is_changed_only_after_a_proof(as_lin):
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        answer = as_lin.get("/accounts/2fa/totp/activate/")

    assert answer["Location"].startswith("/accounts/reauthenticate/")
