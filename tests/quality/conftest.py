"""A delivery that was sent, the named persons, and a telephone without an account."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.quality import actions
from qiao.quality.actions import Told
from qiao.registry.queries import actor_for
from qiao.relief import actions as relief
from tests.conftest import appoint
from tests.makers import make_delivery


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def delivery(at_work, lin, crisis, mask):
    return make_delivery(lin, crisis, item=mask, quantity=40)


@pytest.fixture
def slip(delivery):
    """The code on the slip of the delivery."""
    return relief.receiving_code(delivery)


@pytest.fixture
def phone(db) -> Client:
    return Client()


@pytest.fixture
def mo_user(association):
    """莫, a supervisor, named for sensitive complaints."""
    return appoint("mo", association, Role.SUPERVISOR)


@pytest.fixture
def bai_user(association):
    """白, a liaison, named too."""
    return appoint("bai", association, Role.LIAISON)


@pytest.fixture
def mo(mo_user):
    return actor_for(mo_user)


@pytest.fixture
def bai(bai_user):
    return actor_for(bai_user)


@pytest.fixture
def named(at_work, lin, mo_user, bai_user):
    for user in (mo_user, bai_user):
        actions.name_focal_point(lin, user=user, at=timezone.now())


@pytest.fixture
def say(association, crisis):
    """Return a way to tell something as somebody without an account."""

    def tell(**facts):
        told = Told(**{"service": "OTHER"} | facts)
        return actions.tell_feedback(
            association.pk,
            crisis,
            told,
            submission=uuid.uuid4(),
            at=timezone.now(),
            client=str(uuid.uuid4()),
        )

    return tell
