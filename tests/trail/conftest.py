import uuid

import pytest

from qiao.trail.models import Channel
from qiao.trail.outbox_actions import add_channel
from tests.trail.servers import PostOffice, Taker, running


@pytest.fixture(autouse=True)
def at_once(settings):
    """Do jobs where they are handed over, without a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def taker(settings):
    """Another system on this machine, named by the operator as an inner host."""
    with running(Taker()) as server:
        settings.QIAO_NOTICE_INNER_HOSTS = [server.address]
        yield server


@pytest.fixture
def post_office(settings):
    """A mail server on this machine."""
    with running(PostOffice()) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
        yield server


@pytest.fixture
def connect(lin):
    """Return a maker of ways out of the association."""

    def make(means="WEBHOOK", actor=lin, **facts) -> Channel:
        address = facts.pop("address", {})
        facts = {
            "name": f"渠道{uuid.uuid4().hex[:4]}",
            "kinds": ["need.urgent", "need.due"],
            "quiet_from": 0,
            "quiet_until": 0,
        } | facts
        return add_channel(actor, Channel(means=means, **facts), address=address)

    return make


@pytest.fixture
def robot(taker, connect) -> Channel:
    """A webhook that takes what is sent to it."""
    return connect(address={"url": taker.url, "secret": "0123456789abcdef"})
