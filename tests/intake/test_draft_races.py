"""Pastes saved at the same moment: by two presses of a button, and by two people who paste the same chat."""

import threading
import uuid

import pytest
from django.db import connection
from django_scopes import scope, scopes_disabled

from qiao.exceptions import DraftNothingError
from qiao.intake.actions import make_draft, save_draft, undo_draft
from qiao.intake.models import Need, PasteDraft, Report
from tests.conftest import NOW
from tests.intake.test_draft_actions import pasted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def immediate(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def together(*deeds):
    """Do all at once, each in a thread and a connection of its own; return what each gave or raised."""
    ready, given = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(at, deed):
        ready.wait()
        try:
            given[at] = deed()
        except Exception as error:  # noqa: BLE001 - what was raised is what is looked at
            given[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return given


def in_scope(organization, deed):
    def act():
        with scope(organization=organization.pk):
            return deed()

    return act


@pytest.fixture
def make(association, crisis):
    def maker(actor):
        with scope(organization=association.pk):
            return make_draft(actor, pasted(), id=uuid.uuid4(), crisis=crisis, at=NOW).draft

    return maker


def counted(model):
    with scopes_disabled():
        return model.objects.count()


def test_two_presses_at_the_same_moment_save_once(lin, association, make):
    draft = make(lin)

    def press():
        with scopes_disabled():
            mine = PasteDraft.objects.get(pk=draft.pk)
        with scope(organization=association.pk):
            return save_draft(lin, mine, at=NOW)

    given = together(press, press)

    assert [type(one) for one in given] == [PasteDraft, PasteDraft]
    assert (counted(Report), counted(Need)) == (5, 2)


def test_two_people_who_save_the_same_chat_at_the_same_moment_save_it_once(lin, chen, association, make):
    ours, theirs = make(lin), make(chen)

    given = together(
        in_scope(association, lambda: save_draft(lin, ours, at=NOW)),
        in_scope(association, lambda: save_draft(chen, theirs, at=NOW)),
    )

    assert sorted(type(one).__name__ for one in given) == [DraftNothingError.__name__, PasteDraft.__name__]
    assert (counted(Report), counted(Need)) == (5, 2)


def test_a_paste_taken_back_twice_at_the_same_moment_is_taken_back_once(lin, association, make):
    draft = make(lin)
    with scope(organization=association.pk):
        save_draft(lin, draft, at=NOW)

    def press():
        with scope(organization=association.pk):
            return undo_draft(lin, PasteDraft.objects.get(pk=draft.pk), at=NOW)

    given = together(press, press)

    assert sorted(type(one).__name__ for one in given) == ["DraftStateError", "Undone"]
    with scopes_disabled():
        assert not Need.objects.exclude(state="WITHDRAWN").exists()
