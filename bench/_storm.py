"""A server as it is deployed, and telephones that send to it: for the bench of intake and the durability tests."""

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOUNDARY = "qiao-bench"
START_SECONDS = 120
END_SECONDS = 20
ANSWERS = (
    "<item>医用外科口罩</item><quantity_kind>EXACT</quantity_kind><quantity>{number}</quantity><unit>只</unit>"
    "<place>英山县</place><party>示例县人民医院</party><contact>示例联系人</contact><phone>15400000001</phone>"
    "<tier>2</tier><note>示例数据</note>"
)
CREATED = 201


def environment(data: str | Path, url: str = "") -> dict[str, str]:
    """Return the environment of a house of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QIAO_", "DJANGO_"))}
    return kept | {
        "QIAO_DATA": str(data),
        "QIAO_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "qiao.project.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
    }


def prepare() -> tuple[str, str, str]:
    """Make tables, an association, a crisis, a published form and a code; return code, form id and version."""
    from datetime import UTC, datetime, timedelta

    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone
    from django_scopes import scope

    from qiao.accounts.roles import Actor, Role
    from qiao.intake import actions
    from qiao.intake.sources.openrosa.ready import ready_form
    from qiao.registry.loading import load_items, load_places
    from qiao.registry.models import Crisis, Organization

    call_command("migrate", verbosity=0)
    load_places(settings.QIAO_REFERENCE)
    load_items(settings.QIAO_REFERENCE)
    owner = Organization.objects.create(
        name="示例县义工联合会", kind="ASSOCIATION", is_sample=True, runs_qiao=True
    )
    crisis = Crisis.objects.create(
        name="示例疫情", slug="bench", hazard="EPIDEMIC", began_on=datetime(2020, 1, 20, tzinfo=UTC).date()
    )
    now = timezone.now()
    with scope(organization=owner.pk):
        actor = Actor(organization_id=owner.pk, roles=frozenset({Role.ADMIN, Role.COORDINATOR}))
        file = actions.FormFile()
        form = actions.hand_out(actor, crisis, ready_form("NEED"), file=file, published_at=now)
        _collector, code = actions.add_collector(
            actor, crisis, name="示例手机", forms=[form], expires_at=now + timedelta(days=60)
        )
        return code, form.form_id, form.versions.get().version


@dataclass
class Server:
    """A `serve` that runs."""

    process: subprocess.Popen[str]
    port: int

    @property
    def pid(self) -> int:
        """Return the id of the web server's process."""
        return self.process.pid


@contextlib.contextmanager
def served(env: dict[str, str], *before: str) -> Iterator[Server]:
    """Start `serve` as an operator does, on a free port; end it at the end. `before` runs it, as strace does.

    Both are one group of processes, which is ended as a whole: strace that is ended alone lets go of the server.
    """
    command = [*before, sys.executable, "-P", "-m", "django", "serve", "--port", "0"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    listening = threading.Thread(target=_listen, args=(process,), daemon=True)
    try:
        server = Server(process, _port(process))
        listening.start()
        yield server
    finally:
        _end_group(process)
        if listening.ident is not None:
            listening.join(END_SECONDS)
        elif process.stdout is not None:
            process.stdout.close()


def _listen(process: "subprocess.Popen[str]") -> None:
    """Read what the server says: one whose log nobody reads stands still once the pipe is full."""
    if process.stdout is not None:
        with process.stdout as said:
            for _line in said:
                pass


def _end_group(process: "subprocess.Popen[str]") -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        until = time.monotonic() + END_SECONDS
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
            while time.monotonic() < until:
                process.poll()
                os.killpg(process.pid, 0)  # until none of them is left
                time.sleep(0.05)
    process.wait()


def _port(process: "subprocess.Popen[str]") -> int:
    said = []
    for line in process.stdout or ():
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
            return int(found[1])
    raise RuntimeError("serve did not start:\n" + "".join(said[-20:]))


def instance(form_id: str, version: str, pk: uuid.UUID, number: int) -> bytes:
    """Return a filled form."""
    return (
        f"<?xml version='1.0' ?><data id='{form_id}' version='{version}'>{ANSWERS.format(number=number)}"
        f"<meta><instanceID>uuid:{pk}</instanceID></meta></data>"
    ).encode()


def request(code: str, xml: bytes) -> bytes:
    """Return the bytes of a POST as Collect makes it, on a connection that stays open."""
    body = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="s.xml"\r\n'
        "Content-Type: text/xml\r\n\r\n"
    ).encode()
    body += xml + f"\r\n--{BOUNDARY}--\r\n".encode()
    head = (
        f"POST /v1/key/{code}/submission HTTP/1.1\r\nHost: 127.0.0.1\r\nX-OpenRosa-Version: 1.0\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@dataclass
class Storm:
    """Telephones that send, each on a connection of its own, and what they were answered."""

    port: int
    code: str
    form_id: str
    version: str
    acknowledged: list[uuid.UUID] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    others: list[int] = field(default_factory=list)

    def run(self, clients: int, count: int) -> float:
        """Send `count` filled forms by `clients` at once; return the seconds that it took."""
        began = time.perf_counter()
        asyncio.run(self._all(clients, count))
        return time.perf_counter() - began

    async def _all(self, clients: int, count: int) -> None:
        numbers = iter(range(1, count + 1))
        await asyncio.gather(*(self._telephone(numbers) for _ in range(clients)))

    async def _telephone(self, numbers: Iterator[int]) -> None:
        # Where the server is killed, what was not answered was not acknowledged.
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                for number in numbers:
                    await self._send(reader, writer, number)
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()

    async def _send(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        pk = uuid.uuid4()
        began = time.perf_counter()
        writer.write(request(self.code, instance(self.form_id, self.version, pk, number)))
        status = await _status(reader)
        self.seconds.append(time.perf_counter() - began)
        if status == CREATED:
            self.acknowledged.append(pk)
        else:
            self.others.append(status)


async def _status(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
    await reader.readexactly(int(length[1]) if length else 0)
    return int(head.split(" ", 2)[1])


def main() -> None:
    """Make a house to send to in QIAO_DATA, and print its code, form and version."""
    import django

    django.setup()
    print("\n".join(prepare()))


if __name__ == "__main__":
    main()
