"""A token opens the feed of one platform and nothing else; only an address that may be called is fetched from."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qiao.exceptions import PlatformAddressError
from qiao.exchange import actions
from qiao.exchange.models import Passing
from tests.conftest import NOW
from tests.exchange.conftest import LATER
from tests.makers import make_need

FEED = reverse("exchange:feed")


@pytest.fixture(autouse=True)
def own_keys(first, settings):
    settings.QIAO_KEYS = first.keys


@pytest.fixture
def token(both, crisis, mask):
    first, _second = both
    with first.at_work():
        make_need(first.actor, crisis, item=mask)
        return actions.make_token(first.actor, first.platform, now=LATER)


def asked(token: str, after: object = 0):
    return Client().get(FEED, {"after": after}, headers={"Authorization": f"Bearer {token}"})


def test_a_token_opens_the_feed_until_it_is_changed_or_the_platform_ended(both, token):
    first, second = both
    given = asked(token)
    with second.at_work():
        taken = actions.take(
            second.actor, second.platform, given.content, now=timezone.now(), way="TAKEN_ADDRESS"
        )
    with first.at_work():
        last = Passing.objects.latest("at").until
    nothing_new = asked(token, last)
    strange = [
        Client().get(FEED).status_code,
        asked("qiaox_other").status_code,
        asked(token, "-1").status_code,
    ]
    with first.at_work():
        other = actions.make_token(first.actor, first.platform, now=LATER)
        changed = [asked(token).status_code, asked(other).status_code]
        actions.end_platform(first.actor, first.platform, reason="示例", at=NOW)

    assert taken.counts == {"NEW": 2}
    assert (given.status_code, given["Content-Type"]) == (200, "application/gzip")
    assert "no-store" in given["Cache-Control"]
    assert (nothing_new.status_code, nothing_new.content) == (204, b"")
    assert strange == [401, 401, 400]
    assert changed == [401, 200]
    assert asked(other).status_code == 401
    with first.at_work():
        assert [one.way for one in Passing.objects.all()] == ["GIVEN_ADDRESS", "GIVEN_ADDRESS"]


@pytest.mark.parametrize(
    "address",
    [
        "http://qiao.example.org",
        "https://other.example.org",
        "https://127.0.0.1",
        "https://user@qiao.example.org",
        "https://qiao.example.org?x=",
    ],
)
def test_an_address_that_may_not_be_called_is_refused_when_it_is_entered(both, settings, address):
    first, _second = both
    settings.QIAO_NOTICE_HOSTS = ["qiao.example.org"]

    with first.at_work(), pytest.raises(PlatformAddressError):
        actions.begin_asking(first.actor, first.platform, address=address, token="qiaox_x", now=LATER)
    first.platform.refresh_from_db()
    assert first.platform.is_asked is False


def test_a_platform_that_does_not_answer_is_noted_and_its_token_kept_sealed(both, settings):
    first, _second = both
    settings.QIAO_NOTICE_HOSTS = ["qiao.invalid"]
    with first.at_work():
        here = actions.begin_asking(
            first.actor, first.platform, address="https://qiao.invalid/", token="qiaox_secret", now=LATER
        )
        with pytest.raises(PlatformAddressError):
            actions.fetch(first.actor, here, now=LATER)
        here.refresh_from_db()

    assert (here.address, here.asked_error) == ("https://qiao.invalid", "unreachable")
    assert "secret" not in here.sealed_token
