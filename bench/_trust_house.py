"""A house that is maltreated and telephones that send again what was not answered: shared by the promises."""

import asyncio
import contextlib
import http.client
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bench._storm import CREATED, ROOT, Server, Storm, _status, environment, instance, request, served

ACCEPTED = 202
COUNTED = "SELECT report_id, COUNT(*) FROM intake_need GROUP BY 1"
WAIT_SECONDS = 60


@dataclass(frozen=True)
class Row:
    """What came of one promise: whether it was held, and the figures."""

    name: str
    holds: bool
    said: str
    is_tried: bool = True

    def line(self) -> str:
        """Return the row of the table."""
        state = ("HELD  " if self.holds else "BROKEN") if self.is_tried else "NOT TRIED"
        return f"  {self.name:<4} {state}  {self.said}"


@dataclass(frozen=True)
class House:
    """A data directory and a database of its own, with a published form and a code."""

    env: dict[str, str]
    code: str
    form_id: str
    version: str

    @property
    def data(self) -> Path:
        return Path(self.env["QIAO_DATA"])

    @property
    def url(self) -> str:
        return self.env["QIAO_DATABASE_URL"]

    def storm(self, port: int) -> "Resending":
        return Resending(port, self.code, self.form_id, self.version)

    def post(self, pk: uuid.UUID, number: int = 7) -> bytes:
        return request(self.code, instance(self.form_id, self.version, pk, number))

    def held(self) -> dict[uuid.UUID, int]:
        """Return how many needs each report opened: one, where it was kept once."""
        if self.url:
            import psycopg

            with psycopg.connect(self.url) as database:
                return dict(database.execute(COUNTED).fetchall())
        with contextlib.closing(sqlite3.connect(self.data / "qiao.sqlite3", timeout=WAIT_SECONDS)) as file:
            return {uuid.UUID(pk): count for pk, count in file.execute(COUNTED)}

    def days(self, reports: list[uuid.UUID]) -> list[datetime]:
        """Return when each of these was received, as the house wrote it down."""
        asked = "SELECT id, received_at FROM intake_report"
        if self.url:
            import psycopg

            with psycopg.connect(self.url) as database:
                known = dict(database.execute(asked).fetchall())
        else:
            with contextlib.closing(sqlite3.connect(self.data / "qiao.sqlite3")) as file:
                rows = file.execute(asked).fetchall()
            known = {uuid.UUID(pk): datetime.fromisoformat(at) for pk, at in rows}
        return [known[pk] for pk in reports]

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the house as an operator does."""
        told = [sys.executable, "-P", "-m", "django", *arguments]
        return subprocess.run(told, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)

    def lost_and_doubled(self, acknowledged: list[uuid.UUID]) -> tuple[int, int]:
        """Return how many of these are not there, and how many reports are there more than once."""
        held = self.held()
        return sum(pk not in held for pk in acknowledged), sum(count > 1 for count in held.values())


def build(data: Path, url: str = "") -> House:
    """Make a house in another process."""
    env = environment(data, url)
    done = subprocess.run(
        [sys.executable, "-m", "bench._storm"],
        cwd=ROOT,
        env=env | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return House(env, *done.stdout.split()[-3:])


@dataclass
class Resending(Storm):
    """Telephones that keep what was not answered, and send it again, unchanged, next time."""

    owed: list[tuple[uuid.UUID, int]] = field(default_factory=list)
    is_over: bool = False

    async def _send(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        if self.is_over:
            raise ConnectionAbortedError
        pk, number = self.owed.pop(0) if self.owed else (uuid.uuid4(), number)
        began = time.perf_counter()
        try:
            writer.write(request(self.code, instance(self.form_id, self.version, pk, number)))
            status = await _status(reader)
        except (OSError, asyncio.IncompleteReadError):
            self.owed.append((pk, number))
            raise
        self.seconds.append(time.perf_counter() - began)
        if status in (CREATED, ACCEPTED):
            self.acknowledged.append(pk)
        else:
            self.owed.append((pk, number))
            self.others.append(status)


@contextlib.contextmanager
def storming(storm: Resending, clients: int = 8, count: int = 100_000) -> Iterator[threading.Thread]:
    """Send in a thread meanwhile."""
    thread = threading.Thread(target=storm.run, args=(clients, count))
    thread.start()
    try:
        yield thread
    finally:
        storm.is_over = True
        thread.join(WAIT_SECONDS)


def wait_for(storm: Resending, count: int, thread: threading.Thread) -> None:
    """Wait until so many are acknowledged, or until nobody sends any more."""
    until = time.monotonic() + WAIT_SECONDS
    while len(storm.acknowledged) < count and thread.is_alive() and time.monotonic() < until:
        time.sleep(0.005)


def posted(port: int, whole: bytes, seconds: float = WAIT_SECONDS) -> tuple[int, str]:
    """Send one request; return the status of the answer and its head."""
    with socket.create_connection(("127.0.0.1", port), seconds) as line:
        line.sendall(whole)
        said = b""
        while b"\r\n\r\n" not in said:
            part = line.recv(4096)
            if not part:
                break
            said += part
    head = said.partition(b"\r\n\r\n")[0].decode("latin-1")
    return int([*head.split(" ", 2), "0", "0"][1]), head


def answered(port: int, whole: bytes, seconds: float = WAIT_SECONDS) -> str:
    """Send one request; return what the answer says below its head."""
    with socket.create_connection(("127.0.0.1", port), seconds) as line:
        line.sendall(whole)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        return answer.read().decode(errors="replace")


def statuses(port: int, wholes: list[bytes], clients: int) -> Counter[int]:
    """Send these on so many lines at once; return how often each status came."""
    waiting, found = iter(wholes), Counter[int]()

    async def line() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for whole in waiting:
            writer.write(whole)
            found[await _status(reader)] += 1
        writer.close()

    async def every() -> None:
        await asyncio.gather(*(line() for _ in range(clients)))

    asyncio.run(every())
    return found


__all__ = [
    "House",
    "Resending",
    "Row",
    "Server",
    "build",
    "posted",
    "served",
    "statuses",
    "storming",
    "wait_for",
]
