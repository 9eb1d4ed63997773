"""A plan names a registered account: one of ours or the host's, standing, and not being changed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.funding import actions
from qiao.funding.campaigning import bank_of, missing_of, write_plan
from qiao.registry.contact_actions import Subject, Value, add_contact
from qiao.registry.models import ContactVersion, Organization
from qiao.registry.queries import actor_for
from tests.conftest import appoint

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def qian_user(association):
    return appoint("qian", association, Role.FINANCE)


@pytest.fixture
def campaign(qian_user, crisis):
    return actions.open_campaign(
        actor_for(qian_user), crisis, title="示例", route="DIRECTED", began_on=crisis.began_on
    )


@pytest.fixture
def account(lin):
    """Register an account of an organisation."""

    def registered(organization, state="STANDING"):
        subject = Subject("organization", organization.pk, organization.name, "/")
        value = Value("ACCOUNT", "6200000000000001", holder=organization.name)
        point = add_contact(lin, subject, value, label="示例", source="示例", now=timezone.now())
        ContactVersion.objects.filter(point=point).update(state=state)
        return point

    return registered


@pytest.mark.parametrize(
    ("state", "is_ours", "lacks"),
    [
        ("STANDING", True, ""),
        ("ASKED", True, "在用的收款账户"),
        ("PAST", True, "在用的收款账户"),
        ("STANDING", False, "本组织或合作方自己的收款账户"),
    ],
)
def test_only_a_standing_account_of_ours_will_do(
    qian_user, campaign, association, account, state, is_ours, lacks
):
    owner = association if is_ours else Organization.objects.create(name="别家（示例）", kind="COMPANY")
    plan = write_plan(actor_for(qian_user), campaign, bank=account(owner, state))

    assert [one for one in missing_of(plan) if "收款账户" in one] == ([lacks] if lacks else [])


def test_a_change_of_the_account_is_told_on_the_page(qian_user, campaign, association, account, crisis):
    point = account(association)
    plan = write_plan(actor_for(qian_user), campaign, bank=point)
    plan.confirmed_at = timezone.now() - timedelta(days=1)
    plan.save()
    first = point.versions.get()
    ContactVersion.objects.create(
        organization=association, point=point, number=2, wrapped=b"", sealed=b"", masked="62**", mark="x",
        source="示例", asked_at=timezone.now(), state="ASKED",
    )  # fmt: skip
    client = Client()
    client.force_login(qian_user, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get(reverse("funding:campaign", args=[crisis.slug, campaign.pk])).text

    assert "有人要求更改这个收款账户" in page
    assert first.masked in page
    assert "6200000000000001" not in page
    assert bank_of(plan)["is_newer"]
    assert any("变更还没有生效" in one for one in missing_of(plan))
