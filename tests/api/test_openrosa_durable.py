"""The server as it is deployed: killed in a storm, watched by strace, sent to slowly and in chunks (DESIGN law 1)."""

import re
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench._storm import ROOT, Storm, environment, instance, request, served
from tests import tables

COUNTED = "SELECT {}, COUNT(*) FROM {} GROUP BY 1"
pytestmark = pytest.mark.xdist_group("durable")


@dataclass(frozen=True)
class House:
    """A data directory of its own, with a published form and a code."""

    data: Path
    code: str
    form_id: str
    version: str

    @property
    def env(self) -> dict[str, str]:
        return environment(self.data)

    def storm(self, port: int) -> Storm:
        return Storm(port, self.code, self.form_id, self.version)

    def post(self, pk: uuid.UUID) -> bytes:
        return request(self.code, instance(self.form_id, self.version, pk, 7))

    def counted(self, table: str, column: str = "id") -> dict[str, int]:
        """Return how often each id stands in a table."""
        with sqlite3.connect(self.data / "qiao.sqlite3") as connection:
            rows = connection.execute(COUNTED.format(column, table)).fetchall()
        connection.close()
        return dict(rows)


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> House:
    """Make a house in another process: this one works on the test database."""
    data = tmp_path_factory.mktemp("house")
    tables.lay(data)
    done = subprocess.run(
        [sys.executable, "-m", "bench._storm"],
        cwd=ROOT,
        env=environment(data) | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return House(data, *done.stdout.split())


def answered(connection: socket.socket) -> bytes:
    """Return the line of status of the next answer."""
    said = b""
    while b"</OpenRosaResponse>" not in said:
        part = connection.recv(4096)
        if not part:
            break
        said += part
    return said.partition(b"\r\n")[0]


def test_what_was_acknowledged_before_a_kill_is_there_once_after_it(house):
    with served(house.env) as server:
        storm = house.storm(server.port)
        sending = threading.Thread(target=storm.run, args=(8, 5000))
        sending.start()
        while len(storm.acknowledged) < 60 and sending.is_alive():
            time.sleep(0.01)
        server.process.kill()
        sending.join(60)
    acknowledged = list(storm.acknowledged)

    with served(house.env) as server, socket.create_connection(("127.0.0.1", server.port), 30) as phone:
        phone.sendall(house.post(uuid.uuid4()))
        still = answered(phone)

    reports, needs = house.counted("intake_report"), house.counted("intake_need", "report_id")
    assert len(acknowledged) >= 60
    assert {reports.get(pk.hex) for pk in acknowledged} == {1}
    assert {needs.get(pk.hex) for pk in acknowledged} == {1}
    assert b"201" in still


UNSYNCED = re.compile(r"(?:^|201 )(?:POST )+201")
CARELESS = """
from qiao.project.settings import *

OPTIONS = DATABASES["default"]["OPTIONS"]
OPTIONS["init_command"] = OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=OFF")
QIAO_UNSAFE_DATABASE = True  # `serve` would not start
"""


def watched(house: House, env: dict[str, str], log: Path) -> str:
    """Send five filled forms to a server under strace; return what it did, in order."""
    watch = ["strace", "-f", "-y", "-s", "24", "-o", str(log)]
    watch += ["-e", "trace=fsync,fdatasync,recvfrom,sendto,sendmsg"]
    with served(env, *watch) as server:
        storm = house.storm(server.port)
        storm.run(1, 5)
        web = _first_child(server.pid)
        threads = {int(one.name) for one in Path(f"/proc/{web}/task").iterdir()}
    assert not Path(f"/proc/{web}").exists()  # it did not outlive what watched it
    assert len(storm.acknowledged) == 5
    return " ".join(_events(log.read_text(errors="replace"), threads))


def test_the_disk_has_each_submission_before_the_telephone_is_thanked(house, tmp_path):
    did = watched(house, house.env, tmp_path / "calls")

    assert did.count("201") == 5
    assert UNSYNCED.findall(did) == []


def test_the_watch_finds_a_house_that_thanks_before_the_disk_has_it(house, tmp_path):
    (tmp_path / "careless.py").write_text(CARELESS)
    path = f"{house.env['PYTHONPATH']}:{tmp_path}"

    did = watched(
        house,
        house.env | {"DJANGO_SETTINGS_MODULE": "careless", "PYTHONPATH": path},
        tmp_path / "calls",
    )

    assert did.count("201") == 5
    assert UNSYNCED.findall(did) != []


def _first_child(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def _events(log: str, threads: set[int]) -> list[str]:
    """Return what the web server did, in order: POST read, `disk` for a sync of the database, 201 sent."""
    found, syncing = [], set()
    for line in log.splitlines():
        pid, _space, call = line.partition(" ")
        if int(pid) not in threads:
            continue
        if "POST /v1" in call:
            found.append("POST")
        elif "HTTP/1.1 201" in call:
            found.append("201")
        elif re.search(r"(?:fsync|fdatasync)\(\d+<.*qiao\.sqlite3", call):
            if call.rstrip().endswith("= 0"):
                found.append("disk")
            else:
                syncing.add(pid)
        elif pid in syncing and "sync resumed" in call and call.rstrip().endswith("= 0"):
            syncing.discard(pid)
            found.append("disk")
    return found


def test_a_body_in_chunks_is_kept_as_any_other(house):
    head, _blank, body = house.post(uuid.uuid4()).partition(b"\r\n\r\n")
    head = re.sub(rb"Content-Length: \d+", b"Transfer-Encoding: chunked", head)
    chunks = b"".join(
        f"{len(part):x}\r\n".encode() + part + b"\r\n"
        for part in (body[place : place + 100] for place in range(0, len(body), 100))
    )
    with served(house.env) as server, socket.create_connection(("127.0.0.1", server.port), 30) as phone:
        phone.sendall(head + b"\r\n\r\n" + chunks + b"0\r\n\r\n")

        assert b"201" in answered(phone)


def test_telephones_on_a_bad_line_hold_up_nobody_and_a_cut_loses_nothing(house):
    slow = [house.post(uuid.uuid4()) for _ in range(24)]
    with served(house.env) as server:
        lines = [socket.create_connection(("127.0.0.1", server.port), 60) for _ in slow]
        for line, whole in zip(lines, slow, strict=True):
            line.sendall(whole[:150])
        storm = house.storm(server.port)
        storm.run(4, 40)
        lines[0].close()
        for place in (150, 300):
            for line, whole in zip(lines[1:], slow[1:], strict=True):
                line.sendall(whole[place : place + 150] if place < 300 else whole[place:])
        statuses = {answered(line) for line in lines[1:]}
        for line in lines[1:]:
            line.close()
        with socket.create_connection(("127.0.0.1", server.port), 30) as again:
            again.sendall(slow[0])
            late = answered(again)

    assert len(storm.acknowledged) == 40
    assert {one.split()[1] for one in statuses} == {b"201"}
    assert b"201" in late
