"""Real work: begun once, served on loopback, and never mixed with sample data."""

import os
import re
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django_scopes import scopes_disabled

from qiao.accounts.models import User
from qiao.exceptions import DataDirMixedError
from qiao.project import datadir
from qiao.project.management.commands import init
from qiao.project.onetime import ALPHABET, GROUP_CHARACTERS, GROUPS, new_password
from qiao.project.sample.heldout import fill_heldout, roles
from qiao.registry.models import Organization
from tests.project.conftest import command, serving

BEGIN = ("--organization", "示例乡义工协会", "--place", "421124", "--admin", "guan")


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Path:
    """A data directory in which real work has begun."""
    directory = tmp_path_factory.mktemp("work")
    done = command("django", "init", *BEGIN, QIAO_DATA=str(directory))
    assert done.returncode == 0, done.stderr
    (directory / "said.txt").write_text(done.stdout)
    return directory


@pytest.fixture(scope="module")
def served(begun: Path) -> Iterator[str]:
    """The address at which it is served."""
    with serving(begun) as (_process, address):
        yield address


def test_init_prints_one_password_of_eighty_bits(begun: Path) -> None:
    said = (begun / "said.txt").read_text()

    assert len(re.findall(r"^  guan  (?:[0-9a-z]{4}-){3}[0-9a-z]{4}$", said, re.MULTILINE)) == 1


def test_work_is_begun_only_once(begun: Path) -> None:
    again = command("django", "init", *BEGIN, QIAO_DATA=str(begun))

    assert again.returncode == 1
    assert "at work already" in again.stderr


@pytest.mark.django_db
def test_an_organisation_that_a_replay_left_without_accounts_gets_its_administrator_once() -> None:
    replayed = Organization.objects.create(name="示例回放", kind="VOLUNTEER_GROUP", runs_qiao=True)
    found = init.Command().organization({})

    init.begin(found, User(username="guan", display_name="管"))

    assert found == replayed
    assert set(replayed.appointments.values_list("role", flat=True)) == {"ADMIN", "COORDINATOR"}
    with pytest.raises(CommandError, match="at work already"):
        init.Command().organization({})


def test_serve_answers_until_it_is_ended(served: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    with opener.open(served + "/welcome/", timeout=30) as answer:
        assert (answer.status, answer.headers["Server"]) == (200, None)


def test_sample_data_is_not_written_over_real_work(begun: Path) -> None:
    refused = command("django", "seed", QIAO_DATA=str(begun))

    assert refused.returncode == 1
    assert "holds data already" in refused.stderr


def test_serve_refuses_plain_http_beyond_this_machine(begun: Path) -> None:
    refused = command("django", "serve", "--host", "0.0.0.0", QIAO_DATA=str(begun))  # noqa: S104

    assert refused.returncode == 1
    assert "--lan" in refused.stderr


def test_serve_refuses_a_database_that_lacks_migrations(tmp_path: Path) -> None:
    refused = command("django", "serve", "--port", "0", QIAO_DATA=str(tmp_path))

    assert refused.returncode == 1
    assert "./qiao upgrade" in refused.stderr


def test_a_password_has_eighty_bits() -> None:
    assert len(set(ALPHABET)) == 32
    assert GROUPS * GROUP_CHARACTERS * 5 == 80
    assert len({new_password() for _ in range(100)}) == 100


def test_a_marked_directory_is_refused_to_work_and_an_unmarked_one_to_samples(tmp_path: Path) -> None:
    sample, work = tmp_path / "sample", tmp_path / "work"
    for directory in (sample, work):
        directory.mkdir()
        (directory / datadir.DATABASE).touch()
    datadir.mark(sample, is_temporary=False)

    with pytest.raises(DataDirMixedError):
        datadir.refuse_sample(sample)
    with pytest.raises(DataDirMixedError):
        datadir.refuse_production(work)
    datadir.refuse_sample(work)
    datadir.refuse_production(sample)


def test_keys_of_a_database_elsewhere_are_not_overwritten_by_samples(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "wrapping.key").write_text("00")

    with pytest.raises(DataDirMixedError):
        datadir.refuse_production(tmp_path)


def test_only_what_a_dead_demo_left_is_swept(tmp_path: Path) -> None:
    left, running, kept, other = (tmp_path / f"{datadir.PREFIX}{name}" for name in "abcd")
    for directory in (left, running, kept, other):
        directory.mkdir()
    for directory, is_temporary in ((left, True), (running, True), (kept, False)):
        datadir.mark(directory, is_temporary=is_temporary)
    for directory in (left, kept):
        text = (directory / datadir.MARKER).read_text().replace(str(os.getpid()), "999999999")
        (directory / datadir.MARKER).write_text(text)

    assert datadir.sweep(tmp_path) == 1
    assert sorted(tmp_path.iterdir()) == [running, kept, other]


@pytest.mark.django_db
def test_heldout_has_a_token_for_every_role_of_two_organisations_and_a_sealed_case() -> None:
    with scopes_disabled():
        found = fill_heldout(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))

    users = [user for one in found["organizations"].values() for user in one["users"].values()]
    assert len({user["token"] for user in users}) == 2 * len(roles())
    assert set(found["organizations"]) == {"A", "B"}
    assert found["sealed_case"]["organization"] == "A"
