"""`./qiao tick` does what is due, for every organisation, and twice does no harm."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.intake.models import Alert, Need
from qiao.trail import upkeep
from tests.makers import make_need


def broken(_now):
    raise OSError


def tick() -> str:
    out = StringIO()
    call_command("tick", stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def two_old_needs(lin, zhao, crisis, mask):
    for actor in (lin, zhao):
        with scope(organization=actor.organization_id):
            make_need(actor, crisis, item=mask, at=timezone.now() - timedelta(days=300))


def test_needs_of_every_organisation_become_call_tasks(two_old_needs):
    tick()

    with scopes_disabled():
        assert set(Need.objects.values_list("state", flat=True)) == {"EXPIRED"}
        assert Alert.objects.values("organization").distinct().count() == 2


def test_a_second_tick_raises_no_second_task(two_old_needs):
    tick()
    tick()

    with scopes_disabled():
        assert Alert.objects.count() == 2


def test_one_chore_that_fails_does_not_keep_the_others_from_their_turn(two_old_needs, monkeypatch, caplog):
    monkeypatch.setitem(upkeep.CHORES, "AAA broken", f"{__name__}.broken")

    with pytest.raises(SystemExit):
        tick()
    with scopes_disabled():
        assert Alert.objects.count() == 2
