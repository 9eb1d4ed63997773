"""Keys are changed and destroyed while social workers write and read: nothing is sealed under a key that goes."""

import threading

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import forget_keys
from qiao.care import actions
from qiao.care.models import CareFile, CareSession
from tests.care.conftest import IDENTITY, NOTES
from tests.conftest import NOW

pytestmark = [pytest.mark.usefixtures("at_work"), pytest.mark.django_db(transaction=True)]

WRITERS, FILES_EACH, CHANGES = 4, 4, 5


@pytest.fixture(autouse=True)
def keys_apart(settings, tmp_path):
    settings.QIAO_KEYS = tmp_path / "keys"
    forget_keys()
    yield
    forget_keys()


def in_threads(association, *jobs):
    """Run all jobs at once, each with a connection of its own; return what broke."""
    broken, start = [], threading.Barrier(len(jobs))

    def run(job):
        start.wait()
        try:
            with scope(organization=association.pk):
                job()
        except Exception as error:  # noqa: BLE001 - told to the test
            broken.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return broken


def test_files_written_while_keys_change_and_go_open_afterwards(zhou, he_user, crisis, association, file):
    operator, opened = Actor.operator(association.pk), []

    def write():
        for _turn in range(FILES_EACH):
            made = actions.open_file(zhou, crisis, kind="STRESS", identity=IDENTITY, supervisor=he_user)
            actions.add_session(zhou, made, held_at=timezone.now(), minutes=50, notes=NOTES)
            asked = actions.note_request(
                zhou, file, kind="COPY", made_by="SELF", requester=NOTES, asked_at=NOW
            )
            actions.answer_request(zhou, asked, is_granted=True, answer=NOTES, answered_at=NOW)
            opened.append(actions.read_file(zhou, file, now=timezone.now()).identity)

    def change():
        for turn in range(CHANGES):
            done = actions.rotate_keys(operator, seals_anew=turn % 2 == 0)
            actions.destroy_old_keys(operator, newest=done.generation)

    broken = in_threads(association, *[write] * WRITERS, change)

    assert broken == []
    assert opened == [IDENTITY] * WRITERS * FILES_EACH
    files = list(CareFile.objects.all())
    read = [actions.read_file(zhou, one, now=timezone.now()) for one in files]
    assert {one.identity for one in read} == {IDENTITY}
    assert len(files) == WRITERS * FILES_EACH + 1
    assert [note.text for one in read for note in one.notes] == [NOTES] * CareSession.objects.count()
    told = [(one.text, one.answer) for opened in read for one in opened.requests]
    assert told == [(NOTES, NOTES)] * WRITERS * FILES_EACH
    kept = {path.name for path in settings.QIAO_KEYS.glob("care-*")}
    assert len(kept) == len({one.key_generation for one in files}) == 1
    connection.close()
