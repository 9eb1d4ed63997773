"""Hours of a crisis: what arrives does not wait for the server, while others read, drip and are cut off.

Submissions come at a fixed rate, whoever else is waiting (an open model): latency is counted from the moment at which
each was to be sent, so a server that falls behind cannot hide it. Of them --repeats are sent again and --malformed are
no form at all. Meanwhile somebody reads the queue, the map and the search; --drips telephones send a byte at a time;
uploads come at 2 kB/s, a fifth of them cut off and sent again. Memory, open files and connections of the database are
read each second. With --without-worker the worker is stopped (hangs) in the first half and killed in the second.
SQLite always; PostgreSQL too where QIAO_DATABASE_URL names a database that may be filled. 1 where anything was
answered 5xx, was lost or is there twice.
"""

import argparse
import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from bench._databases import add_databases, urls
from bench._storm import ROOT, Server, _status, instance, request, served
from bench._trust_acts import workers
from bench._trust_house import House, build

PAGES = {"queue": "/e/bench/queue/", "map": "/e/bench/map/", "search": "/search/?q=%E5%8F%A3%E7%BD%A9"}
DRIP_SECONDS, UPLOAD_BYTES, UPLOAD_RATE, CUT = 1.0, 20_000, 2_000, 0.2
LATEST_SECONDS = 60


@dataclass
class Load:
    """One run: what was asked of whom, and what came back."""

    house: House
    port: int
    cookie: str
    options: argparse.Namespace
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - no secret
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    acknowledged: list[uuid.UUID] = field(default_factory=list)
    usage: list[tuple[int, int, int]] = field(default_factory=list)
    ends: float = 0.0

    async def run(self, server: Server) -> None:
        self.ends = time.monotonic() + self.options.seconds
        others = [self._read(name, path) for name, path in PAGES.items()] if self.options.readers else []
        others += [self._drip() for _ in range(self.options.drips)]
        others += [self._upload() for _ in range(self.options.uploads)]
        await asyncio.gather(self._arrivals(), self._watch(server), *others)

    async def _arrivals(self) -> None:
        began, sending, number = time.monotonic(), set[asyncio.Task[None]](), 0
        known: list[tuple[uuid.UUID, int]] = []
        while (at := began + number / self.options.rate) < self.ends:
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            task = asyncio.create_task(self._one(at, *self._drawn(known, number)))
            sending.add(task)
            task.add_done_callback(sending.discard)
            number += 1
        await asyncio.gather(*sending)

    def _drawn(self, known: list[tuple[uuid.UUID, int]], number: int) -> tuple[str, uuid.UUID, bytes]:
        """Return a kind of submission and its bytes: new, one of before, or nothing that is a form."""
        draw = self.chance.random()
        if draw < self.options.malformed:
            return "malformed", uuid.uuid4(), request(self.house.code, b"<data id='x'><not closed")
        is_repeat = bool(known) and draw < self.options.malformed + self.options.repeats
        pk, amount = self.chance.choice(known) if is_repeat else (uuid.uuid4(), number % 1000 + 1)
        if not is_repeat:
            known.append((pk, amount))
        return "repeat" if is_repeat else "new", pk, self.house.post(pk, amount)

    async def _one(self, at: float, kind: str, pk: uuid.UUID, whole: bytes) -> None:
        status = await self._asked(whole)
        self.statuses[kind][status] += 1
        self.times[kind].append(time.monotonic() - at)
        if kind == "new" and status in (201, 202):
            self.acknowledged.append(pk)

    async def _asked(self, whole: bytes) -> int:
        """Send on a line of its own; return the status, 0 where there was none."""
        try:
            async with asyncio.timeout(LATEST_SECONDS):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                try:
                    writer.write(whole)
                    return await _status(reader)
                finally:
                    writer.close()
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            return 0

    async def _read(self, name: str, path: str) -> None:
        whole = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: qiao={self.cookie}\r\nConnection: close\r\n\r\n"
        while time.monotonic() < self.ends:
            began = time.monotonic()
            status = await self._asked(whole.encode())
            self.statuses[name][status] += 1
            self.times[name].append(time.monotonic() - began)
            await asyncio.sleep(0.5)

    async def _drip(self) -> None:
        """Send a byte a second and never come to the end."""
        whole = self.house.post(uuid.uuid4())
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            for byte in whole:
                if time.monotonic() > self.ends:
                    break
                writer.write(bytes([byte]))
                await asyncio.sleep(DRIP_SECONDS)
            writer.close()
        except OSError:
            self.statuses["drip"][0] += 1

    async def _upload(self) -> None:
        """Send at 2 kB/s, be cut off one time in five, and send again until it is thanked for."""
        while time.monotonic() < self.ends:
            pk, began, status = uuid.uuid4(), time.monotonic(), 0
            whole = self._long(pk)
            while status not in (201, 202) and time.monotonic() < self.ends + LATEST_SECONDS:
                status = await self._slowly(whole, is_cut=self.chance.random() < CUT)
            self.statuses["upload"][status] += 1
            self.times["upload"].append(time.monotonic() - began)
            self.acknowledged += [pk] if status in (201, 202) else []

    def _long(self, pk: uuid.UUID) -> bytes:
        xml = instance(self.house.form_id, self.house.version, pk, 7)
        return request(self.house.code, xml.replace(b"<meta>", b"<!--" + b"x" * UPLOAD_BYTES + b"--><meta>"))

    async def _slowly(self, whole: bytes, *, is_cut: bool) -> int:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            step = UPLOAD_RATE // 4
            for place in range(0, len(whole) // 2 if is_cut else len(whole), step):
                writer.write(whole[place : place + step])
                await asyncio.sleep(0.25)
            if is_cut:
                writer.close()
                return 0
            status = await _status(reader)
            writer.close()
        except (OSError, asyncio.IncompleteReadError):
            return 0
        return status

    async def _watch(self, server: Server) -> None:
        """Read each second what the server holds; stop and kill its worker where that was asked for."""
        halfway, stopped = self.ends - self.options.seconds / 2, set[int]()
        while time.monotonic() < self.ends:
            self.usage.append(usage(server.pid))
            for worker in workers(server.pid) if self.options.without_worker else []:
                if time.monotonic() > halfway:
                    os.kill(worker, signal.SIGKILL)
                elif worker not in stopped:
                    os.kill(worker, signal.SIGSTOP)
                    stopped.add(worker)
            await asyncio.sleep(1)


def usage(pid: int) -> tuple[int, int, int]:
    """Return kilobytes of memory, open files and lines to PostgreSQL of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    held = re.search(r"VmRSS:\s+(\d+)", status)
    files = list(Path(f"/proc/{pid}/fd").iterdir())
    inodes = {name[8:-1] for one in files if (name := _target(one)).startswith("socket:[")}
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return (
        int(held[1]) if held else 0,
        len(files),
        sum(row[9] in inodes and int(row[2].split(":")[1], 16) in range(5432, 5500) for row in rows),
    )


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


def main(argv: list[str]) -> int:
    """Run on each database."""
    parser = argparse.ArgumentParser(prog="bench load", description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="default 600")
    parser.add_argument("--rate", type=float, default=100.0, help="submissions a second, default 100")
    parser.add_argument("--stored", type=int, default=100_000, help="reports before, default 100,000")
    parser.add_argument("--repeats", type=float, default=0.10, help="share sent again, default .10")
    parser.add_argument("--malformed", type=float, default=0.05, help="share of nonsense, default .05")
    parser.add_argument("--readers", type=int, default=1, help="0: nobody reads meanwhile")
    parser.add_argument("--drips", type=int, default=64, help="telephones at a byte a second, default 64")
    parser.add_argument("--uploads", type=int, default=8, help="uploads at 2 kB/s, default 8")
    parser.add_argument("--without-worker", action="store_true", help="hang the worker, then kill it (R15)")
    add_databases(parser)
    options = parser.parse_args(argv)
    bad = 0
    for url in urls(options):
        with tempfile.TemporaryDirectory(prefix="qiao-bench-") as data:
            print(f"\n{'PostgreSQL' if url else 'SQLite'}", flush=True)
            bad += measure(build(Path(data), url), options)
    return int(bad > 0)


def measure(house: House, options: argparse.Namespace) -> int:
    """Fill up, load, and print; return how many answers were 5xx or none, reports lost, and reports doubled."""
    told = [sys.executable, "-m", "bench._load_reader", house.code, house.form_id, house.version]
    env = house.env | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    filled = [*told, str(options.stored)]
    cookie = subprocess.run(
        filled, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.split()[-1]
    with served(house.env) as server:
        load = Load(house, server.port, cookie, options)
        asyncio.run(load.run(server))
    lost, doubled = house.lost_and_doubled(load.acknowledged)
    for kind, times in load.times.items():
        print(f"  {kind:<10} {figures(times)}  {dict(load.statuses[kind])}")
    for name, values in zip(("RSS kB", "open files", "DB lines"), zip(*load.usage, strict=True), strict=True):
        tenth = max(1, len(values) // 10)
        print(
            f"  {name:<10} first tenth {max(values[:tenth]):,}, last tenth {max(values[-tenth:]):,}, most {max(values):,}"
        )
    failed = sum(
        count
        for kind, found in load.statuses.items()
        for status, count in found.items()
        if status >= 500 or (status == 0 and kind != "drip")
    )
    print(
        f"  {failed} answered 5xx or not at all, {len(load.acknowledged):,} acknowledged, {lost} lost, {doubled} doubled"
    )
    return failed + lost + doubled


def figures(times: list[float]) -> str:
    """Return how many, how fast half of them were and 99 of 100."""
    ordered = sorted(times)
    half, most = (1000 * ordered[min(len(ordered) - 1, int(len(ordered) * one))] for one in (0.5, 0.99))
    return f"{len(ordered):>6,}  p50 {half:7.1f} ms  p99 {most:7.1f} ms  most {1000 * ordered[-1]:7.1f} ms"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
