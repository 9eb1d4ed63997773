"""Files of the books that others read: none is handed out that its standard would not take."""

import pytest
from django.test import Client
from django.urls import reverse

from qiao.accounts.roles import Role
from tests.conftest import appoint

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def as_qian(association):
    client = Client()
    client.force_login(
        appoint("qian", association, Role.FINANCE), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.mark.parametrize("form", ["360giving", "iati"])
def test_a_file_without_a_record_is_refused_as_its_standard_does(as_qian, crisis, form):
    answer = as_qian.get(reverse("funding:export", args=[crisis.slug, form]), follow=True)

    assert "至少要有一条记录" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("funding:ledger", args=[crisis.slug])
