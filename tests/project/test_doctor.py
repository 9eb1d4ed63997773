"""The doctor finds what was broken on purpose, and says what to do; what is sound is not accused."""

import json
import shutil
from collections import namedtuple
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pyrage.x25519 import Identity

from qiao.accounts.roles import Role
from qiao.project.backup.archive import back_up
from qiao.project.backup.sealing import own_recipient
from qiao.project.doctor import doors, examination, storage, work
from qiao.project.doctor.finding import Level
from qiao.relief.actions import open_store
from qiao.trail import checks
from tests import as_program
from tests.accounts.soft_key import SoftKey
from tests.conftest import appoint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _haste(db, monkeypatch):
    """The suite's own PostgreSQL runs without fsync, which the doctor is right to find: that is let pass here."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW fsync")
            monkeypatch.setitem(storage.SETTINGS, "fsync", cursor.fetchone()[0])


@pytest.fixture
def data(settings, tmp_path):
    """A sound data directory of this test's own."""
    settings.DATA = tmp_path / "data"
    settings.QIAO_KEYS = settings.DATA / "keys"
    settings.QIAO_KEYS.mkdir(parents=True, mode=0o700)
    settings.DATA.chmod(0o700)
    (settings.QIAO_KEYS / "wrapping.key").write_text("11" * 32)
    (settings.QIAO_KEYS / "wrapping.key").chmod(0o600)
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    return settings.DATA


def levels(found) -> list[Level]:
    return [one.level for one in found]


def test_a_sound_installation_is_not_accused(data):
    back_up(data / "one.qiao", Identity.generate().to_public(), at=timezone.now())
    call_command("verify", stdout=StringIO())

    with as_program.being():
        found = examination.examine(is_deep=True)

    assert [one for one in found if one.level is not Level.GOOD] == []
    assert len(found) >= 10


def test_a_database_that_may_forget_is_found(data):
    with connection.cursor() as cursor:
        off = (
            "PRAGMA synchronous = NORMAL" if connection.vendor == "sqlite" else "SET synchronous_commit = off"
        )
        cursor.execute(off)
    try:
        (found,) = storage.database()
    finally:
        connection.close()

    assert found.level is Level.BROKEN
    assert "synchronous" in found.en
    assert levels(storage.database()) == [Level.GOOD]


@pytest.mark.parametrize("name", ["keys/wrapping.key", "keys", "."])
def test_what_others_can_read_is_named(data, name):
    (data / name).chmod(0o755)

    (found,) = storage.directory()

    assert (found.level, str(data / name) in found.en) == (Level.BROKEN, True)


def test_a_full_disk_is_told_before_it_is_full(data, monkeypatch):
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as shutil has it
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(1, 1, 50_000_000))

    assert levels(storage.room()) == [Level.WARNING]


def test_tasks_that_nobody_does_are_found(data):
    task = DBTaskResult.objects.create(
        task_path="qiao.trail.jobs.run_job", args_kwargs={"args": [], "kwargs": {}}, backend_name="default"
    )
    assert levels(work.worker()) == [Level.GOOD]

    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - timedelta(hours=1))

    assert levels(work.worker()) == [Level.BROKEN]


def test_a_clock_behind_the_records_is_told(lin, at_work, yingshan):
    open_store(lin, name="示例物资站", place=yingshan)
    with time_machine.travel(timezone.now() - timedelta(days=3650)):
        assert levels(work.clock()) == [Level.WARNING]
    with time_machine.travel(timezone.now() + timedelta(days=3650)):
        assert levels(work.clock()) == [Level.GOOD]


def test_who_never_verifies_is_told_and_what_did_not_hold_stays_told(data):
    assert levels(work.verified()) == [Level.WARNING]
    call_command("verify", stdout=StringIO())
    assert levels(work.verified()) == [Level.GOOD]
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        assert levels(work.verified()) == [Level.WARNING]
    checks.note(3, at=timezone.now())
    assert levels(work.verified()) == [Level.BROKEN]


def test_backups_are_asked_for_and_their_key_is_not_left_here(data):
    assert levels(work.backups()) == [Level.WARNING]
    recipient, place = own_recipient(data / "keys")
    back_up(data / "one.qiao", recipient, at=timezone.now())
    assert levels(work.backups()) == [Level.GOOD, Level.WARNING]
    place.unlink()
    assert levels(work.backups()) == [Level.GOOD]
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert levels(work.backups()) == [Level.WARNING]


def test_doors_without_a_lock_are_found(settings):
    settings.ALLOWED_HOSTS, settings.QIAO_HTTPS = ["127.0.0.1", "localhost", "[::1]"], False
    assert levels(doors.addresses()) == [Level.GOOD]
    settings.ALLOWED_HOSTS = ["qiao.example.org"]
    assert levels(doors.addresses()) == [Level.BROKEN]
    settings.QIAO_HTTPS = True
    assert levels(doors.addresses()) == [Level.GOOD]
    settings.DEBUG = True
    assert levels(doors.addresses()) == [Level.BROKEN]


def test_who_may_do_much_by_a_password_alone_is_counted(lin_user, association):
    appoint("wu", association, Role.FINANCE)
    (found,) = doors.second_factors()
    assert found.level is Level.WARNING
    count = int(found.en.split()[0])

    Authenticator.objects.create(user=lin_user, type=Authenticator.Type.TOTP, data={})

    assert [one.en.split()[0] for one in doors.second_factors()] == [str(count - 1)]


def test_passkeys_of_another_address_and_an_address_without_a_lock_are_found(lin_user, settings):
    settings.ALLOWED_HOSTS, settings.QIAO_URL, settings.QIAO_HTTPS = ["127.0.0.1", "localhost"], "", False
    assert levels(doors.passkeys()) == [Level.GOOD]
    settings.QIAO_URL = "http://qiao.example.org"
    assert levels(doors.passkeys()) == [Level.WARNING]
    settings.QIAO_URL, key = "https://qiao.example.org", SoftKey(name="old.example.org")
    made = json.loads(key.created({"publicKey": {"user": {"id": "x"}, "challenge": "AAAA"}}))
    held = Authenticator.objects.create(
        user=lin_user, type=Authenticator.Type.WEBAUTHN, data={"name": "x", "credential": made}
    )

    assert levels(doors.passkeys()) == [Level.GOOD, Level.WARNING]
    settings.QIAO_URL = "https://old.example.org"
    assert levels(doors.passkeys()) == [Level.GOOD]
    held.delete()


def test_the_command_ends_with_one_where_something_is_broken(data):
    said = StringIO()
    (data / "keys").chmod(0o755)

    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json", stdout=said)

    assert ended.value.code == 1
    assert {one["level"] for one in json.loads(said.getvalue())} == {"good", "warning", "broken"}
