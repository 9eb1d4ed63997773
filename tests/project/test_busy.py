"""Many write at once, or there is no room: each gets a turn, and whoever is refused is told plainly what is true."""

import errno
import sqlite3
import threading
import time

import psycopg
import pytest
from django.db import OperationalError, connections
from django.test import RequestFactory
from django.utils import translation

from qiao.api.health import server_error
from qiao.api.site import _on_no_storage
from qiao.exceptions.storage import BUSY_RETRY_SECONDS, FULL_RETRY_SECONDS, is_busy, is_full
from qiao.pages.middleware import Refusals
from qiao.project.sqlite import base

WAIT_SECONDS = 0.5
WRITERS = 8
LOCKED = OperationalError("database is locked")
pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "writers.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE act (writer int)")
    made.close()
    return path


def writer(path, *, timeout: float) -> base.DatabaseWrapper:
    settings = connections["default"].settings_dict | {
        "NAME": path,
        "OPTIONS": {"timeout": timeout, "transaction_mode": "IMMEDIATE"},
    }
    return base.DatabaseWrapper({**settings, "AUTOCOMMIT": True, "TIME_ZONE": None}, "writer")


def begin(one: base.DatabaseWrapper) -> None:
    one.ensure_connection()
    one._start_transaction_under_autocommit()


def test_a_writer_asks_again_at_intervals_that_do_not_grow_and_gives_up_at_the_end(path, monkeypatch):
    holder, waiting = writer(path, timeout=WAIT_SECONDS), writer(path, timeout=WAIT_SECONDS)
    pauses, sleep, asks = [], time.sleep, threading.get_ident()
    begin(holder)

    def counted(pause: float) -> None:
        if threading.get_ident() == asks:  # threads of other tests may sleep in the same process
            pauses.append(pause)
        sleep(pause)

    monkeypatch.setattr(base.time, "sleep", counted)
    began = time.monotonic()

    with pytest.raises(OperationalError) as refused:
        begin(waiting)

    assert is_busy(refused.value)
    assert time.monotonic() - began >= WAIT_SECONDS
    assert len(pauses) > 5
    assert max(pauses) <= base.LONGEST_PAUSE_SECONDS
    holder.close()
    begin(waiting)
    waiting.close()


def test_outside_of_a_transaction_the_wait_is_as_long_as_before(path):
    one = writer(path, timeout=WAIT_SECONDS)
    begin(one)

    assert one.connection.execute("PRAGMA busy_timeout").fetchone() == (WAIT_SECONDS * 1000,)
    one.close()


def test_of_many_writers_each_has_its_turns(path):
    def work(number: int) -> None:
        one = writer(path, timeout=60)
        for _turn in range(10):
            begin(one)
            one.connection.execute("INSERT INTO act VALUES (?)", (number,))
            time.sleep(0.002)
            one.connection.execute("COMMIT")
        one.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with sqlite3.connect(path) as read:
        turns = read.execute("SELECT count(*) FROM act GROUP BY writer").fetchall()
    read.close()
    assert turns == [(10,)] * WRITERS


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "什么都没有改动"), ("en", "Nothing was changed")])
def test_whose_turn_never_came_is_told_to_try_again_and_that_nothing_changed(language, said):
    request = RequestFactory().post("/", headers={"HX-Request": "true"})
    with translation.override(language):
        answer = Refusals(lambda _request: None).process_exception(request, LOCKED)

    assert (answer.status_code, answer["Retry-After"]) == (503, str(BUSY_RETRY_SECONDS))
    assert said in answer.content.decode()


def test_the_api_says_busy_and_when_to_try_again():
    answer = _on_no_storage(RequestFactory().post("/api/v1/reports"), LOCKED)

    assert (answer.status_code, answer["Retry-After"]) == (503, str(BUSY_RETRY_SECONDS))
    assert b'"busy"' in answer.content


def test_a_database_that_is_gone_is_not_busy():
    assert not is_busy(OperationalError("unable to open database file"))
    assert (
        Refusals(lambda _request: None).process_exception(
            RequestFactory().get("/"), OperationalError("unable to open database file")
        )
        is None
    )


@pytest.fixture
def full(path) -> OperationalError:
    """What a database says that has no page left, through Django."""
    one = writer(path, timeout=WAIT_SECONDS)
    one.ensure_connection()
    one.connection.execute("PRAGMA max_page_count = 2")
    with pytest.raises(OperationalError) as refused, one.cursor() as cursor:
        cursor.execute("INSERT INTO act VALUES (zeroblob(100000))")
    one.close()
    return refused.value


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "服务器的磁盘满了"), ("en", "disk is full")])
def test_without_room_it_is_the_disk_that_is_named_and_not_the_database(full, language, said):
    refusals = Refusals(lambda _request: None)
    with translation.override(language):
        answers = [
            refusals.process_exception(RequestFactory().post("/", headers={"HX-Request": "true"}), one)
            for one in (full, OSError(errno.ENOSPC, "No space left on device"))
        ]
        answers.append(_on_no_storage(RequestFactory().post("/api/reports"), full))

    assert [(one.status_code, one["Retry-After"]) for one in answers] == [(503, str(FULL_RETRY_SECONDS))] * 3
    assert [said in one.content.decode() for one in answers] == [True] * 3
    assert b'"disk_full"' in answers[2].content


def test_without_room_before_any_desk_is_asked_it_is_named_too(full):
    answers = []
    for path in ("/welcome/", "/api/needs"):
        try:
            raise full
        except OperationalError:
            answers.append(server_error(RequestFactory().get(path)))

    assert [one.status_code for one in answers] == [503, 503]
    assert ["磁盘满" in one.content.decode() for one in answers] == [True, True]


def test_what_postgresql_says_of_a_full_disk_is_known_too():
    error = OperationalError("could not extend file: No space left on device")
    error.__cause__ = psycopg.errors.DiskFull("could not extend file: No space left on device")

    assert is_full(error)


def test_other_troubles_of_a_disk_are_not_called_a_full_one():
    assert not is_full(OperationalError("disk I/O error"))
    assert not is_full(OSError(errno.EACCES, "Permission denied"))
    assert (
        Refusals(lambda _request: None).process_exception(RequestFactory().get("/"), OSError(5, "I/O"))
        is None
    )
