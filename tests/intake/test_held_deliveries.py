"""What nobody could read is not kept for ever: told a week before, destroyed after ninety days, counted always."""

from datetime import timedelta

import pytest
from django_scopes import scopes_disabled

from qiao.exceptions import DeliveryGoneError
from qiao.intake.actions.hooks import HELD_FOR, TOLD_BEFORE, body_of
from qiao.intake.models import HookDelivery
from qiao.intake.upkeep import end_held_deliveries
from qiao.trail.models import Notice, TrailEntry
from tests.api.test_hooks import make, post

DAY = timedelta(days=1)


@pytest.fixture
def held(lin, crisis, at_work) -> HookDelivery:
    """A delivery that could not be read."""
    _hook, path, _ = make(lin, crisis, mapping={"text": "/t"})
    post(path, b"not json")
    return HookDelivery.objects.get()


def run(held, age):
    with scopes_disabled():
        return end_held_deliveries(held.received_at + age)


def test_before_its_time_nothing_happens_to_it(held):
    ended = run(held, HELD_FOR - TOLD_BEFORE - DAY)

    assert (ended, body_of(held), Notice.objects.count()) == (0, b"not json", 0)


def test_coordinators_are_told_a_week_before_and_only_once(held):
    for hours in range(3):
        run(held, HELD_FOR - TOLD_BEFORE + timedelta(hours=1 + hours))

    notices = Notice.objects.filter(kind="hook.held")
    assert notices.count() == 1
    assert notices.get().details["count"] == 1
    assert TrailEntry.objects.filter(verb="hook.end_held").count() == 1


def test_after_ninety_days_the_content_is_gone_and_the_figure_stays(held):
    ended = run(held, HELD_FOR + DAY)

    held.refresh_from_db()
    assert (ended, held.state, held.sealed, held.wrapped) == (1, "DISMISSED", None, None)
    assert (held.size, bool(held.reason)) == (8, True)
    with pytest.raises(DeliveryGoneError):
        body_of(held)


def test_what_was_read_meanwhile_is_not_touched(lin, crisis, at_work):
    _hook, path, _ = make(lin, crisis, mapping={"text": "/t"})
    post(path, {"t": "示例数据：急需口罩100只"})
    taken = HookDelivery.objects.get()

    assert run(taken, HELD_FOR + DAY) == 0
    assert bytes(body_of(taken)).startswith(b"{")
