"""Passkeys: made at one name, opened by that device alone, each change in the trail, the last one not removed."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from qiao.accounts.models import SignIn
from qiao.accounts.roles import Role
from qiao.trail.models import TrailEntry
from tests.accounts.soft_key import SoftKey
from tests.conftest import appoint

PASSWORD = "correct horse battery"
KEYS = "/accounts/2fa/webauthn/"
HERE = {"HTTP_HOST": "localhost"}


def options_of(answer) -> dict:
    held = re.search(r'id="passkey-options" type="application/json">(.+?)</script>', answer.content.decode())
    return next(iter(json.loads(held[1]).values()))


def confirmed(client: Client) -> Client:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def user(association):
    return appoint("lin", association, Role.COORDINATOR)


@pytest.fixture
def inside(user) -> Client:
    client = Client(**HERE)
    client.post("/accounts/login/", {"login": "lin", "password": PASSWORD})
    return confirmed(client)


def made(client: Client, key: SoftKey, *, name: str = "办公室电脑", alone: bool = True):
    asked = options_of(client.get(f"{KEYS}add/"))
    facts = {"name": name, "credential": key.created(asked, alone=alone)}
    return client.post(f"{KEYS}add/", facts | ({"passwordless": "on"} if alone else {}))


def entered(key: SoftKey, **lies) -> Client:
    client = Client(**HERE)
    asked = client.get(f"{KEYS}login/", headers={"Accept": "application/json"}).json()["request_options"]
    client.post(f"{KEYS}login/", {"credential": key.proved(asked, **lies)})
    return client


def is_in(client: Client) -> bool:
    return client.get("/registry/organizations/").status_code == 200


def trail(*verbs: str) -> list[tuple[str, dict]]:
    return list(TrailEntry.objects.filter(verb__in=verbs).order_by("sequence").values_list("verb", "details"))


def test_a_passkey_signs_in_without_a_password_and_the_trail_says_so(inside, user):
    key = SoftKey()

    answer = made(inside, key)
    client = entered(key)

    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    assert is_in(client)
    (added,) = trail("factor.add")
    assert added[1]["kind"] == "passkey"
    assert [told["by"] for _verb, told in trail("session.begin")] == ["password", "passkey"]
    assert set(TrailEntry.objects.filter(verb="session.begin").values_list("actor_id", flat=True)) == {
        user.pk
    }
    assert "办公室电脑" not in str(trail("factor.add"))


@pytest.mark.parametrize(
    ("lie", "verified"),
    [
        ({"origin": "https://evil.example"}, True),
        ({"name": "evil.example"}, True),
        ({"secret": SoftKey().secret}, True),
        ({}, False),
    ],
    ids=["another site", "another name", "another device", "nobody at the device"],
)
def test_what_was_proved_elsewhere_or_by_another_opens_nothing(inside, lie, verified):
    key = SoftKey()
    made(inside, key)
    for name, value in lie.items():
        setattr(key, name, value)

    assert not is_in(entered(key, is_verified=verified))


def test_a_proof_is_good_once(inside):
    key, client = SoftKey(), Client(**HERE)
    made(inside, key)
    asked = client.get(f"{KEYS}login/", headers={"Accept": "application/json"}).json()["request_options"]
    proof = {"credential": key.proved(asked)}

    client.post(f"{KEYS}login/", proof)
    client.post("/accounts/logout/")
    client.post(f"{KEYS}login/", proof)

    assert not is_in(client)


def test_after_the_password_the_key_of_another_account_opens_nothing(inside, association):
    key, other = SoftKey(), SoftKey()
    made(inside, key, alone=False)
    appoint("sun", association, Role.COORDINATOR)
    sun = Client(**HERE)
    sun.post("/accounts/login/", {"login": "sun", "password": PASSWORD})
    made(confirmed(sun), other)
    client = Client(**HERE)

    asked = client.post("/accounts/login/", {"login": "lin", "password": PASSWORD}, follow=True)
    refused = client.post("/accounts/2fa/authenticate/", {"credential": other.proved(options_of(asked))})
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"credential": key.proved(options_of(refused))})

    assert is_in(client)
    assert trail("session.begin")[-1][1]["by"] == "password+security_key"
    tried = SignIn.objects.order_by("at").last()
    assert (tried.has_succeeded, tried.password_mark) == (True, ""), "a right password is no guess"


def test_it_is_renamed_and_removed_by_its_owner_alone(inside, association):
    made(inside, SoftKey())
    held = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    appoint("sun", association, Role.COORDINATOR)
    sun = Client(**HERE)
    sun.post("/accounts/login/", {"login": "sun", "password": PASSWORD})
    confirmed(sun)

    assert sun.get(f"{KEYS}keys/{held.pk}/edit/").status_code == 404
    assert sun.post(f"{KEYS}keys/{held.pk}/remove/").status_code == 404
    inside.post(f"{KEYS}keys/{held.pk}/edit/", {"name": "我的手机"})
    assert "我的手机" in inside.get("/accounts/2fa/").content.decode()
    inside.post(f"{KEYS}keys/{held.pk}/remove/")

    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()
    assert [verb for verb, _told in trail("factor.rename", "factor.remove")] == [
        "factor.rename",
        "factor.remove",
    ]


@pytest.mark.parametrize(
    "address", [f"{KEYS}add/", "/accounts/2fa/totp/activate/", "/accounts/2fa/recovery-codes/generate/"]
)
def test_whoever_only_signed_in_is_asked_again_first(user, address):
    client = Client(**HERE)
    client.post("/accounts/login/", {"login": "lin", "password": PASSWORD})

    assert client.get(address)["Location"].startswith("/accounts/reauthenticate/")


def test_the_last_factor_of_who_must_have_one_stays(inside, settings):
    first, second = SoftKey(), SoftKey()
    made(inside, first)
    settings.QIAO_SECOND_FACTOR = True
    held = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)

    refused = inside.post(f"{KEYS}keys/{held.pk}/remove/")
    assert (refused.status_code, Authenticator.objects.filter(pk=held.pk).exists()) == (409, True)

    made(inside, second)
    inside.post(f"{KEYS}keys/{held.pk}/remove/")
    assert not Authenticator.objects.filter(pk=held.pk).exists()
    assert [verb for verb, _told in trail("factor.remove")] == ["factor.remove"]


@pytest.mark.parametrize(
    ("url", "host", "secure", "said"),
    [
        ("", "127.0.0.1:8000", False, 'href="http://localhost:8000"'),
        ("", "qiao.example.org", False, "没有加密"),
        ("https://qiao.example.org", "other.example.org", True, 'href="https://qiao.example.org"'),
        ("https://qiao.example.org", "qiao.example.org", True, "添加通行密钥</a>"),
        ("", "192.0.2.7", True, "请运维给网站一个域名"),
    ],
)
def test_the_page_says_where_passkeys_work(inside, settings, url, host, secure, said):
    settings.QIAO_URL, settings.ALLOWED_HOSTS = url, ["*", "localhost"]

    page = inside.get("/accounts/2fa/", HTTP_HOST=host, secure=secure).content.decode()

    assert said in page
    assert ("webauthn/add/" in page) == (said == "添加通行密钥</a>")
