"""The people of two care teams, and one file of the first."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.care import actions
from qiao.care.models import CareFile
from qiao.registry.queries import actor_for
from tests.conftest import appoint

IDENTITY = "示例数据：丧偶妇女郝某，15400000077"
NOTES = "示例数据：夜里反复梦见丈夫，想去墓前看看"
REASON = "示例数据：社工报告有自伤风险，需要复核处置是否及时得当"


def signed_in(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def set_up_second_factor(user):
    """Give a user an authenticator with recovery codes, as the account page does."""
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)


def code_of(user):
    """Return a recovery code that was not used."""
    held = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return RecoveryCodes(held).get_unused_codes()[0]


@pytest.fixture
def zhou_user(association):
    """周, a social worker of the first team."""
    return appoint("zhou", association, Role.CASEWORKER)


@pytest.fixture
def he_user(association):
    """何, the supervisor of the first team."""
    user = appoint("he", association, Role.SUPERVISOR)
    set_up_second_factor(user)
    return user


@pytest.fixture
def sun_user(association):
    """孙, a social worker of the second team."""
    return appoint("sun", association, Role.CASEWORKER)


@pytest.fixture
def gao_user(association):
    """高, the supervisor of the second team."""
    return appoint("gao", association, Role.SUPERVISOR)


@pytest.fixture
def tao_user(other_association):
    """陶, a social worker of another organisation."""
    return appoint("tao", other_association, Role.CASEWORKER, Role.SUPERVISOR)


@pytest.fixture
def mei_user(other_association):
    """梅, the supervisor of the other organisation."""
    return appoint("mei", other_association, Role.SUPERVISOR)


@pytest.fixture
def tao(tao_user):
    return actor_for(tao_user)


@pytest.fixture
def zhou(zhou_user):
    return actor_for(zhou_user)


@pytest.fixture
def he(he_user):
    return actor_for(he_user)


@pytest.fixture
def sun(sun_user):
    return actor_for(sun_user)


@pytest.fixture
def as_zhou(zhou_user):
    return signed_in(zhou_user)


@pytest.fixture
def as_he(he_user):
    return signed_in(he_user)


@pytest.fixture
def as_sun(sun_user):
    return signed_in(sun_user)


@pytest.fixture
def as_gao(gao_user):
    return signed_in(gao_user)


@pytest.fixture
def as_tao(tao_user):
    return signed_in(tao_user)


@pytest.fixture
def file(zhou, he_user, crisis, at_work) -> CareFile:
    """A file of 周 under 何, with one session."""
    opened = actions.open_file(zhou, crisis, kind="GRIEF", identity=IDENTITY, supervisor=he_user)
    actions.add_session(zhou, opened, held_at=timezone.now() - timedelta(days=1), minutes=50, notes=NOTES)
    return opened
