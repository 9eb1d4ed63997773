"""The demo as a process: it comes up on loopback, lets its accounts in, and leaves nothing behind."""

import http.cookiejar
import os
import re
import signal
import sqlite3
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.project.conftest import Running, command, start

EVERYWHERE = "0.0.0.0"  # noqa: S104 - to see it refused


class Browser:
    """Asks for pages and keeps cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def get(self, path: str):
        return self.opener.open(self.address + path, timeout=30)

    def post(self, path: str, **fields: str):
        data = urllib.parse.urlencode(fields).encode()
        return self.opener.open(self.address + path, data=data, timeout=30)

    def sign_in(self, username: str, password: str) -> str:
        """Send the sign-in form; return the path it led to."""
        page = self.get("/accounts/login/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
        answer = self.post("/accounts/login/", csrfmiddlewaretoken=token, login=username, password=password)
        return urllib.parse.urlsplit(answer.url).path


@pytest.fixture
def browser(demo: Running) -> Browser:
    return Browser(demo.address)


def directories(temporary: Path) -> list[Path]:
    return sorted(temporary.glob("qiao-demo-*"))


def test_the_demo_answers_on_loopback_with_its_welcome_page(demo: Running, browser: Browser) -> None:
    assert demo.address.startswith("http://127.0.0.1:")
    assert browser.get("/welcome/").status == 200


def test_the_demo_does_not_name_its_server(browser: Browser) -> None:
    assert browser.get("/welcome/").headers["Server"] is None


def test_a_printed_password_opens_the_door(demo: Running, browser: Browser) -> None:
    assert browser.sign_in("lin", demo.passwords["lin"]) != "/accounts/login/"


def test_another_password_does_not_open_the_door(demo: Running, browser: Browser) -> None:
    assert browser.sign_in("chen", demo.passwords["lin"]) == "/accounts/login/"


def test_every_role_has_an_account_of_its_own_password(demo: Running) -> None:
    passwords = demo.passwords

    assert set(passwords) == {"lin", "chen", "zhou", "he", "qian", "xu", "fang", "shen", "wen", "tang"}
    assert len(set(passwords.values())) == len(passwords)


def test_passwords_are_stored_only_as_hashes(demo: Running, temporary: Path) -> None:
    (directory,) = directories(temporary)
    stored = b"".join(path.read_bytes() for path in directory.glob("qiao.sqlite3*"))

    assert not any(password.encode() in stored for password in demo.passwords.values())


def test_the_data_directory_is_the_owners_alone(demo: Running, temporary: Path) -> None:
    (directory,) = directories(temporary)

    assert directory.stat().st_mode & 0o077 == 0


def test_the_trail_of_the_sample_holds(demo: Running, temporary: Path) -> None:
    (directory,) = directories(temporary)

    verified = command("django", "verify", QIAO_DATA=str(directory), QIAO_DEMO="1")

    assert verified.returncode == 0, verified.stderr


@dataclass
class Killed:
    """What a demo that was killed left behind."""

    worker: list[int]
    temporary: Path


@pytest.fixture(scope="module")
def killed(cache: Path, demo: Running, tmp_path_factory) -> Killed:
    """A demo that was killed while it served, after its worker had begun."""
    temporary = tmp_path_factory.mktemp("killed")
    running = start(QIAO_CACHE=str(cache), TMPDIR=str(temporary))
    time.sleep(1)
    worker = children_of(running.process.pid)
    running.stop(signal.SIGKILL)
    return Killed(worker, temporary)


def test_a_killed_demo_takes_its_worker_along(killed: Killed) -> None:
    assert killed.worker
    assert ends(killed.worker, within_seconds=15)


def test_the_next_demo_uses_the_template_and_leaves_nothing_behind(
    demo: Running, cache: Path, killed: Killed
) -> None:
    before = directories(killed.temporary)

    following = start(QIAO_CACHE=str(cache), TMPDIR=str(killed.temporary))
    code = following.stop()

    assert (len(before), code, directories(killed.temporary)) == (1, 0, [])
    assert "migrating" not in following.said
    assert following.seconds < demo.seconds / 2
    assert following.passwords["lin"] != demo.passwords["lin"]


def children_of(pid: int) -> list[int]:
    """Return the processes started by `pid`, as /proc tells."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    if not path.exists():
        pytest.skip("no /proc here")
    found = [int(one) for task in path.parent.parent.glob("*/children") for one in task.read_text().split()]
    return sorted(found)


def ends(pids: list[int], *, within_seconds: int) -> bool:
    """Wait until none of the processes runs; say whether that came to pass."""
    until = time.monotonic() + within_seconds
    while time.monotonic() < until:
        if not any(is_alive(pid) for pid in pids):
            return True
        time.sleep(0.2)
    return False


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_the_demo_refuses_to_open_beyond_this_machine(cache: Path, tmp_path: Path) -> None:
    refused = command("django", "demo", "--host", EVERYWHERE, QIAO_CACHE=str(cache), TMPDIR=str(tmp_path))

    assert refused.returncode == 1
    assert "--lan" in refused.stderr
    assert not directories(tmp_path)


def test_the_demo_refuses_a_directory_of_real_work(cache: Path, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "qiao.sqlite3") as database:
        database.execute("CREATE TABLE work (id)")
    before = (tmp_path / "qiao.sqlite3").read_bytes()

    refused = command("django", "demo", QIAO_CACHE=str(cache), QIAO_DATA=str(tmp_path))

    assert refused.returncode == 1
    assert "production" in refused.stderr
    assert (tmp_path / "qiao.sqlite3").read_bytes() == before


def test_serve_refuses_a_directory_of_sample_data(demo: Running, temporary: Path) -> None:
    (directory,) = directories(temporary)

    refused = command("django", "serve", "--port", "0", QIAO_DATA=str(directory))

    assert refused.returncode == 1
    assert "sample" in refused.stderr
