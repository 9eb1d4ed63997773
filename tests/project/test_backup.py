"""A backup under load, opened on an empty machine; keys that do not fit; files cut off; upgrades taken back."""

import json
import os
import threading
import uuid
from pathlib import Path

import pyrage
import pytest
from django.db import close_old_connections, connection
from django.utils import timezone
from pyrage.x25519 import Identity

from qiao.exceptions.backup import (
    BackupBrokenError,
    BackupExistsError,
    BackupKeyError,
    BackupKeyMissingError,
    BackupNewerError,
    BackupWrongKeyError,
    RestoreOccupiedError,
    ServedError,
    UpgradeLostRowsError,
)
from qiao.project.backup import archive, going_back
from qiao.project.backup.sealing import IDENTITY, own_recipient, read_identity, read_recipient
from qiao.project.backup.snapshot import held_now
from qiao.project.serving_lock import alone, served
from qiao.registry.models import Organization
from tests.project.conftest import command

pytestmark = pytest.mark.django_db(transaction=True)
KNOWN = "示例备份里找得到的名字"


@pytest.fixture
def data(settings, tmp_path) -> Path:
    """A data directory of this test's own; the database is the suite's."""
    settings.DATA = tmp_path / "data"
    settings.QIAO_KEYS = settings.DATA / "keys"
    settings.QIAO_KEYS.mkdir(parents=True)
    (settings.QIAO_KEYS / "wrapping.key").write_text("11" * 32)
    (settings.DATA / "attachments").mkdir()
    (settings.DATA / "attachments" / "picture").write_bytes(os.urandom(100_000))
    return settings.DATA


@pytest.fixture
def identity() -> Identity:
    return Identity.generate()


@pytest.fixture
def made(data, tmp_path, identity) -> Path:
    """A backup of a database that holds one organisation of a known name."""
    Organization.objects.create(name=KNOWN, kind="ASSOCIATION")
    archive.back_up(tmp_path / "made.qiao", identity.to_public(), at=timezone.now())
    return tmp_path / "made.qiao"


@pytest.fixture
def elsewhere(tmp_path) -> dict[str, str]:
    """The environment of an empty machine: a fresh directory, and on PostgreSQL a fresh database."""
    own = {"QIAO_DATA": str(tmp_path / "elsewhere")}
    if connection.vendor == "sqlite":
        yield own
        return
    name, held = f"restored_{uuid.uuid4().hex[:12]}", connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield own | {
        "QIAO_DATABASE_URL": f"postgresql://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT']}/{name}"
    }
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def key_file(folder: Path, identity: Identity) -> Path:
    (folder / "key.txt").write_text(f"# a comment\n{identity}\n")
    return folder / "key.txt"


def test_what_was_acknowledged_before_is_in_a_backup_taken_under_load(data, tmp_path, identity, elsewhere):
    stop, acknowledged = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            one = Organization.objects.create(name=f"示例 {uuid.uuid4()}", kind="ASSOCIATION")
            acknowledged.append(one.name)
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(3)]
    for one in writers:
        one.start()
    try:
        while len(acknowledged) < 30:
            stop.wait(0.01)
        before = list(acknowledged)
        manifest = archive.back_up(tmp_path / "loaded.qiao", identity.to_public(), at=timezone.now())
    finally:
        stop.set()
        for one in writers:
            one.join()
    close_old_connections()

    key = key_file(tmp_path, identity)
    done = command("django", "restore", str(tmp_path / "loaded.qiao"), "--key", str(key), **elsewhere)
    assert done.returncode == 0, done.stderr
    assert "Keys missing or not the same: wrapping.key" in done.stdout
    asked = (
        "from qiao.registry.models import Organization as O; import json;"
        "print(json.dumps(list(O.objects.values_list('name', flat=True))))"
    )
    found = set(json.loads(command("django", "shell", "-v0", "-c", asked, **elsewhere).stdout))
    assert set(before) <= found
    assert len(found) == manifest.held.rows["registry_organization"]
    restored = tmp_path / "elsewhere" / "attachments" / "picture"
    assert restored.read_bytes() == (data / "attachments" / "picture").read_bytes()

    again = command("django", "restore", str(tmp_path / "loaded.qiao"), "--key", str(key), **elsewhere)
    assert again.returncode == 1
    assert "never written over" in again.stderr


def test_nothing_of_it_can_be_read_without_the_key(made, identity, tmp_path):
    content = made.read_bytes()

    assert KNOWN.encode() not in content
    assert oct(made.stat().st_mode)[-3:] == "600"
    with pytest.raises(BackupWrongKeyError):
        archive.unpack(made, Identity.generate(), tmp_path / "out")
    (tmp_path / "whole").mkdir()
    archive.unpack(made, identity, tmp_path / "whole")
    assert (tmp_path / "whole" / "manifest.json").exists()


@pytest.mark.parametrize("share", [0.0, 0.2, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(made, identity, tmp_path, share):
    content = made.read_bytes()
    made.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(BackupBrokenError):
        archive.unpack(made, identity, tmp_path / "out")


def test_any_changed_byte_is_found(made, identity, tmp_path):
    content = made.read_bytes()
    for position in range(0, len(content), len(content) // 40):
        changed = bytearray(content)
        changed[position] ^= 1
        made.write_bytes(changed)
        with pytest.raises((BackupBrokenError, BackupWrongKeyError)):
            archive.unpack(made, identity, tmp_path / f"out{position}")


def test_a_text_that_is_no_backup_is_refused(data, identity, tmp_path):
    (tmp_path / "text").write_text("不是备份" * 1000)

    with pytest.raises(BackupBrokenError):
        archive.unpack(tmp_path / "text", identity, tmp_path / "out")


def test_a_broken_backup_takes_nothing_from_its_place(made, identity):
    made.write_bytes(made.read_bytes()[:-1])
    cleared = []

    with pytest.raises(BackupBrokenError):
        archive.replace(made, identity, clear=lambda: cleared.append(True))

    assert cleared == []
    assert Organization.objects.filter(name=KNOWN).exists()


def test_neither_a_backup_nor_data_is_written_over(made, identity):
    with pytest.raises(BackupExistsError):
        archive.back_up(made, identity.to_public(), at=timezone.now())
    with pytest.raises(RestoreOccupiedError):
        archive.restore(made, identity)
    assert list(made.parent.glob("*.part")) == []


def test_a_backup_of_a_later_version_is_refused(data, identity, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('trail', '9999_later', '2030-01-01')"
        )
    archive.back_up(tmp_path / "later.qiao", identity.to_public(), at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")

    archive.unpack(tmp_path / "later.qiao", identity, tmp_path)
    with pytest.raises(BackupNewerError, match="9999_later"):
        archive._readable(tmp_path)


def test_a_pair_of_keys_is_made_once_and_the_private_half_may_go(data):
    recipient, place = own_recipient(data / "keys")
    assert str(read_identity(None, data / "keys").to_public()) == str(recipient)

    place.unlink()
    again, made = own_recipient(data / "keys")
    assert (str(again), made) == (str(recipient), None)
    with pytest.raises(BackupKeyMissingError, match=IDENTITY):
        read_identity(None, data / "keys")
    (data / "nothing.txt").write_text("no key\n")
    for read in (read_recipient, lambda path: read_identity(path, data / "keys")):
        with pytest.raises(BackupKeyError):
            read(data / "nothing.txt")


def test_keys_are_stored_apart_and_come_back(data, tmp_path, identity):
    manifest_needs = archive.marks_of_keys()
    assert archive.back_up_keys(tmp_path / "keys.qiao", identity.to_public()) == len(manifest_needs) == 1
    (data / "keys" / "wrapping.key").unlink()

    assert archive.restore_keys(tmp_path / "keys.qiao", identity) == 1

    assert archive.marks_of_keys() == manifest_needs
    assert archive.restore_keys(tmp_path / "keys.qiao", identity) == 0


def test_the_archive_is_of_the_age_format(made, identity):
    assert made.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert len(pyrage.decrypt(made.read_bytes(), [identity])) > 0


def test_nobody_upgrades_under_a_running_server(tmp_path):
    with served(tmp_path), served(tmp_path), pytest.raises(ServedError), alone(tmp_path):
        pass
    with alone(tmp_path), pytest.raises(ServedError), served(tmp_path):
        pass


def test_an_upgrade_that_loses_rows_is_taken_back(data, identity, monkeypatch):
    Organization.objects.create(name=KNOWN, kind="ASSOCIATION")
    before, back = held_now(), []
    monkeypatch.setattr(
        going_back, "call_command", lambda *_a, **_k: Organization.objects.filter(name=KNOWN).delete()
    )
    monkeypatch.setattr(going_back, "replace", lambda backup, *_args, **_named: back.append(backup))

    with pytest.raises(UpgradeLostRowsError, match="registry_organization"):
        going_back.upgrade(identity.to_public(), identity, at=timezone.now(), told=lambda _path: None)

    (folder := data / "unpacked").mkdir()
    archive.unpack(back[0], identity, folder)
    assert archive._readable(folder).held == before


def test_forward_back_and_forward_again_keeps_every_row(made, identity, elsewhere, tmp_path):
    directory, key = Path(elsewhere["QIAO_DATA"]), str(key_file(tmp_path, identity))
    for words in (("restore", str(made), "--key", key), ("migrate", "-v0", "quality", "zero")):
        done = command("django", *words, **elsewhere)
        assert done.returncode == 0, done.stderr

    done = command("django", "upgrade", **elsewhere)
    assert done.returncode == 0, done.stderr
    (backup,) = (directory / "backups").glob("before-upgrade-*.qiao")
    private = str(directory / "keys" / IDENTITY)
    assert f"The private one is {private}" in done.stdout
    assert f"still lies beside the data: {private}" in done.stdout

    gone = command("django", "upgrade", "--back", str(backup), **elsewhere)
    assert gone.returncode == 0, gone.stderr
    asked = (
        "from qiao.project.commands import pending_migrations as p; from qiao.registry.models import Organization as O;"
        f"print(p()[0], O.objects.filter(name='{KNOWN}').count())"
    )
    found = command("django", "shell", "-v0", "-c", asked, **elsewhere)
    assert found.stdout.split() == ["quality.0001_initial", "1"], found.stderr
    forward = command("django", "upgrade", **elsewhere)
    assert forward.returncode == 0, forward.stderr
    assert command("django", "verify", **elsewhere).returncode == 0
