"""Acts of one unit of work: their entries come last, in order, and go where the acts go."""

import contextlib
import threading
import uuid

import pytest
from django.db import connection, transaction
from django_scopes import scope

from qiao.intake.actions import close_need
from qiao.intake.models import Need
from qiao.trail.chain import append, together, verify
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.makers import make_need

SECONDS = 20


def verbs():
    return list(TrailEntry.objects.order_by("sequence").values_list("verb", flat=True))


def fail_within(unit, actor):
    """Do an act in a unit that fails after it."""
    with contextlib.suppress(ZeroDivisionError), unit():
        append(actor, "need.close")
        raise ZeroDivisionError


def test_entries_of_a_unit_stand_in_the_order_of_the_acts_and_only_at_its_end(lin):
    with together():
        append(lin, "need.open")
        append(lin, "need.close")
        before = verbs()

    assert (before, verbs()) == ([], ["need.open", "need.close"])
    assert not verify().breaks


def test_an_act_taken_back_within_a_unit_leaves_no_entry(lin):
    with together():
        append(lin, "need.open")
        fail_within(transaction.atomic, lin)
        append(lin, "need.amend")

    assert verbs() == ["need.open", "need.amend"]


def test_a_unit_within_a_unit_that_fails_takes_only_its_own_entries_back(lin):
    with together():
        append(lin, "need.open")
        fail_within(together, lin)

    assert verbs() == ["need.open"]


def test_a_unit_that_fails_leaves_nothing_to_the_next(lin):
    fail_within(together, lin)
    append(lin, "need.open")

    assert verbs() == ["need.open"]


@pytest.fixture
def two_needs(lin, crisis, mask, yingshan, association):
    with scope(organization=association.pk):
        return [make_need(lin, crisis, item=mask, place=yingshan).pk for _ in range(2)]


def closing(lin, association, pk):
    """Return what closes a need as another person sees it: read anew, in a connection of its own."""
    with scope(organization=association.pk):
        close_need(lin, Need.objects.get(pk=pk), state="CLOSED", closed_at=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.database("postgresql")  # SQLite has one writer at a time
def test_two_units_that_touch_one_row_never_wait_for_each_other(lin, association, two_needs):
    first, shared = two_needs
    halfway, holds = threading.Event(), threading.Event()
    errors: list[Exception] = []

    def both():
        with together():
            closing(lin, association, first)
            halfway.set()
            assert holds.wait(SECONDS)  # until the other is in its act on the row
            closing(lin, association, shared)

    def one():
        assert halfway.wait(SECONDS)
        with together():
            with scope(organization=association.pk):
                Need.objects.filter(pk=shared).update(specification="示例数据")
            holds.set()
            append(lin, "need.amend", details={"round": str(uuid.uuid4())})

    def run(deed):
        try:
            deed()
        except Exception as error:  # noqa: BLE001 - what was raised is what is looked at
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in (both, one)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * SECONDS)

    assert errors == []
    assert verbs()[-3:] == ["need.amend", "need.close", "need.close"]
    assert not verify().breaks
