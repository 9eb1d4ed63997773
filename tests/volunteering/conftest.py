"""A second coordinator, members, an activity and its shifts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.registry.models import Membership, Person
from qiao.registry.queries import actor_for
from qiao.volunteering import actions
from qiao.volunteering.actions import ShiftPlan
from qiao.volunteering.models import Activity
from tests.conftest import appoint


@pytest.fixture
def wu(association):
    """吴, a second coordinator."""
    return actor_for(appoint("wu", association, Role.COORDINATOR))


@pytest.fixture
def member(association):
    person = Person.objects.create(name="示例志愿者甲", is_sample=True)
    Membership.objects.create(organization=association, person=person)
    return person


@pytest.fixture
def chen_person(chen_user):
    return Person.objects.create(name="陈", user=chen_user, is_sample=True)


@pytest.fixture
def activity(lin, crisis, yingshan):
    return actions.record_activity(
        lin, crisis, kind=Activity.Kind.TRANSPORT, title="转运口罩", place=yingshan, persons_served=40
    )


@pytest.fixture
def begins():
    """In an hour, on the minute."""
    return timezone.now().replace(second=0, microsecond=0) + timedelta(hours=1)


@pytest.fixture
def make_shift(lin, activity, begins):
    """Return a maker of shifts: hours after the first one begins, how long."""

    def make(after=0, hours=3, **facts):
        start = begins + timedelta(hours=after)
        plan = ShiftPlan(starts_at=start, ends_at=start + timedelta(hours=hours), **facts)
        return actions.open_shift(lin, activity, plan)

    return make


@pytest.fixture
def shift(make_shift):
    return make_shift(slots=1)
